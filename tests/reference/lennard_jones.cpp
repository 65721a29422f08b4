#include "lennard_jones.h"

namespace reference {

Result lennard_jones(const Structure& structure, double epsilon, double sigma, double cutoff) {
  const PairList pairs = periodic_pairs(structure, cutoff);
  Result result = zero_result(structure.position.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    for (const Pair& pair : pairs[i]) {
      const double r = pair.distance;
      const double s6 = std::pow(sigma / r, 6);
      result.energy_atom[i] += 0.5 * 4 * epsilon * (s6 * s6 - s6);
      const double slope = 0.5 * 4 * epsilon * (-12 * s6 * s6 + 6 * s6) / r;  // dU_i/dr (eV/A)
      const Vector& v = pair.vector;
      add_gradient(result, i, pair, {slope * v[0] / r, slope * v[1] / r, slope * v[2] / r});
    }
  }
  sum_atoms(result);
  return result;
}

}  // namespace reference
