// The shape of one ring of n points r_k (Å), c their mean:
//   S = sum_k (r_k - c)(r_k - c)^T,   eigenvalues l1 >= l2 >= l3
//   planarity  sqrt(l3 / n)   root mean square distance from the plane of least squares (Å), 0 when flat
//   roundness  sqrt(l2 / l1)  1 for a regular polygon, 0 for points on a line
// l3 is the smallest root of -det(S - l) = l^3 - t l^2 + c l - d. Newton from 0 rises to it without overshooting (all
// roots are real and not negative) and is exact for flat rings, where the formula with cos(acos/3) loses half the
// digits because a regular polygon has l1 = l2. The other two follow from the quadratic that is left.
#pragma once
#include <algorithm>
#include <cmath>

#include "core/vec3.h"

namespace nacre {

struct RingShape {
  double planarity = 0;  ///< Å
  double roundness = 0;
};

/// `scatter` is S, `n` the number of points.
NACRE_HD inline RingShape ring_shape(const Mat3& s, int n) {
  const double t = trace(s), d = determinant(s);
  const double c = s[0][0] * s[1][1] - s[0][1] * s[0][1] + s[0][0] * s[2][2] - s[0][2] * s[0][2] + s[1][1] * s[2][2] -
                   s[1][2] * s[1][2];
  double l = 0;
  for (int step = 0; step < 60; ++step) {
    const double value = ((l - t) * l + c) * l - d, slope = (3 * l - 2 * t) * l + c;
    if (!(slope > 0) || !(value < 0)) break;
    const double move = -value / slope;
    l += move;
    if (move < 1e-14 * t) break;
  }
  const double sum = t - l, product = c - l * sum;
  const double root = std::sqrt(std::fmax(0.0, sum * sum - 4 * product)), l1 = (sum + root) / 2, l2 = (sum - root) / 2;
  return {std::sqrt(std::fmax(0.0, l) / n), l1 > 0 ? std::sqrt(std::fmax(0.0, l2) / l1) : 0};
}

}  // namespace nacre
