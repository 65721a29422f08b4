// The table of minimisers, and the limit of a step, which all of them share.
#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "minimize/algorithms.h"

namespace nacre {

const std::vector<MinimizerRow>& minimizer_table() {
  static const std::vector<MinimizerRow> table{
      {"sd", "Steepest descent: robust, slow.", make_steepest_descent},
      {"fire", "FIRE: damped dynamics; passes jumps of the energy, may raise it on the way.", make_fire},
      {"cg", "Conjugate gradients (Polak-Ribiere), two force calls a step.", make_conjugate_gradients},
      {"lbfgs", "L-BFGS, a quasi-Newton method: the fewest force calls near a minimum.", make_lbfgs},
  };
  return table;
}

std::vector<std::string> known_minimizers() {
  std::vector<std::string> names;
  for (const MinimizerRow& row : minimizer_table()) names.push_back(row.name);
  return names;
}

std::unique_ptr<Minimizer> make_minimizer(const std::string& name, const MinimizerSettings& settings) {
  for (const MinimizerRow& row : minimizer_table())
    if (row.name == name) return row.make(settings);
  throw Error("unknown minimiser").value(name).nearest(nearest_word(name, known_minimizers()));
}

double Minimizer::longest_step(const Vector& direction) const {
  double atom2 = 0, cell = 0;
  for (std::size_t i = 0; i < settings_.atom_coordinates; i += 3) {
    const double* d = &direction[i];
    atom2 = std::max(atom2, d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
  }
  for (std::size_t i = settings_.atom_coordinates; i < direction.size(); ++i)
    cell = std::max(cell, std::abs(direction[i]));
  double longest = std::numeric_limits<double>::max();
  if (atom2 > 0) longest = std::min(longest, settings_.max_move / std::sqrt(atom2));
  if (cell > 0) longest = std::min(longest, settings_.max_cell_move / cell);
  return longest;
}

}  // namespace nacre
