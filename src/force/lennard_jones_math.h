// Lennard-Jones: the formula of one pair, for host and device.
//
//   phi(r) = 4 epsilon ((sigma/r)^12 - (sigma/r)^6)     phi'(r)/r = -24 epsilon (2 (sigma/r)^12 - (sigma/r)^6)/r^2
#pragma once
#include "core/macros.h"

namespace nacre {

struct LennardJonesPair {
  double epsilon = 0;  ///< eV
  double sigma = 0;    ///< Å
  double cutoff = 0;   ///< Å
};

/// phi(r)/2, the share of one end of the pair (eV), and its derivative divided by r (eV/Å^2).
struct HalfPair {
  double energy, slope_over_r;
};
/// From the square of r (Å^2); zero from the cutoff on.
NACRE_HD inline HalfPair half_pair(const LennardJonesPair& pair, double r2) {
  if (!(r2 < pair.cutoff * pair.cutoff)) return {0, 0};
  const double s2 = pair.sigma * pair.sigma / r2;
  const double s6 = s2 * s2 * s2;
  return {2 * pair.epsilon * s6 * (s6 - 1), -12 * pair.epsilon * s6 * (2 * s6 - 1) / r2};
}

}  // namespace nacre
