// The functions that formulas and lane loops use, for plain numbers: one "lane". device/simd.h has the same for SIMD
// vectors; code templated on the real type calls them without qualification.
#pragma once
#include <cmath>
#include <cstddef>
#include <cstdint>

#include "core/macros.h"

namespace nacre {

NACRE_HD inline float mul_add(float a, float b, float c) { return a * b + c; }
NACRE_HD inline double mul_add(double a, double b, double c) { return a * b + c; }
NACRE_HD inline float mul_sub(float a, float b, float c) { return a * b - c; }
NACRE_HD inline double mul_sub(double a, double b, double c) { return a * b - c; }
NACRE_HD inline float square_root(float a) { return std::sqrt(a); }
NACRE_HD inline double square_root(double a) { return std::sqrt(a); }
NACRE_HD inline float exponential(float a) { return std::exp(a); }
NACRE_HD inline double exponential(double a) { return std::exp(a); }
NACRE_HD inline float hyperbolic_tangent(float a) { return std::tanh(a); }
NACRE_HD inline double hyperbolic_tangent(double a) { return std::tanh(a); }
NACRE_HD inline bool less(float a, float b) { return a < b; }
NACRE_HD inline bool less(double a, double b) { return a < b; }
NACRE_HD inline float where(bool m, float yes, float no) { return m ? yes : no; }
NACRE_HD inline double where(bool m, double yes, double no) { return m ? yes : no; }
inline unsigned mask_bits(bool m) { return m ? 1u : 0u; }

/// What a lane loop must know of its vector type.
template <class V>
struct LaneTraits {
  using Real = V;
  using Integer = std::int32_t;
  static constexpr int lanes = 1;
};

inline void load_lanes(const float* p, float& v) { v = *p; }
inline void load_lanes(const double* p, double& v) { v = *p; }
inline void store_lanes(float v, float* p) { *p = v; }
inline void store_lanes(double v, double* p) { *p = v; }
inline float to_real_lanes(std::int32_t i, float) { return static_cast<float>(i); }

/// Rows of four 32-bit integers (x, y, z, any) picked by index, as one vector each of x, y, z.
inline void load_grid_points(const std::int32_t* points, const int* index, std::int32_t& x, std::int32_t& y,
                             std::int32_t& z) {
  const std::int32_t* p = points + 4 * static_cast<std::size_t>(index[0]);
  x = p[0], y = p[1], z = p[2];
}

/// Rows of four reals (x, y, z, any) picked by index, as one vector each of x, y, z.
template <class R>
inline void load_rows(const R* rows, const int* index, R& x, R& y, R& z) {
  const R* p = rows + 4 * static_cast<std::size_t>(index[0]);
  x = p[0], y = p[1], z = p[2];
}

/// Sum over the lanes.
inline float lane_sum(float v) { return v; }
inline double lane_sum(double v) { return v; }

/// sums[4 index + (0, 1, 2)] -= (x, y, z), lane by lane.
template <class R>
inline void subtract_rows(double* sums, const int* index, R x, R y, R z) {
  double* row = sums + 4 * static_cast<std::size_t>(index[0]);
  row[0] -= x, row[1] -= y, row[2] -= z;
}

/// One double sum a lane.
template <class V>
struct WideSum {
  double sum = 0;
  void add(V v) { sum += v; }
  void store(double* p) const { *p = sum; }
};

}  // namespace nacre
