// Training with AVX2: 8 atoms at a time. Flags: cmake/simd.cmake.
#include "device/simd.h"
// After simd.h, whose functions the templates find.
#include "train/model/batch/batch_loop.h"

namespace nacre::train {
BatchLoop<float> batch_loop_avx2() { return make_batch_loop<HWY_NAMESPACE::Lanes>(); }
}  // namespace nacre::train
