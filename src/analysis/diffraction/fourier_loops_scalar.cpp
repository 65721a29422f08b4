#include "analysis/diffraction/fourier_loops_body.h"
#include "device/simd_target.h"

namespace nacre {

FourierLoops fourier_loops_scalar() { return {&make_lines, &spread_plane}; }

FourierLoops fourier_loops() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return fourier_loops_avx512();
    case SimdTarget::avx2:
      return fourier_loops_avx2();
    default:
      return fourier_loops_scalar();
  }
}

}  // namespace nacre
