#include "analysis/diffraction/phase_loops_body.h"

namespace nacre {
PhaseStep phase_step_avx2() { return &step_phases; }
}  // namespace nacre
