#include "analysis/pair_loops_sines.h"
#include "device/simd_target.h"

namespace nacre {

namespace {
// std::fma, not a * b + c: the rounding of the SIMD versions.
void count_pairs(const PairPoints& points, int first, int last, const std::int32_t home[3], const PairBins& bins,
                 std::int64_t* counts) {
  const auto difference = [](std::int32_t a, std::int32_t b) {
    return static_cast<float>(static_cast<std::int32_t>(static_cast<std::uint32_t>(a) - static_cast<std::uint32_t>(b)));
  };
  for (int p = first; p < last; ++p) {
    const float x = difference(points.x[p], home[0]), y = difference(points.y[p], home[1]),
                z = difference(points.z[p], home[2]);
    const float r = bins.scale * std::sqrt(std::fma(x, x, std::fma(y, y, z * z)));
    if (r < bins.bins) ++counts[points.offset[p] + static_cast<std::int32_t>(r)];
  }
}
}  // namespace

PairLoops pair_loops_scalar() { return {&count_pairs, &sine_sums}; }

PairLoops pair_loops() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return pair_loops_avx512();
    case SimdTarget::avx2:
      return pair_loops_avx2();
    default:
      return pair_loops_scalar();
  }
}

}  // namespace nacre
