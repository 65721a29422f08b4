// NEP with AVX-512: 16 atoms at a time. Flags: cmake/simd.cmake.
#include "device/simd.h"
// After simd.h, whose functions the templates find.
#include "force/nep_loop.h"

namespace nacre::nep {
TileLoop<float> tile_loop_avx512() { return make_tile_loop<HWY_NAMESPACE::Lanes>(); }
}  // namespace nacre::nep
