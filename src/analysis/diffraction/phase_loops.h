// The inner loop of the structure factor, one small source per instruction set.
#pragma once

namespace nacre {

inline constexpr int phase_lanes = 8;  ///< counts are multiples of this

/// sum[0] + i sum[1] = sum_j p_j over n phases; then p_j *= step_j. Arrays aligned to 64 bytes.
using PhaseStep = void (*)(double* re, double* im, const double* step_re, const double* step_im, int n, double* sum);

PhaseStep phase_step_scalar();
PhaseStep phase_step_avx2();
PhaseStep phase_step_avx512();
PhaseStep phase_step();  ///< the best for this processor

}  // namespace nacre
