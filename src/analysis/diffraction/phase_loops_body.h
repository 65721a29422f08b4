// Included only by the small source of an instruction set.
#pragma once
#include <cstring>

#include "analysis/diffraction/phase_loops.h"

namespace nacre {
namespace {

typedef double PhaseVector __attribute__((vector_size(64)));

void step_phases(double* re, double* im, const double* step_re, const double* step_im, int n, double* sum) {
  PhaseVector sum_re = {}, sum_im = {};
  for (int j = 0; j < n; j += phase_lanes) {
    PhaseVector c, s, tc, ts;
    std::memcpy(&c, re + j, sizeof c), std::memcpy(&s, im + j, sizeof s);
    std::memcpy(&tc, step_re + j, sizeof tc), std::memcpy(&ts, step_im + j, sizeof ts);
    sum_re += c, sum_im += s;
    const PhaseVector turned = c * tc - s * ts;
    s = c * ts + s * tc;
    std::memcpy(re + j, &turned, sizeof turned), std::memcpy(im + j, &s, sizeof s);
  }
  sum[0] = sum[1] = 0;
  for (int l = 0; l < phase_lanes; ++l) sum[0] += sum_re[l], sum[1] += sum_im[l];
}

}  // namespace
}  // namespace nacre
