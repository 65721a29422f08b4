// Shapley values by their definition: every subset of the features, no formula in common with src/learn.
//   phi_i = sum over T not holding i of |T|! (M - |T| - 1)! / M! [f(T + i) - f(T)]
// f(T): walk down the tree; at a node whose feature is in T follow the row, else take the mean of both branches
// weighted by their samples (Lundberg et al., 10.1038/s42256-019-0138-9, algorithm 1).
#pragma once
#include <vector>

namespace nacre_reference {

struct ReferenceTree {
  struct Node {
    int feature = -1;  ///< -1: leaf
    double threshold = 0;
    int left = 0, right = 0;
    double value = 0;    ///< of a leaf
    double samples = 0;  ///< of any node
  };
  std::vector<Node> nodes;
};

/// f(T); bit j of `known`: feature j is in T.
double tree_value(const ReferenceTree& tree, const std::vector<double>& x, unsigned known);
/// One value a feature, by 2^M subsets.
std::vector<double> shapley_values(const ReferenceTree& tree, const std::vector<double>& x);

}  // namespace nacre_reference
