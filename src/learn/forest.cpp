#include "learn/forest.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "device/parallel.h"
#include "learn/forest_grow.h"
#include "learn/random_stream.h"

namespace nacre::learn {

namespace {
void check_range(const char* key, long value, long low, long high) {
  if (value < low || value > high)
    throw Error("out of range").key(key).value(std::to_string(value)).allowed(fmt::format("{} to {}", low, high));
}

void check_labels(const Table& table) {
  if (table.label.empty()) throw Error("a forest learns from rows with labels").file(table.file);
  std::vector<char> seen(table.classes.size());
  for (const int k : table.label) seen[k] = 1;
  if (std::accumulate(seen.begin(), seen.end(), 0) < 2)
    throw Error("the labels are all the same").file(table.file).allowed("two classes or more");
}

void check_settings(const Table& table, const ForestSettings& s) {
  check_range("trees", s.trees, 1, 1000000);
  check_range("features", table.width(), 1, most_features);
  check_range("features_per_split", s.features_per_split, 0, table.width());
  check_range("min_leaf", s.min_leaf, 1, table.rows());
  check_range("max_depth", s.max_depth, 0, table.rows());
  if (!s.class_weights.empty() && s.class_weights.size() != table.classes.size())
    throw Error("one weight a class is needed").key("class_weights");
  for (const double w : s.class_weights)
    if (!(w > 0) || !std::isfinite(w)) throw Error("a weight must be positive").key("class_weights");
}

/// Adds the class shares of the leaf that the row falls into.
void add_share(const Tree& tree, const double* x, int classes, double* sum) {
  const double* count = &tree.count[static_cast<std::size_t>(tree.leaf(x)) * classes];
  double weight = 0;
  for (int k = 0; k < classes; ++k) weight += count[k];
  for (int k = 0; k < classes; ++k) sum[k] += count[k] / weight;
}

std::vector<double> row_major(const Table& table) {
  std::vector<double> x(static_cast<std::size_t>(table.rows()) * table.width());
  for (int f = 0; f < table.width(); ++f)
    for (int row = 0; row < table.rows(); ++row)
      x[static_cast<std::size_t>(row) * table.width() + f] = table.columns[f][row];
  return x;
}

constexpr int row_block = 128;

/// body(tree, row) for every row and tree, trees in order for each row; the nodes of a tree serve a block of rows.
template <class Body>
void for_rows_and_trees(int rows, std::size_t trees, Body&& body) {
  parallel_for((rows + row_block - 1) / row_block,
               [&](std::ptrdiff_t b) {
                 const int first = static_cast<int>(b) * row_block, last = std::min(rows, first + row_block);
                 for (std::size_t t = 0; t < trees; ++t)
                   for (int row = first; row < last; ++row) body(t, row);
               },
               1);
}

using Bags = std::vector<std::vector<bool>>;  ///< [tree][row]

Bags bags_of(const ForestSettings& settings, int rows) {
  Bags bags(settings.trees);
  parallel_for(
      settings.trees,
      [&](std::ptrdiff_t t) {
        for (const int times : bag_of(settings, rows, static_cast<int>(t))) bags[t].push_back(times > 0);
      },
      8);
  return bags;
}

std::vector<double> oob_probability(const Forest& forest, const Table& table) {
  const int width = forest.width(), classes = forest.class_count(), rows = table.rows();
  const Bags bags = bags_of(forest.settings, rows);
  const std::vector<double> x = row_major(table);
  std::vector<double> out(static_cast<std::size_t>(rows) * classes, 0.0);
  std::vector<int> asked(rows, 0);
  for_rows_and_trees(rows, forest.trees.size(), [&](std::size_t t, int row) {
    if (bags[t][row]) return;
    add_share(forest.trees[t], &x[static_cast<std::size_t>(row) * width], classes,
              &out[static_cast<std::size_t>(row) * classes]);
    ++asked[row];
  });
  for (std::size_t i = 0; i < out.size(); ++i) {
    const int n = asked[i / classes];
    out[i] = n > 0 ? out[i] / n : std::numeric_limits<double>::quiet_NaN();
  }
  return out;
}

double error_share(const std::vector<double>& probability, const std::vector<int>& label, int classes) {
  long long asked = 0, wrong = 0;
  for (std::size_t row = 0; row < label.size(); ++row) {
    const double* p = &probability[row * classes];
    if (std::isnan(p[0])) continue;
    ++asked, wrong += most_probable(p, classes) != label[row];
  }
  return asked > 0 ? static_cast<double>(wrong) / static_cast<double>(asked) : std::numeric_limits<double>::quiet_NaN();
}
}  // namespace

int most_probable(const double* share, int classes) {
  const double same = 1e-12 * std::accumulate(share, share + classes, 0.0);
  int best = 0;
  for (int k = 1; k < classes; ++k)
    if (share[k] > share[best] + same) best = k;
  return best;
}

std::vector<double> balanced_weights(const Table& table) {
  std::vector<double> count(table.classes.size(), 0.0);
  for (const int k : table.label) ++count[k];
  for (double& c : count) c = c > 0 ? table.rows() / (static_cast<double>(count.size()) * c) : 1;
  return count;
}

void Forest::require_same(const Table& table, const Definitions& theirs) const {
  const std::string found = definitions.difference_from(theirs);
  if (!found.empty()) throw Error("the forest was trained on other features: " + found).file(table.file);
}

void Forest::require_features(const Table& table) const {
  for (int f = 0; f < width(); ++f) {
    const std::string& name = definitions.features[f].first;
    if (f >= table.width() || table.features[f] != name)
      throw Error(fmt::format("column {} of the table must be the forest's feature", f + 1)).file(table.file).key(name);
  }
}

std::vector<double> Forest::probability(const Table& table) const {
  require_features(table);
  const int classes = class_count(), stride = table.width();
  const std::vector<double> x = row_major(table);
  std::vector<double> out(static_cast<std::size_t>(table.rows()) * classes, 0.0);
  for_rows_and_trees(table.rows(), trees.size(), [&](std::size_t t, int row) {
    add_share(trees[t], &x[static_cast<std::size_t>(row) * stride], classes,
              &out[static_cast<std::size_t>(row) * classes]);
  });
  for (double& p : out) p /= static_cast<double>(trees.size());
  return out;
}

TrainedForest train_forest(const Table& table, const Definitions& definitions, const ForestSettings& settings) {
  table.check();
  check_labels(table);
  check_settings(table, settings);
  const TrainingData data = training_data(table, settings);
  TrainedForest out;
  Forest& forest = out.forest;
  forest.definitions = definitions.features.empty() ? table.definitions() : definitions;
  forest.classes = table.classes, forest.settings = data.settings;
  forest.rows = table.rows();
  forest.require_features(table);
  std::vector<GrownTree> grown(settings.trees);
  parallel_for(
      settings.trees, [&](std::ptrdiff_t t) { grown[t] = grow_tree(data, static_cast<int>(t)); }, 1);
  forest.gini_importance.assign(table.width(), 0);
  double sum = 0;
  for (GrownTree& g : grown) {
    for (int f = 0; f < table.width(); ++f) forest.gini_importance[f] += g.importance[f], sum += g.importance[f];
    forest.trees.push_back(std::move(g.tree));
  }
  if (sum > 0)
    for (double& x : forest.gini_importance) x /= sum;
  out.oob_probability = oob_probability(forest, table);
  forest.oob_error = error_share(out.oob_probability, table.label, table.class_count());
  return out;
}

namespace {
/// What shuffling does to one tree.
class Shuffled {
 public:
  Shuffled(const Forest& forest, const Table& table, const std::vector<double>& x, int tree)
      : forest_(forest), table_(table), x_(x), tree_(forest.trees[tree]), number_(tree) {
    const std::vector<int> times = bag_of(forest.settings, table.rows(), tree);
    for (int row = 0; row < table.rows(); ++row)
      if (times[row] == 0) rows_.push_back(row), right_ += is_right(row, &x_[place(row)]);
    for (const Node& n : tree_.nodes)
      if (n.feature >= 0) used_.resize(std::max<std::size_t>(used_.size(), n.feature + 1)), used_[n.feature] = 1;
  }

