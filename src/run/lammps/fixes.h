// Ensembles and minimisers of a deck as fixes and commands of LAMMPS. Coupling times of decks are in steps, of LAMMPS in ps;
// pressures in GPa and bar.
#pragma once
#include <string>
#include <vector>

#include "run/deck/deck.h"

namespace nacre::run {

inline constexpr double bar_per_GPa = 1e4;

/// Lines of LAMMPS, the names of the fixes among them, and what the user should know.
struct LammpsLines {
  std::vector<std::string> lines;
  std::vector<std::string> fixes;  ///< to be removed after the run
  std::string missing;             ///< why there is no counterpart; empty: there is one
  std::string other;               ///< in what way the counterpart is another
};

/// `group`: of the atoms that move. `seed`: of random numbers.
LammpsLines lammps_ensemble(const RunSettings& settings, const std::string& group, std::uint64_t seed);
LammpsLines lammps_minimization(const Minimize& m);

}  // namespace nacre::run
