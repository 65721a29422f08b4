#include "learn/forest_grow.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "learn/random_stream.h"

namespace nacre::learn {

namespace {
struct Split {
  int feature = -1;
  int last_left = 0;  ///< place in the feature's list
  double value = 0;   ///< S_L / W_L + S_R / W_R
};

/// Class weights of one side of a split, with S = sum c_k^2 kept up to date. Weights of rows are small integers unless
/// classes are weighted, so that all sums are exact.
struct Side {
  std::vector<double> count;
  double weight = 0, squares = 0;
  void add(int k, double w) {
    squares += w * (2 * count[k] + w);
    count[k] += w, weight += w;
  }
};

/// A number x with low <= x < high, near the middle, of few decimals: off the middle by at most a twentieth of high -
/// low.
double threshold_between(double low, double high) {
  const double middle = low + (high - low) / 2;
  const double digits = 1 - std::floor(std::log10(high - low));
  if (!(std::abs(digits) <= 22)) return middle < high ? middle : low;
  const double power = std::pow(10, std::abs(digits));  // exact up to 10^22
  const double rounded = digits >= 0 ? std::round(middle * power) / power : std::round(middle / power) * power;
  if (rounded >= low && rounded < high) return rounded;
  return middle < high ? middle : low;
}

class Grower {
 public:
  Grower(const TrainingData& data, int tree) : data_(data), table_(*data.table), number_(tree) {
    const std::vector<int> times = bag_of(data.settings, table_.rows(), tree);
    classes_ = table_.class_count(), width_ = table_.width();
    weight_.resize(times.size());
    for (std::size_t row = 0; row < times.size(); ++row)
      weight_[row] = times[row] * data.settings.class_weights[table_.label[row]];
    for (const auto& all : data.by_feature) {
      std::vector<int>& list = list_.emplace_back();
      for (const int row : all)
        if (times[row] > 0) list.push_back(row);
    }
    goes_left_.resize(times.size());
    out_.importance.resize(width_);
    left_.count.resize(classes_), right_.count.resize(classes_);
  }

  GrownTree grow() {
    open_.push_back({0, static_cast<int>(list_[0].size()), 0, -1});
    while (!open_.empty()) {
      const Range range = open_.back();
      open_.pop_back();
      grow_node(range);
    }
    const double sum = std::accumulate(out_.importance.begin(), out_.importance.end(), 0.0);
    if (sum > 0)
      for (double& x : out_.importance) x /= sum;
    return std::move(out_);
  }

 private:
  struct Range {
    int begin, end, depth, parent;  ///< parent: the node whose right child this is, or -1
  };

  void grow_node(const Range& range) {
    const int node = static_cast<int>(out_.tree.nodes.size());
    if (range.parent >= 0) out_.tree.nodes[range.parent].right = node;
    out_.tree.nodes.emplace_back();
    count_node(range);
    const ForestSettings& s = data_.settings;
    const bool deep = s.max_depth > 0 && range.depth >= s.max_depth;
    if (deep || pure_ || range.end - range.begin < 2 * s.min_leaf) return;
    const Split split = best_split(range, node);
    if (split.feature < 0) return;
    set_node(node, split);
    partition(range, split);
    open_.push_back({split.last_left + 1, range.end, range.depth + 1, node});
    open_.push_back({range.begin, split.last_left + 1, range.depth + 1, -1});
  }

  void count_node(const Range& range) {
    whole_.count.assign(classes_, 0), whole_.weight = whole_.squares = 0;
    for (int i = range.begin; i < range.end; ++i) {
      const int row = list_[0][i];
      whole_.count[table_.label[row]] += weight_[row];
    }
    int present = 0;
    for (const double c : whole_.count) whole_.weight += c, whole_.squares += c * c, present += c > 0;
    pure_ = present < 2;
    out_.tree.count.insert(out_.tree.count.end(), whole_.count.begin(), whole_.count.end());
  }

