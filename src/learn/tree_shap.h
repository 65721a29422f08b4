// Exact Shapley values of a forest's class probability, for features taken as absent along the paths of the trees
// ("path-dependent" TreeSHAP: Lundberg et al., Nature Machine Intelligence 2, 56 (2020), 10.1038/s42256-019-0138-9).
//
// A tree's value with the features T known, f(T), follows the row at nodes that split a feature of T and takes the mean
// of both children, weighted by their training samples, at the others. So it is a sum over leaves of products: with d
// different features j on the path to a leaf of value v,
//   f(T) = v prod_{j in T} o_j prod_{j not in T} z_j,
// o_j = 1 where the row passes every test of j on this path, else 0; z_j = product of the sample shares of these
// branches. The Shapley value of i in such a product is, because k! (d-1-k)! / d! = int_0^1 t^k (1-t)^(d-1-k) dt,
//   phi_i = v (o_i - z_i) int_0^1 prod_{j != i} [o_j t + z_j (1-t)] dt,
// a polynomial of degree d - 1: Gauss-Legendre quadrature with ceil(d/2) points is exact. All factors are positive, so
// nothing cancels, where the usual recursion (Lundberg's EXTEND and UNWIND) divides by differences.
//
// Rows that pass the same tests of a path share one value, and there are at most 2^d of these patterns: they are
// computed once for a block of rows. Cost: for each leaf O(patterns d^2) + O(rows d).
#pragma once
#include <vector>

#include "learn/forest.h"

namespace nacre::learn {

struct Explanation {
  int rows = 0, width = 0;
  int class_index = 0;
  double base = 0;             ///< mean over trees of the root's class share: value with nothing known
  std::vector<double> values;  ///< [row][feature]; base + sum over features = probability
  double at(int row, int feature) const { return values[static_cast<std::size_t>(row) * width + feature]; }
  /// Mean of |value| over rows, for each feature.
  std::vector<double> mean_absolute() const;
};

/// Throws Error when the table has other features than the forest.
Explanation explain(const Forest& forest, const Table& table, int class_index);

}  // namespace nacre::learn
