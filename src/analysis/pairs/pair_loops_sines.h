// sum_k w_k sin(q r_k) for many q at once: sin and cos of q r_k follow from those of q r_(k-1) by a rotation, four
// multiply-adds instead of a sine. The error of the rotations grows like k times 1e-16: 20,000 bins leave 11 digits.
// Included only by the small source of an instruction set.
#pragma once
#include <cmath>

#include "analysis/pairs/pair_loops.h"

namespace nacre {
namespace {

typedef double SineVector __attribute__((vector_size(64)));  // eight numbers; narrower registers take it in parts
constexpr int sine_vectors = sine_lanes / 8;

void sine_sums(const double* weight, int bins, double width, const double* q, double* out) {
  SineVector s[sine_vectors], c[sine_vectors], turn_s[sine_vectors], turn_c[sine_vectors], sum[sine_vectors] = {};
  for (int l = 0; l < sine_lanes; ++l) {
    const double x = q[l] * width;
    s[l / 8][l % 8] = std::sin(0.5 * x), c[l / 8][l % 8] = std::cos(0.5 * x);
    turn_s[l / 8][l % 8] = std::sin(x), turn_c[l / 8][l % 8] = std::cos(x);
  }
  for (int k = 0; k < bins; ++k)
    for (int v = 0; v < sine_vectors; ++v) {
      sum[v] += weight[k] * s[v];
      const SineVector turned = s[v] * turn_c[v] + c[v] * turn_s[v];
      c[v] = c[v] * turn_c[v] - s[v] * turn_s[v];
      s[v] = turned;
    }
  for (int l = 0; l < sine_lanes; ++l) out[l] = sum[l / 8][l % 8];
}

}  // namespace
}  // namespace nacre
