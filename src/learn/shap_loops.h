// The inner loops of tree_shap.cpp, one small source per instruction set.
#pragma once
#include <array>
#include <cstdint>

#include "learn/forest.h"

namespace nacre::learn {

using Pattern = std::uint32_t;  ///< bit j: the row passes all tests of the path's feature j

/// Gauss-Legendre rules of 4, 6, 8 and 16 points do for paths of up to 8, 12, 16 and 32 features.
inline constexpr int most_points = 16;
constexpr int points_for(int features) { return features <= 8 ? 4 : features <= 12 ? 6 : features <= 16 ? 8 : 16; }

/// Feature j of a path contributes P c_j with P = prod_j a_j, at every point t of the rule, where
///   a_j = o_j t + z_j (1 - t),   c_j = v w (o_j - z_j) / a_j,
/// both written as the value for o_j = 0 plus o_j times a step: no branch in the loops.
struct PathFactors {
  int length = 0;
  std::array<int, most_features> feature;
  double a[most_features][most_points], c[most_features][most_points];  ///< [place in path][point], o_j = 0
  double c_step[most_features][most_points];                            ///< that of a is t itself
  double point[most_points];
};

inline constexpr int pattern_group = 8;  ///< patterns solved at once; arrays of patterns are padded to this
inline constexpr int value_group = 8;    ///< widths of rows of values are padded to this

struct ShapLoops {
  /// to[row] = from[row] with bit j set where (x[row] <= threshold) == left; is_new: bit j was not there yet, else it
  /// is kept only where the row passes this test as well.
  void (*test)(const double* x, double threshold, bool left, bool is_new, int j, int rows, const Pattern* from,
               Pattern* to);
  /// values[pattern * stride + feature]: Shapley values of the patterns; 0 for features that are not on the path.
  void (*solve)(const PathFactors& factors, const Pattern* patterns, int count, int stride, double* values);
  /// sums[row * stride + f] += values[slot[row] * stride + f].
  void (*add)(const double* values, const int* slot, int rows, int stride, double* sums);
};
ShapLoops shap_loops_scalar();
ShapLoops shap_loops_avx2();
ShapLoops shap_loops_avx512();
ShapLoops shap_loops();  ///< the best for this processor

}  // namespace nacre::learn
