#include "analysis/diffraction/phase_loops_body.h"
#include "device/simd_target.h"

namespace nacre {

PhaseStep phase_step_scalar() { return &step_phases; }

PhaseStep phase_step() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return phase_step_avx512();
    case SimdTarget::avx2:
      return phase_step_avx2();
    default:
      return phase_step_scalar();
  }
}

}  // namespace nacre