  Split best_split(const Range& range, int node) {
    std::vector<int>& rest = features_;
    rest.resize(width_);
    std::iota(rest.begin(), rest.end(), 0);
    RandomStream random(data_.settings.seed, number_, std::uint64_t{16} * node, Purpose::learn_features);
    Split best;
    for (int drawn = 0; drawn < width_; ++drawn) {
      if (drawn >= data_.settings.features_per_split && best.feature >= 0) break;
      std::swap(rest[drawn], rest[drawn + random.below(width_ - drawn)]);
      try_feature(range, rest[drawn], best);
    }
    return best;
  }

  void try_feature(const Range& range, int feature, Split& best) {
    const double* x = table_.columns[feature].data();
    const int* list = list_[feature].data();
    if (x[list[range.begin]] == x[list[range.end - 1]]) return;
    left_.count.assign(classes_, 0), left_.weight = left_.squares = 0;
    right_ = whole_;
    const int first = range.begin + data_.settings.min_leaf - 1, last = range.end - data_.settings.min_leaf;
    double here = x[list[range.begin]];
    for (int i = range.begin; i < last; ++i) {
      const int row = list[i];
      const double next = x[list[i + 1]];
      left_.add(table_.label[row], weight_[row]), right_.add(table_.label[row], -weight_[row]);
      if (here != next && i >= first) {
        const double value =
            (left_.squares * right_.weight + right_.squares * left_.weight) / (left_.weight * right_.weight);
        if (best.feature < 0 || value > best.value) best = {feature, i, value};
      }
      here = next;
    }
  }

  void set_node(int node, const Split& split) {
    const std::vector<double>& x = table_.columns[split.feature];
    const std::vector<int>& list = list_[split.feature];
    Node& n = out_.tree.nodes[node];
    n.feature = split.feature;
    n.threshold = threshold_between(x[list[split.last_left]], x[list[split.last_left + 1]]);
    out_.importance[split.feature] += split.value - whole_.squares / whole_.weight;
  }

  void partition(const Range& range, const Split& split) {
    for (int i = range.begin; i < range.end; ++i) goes_left_[list_[split.feature][i]] = i <= split.last_left;
    spare_.resize(list_[0].size() + 1);
    for (int f = 0; f < width_; ++f) {
      if (f == split.feature) continue;
      int* list = list_[f].data();
      int left = range.begin, right = 0;
      for (int i = range.begin; i < range.end; ++i) {  // no branch: both are written, one place moves on
        const int row = list[i], is_left = goes_left_[row] != 0;
        list[left] = row, spare_[right] = row;
        left += is_left, right += 1 - is_left;
      }
      std::copy_n(spare_.begin(), right, list + left);
    }
  }

  const TrainingData& data_;
  const Table& table_;
  int number_, classes_ = 0, width_ = 0;
  std::vector<double> weight_;
  std::vector<std::vector<int>> list_;
  std::vector<char> goes_left_;
  std::vector<int> spare_, features_;
  std::vector<Range> open_;
  Side whole_, left_, right_;
  bool pure_ = false;
  GrownTree out_;
};
}  // namespace

int default_features_per_split(int width) {
  return std::max(1, static_cast<int>(std::sqrt(static_cast<double>(width))));
}

TrainingData training_data(const Table& table, const ForestSettings& settings) {
  TrainingData data;
  data.table = &table, data.settings = settings;
  const int width = table.width();
  if (settings.features_per_split == 0) data.settings.features_per_split = default_features_per_split(width);
  if (settings.class_weights.empty()) data.settings.class_weights.assign(table.classes.size(), 1);
  for (const auto& column : table.columns) {
    std::vector<int>& list = data.by_feature.emplace_back(table.rows());
    std::iota(list.begin(), list.end(), 0);
    std::stable_sort(list.begin(), list.end(), [&](int a, int b) { return column[a] < column[b]; });
  }
  return data;
}

std::vector<int> bag_of(const ForestSettings& settings, int rows, int tree) {
  if (!settings.bootstrap) return std::vector<int>(rows, 1);
  std::vector<int> times(rows, 0);
  RandomStream random(settings.seed, tree, 0, Purpose::learn_bootstrap);
  for (int i = 0; i < rows; ++i) ++times[random.below(rows)];
  return times;
}

GrownTree grow_tree(const TrainingData& data, int tree) { return Grower(data, tree).grow(); }

}  // namespace nacre::learn
