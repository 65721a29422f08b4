// Screening with AVX2: 4 doubles at a time. Flags: cmake/simd.cmake.
#include "device/simd_double.h"
// After simd_double.h, whose functions the templates find.
#include "insert/screening_loop.h"

namespace nacre::insert {
ScreeningLoops screening_loops_avx2() { return make_screening_loops<HWY_NAMESPACE::DoubleLanes>(); }
}  // namespace nacre::insert
