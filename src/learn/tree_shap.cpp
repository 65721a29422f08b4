#include "learn/tree_shap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/error.h"
#include "device/parallel.h"
#include "learn/quadrature.h"

namespace nacre::learn {

namespace {
using Pattern = std::uint32_t;  ///< bit j: the row passes all tests of the path's feature j

constexpr int shared_bits = 12;  ///< paths of more features: every row counts as a pattern of its own
constexpr int largest_block = 1024;

/// Rules of 4, 6, 8 and 16 points do for paths of 8, 12, 16 and 32 features.
const Quadrature& rule_of(int points) {
  static const std::array<Quadrature, 4> rules = {gauss_legendre(4), gauss_legendre(6), gauss_legendre(8),
                                                  gauss_legendre(16)};
  return rules[points == 4 ? 0 : points == 6 ? 1 : points == 8 ? 2 : 3];
}

/// A path from the root: its different features and the shares z of the sample that follow it there.
struct Path {
  int length = 0;
  std::array<int, most_features> feature;
  std::array<double, most_features> share;
  int find(int f) const {
    int j = 0;
    while (j < length && feature[j] != f) ++j;
    return j;
  }
};

/// Explains a block of rows: walks through each tree once, with the patterns of all rows at hand.
class Block {
 public:
  Block(const Forest& forest, const Table& table, int class_index, int first, int rows)
      : forest_(forest), table_(table), class_(class_index), first_(first), rows_(rows) {
    slot_of_.assign(std::size_t{1} << shared_bits, -1);
    slot_.resize(rows), found_.resize(rows);
    value_.resize(static_cast<std::size_t>(most_features) * rows);
    sum_.assign(static_cast<std::size_t>(forest.width()) * rows, 0.0);
  }

  void explain(double* out) {
    for (const Tree& tree : forest_.trees) {
      tree_ = &tree;
      patterns(0).assign(rows_, 0);
      path_.length = 0;
      walk(0, 0);
    }
    const auto trees = static_cast<double>(forest_.trees.size());
    for (int row = 0; row < rows_; ++row)
      for (int f = 0; f < forest_.width(); ++f)
        out[static_cast<std::size_t>(row) * forest_.width() + f] =
            sum_[static_cast<std::size_t>(f) * rows_ + row] / trees;
  }

 private:
  std::vector<Pattern>& patterns(int depth) {
    if (static_cast<int>(pattern_.size()) <= depth) pattern_.resize(depth + 1);
    pattern_[depth].resize(rows_);
    return pattern_[depth];
  }

  double weight(int node) const {
    double sum = 0;
    for (int k = 0; k < forest_.class_count(); ++k)
      sum += tree_->count[static_cast<std::size_t>(node) * forest_.class_count() + k];
    return sum;
  }

  void walk(int node, int depth) {
    const Node& n = tree_->nodes[node];
    if (n.feature < 0) return leaf(node, depth);
    const int j = path_.find(n.feature), length = path_.length;
    const bool is_new = j == length;
    const double before = is_new ? 1 : path_.share[j], whole = weight(node);
    path_.feature[j] = n.feature, path_.length = std::max(length, j + 1);
    patterns(depth + 1);
    for (const bool left : {true, false}) {
      const int child = left ? node + 1 : n.right;
      path_.share[j] = before * weight(child) / whole;
      test(n, depth, j, is_new, left);
      walk(child, depth + 1);
    }
    path_.share[j] = before, path_.length = length;
  }

  /// Patterns one branch further.
  void test(const Node& n, int depth, int j, bool is_new, bool left) {
    const double* x = table_.columns[n.feature].data() + first_;
    const Pattern* from = pattern_[depth].data();
    Pattern* to = pattern_[depth + 1].data();
    const double threshold = n.threshold;
    for (int row = 0; row < rows_; ++row) {
      const Pattern passes = (x[row] <= threshold) == left;
      to[row] = is_new ? from[row] | passes << j : from[row] & ~((passes ^ 1) << j);
    }
  }

  void leaf(int node, int depth) {
    const double value = tree_->count[static_cast<std::size_t>(node) * forest_.class_count() + class_] / weight(node);
    const int d = path_.length;
    if (value == 0 || d == 0) return;
    find_patterns(pattern_[depth]);
    if (d <= 8) {
      solve<4>(value);
    } else if (d <= 12) {
      solve<6>(value);
    } else if (d <= 16) {
      solve<8>(value);
    } else {
      solve<16>(value);
    }
    for (int j = 0; j < d; ++j) add(&value_[static_cast<std::size_t>(j) * rows_], path_.feature[j]);
  }

