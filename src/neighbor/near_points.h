// The inner loop of the neighbour search: which points of a contiguous run lie near one point. One small source per
// instruction set; integer coordinates, squared distance in float.
#pragma once
#include <cstdint>

namespace nacre {

/// Coordinates of the binned slots, one array each; readable `near_points_overrun` entries past any run.
struct BinnedPoints {
  const std::int32_t *x, *y, *z;
};
inline constexpr int near_points_overrun = 16;

/// Writes first <= p < last with |point p - home|^2 < limit to `out` (which needs room for last - first + overrun
/// values), in order; returns how many. `limit` in squared grid units.
using NearPoints = int (*)(const BinnedPoints& points, int first, int last, const std::int32_t home[3], float limit,
                           int* out);

NearPoints near_points_scalar();
NearPoints near_points_avx2();
NearPoints near_points_avx512();
NearPoints near_points();  ///< the best for this processor

}  // namespace nacre
