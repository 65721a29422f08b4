// The population's loop with AVX2: 8 members at a time. Flags: cmake/simd.cmake.
#include "device/simd.h"
// After simd.h, whose functions the templates find.
#include "train/model/population/population_loop.h"

namespace nacre::train {
PopulationLoop population_loop_avx2() { return make_population_loop<HWY_NAMESPACE::Lanes>(); }
}  // namespace nacre::train
