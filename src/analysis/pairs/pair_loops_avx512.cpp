#include "analysis/pairs/pair_loops_lanes.h"

namespace nacre {
PairLoops pair_loops_avx512() { return {&HWY_NAMESPACE::count_pairs, &sine_sums}; }
}  // namespace nacre
