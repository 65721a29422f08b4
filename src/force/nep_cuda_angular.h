// What the two angular NEP kernels share: shapes fixed at compile time or not, and one pair's g_n and b_lm.
#pragma once
#include "device/cuda_launch.h"
#include "force/nep_cuda_pairs.h"

namespace nacre::cuda {

/// Rows = n_max + 1 and L = l_max known to the compiler, or -1 for any.
template <int Rows, int L>
struct AngularShape {
  static constexpr int max_rows = Rows > 0 ? Rows : 128;  // the file reader allows 101
  static constexpr int max_level = L > 0 ? L : nep::max_l;
  static constexpr int max_terms = max_level * (max_level + 2);
  static constexpr int terms_a_lane = (max_terms + warp_size - 1) / warp_size;
  __device__ static int rows(const NepShape& shape) { return Rows > 0 ? Rows : shape.angular_rows; }
  __device__ static int level(const NepShape& shape) { return L > 0 ? L : shape.l_max; }
  __device__ static int terms(const NepShape& shape) { return L > 0 ? L * (L + 2) : shape.terms; }
};

/// A loop over n that the compiler unrolls when it knows the number of rows.
template <int Rows, class Body>
__device__ __forceinline__ void for_rows(int rows, Body&& body) {
#pragma unroll
  for (int n = 0; n < (Rows > 0 ? Rows : rows); ++n) body(n);
}

/// Adds f times a row of coefficients (padded to float4) to g.
template <int Rows>
__device__ __forceinline__ void add_row(const float* c, float f, int rows, float* g) {
  if constexpr (Rows > 0) {
#pragma unroll
    for (int four = 0; four < (Rows + 3) / 4; ++four) {
      const float4 v = reinterpret_cast<const float4*>(c)[four];
      const float part[4] = {v.x, v.y, v.z, v.w};
#pragma unroll
      for (int i = 0; i < 4; ++i)
        if (4 * four + i < Rows) g[4 * four + i] += part[i] * f;
    }
  } else {
    for (int n = 0; n < rows; ++n) g[n] += c[n] * f;
  }
}

/// g_n(r) = sum_k c_nk f_k. c: [k][stride].
template <int Rows>
__device__ __forceinline__ void radial_functions(float u, int cols, const float* c, int stride, int rows, float* g) {
  const float x = nep::chebyshev_argument(u), twice = x + x, half = 0.5f * nep::cutoff_value(u);
  float older = x, t = 1;  // T_{-1} = T_1
  for_rows<Rows>(rows, [&](int n) { g[n] = 0; });
  for (int k = 0; k < cols; ++k) {
    add_row<Rows>(c + k * stride, half * (t + 1), rows, g);
    const float next = twice * t - older;
    older = t, t = next;
  }
}

/// g_n and dg_n/du.
template <int Rows>
__device__ __forceinline__ void radial_functions(float u, int cols, const float* c, int stride, int rows, float* g,
                                                 float* slope) {
  float fc_slope;
  const float fc = nep::cutoff_value(u, fc_slope), half = 0.5f * fc, half_slope = 0.5f * fc_slope;
  const float x = nep::chebyshev_argument(u), twice = x + x, dx = 2 * (u - 1) * fc;
  float older = x, t = 1, u_older = -1, second = 0;  // T_{k-1}, T_k, U_{k-2}, U_{k-1}
  for_rows<Rows>(rows, [&](int n) { g[n] = slope[n] = 0; });
  for (int k = 0; k < cols; ++k) {
    add_row<Rows>(c + k * stride, half * (t + 1), rows, g);
    add_row<Rows>(c + k * stride, half_slope * (t + 1) + dx * static_cast<float>(k) * second, rows, slope);
    const float next = twice * t - older, next_second = twice * second - u_older;
    older = t, t = next;
    u_older = second, second = next_second;
  }
}

/// Level of a sum's index: lm >= l l - 1.
__device__ inline int level_of(int lm) {
  int l = 1;
  while ((l + 1) * (l + 1) - 1 <= lm) ++l;
  return l;
}

/// s[lm] of one n, from shared memory; the row `terms` holds ones.
__device__ inline float product_of(const ProductTerm& term, const float* s, int stride) {
  float product = term.coefficient;
#pragma unroll
  for (int f = 0; f < 4; ++f) product *= s[term.factor[f] * stride];
  return product;
}

using NepKernel = void (*)(NepArguments);

/// The shapes of the models that are out there, and any other.
template <template <int, int> class Choice>
NepKernel pick_angular(const NepShape& shape) {
  if (shape.l_max == 4) {
    switch (shape.angular_rows) {
      case 5:
        return Choice<5, 4>::kernel();
      case 7:
        return Choice<7, 4>::kernel();
      case 9:
        return Choice<9, 4>::kernel();
      case 11:
        return Choice<11, 4>::kernel();
      default:
        break;
    }
  }
  return Choice<-1, -1>::kernel();
}

/// Warps of a block that fit into the shared memory of a multiprocessor, four at most.
inline unsigned warps_for(int shared_per_warp) {
  const int fit = 200 * 1024 / (shared_per_warp > 0 ? shared_per_warp : 1);
  return static_cast<unsigned>(fit < 1 ? 1 : fit > 4 ? 4 : fit);
}

inline void launch_angular(const Stream& stream, const char* what, NepKernel kernel, NepArguments& a, int floats) {
  a.shared_per_warp = (floats + 3) / 4 * 4 * static_cast<int>(sizeof(float));
  const unsigned warps = warps_for(a.shared_per_warp);
  Grid grid = cover_warps(a.sites, warps * warp_size);
  grid.shared = static_cast<std::size_t>(warps) * a.shared_per_warp;
  allow_shared(kernel, grid.shared);
  launch(stream, what, kernel, grid, a);
}

}  // namespace nacre::cuda
