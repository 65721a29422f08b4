// System: all that a checkpoint must hold of the matter itself.
#pragma once
#include <cstdint>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct System {
  Atoms atoms;
  Box box;
  std::int64_t step = 0;   ///< steps done since the start of the deck
  double time_fs = 0;      ///< simulated time since the start of the deck
  std::uint64_t seed = 0;  ///< key of all random numbers (core/random.h)
};

/// What a force gives back. Energies eV, forces eV/Å, virials eV (-dE/d strain, positive = compressed).
struct Evaluation {
  double energy = 0;
  Mat3 virial;
  std::vector<Vec3> force;          ///< per atom
  std::vector<double> atom_energy;  ///< per atom, sums to energy
  std::vector<Mat3> atom_virial;    ///< per atom, sums to virial; filled only on request, else empty
};

}  // namespace nacre
