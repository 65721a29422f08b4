// A deck as an input of LAMMPS: in.lammps and a data file, with `pair_style nacre` (docs/lammps.md). Lines before the first
// run that act at once (replicate, velocity, change_box) are done here, so that both programs start from the same atoms.
// What LAMMPS has no counterpart for is left out, and said.
#pragma once
#include <string>
#include <vector>

#include "run/deck/deck.h"
#include "run/simulation.h"

namespace nacre::run {

struct LammpsInput {
  std::string script;     ///< in.lammps
  std::string data;       ///< data.lammps
  std::string potential;  ///< file name in pair_coeff
  std::vector<std::string> active_sets;  ///< paths; in.lammps knows them by their file names
  /// "run.in:7: compute_msd: ..." of lines without a counterpart, in their order.
  std::vector<std::string> missing;
  /// The same of lines whose counterpart does the same by other means.
  std::vector<std::string> other;
  std::size_t atoms = 0;
};

/// `simulation`: as load_model() and load_force() leave it; its atoms are changed. The deck is without errors.
LammpsInput translate_to_lammps(const Deck& deck, Simulation& simulation);

}  // namespace nacre::run
