// Screening with AVX-512: 8 doubles at a time. Flags: cmake/simd.cmake.
#include "device/simd_double.h"
// After simd_double.h, whose functions the templates find.
#include "insert/screening_loop.h"

namespace nacre::insert {
ScreeningLoops screening_loops_avx512() { return make_screening_loops<HWY_NAMESPACE::DoubleLanes>(); }
}  // namespace nacre::insert