  /// Fall of the share that is right; NaN when every row is in the bag.
  double fall(int feature) const {
    if (rows_.empty()) return std::numeric_limits<double>::quiet_NaN();
    if (feature >= static_cast<int>(used_.size()) || !used_[feature]) return 0;
    std::vector<int> other = rows_;
    RandomStream random(forest_.settings.seed, static_cast<std::uint64_t>(number_) * most_features + feature, 0,
                        Purpose::learn_permute);
    shuffle(other, random);
    long right = 0;
    std::vector<double> row(forest_.width());
    for (std::size_t i = 0; i < rows_.size(); ++i) {
      std::copy_n(&x_[place(rows_[i])], row.size(), row.begin());
      row[feature] = table_.columns[feature][other[i]];
      right += is_right(rows_[i], row.data());
    }
    return static_cast<double>(right_ - right) / static_cast<double>(rows_.size());
  }

 private:
  std::size_t place(int row) const { return static_cast<std::size_t>(row) * forest_.width(); }
  bool is_right(int row, const double* x) const {
    const int classes = forest_.class_count();
    const double* count = &tree_.count[static_cast<std::size_t>(tree_.leaf(x)) * classes];
    return most_probable(count, classes) == table_.label[row];
  }

  const Forest& forest_;
  const Table& table_;
  const std::vector<double>& x_;
  const Tree& tree_;
  int number_;
  std::vector<int> rows_;
  std::vector<char> used_;
  long right_ = 0;
};
}  // namespace

void add_permutation_importance(Forest& forest, const Table& table) {
  if (!forest.settings.bootstrap) throw Error("without a bootstrap no row is out of the bag").key("bootstrap");
  if (table.rows() != forest.rows || table.width() != forest.width())
    throw Error("permutation importance needs the rows that the forest was trained on").file(table.file);
  const int width = forest.width();
  const std::vector<double> x = row_major(table);
  std::vector<double> fall(forest.trees.size() * width);
  parallel_for(
      static_cast<std::ptrdiff_t>(forest.trees.size()),
      [&](std::ptrdiff_t t) {
        const Shuffled tree(forest, table, x, static_cast<int>(t));
        for (int f = 0; f < width; ++f) fall[t * width + f] = tree.fall(f);
      },
      1);
  forest.permutation_importance.assign(width, 0), forest.permutation_error.assign(width, 0);
  for (int f = 0; f < width; ++f) {
    double n = 0, sum = 0, squares = 0;
    for (std::size_t t = 0; t < forest.trees.size(); ++t) {
      const double d = fall[t * width + f];
      if (!std::isnan(d)) n += 1, sum += d, squares += d * d;
    }
    if (n == 0) continue;
    forest.permutation_importance[f] = sum / n;
    forest.permutation_error[f] = n > 1 ? std::sqrt(std::max(0.0, squares / n - sum / n * (sum / n)) / (n - 1)) : 0;
  }
}

}  // namespace nacre::learn
