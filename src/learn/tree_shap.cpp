#include "learn/tree_shap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>

#include "core/error.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "learn/quadrature.h"
#include "learn/shap_loops.h"

namespace nacre::learn {

namespace {
constexpr int shared_bits = 12;  ///< paths of more features: every row counts as a pattern of its own
constexpr int largest_block = 1024;

const Quadrature& rule_of(int points) {
  static const std::array<Quadrature, 4> rules = {gauss_legendre(4), gauss_legendre(6), gauss_legendre(8),
                                                  gauss_legendre(16)};
  return rules[points == 4 ? 0 : points == 6 ? 1 : points == 8 ? 2 : 3];
}

int padded(int n, int group) { return (n + group - 1) / group * group; }

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
    stride_ = padded(forest.width(), value_group);
    slot_.resize(rows), found_.resize(padded(rows, pattern_group));
    value_.resize(found_.size() * stride_);
    sum_.assign(static_cast<std::size_t>(rows) * stride_, 0.0);
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
            sum_[static_cast<std::size_t>(row) * stride_ + f] / trees;
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
    const double* x = table_.columns[n.feature].data() + first_;
    for (const bool left : {true, false}) {
      const int child = left ? node + 1 : n.right;
      path_.share[j] = before * weight(child) / whole;
      loops_.test(x, n.threshold, left, is_new, j, rows_, pattern_[depth].data(), pattern_[depth + 1].data());
      walk(child, depth + 1);
    }
    path_.share[j] = before, path_.length = length;
  }

  void leaf(int node, int depth) {
    const double value = tree_->count[static_cast<std::size_t>(node) * forest_.class_count() + class_] / weight(node);
    const int d = path_.length;
    if (value == 0 || d == 0) return;
    find_patterns(pattern_[depth]);
    set_factors(value);
    loops_.solve(factors_, found_.data(), count_, stride_, value_.data());
    loops_.add(value_.data(), slot_.data(), rows_, stride_, sum_.data());
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

  void set_factors(double value) {
    factors_.length = path_.length, factors_.feature = path_.feature;
    const Quadrature& rule = rule_of(points_for(path_.length));
    std::copy(rule.point.begin(), rule.point.end(), factors_.point);
    for (int j = 0; j < path_.length; ++j)
      for (std::size_t t = 0; t < rule.point.size(); ++t) {
        const double z = path_.share[j], rest = 1 - rule.point[t], scale = value * rule.weight[t];
        factors_.a[j][t] = z * rest, factors_.c[j][t] = -scale / rest;
        factors_.c_step[j][t] = scale * (1 - z) / (z * rest + rule.point[t]) + scale / rest;
      }
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
  std::vector<double> value_;  ///< [pattern][stride_]
  std::vector<double> sum_;    ///< [row][stride_]
  int stride_ = 0;
  PathFactors factors_;
  ShapLoops loops_ = shap_loops();
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

ShapLoops shap_loops() {
  switch (simd_target()) {
    case SimdTarget::avx512:
      return shap_loops_avx512();
    case SimdTarget::avx2:
      return shap_loops_avx2();
    default:
      return shap_loops_scalar();
  }
}

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
  const int block = std::clamp((out.rows + threads() - 1) / threads(), 64, largest_block);
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
