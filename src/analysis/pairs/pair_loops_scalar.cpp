#include "analysis/pairs/pair_loops_sines.h"
#include "core/whole_number.h"
#include "device/simd_target.h"

namespace nacre {

namespace {
void count_pairs(const PairPoints& points, int first, int last, const std::int32_t home[3], const PairBins& bins,
                 std::int64_t* counts) {
  for (int p = first; p < last; ++p) {
    const float r = pair_place(pair_difference(points.x[p], home[0]), pair_difference(points.y[p], home[1]),
                               pair_difference(points.z[p], home[2]), bins);
    if (r < bins.bins) ++counts[points.offset[p] + within<std::int32_t>(r)];
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