  /// found_: the different patterns; slot_: which of them each row has.
  void find_patterns(const std::vector<Pattern>& pattern) {
    count_ = 0;
    if (path_.length > shared_bits) {
      for (int row = 0; row < rows_; ++row) found_[row] = pattern[row], slot_[row] = row;
      count_ = rows_;
      return;
    }
    for (int row = 0; row < rows_; ++row) {
      int& slot = slot_of_[pattern[row]];
      if (slot < 0) found_[count_] = pattern[row], slot = count_++;
      slot_[row] = slot;
    }
    for (int i = 0; i < count_; ++i) slot_of_[found_[i]] = -1;
  }

  /// Shapley values of all patterns found, with a rule of N points t of weights w:
  /// phi_j = sum_t P(t) c_j(t), P = prod_j a_j, a_j = o_j t + z_j (1 - t), c_j = v w (o_j - z_j) / a_j.
  template <int N>
  void solve(double value) {
    const Quadrature& rule = rule_of(N);
    double a[most_features][2][N], c[most_features][2][N];
    for (int j = 0; j < path_.length; ++j)
      for (int t = 0; t < N; ++t) {
        const double z = path_.share[j], rest = 1 - rule.point[t], scale = value * rule.weight[t];
        a[j][0][t] = z * rest, a[j][1][t] = z * rest + rule.point[t];
        c[j][0][t] = -scale / rest, c[j][1][t] = scale * (1 - z) / a[j][1][t];
      }
    for (int i = 0; i < count_; ++i) {
      double product[N];
      std::fill_n(product, N, 1.0);
      for (int j = 0; j < path_.length; ++j) {
        const double* factor = a[j][found_[i] >> j & 1];
        for (int t = 0; t < N; ++t) product[t] *= factor[t];
      }
      for (int j = 0; j < path_.length; ++j) {
        const double* factor = c[j][found_[i] >> j & 1];
        double terms[N], sum = 0;
        for (int t = 0; t < N; ++t) terms[t] = product[t] * factor[t];
        for (int t = 0; t < N; ++t) sum += terms[t];
        value_[static_cast<std::size_t>(j) * rows_ + i] = sum;
      }
    }
  }

  void add(const double* value, int feature) {
    double* sum = &sum_[static_cast<std::size_t>(feature) * rows_];
    for (int row = 0; row < rows_; ++row) sum[row] += value[slot_[row]];
  }

  const Forest& forest_;
  const Table& table_;
  int class_, first_, rows_;
  const Tree* tree_ = nullptr;
  Path path_;
  std::vector<std::vector<Pattern>> pattern_;  ///< [depth][row]
  std::vector<int> slot_of_, slot_;
  std::vector<Pattern> found_;
  int count_ = 0;
  std::vector<double> value_;  ///< [place in path][pattern]
  std::vector<double> sum_;    ///< [feature][row]
};

double base_of(const Forest& forest, int class_index) {
  double sum = 0;
  for (const Tree& tree : forest.trees) {
    double weight = 0;
    for (int k = 0; k < forest.class_count(); ++k) weight += tree.count[k];
    sum += tree.count[class_index] / weight;
  }
  return sum / static_cast<double>(forest.trees.size());
}
}  // namespace

std::vector<double> Explanation::mean_absolute() const {
  std::vector<double> out(width, 0.0);
  for (int row = 0; row < rows; ++row)
    for (int f = 0; f < width; ++f) out[f] += std::abs(at(row, f)) / rows;
  return out;
}

Explanation explain(const Forest& forest, const Table& table, int class_index) {
  forest.require_features(table);
  if (class_index < 0 || class_index >= forest.class_count()) throw Error("the forest has no such class").key("class");
  Explanation out;
  out.rows = table.rows(), out.width = forest.width(), out.class_index = class_index;
  out.base = base_of(forest, class_index);
  out.values.resize(static_cast<std::size_t>(out.rows) * out.width);
  const int block = std::clamp((out.rows + 2 * threads() - 1) / (2 * threads()), 64, largest_block);
  parallel_for((out.rows + block - 1) / block,
               [&](std::ptrdiff_t b) {
                 const int first = static_cast<int>(b) * block;
                 Block rows(forest, table, class_index, first, std::min(block, out.rows - first));
                 rows.explain(&out.values[static_cast<std::size_t>(first) * out.width]);
               },
               1);
  return out;
}

}  // namespace nacre::learn
