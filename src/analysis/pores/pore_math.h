// The arithmetic of the pore grid that the CPU and the GPU share, bit for bit.
//
// In symmetric structures the distance of a point from the centre of a sphere can equal the sphere's radius: the last
// bit would then decide whether the sphere covers the point. So products are rounded before they are added (no fused
// multiply-add, which compilers for the GPU use by default), in the order in which core/vec3.h adds.
#pragma once
#include <cmath>
#include <cstdint>
#include <limits>

#include "core/vec3.h"
#include "neighbor/crystal_search.h"

namespace nacre {

namespace unfused {
#if defined(__CUDA_ARCH__)
__device__ inline double times(double a, double b) { return __dmul_rn(a, b); }
__device__ inline float times(float a, float b) { return __fmul_rn(a, b); }
#else
inline double times(double a, double b) { return a * b; }
inline float times(float a, float b) { return a * b; }
#endif
}  // namespace unfused

/// x^2 + y^2 + z^2
template <class T>
NACRE_HD inline T unfused_square(T x, T y, T z) {
  return unfused::times(x, x) + unfused::times(y, y) + unfused::times(z, z);
}
/// a + s b
NACRE_HD inline Vec3 unfused_sum(Vec3 a, double s, Vec3 b) {
  return {a.x + unfused::times(s, b.x), a.y + unfused::times(s, b.y), a.z + unfused::times(s, b.z)};
}
/// s h
NACRE_HD inline Vec3 unfused_cartesian(Vec3 s, const Mat3& h) {
  const auto column = [&](int k) {
    return unfused::times(s.x, h.m[0][k]) + unfused::times(s.y, h.m[1][k]) + unfused::times(s.z, h.m[2][k]);
  };
  return {column(0), column(1), column(2)};
}

/// A grid in bricks of 4 x 4 x 4 points (pore_grid.h).
struct GridShape {
  int n[3] = {}, bricks[3] = {};
  Mat3 h;  ///< lattice vectors, rows (Å)

  /// Cartesian vector of a step of (a, b, c) points.
  NACRE_HD Vec3 step(double a, double b, double c) const {
    return unfused_cartesian({a / n[0], b / n[1], c / n[2]}, h);
  }
  /// From the first point of a brick to its point `in`.
  NACRE_HD Vec3 offset(int in) const { return step(in >> 4, (in >> 2) & 3, in & 3); }
  struct Place {
    int at[3];
  };
  NACRE_HD Place brick_place(std::int64_t brick) const {
    const std::int64_t row = brick / bricks[2];
    return {
        {static_cast<int>(row / bricks[1]), static_cast<int>(row % bricks[1]), static_cast<int>(brick % bricks[2])}};
  }
  NACRE_HD Vec3 brick_centre(std::int64_t brick) const {
    const Place p = brick_place(brick);
    const Vec3 s{(4 * p.at[0] + 0.5) / n[0], (4 * p.at[1] + 0.5) / n[1], (4 * p.at[2] + 0.5) / n[2]};
    return unfused_cartesian(s, h) + step(1.5, 1.5, 1.5);
  }
  /// Number of the brick of which (x, y, z) is an image.
  NACRE_HD std::int64_t brick(int x, int y, int z) const {
    return (static_cast<std::int64_t>(inside(x, bricks[0])) * bricks[1] + inside(y, bricks[1])) * bricks[2] +
           inside(z, bricks[2]);
  }
  NACRE_HD static int inside(int i, int n) {
    if (i >= 0 && i < n) return i;  // nearly always: a division costs more than the rest of the row
    return ((i % n) + n) % n;
  }
};

/// The point `offset` away from a brick's first point lies in a sphere of radius sqrt(limit), from whose centre it is
/// `corner` to that first point.
NACRE_HD inline bool covers(Vec3 corner, Vec3 offset, double limit) {
  const Vec3 d = corner + offset;
  return unfused_square(d.x, d.y, d.z) <= limit;
}

/// Spheres sorted into bins (AtomBins), as plain pointers.
struct BinsView {
  CrystalSearch search;
  Mat3 h;
  double largest = 0;              ///< radius (Å)
  const Vec3* position = nullptr;  ///< [place]
  const double* radius = nullptr;  ///< [place]

  /// body(first, last, shift): spheres first .. last - 1, moved by shift, whose centres may lie within `reach` of the
  /// point, and a few beyond.
  template <class Body>
  NACRE_HD void for_runs(Vec3 point, double reach, Body&& body) const {
    search.for_runs(point, reach, [&](int first, int last, int a, int b, int c) {
      body(first, last, unfused_cartesian({double(a), double(b), double(c)}, h));
    });
  }
  /// d(point). There must be a sphere.
  NACRE_HD double clearance(Vec3 point) const;
};

NACRE_HD inline double BinsView::clearance(Vec3 point) const {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  for (double reach = 2;;) {
    double best = infinity;
    for_runs(point, reach + largest, [&](int first, int last, Vec3 shift) {
      for (int p = first; p < last; ++p) {
        const double d = norm(point - (position[p] + shift)) - radius[p];
        best = d < best ? d : best;
      }
    });
    if (best <= reach) return best;  // what is clearer than this lies within the reach
    reach = best < infinity ? best * (1 + 1e-12) + 1e-9 : 2 * reach;
  }
}

}  // namespace nacre
