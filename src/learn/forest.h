// Random forest of classification trees (Breiman, Machine Learning 45, 5 (2001), 10.1023/A:1010933404324).
//
// Each tree grows on a bootstrap sample: n rows drawn from n with replacement. A node with class weights c_k, W = sum
// c_k, splits where the Gini impurity G = 1 - sum (c_k / W)^2 falls most:
//   W G - W_L G_L - W_R G_R = S_L / W_L + S_R / W_R - S / W,   S = sum c_k^2,
// over floor(sqrt(p)) of the p features, drawn without replacement for this node; where none of them varies in the
// node, drawing goes on until one does. Of equal splits the feature drawn first and the lowest threshold win. A leaf is
// a node that is pure, at the depth limit or cannot be split into two of `min_leaf` different rows. All splits are
// exact: every pair of neighbouring values is tried. x <= threshold goes left; the threshold lies midway between the
// two values, rounded to as few decimals as move it by at most a twentieth of their distance, so that a saved forest is
// short and exact.
//
// Probability of class k: mean over trees of c_k / W in the leaf. Random numbers are functions of (seed, tree, node),
// so the forest does not depend on the number of threads.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "learn/table.h"

namespace nacre::learn {

inline constexpr int most_features = 32;  ///< a bit each in the patterns of tree_shap.h

/// floor(sqrt(p)), at least 1.
int default_features_per_split(int width);

struct ForestSettings {
  int trees = 500;
  int features_per_split = 0;  ///< 0: floor(sqrt(p)), at least 1
  int min_leaf = 1;            ///< different rows in a leaf, at least
  int max_depth = 0;           ///< 0: no limit
  bool bootstrap = true;
  std::vector<double> class_weights;  ///< one a class; empty: 1 each
  std::uint64_t seed = 1;
};

/// The class of a row: the largest of these shares; of equals, to 1e-12 of their sum, the first. The one rule for ties.
int most_probable(const double* share, int classes);

/// n / (K n_k) for each class: classes count equally, however many rows they have.
std::vector<double> balanced_weights(const Table& table);

struct Node {
  double threshold = 0;
  std::int32_t feature = -1;  ///< -1: leaf
  std::int32_t right = 0;     ///< the left child is the next node
};

struct Tree {
  std::vector<Node> nodes;    ///< preorder
  std::vector<double> count;  ///< [node][class], weight of the sample in the node
  /// The leaf of a row whose feature f is x[f].
  int leaf(const double* x) const {
    int n = 0;
    while (nodes[n].feature >= 0) n = x[nodes[n].feature] <= nodes[n].threshold ? n + 1 : nodes[n].right;
    return n;
  }
};

struct Forest {
  Definitions definitions;  ///< names of the features in order, and what they are
  std::vector<std::string> classes;
  ForestSettings settings;
  std::vector<Tree> trees;
  int rows = 0;                         ///< it was trained on
  double oob_error = 0;                 ///< share of the rows that trees which never saw them classify wrongly
  std::vector<double> gini_importance;  ///< [feature], sum 1
  std::vector<double> permutation_importance, permutation_error;  ///< [feature]; empty: not computed
  std::vector<std::uint64_t> taught;  ///< digests of the rows that taught it, rising; empty: not known

  int width() const { return static_cast<int>(definitions.features.size()); }
  int class_count() const { return static_cast<int>(classes.size()); }
  /// Throws Error unless the table's features are those of the forest, and its definitions too; names the difference.
  void require_same(const Table& table, const Definitions& definitions) const;
  /// Throws Error unless the table's first columns are the features of the forest, by name.
  void require_features(const Table& table) const;
  /// [row][class]. Throws Error when the table has other features.
  std::vector<double> probability(const Table& table) const;
};

struct TrainedForest {
  Forest forest;
  std::vector<double> oob_probability;  ///< [row][class]; NaN for a row that is in every bag
};

/// `definitions` without features: the notes of the table. Throws Error when the table has no labels, fewer than two
/// classes, or a setting is out of range.
TrainedForest train_forest(const Table& table, const Definitions& definitions, const ForestSettings& settings);

/// Fills forest.permutation_importance: for each tree, by how much the share of out-of-bag rows that it classifies
/// right falls when one feature is shuffled among them; mean and standard error over trees (Breiman 2001, section 10).
/// `table` must be the one it was trained on. Needs a bootstrap.
void add_permutation_importance(Forest& forest, const Table& table);

/// The forest as YAML, and back without the change of a bit. Throws Error with file and line.
std::string to_yaml(const Forest& forest);
void write_forest(const std::string& path, const Forest& forest);
Forest read_forest(const std::string& path);

}  // namespace nacre::learn
