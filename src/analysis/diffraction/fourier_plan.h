// Grid of a transform of points that lie anywhere (nonuniform to uniform): along each lattice vector n points for the
// indices |h| <= m, at least 1.4 (2 m + 1) of them, with factors 2, 3 and 5 only; and what undoes the spreading.
//   b_g = sum_i psi(n s_i - g)      F(h) = B(h) / (psi^(h_1 / n_1) psi^(h_2 / n_2) psi^(h_3 / n_3)),  B: DFT of b
//   psi(x) = exp(beta (sqrt(1 - (2 x / w)^2) - 1)), |x| < w / 2        psi^(xi) = int psi(x) cos(2 pi xi x) dx
// The kernel is the "exponential of semicircle" of A. H. Barnett, J. Magland, L. af Klinteberg, SIAM J. Sci. Comput.
// 41, C479 (2019), with their beta = 0.97 pi w (1 - 1 / (2 sigma)), sigma = 1.4: the least share of points to indices.
// The error of an F is about exp(-pi w sqrt(1 - 1 / sigma)) of the root of the number of atoms: 1.5e-6 for w = 8.
// Fewer points with a wider kernel would make the transform cheaper, but 8 points are one SIMD vector.
#pragma once
#include <array>
#include <cmath>
#include <string>
#include <vector>

#include "core/box.h"
#include "core/macros.h"
#include "core/whole_number.h"

namespace nacre {

inline constexpr int spread_width =
    8;  ///< w: grid points that an atom reaches along a vector; a SIMD vector of doubles
inline constexpr double least_oversampling = 1.4;  ///< sigma
/// psi at x = (w / 2) z.
NACRE_HD inline double spread_kernel(double z) {
  constexpr double beta = 0.97 * 3.141592653589793 * spread_width * (1 - 0.5 / least_oversampling);
  const double under = 1 - z * z;
  return under > 0 ? std::exp(beta * (std::sqrt(under) - 1)) : 0;
}

struct FourierAxis {
  int most = 0;                 ///< m
  int size = 0;                 ///< n
  std::vector<double> correct;  ///< [|h|] 1 / psi^(h / n)
};

struct FourierPlan {
  std::array<FourierAxis, 3> axis;
  double points() const { return 1.0 * axis[0].size * axis[1].size * axis[2].size; }
};

/// For all nodes with |Q| <= Q_max. Throws Error(bad_input) when an axis would need more than 2^20 points.
FourierPlan fourier_plan(const Box& box, double Q_max);
/// Smallest number not below `least` whose prime factors are 2, 3 and 5.
int smooth_size(int least);
/// "fast Fourier transform on a grid of 300 x 300 x 320".
std::string describe(const FourierPlan& plan);

/// First of the w grid points that an atom at fractional coordinate s in [0, 1] reaches; below 0: from the grid's end.
NACRE_HD inline double spread_first(double s, int n) { return std::ceil(s * n - 0.5 * spread_width); }
/// psi at grid point first + j.
NACRE_HD inline double spread_weight(double s, int n, double first, int j) {
  return spread_kernel((first + j - s * n) / (0.5 * spread_width));
}
/// The same point in [0, n).
NACRE_HD inline int wrap_point(double first, int n) {
  const int g = within<int>(first, -n, 2 * n) % n;
  return g < 0 ? g + n : g;
}
/// All weights of an atom along an axis, and its first point in [0, n).
inline int spread_weights(double s, int n, double weight[spread_width]) {
  const double first = spread_first(s, n);
  for (int j = 0; j < spread_width; ++j) weight[j] = spread_weight(s, n, first, j);
  return wrap_point(first, n);
}

}  // namespace nacre
