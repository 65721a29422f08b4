// NEP on the CPU. Formulas: nep_math.h; the loop: nep_tile.h, compiled for each instruction set.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/force.h"
#include "force/ghost_force.h"
#include "force/nep_model.h"

namespace nacre {

/// Reads nep.txt (NEP3, NEP4, NEP5, with or without ZBL). Precision::single: float pair loops with the best instruction
/// set; Precision::full: double throughout. Throws Error(bad_input) with file and line.
std::unique_ptr<Force> make_nep(const std::string& path, Precision precision);

/// The same for a caller who owns the images.
std::unique_ptr<GhostForce> make_ghost_nep(const std::string& path, Precision precision);

/// Descriptor of every atom, [atom][component], before the q_scaler; in double precision.
std::vector<std::vector<double>> nep_descriptors(const std::string& path, const Atoms& atoms, const Box& box);
/// The same of a model that was read before; `atoms.type` indexes its species.
std::vector<std::vector<double>> nep_descriptors(const NepModel& model, const Atoms& atoms, const Box& box);
/// Of the first `own` atoms; the others are ghosts (ghost_force.h).
std::vector<std::vector<double>> nep_descriptors(const NepModel& model, const Atoms& atoms, const Box& box,
                                                 std::size_t own);

}  // namespace nacre
