// The loops of shap_loops.h, written so that a compiler makes vectors of them; included by the small source of each
// instruction set, whose flags (cmake/simd.cmake) decide how wide.
#pragma once
#include <algorithm>
#include <cstddef>

#include "learn/shap_loops.h"

namespace nacre::learn {
namespace {

void test(const double* x, double threshold, bool left, bool is_new, int j, int rows, const Pattern* from,
          Pattern* to) {
  const Pattern bit = Pattern{1} << j, yes = left ? bit : 0, no = left ? 0 : bit;
  if (is_new) {
    for (int row = 0; row < rows; ++row) to[row] = from[row] | (x[row] <= threshold ? yes : no);
  } else {
    for (int row = 0; row < rows; ++row) to[row] = from[row] & (~bit | (x[row] <= threshold ? yes : no));
  }
}

/// A group of patterns, a lane each.
template <int Points>
void solve_group(const PathFactors& path, const Pattern* patterns, int stride, double* values) {
  constexpr int lanes = pattern_group;
  double passes[most_features][lanes], product[Points][lanes];
  for (auto& lane : product) std::fill_n(lane, lanes, 1.0);
  for (int j = 0; j < path.length; ++j) {
    for (int l = 0; l < lanes; ++l) passes[j][l] = static_cast<int>(patterns[l] >> j & 1);
    for (int t = 0; t < Points; ++t)
      for (int l = 0; l < lanes; ++l) product[t][l] *= path.a[j][t] + passes[j][l] * path.point[t];
  }
  for (int j = 0; j < path.length; ++j) {
    double sum[lanes] = {};
    for (int t = 0; t < Points; ++t)
      for (int l = 0; l < lanes; ++l) sum[l] += product[t][l] * (path.c[j][t] + passes[j][l] * path.c_step[j][t]);
    for (int l = 0; l < lanes; ++l) values[l * stride + path.feature[j]] = sum[l];
  }
}

void solve(const PathFactors& path, const Pattern* patterns, int count, int stride, double* values) {
  for (int i = 0; i < count; i += pattern_group) {
    double* group = values + static_cast<std::size_t>(i) * stride;
    std::fill_n(group, pattern_group * stride, 0.0);
    switch (points_for(path.length)) {
      case 4:
        solve_group<4>(path, patterns + i, stride, group);
        break;
      case 6:
        solve_group<6>(path, patterns + i, stride, group);
        break;
      case 8:
        solve_group<8>(path, patterns + i, stride, group);
        break;
      default:
        solve_group<16>(path, patterns + i, stride, group);
    }
  }
}

void add(const double* values, const int* slot, int rows, int stride, double* sums) {
  for (int row = 0; row < rows; ++row) {
    const double* from = values + static_cast<std::size_t>(slot[row]) * stride;
    double* to = sums + static_cast<std::size_t>(row) * stride;
    for (int f = 0; f < stride; f += value_group)
      for (int l = 0; l < value_group; ++l) to[f + l] += from[f + l];
  }
}

}  // namespace
}  // namespace nacre::learn
