// What the kernels of touches and of sites share: radial and angular functions of several neighbours in rows of shared
// memory (doubles; rows have odd lengths, so that lanes on different rows use different banks), and the size of blocks.
#pragma once
#include "device/cuda_lanes.h"
#include "device/cuda_launch.h"
#include "insert/cuda_screening_view.h"

namespace nacre::insert {

using cuda::Grid;
using cuda::warp_size;

inline constexpr int most_warps = 4;
inline constexpr std::size_t shared_wanted = 48 * 1024;

NACRE_HD inline int odd(int n) { return n | 1; }
NACRE_HD inline int columns(const ModelView& m) {
  return m.radial_cols > m.angular_cols ? m.radial_cols : m.angular_cols;
}

/// Rows of functions of several neighbours.
struct FunctionRows {
  double *f, *g, *b;
  int f_stride, g_stride, b_stride;
  __device__ FunctionRows(const ModelView& m, int rows, double*& at)
      : f_stride(odd(columns(m))), g_stride(odd(m.angular_rows)), b_stride(odd(m.terms)) {
    f = at, g = f + rows * f_stride, b = g + rows * g_stride;
    at = b + rows * b_stride;
  }
};
inline std::size_t function_reals(const ModelView& m, int rows) {
  return static_cast<std::size_t>(rows) * (odd(columns(m)) + odd(m.angular_rows) + odd(m.terms));
}

/// fc and u; zero outside.
__device__ inline double cutoff_of(double r, double rc, double& u) {
  const bool inside = r < rc;
  u = inside ? r / rc : 1.0;
  return inside ? nep::cutoff_value(u) : 0.0;
}
__device__ inline void radial_functions(const ModelView& m, int pair, double r, double* f) {
  double u;
  const double fc = cutoff_of(r, m.radial_cutoff[pair], u);
  nep::basis(u, fc, m.radial_cols, f);
}
/// l_max where the compiler knows it: arrays of (x + iy)^m then stay in registers.
template <int L>
__device__ inline int l_max_of(const ModelView& m) {
  return L > 0 ? L : m.l_max;
}
template <int L>
__device__ inline void angular_functions(const ModelView& m, int pair, const Arrow& v, double* f, double* b) {
  double u;
  const double fc = cutoff_of(v.r, m.angular_cutoff[pair], u), inverse = 1 / v.r;
  nep::basis(u, fc, m.angular_cols, f);
  nep::angular_basis(v.x * inverse, v.y * inverse, v.z * inverse, l_max_of<L>(m), b);
}
/// sum_k c[k] f[k]
__device__ inline double product(const double* c, const double* f, int count) {
  double sum = 0;
  for (int k = 0; k < count; ++k) sum += c[k] * f[k];
  return sum;
}

/// As many warps a block as fit into the usual shared memory; one at least.
inline Grid grid_for(std::int64_t warps, std::size_t reals) {
  const std::size_t bytes = reals * sizeof(double);
  const auto fit = static_cast<int>(shared_wanted / bytes);
  const int per_block = fit < 1 ? 1 : fit > most_warps ? most_warps : fit;
  Grid grid = cuda::cover(warps, static_cast<unsigned>(per_block));
  grid.threads = static_cast<unsigned>(per_block * warp_size);
  grid.shared = per_block * bytes;
  return grid;
}

}  // namespace nacre::insert
