// The inner loops of the pair histogram and of the Debye sum, one small source per instruction set.
#pragma once
#include <cmath>
#include <cstdint>

#include "core/macros.h"

namespace nacre {

/// Points sorted by cell; readable `pair_run_overrun` entries past the end.
struct PairPoints {
  const std::int32_t *x, *y, *z;
  const std::int32_t* offset;  ///< type of the point times bins
};
inline constexpr int pair_run_overrun = 16;

struct PairBins {
  float scale;  ///< bins per grid unit
  float bins;
};

/// Bin of a distance: rounding spelt out (fma), the same on every processor; `bins` and above: too far.
NACRE_HD inline float pair_place(std::int32_t dx, std::int32_t dy, std::int32_t dz, const PairBins& bins) {
  const float x = static_cast<float>(dx), y = static_cast<float>(dy), z = static_cast<float>(dz);
  return bins.scale * std::sqrt(std::fma(x, x, std::fma(y, y, z * z)));
}
/// Differences modulo 2^32: entries past the end of the points may be anything.
NACRE_HD inline std::int32_t pair_difference(std::int32_t a, std::int32_t b) {
  return static_cast<std::int32_t>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b));
}

/// ++counts[offset[p] + floor(scale |point p - home|)] for first <= p < last, where the bin is below `bins`.
using CountPairs = void (*)(const PairPoints& points, int first, int last, const std::int32_t home[3],
                            const PairBins& bins, std::int64_t* counts);

inline constexpr int sine_lanes = 16;
/// out[l] = sum_k weight[k] sin(q[l] r_k), r_k = (k + 1/2) width, for sine_lanes values of q.
using SineSums = void (*)(const double* weight, int bins, double width, const double* q, double* out);

struct PairLoops {
  CountPairs count;
  SineSums sines;
};
PairLoops pair_loops_scalar();
PairLoops pair_loops_avx2();
PairLoops pair_loops_avx512();
PairLoops pair_loops();  ///< the best for this processor

}  // namespace nacre
