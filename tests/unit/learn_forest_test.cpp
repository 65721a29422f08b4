// The forest: known answers, trees against splits found by trying all, threads, files, refusals.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "device/parallel.h"
#include "learn/forest.h"
#include "learn/forest_grow.h"
#include "learn/scores.h"
#include "learn_samples.h"
#include "scratch.h"

namespace learn_forest_test {

namespace {

using namespace nacre::learn;
using namespace nacre_test;

double auc_of(const Forest& forest, const Table& table) {
  const auto p = forest.probability(table);
  std::vector<double> score;
  for (int row = 0; row < table.rows(); ++row) score.push_back(p[2 * row + 1]);
  return roc_of(score, std::vector<char>(table.label.begin(), table.label.end())).auc;
}

ForestSettings small(int trees) {
  ForestSettings s;
  s.trees = trees;
  return s;
}

TEST(LearnForest, OneFeatureThatDecidesIsFound) {
  const TrainedForest t = train_forest(decided_table(400, 6, 1), {}, small(100));
  EXPECT_LT(t.forest.oob_error, 0.03);
  EXPECT_GT(auc_of(t.forest, decided_table(400, 6, 2)), 0.99);
  // Two of six features are tried in a node, so that the others split some rows before x1 does.
  EXPECT_GT(t.forest.gini_importance[0], 0.6);
  EXPECT_NEAR(std::accumulate(t.forest.gini_importance.begin(), t.forest.gini_importance.end(), 0.0), 1, 1e-12);
}

TEST(LearnForest, ExclusiveOrIsLearntFromBothFeaturesTogether) {
  const Table table = xor_table(800, 4, 3);
  TrainedForest t = train_forest(table, {}, small(200));
  EXPECT_GT(auc_of(t.forest, xor_table(400, 4, 4)), 0.95);
  add_permutation_importance(t.forest, table);
  const auto& p = t.forest.permutation_importance;
  EXPECT_GT(std::min(p[0], p[1]), 10 * std::max(std::abs(p[2]), std::abs(p[3])));
}

TEST(LearnForest, NoiseGivesAnAreaOfOneHalf) {
  const Table table = noise_table(600, 5, 5), other = noise_table(600, 5, 6);
  TrainedForest t = train_forest(table, {}, small(200));
  const double error = std::sqrt(601.0 / (12.0 * 300 * 300));  // of Mann and Whitney's statistic without a difference
  EXPECT_NEAR(auc_of(t.forest, other), 0.5, 4 * error);
  EXPECT_NEAR(t.forest.oob_error, 0.5, 4 * std::sqrt(0.25 / 600));
  // Impurity importance sees something in noise, permutation importance does not.
  add_permutation_importance(t.forest, table);
  for (int f = 0; f < 5; ++f) {
    EXPECT_GT(t.forest.gini_importance[f], 0.05);
    EXPECT_LT(std::abs(t.forest.permutation_importance[f]), 0.02);
  }
}

/// Impurity fall of the best split of all rows, by trying every value of every feature.
double best_fall(const Table& t, const std::vector<int>& rows) {
  const auto impurity = [&](const std::vector<int>& part) {
    double yes = 0;
    for (const int row : part) yes += t.label[row];
    const auto n = static_cast<double>(part.size());
    return part.empty() ? 0 : n * (1 - (yes / n) * (yes / n) - (1 - yes / n) * (1 - yes / n));
  };
  double best = 0;
  for (const auto& x : t.columns)
    for (const int cut : rows) {
      std::vector<int> left, right;
      for (const int row : rows) (x[row] <= x[cut] ? left : right).push_back(row);
      if (!right.empty()) best = std::max(best, impurity(rows) - impurity(left) - impurity(right));
    }
  return best;
}

TEST(LearnForest, EverySplitIsTheBestThereIs) {
  const Table t = noisy_table(150, 4, 7);
  ForestSettings s = small(1);
  s.bootstrap = false, s.features_per_split = 4;
  const Tree tree = train_forest(t, {}, s).forest.trees[0];
  std::vector<std::vector<int>> rows(tree.nodes.size());
  for (int row = 0; row < t.rows(); ++row) rows[0].push_back(row);
  int splits = 0;
  for (std::size_t node = 0; node < tree.nodes.size(); ++node) {
    const Node& n = tree.nodes[node];
    const double c0 = tree.count[2 * node], c1 = tree.count[2 * node + 1];
    EXPECT_EQ(c0 + c1, static_cast<double>(rows[node].size()));
    if (n.feature < 0) {
      EXPECT_TRUE(c0 == 0 || c1 == 0) << "a leaf that could be split";
      continue;
    }
    for (const int row : rows[node]) rows[t.columns[n.feature][row] <= n.threshold ? node + 1 : n.right].push_back(row);
    const auto weighted = [&](std::size_t k) {
      const double a = tree.count[2 * k], b = tree.count[2 * k + 1];
      return a + b - (a * a + b * b) / (a + b);
    };
    EXPECT_NEAR(weighted(node) - weighted(node + 1) - weighted(n.right), best_fall(t, rows[node]), 1e-9);
    ++splits;
  }
  EXPECT_GT(splits, 20);
}

TEST(LearnForest, LimitsOfDepthAndLeavesHold) {
  const Table t = noisy_table(300, 5, 8);
  ForestSettings s = small(20);
  s.max_depth = 3, s.min_leaf = 7;
  const Forest forest = train_forest(t, {}, s).forest;
  for (std::size_t k = 0; k < forest.trees.size(); ++k) {
    const Tree& tree = forest.trees[k];
    EXPECT_LE(tree.nodes.size(), 15u);
    const auto times = bag_of(forest.settings, 300, static_cast<int>(k));
    std::vector<int> rows(tree.nodes.size(), 0);
    for (int row = 0; row < 300; ++row) {
      double x[5];
      for (int f = 0; f < 5; ++f) x[f] = t.columns[f][row];
      if (times[row] > 0) ++rows[tree.leaf(x)];
    }
    for (std::size_t node = 0; node < rows.size(); ++node)
      EXPECT_TRUE(tree.nodes[node].feature >= 0 || rows[node] >= 7) << rows[node];
  }
}

TEST(LearnForest, TheNumberOfThreadsChangesNoBit) {
  const Table t = noisy_table(500, 7, 9);
  const int before = nacre::threads();
  std::vector<std::string> texts;
  std::vector<std::vector<double>> oob;
  for (const int count : {1, 2, 5}) {
    nacre::set_threads(count);
    TrainedForest f = train_forest(t, {}, small(40));
    add_permutation_importance(f.forest, t);
    texts.push_back(to_yaml(f.forest)), oob.push_back(f.oob_probability);
  }
  nacre::set_threads(before);
  EXPECT_EQ(texts[0], texts[1]);
  EXPECT_EQ(texts[0], texts[2]);
  EXPECT_EQ(oob[0], oob[2]);
  ForestSettings other = small(40);
  other.seed = 2;
  EXPECT_NE(to_yaml(train_forest(t, {}, other).forest), texts[0]);
}

TEST(LearnForest, OutOfBagProbabilityIsTheMeanOfTheTreesThatDidNotSeeTheRow) {
  const Table t = noisy_table(60, 4, 10);
  const TrainedForest f = train_forest(t, {}, small(30));
  for (int row = 0; row < 60; ++row) {
    double sum = 0, n = 0;
    for (int k = 0; k < 30; ++k) {
      if (bag_of(f.forest.settings, 60, k)[row] > 0) continue;
      const double x[4] = {t.columns[0][row], t.columns[1][row], t.columns[2][row], t.columns[3][row]};
      const Tree& tree = f.forest.trees[k];
      const int leaf = tree.leaf(x);
      sum += tree.count[2 * leaf + 1] / (tree.count[2 * leaf] + tree.count[2 * leaf + 1]), ++n;
    }
    EXPECT_NEAR(f.oob_probability[2 * row + 1], sum / n, 1e-14);
  }
}

TEST(LearnForest, ABagHoldsAsManyDrawsAsRowsAndLeavesOutAThird) {
  const auto times = bag_of(small(1), 20000, 3);
  EXPECT_EQ(std::accumulate(times.begin(), times.end(), 0), 20000);
  const double out = static_cast<double>(std::count(times.begin(), times.end(), 0)) / 20000;
  EXPECT_NEAR(out, std::exp(-1.0), 0.01);  // 4 standard errors
}

TEST(LearnForest, ClassWeightsMakeARareClassCount) {
  Table t = uniform_table(500, 3, 12);
  Draws draws(3);
  for (const double x : t.columns[0]) t.label.push_back(x > 0.8 && draws.next() < 0.5);
  ForestSettings plain = small(100), weighted = small(100);
  plain.min_leaf = weighted.min_leaf = 10;
  weighted.class_weights = balanced_weights(t);
  EXPECT_NEAR(weighted.class_weights[0] * (500 - std::accumulate(t.label.begin(), t.label.end(), 0)), 250, 1e-9);
  const auto found = [&](const ForestSettings& s) {
    const auto p = train_forest(t, {}, s).forest.probability(t);
    int yes = 0;
    for (int row = 0; row < 500; ++row) yes += p[2 * row + 1] > 0.5;
    return yes;
  };
  EXPECT_GT(found(weighted), found(plain) + 20);
}

TEST(LearnForest, IsSavedAndReadToTheBitInShortThresholds) {
  const Scratch scratch;
  Table t = noisy_table(300, 5, 13);
  t.notes = {{"x1", "the \"first\" \\ of\nall: # x"}, {"cutoff", "5.0"}};
  TrainedForest f = train_forest(t, t.definitions({"cutoff"}), small(25));
  add_permutation_importance(f.forest, t);
  write_forest(scratch.path("forest.yaml"), f.forest);
  const Forest back = read_forest(scratch.path("forest.yaml"));
  EXPECT_EQ(to_yaml(back), to_yaml(f.forest));
  EXPECT_EQ(back.probability(t), f.forest.probability(t));
  EXPECT_EQ(back.definitions.features[0].second, "the \"first\" \\ of\nall: # x");
  EXPECT_EQ(back.trees[3].count, f.forest.trees[3].count);
  std::size_t nodes = 0;
  for (const Tree& tree : back.trees) nodes += tree.nodes.size();
  EXPECT_LT(content(scratch.path("forest.yaml")).size(), 1500 + 9 * nodes);
}

TEST(LearnForest, ReadsAForestOfVersion01WithItsFoldedLines) {
  const Scratch scratch;
  const Forest forest = read_forest(scratch.write(
      "old.yaml",
      "# a random forest: docs/sites/forest.md\nnacre_forest: 1\nclasses: [\"no\", \"yes\"]\n"
      "# names, and how they were computed: the forest refuses a table that says otherwise\n"
      "features:\n  \"x1\": \"\"\n  \"x2\": \"hexagons\"\noptions: {}\n"
      "features_per_split: 1\nmin_leaf: 1\nmax_depth: 0\nbootstrap: true\nclass_weights: [1, 1]\nseed: 1\nrows: 4\n"
      "oob_error: .nan\ngini_importance: [0.25, 0.75]\n"
      "# a digest of each row that taught it: src/sites/teachers.h\ntaught: [18446744073709551615, \n  7]\n"
      "# nodes in preorder: feature:threshold (x <= threshold goes left), leaf: weights of the classes\ntrees:\n"
      "  - \"1:0.5 3/0\n     0:-1.25 0/1\n     2/4\"\n"));
  EXPECT_EQ(forest.trees[0].nodes.size(), 5u);
  EXPECT_EQ(forest.trees[0].nodes[2].threshold, -1.25);
  EXPECT_EQ(forest.trees[0].count, (std::vector<double>{5, 5, 3, 0, 2, 5, 0, 1, 2, 4}));
  EXPECT_EQ(forest.taught, (std::vector<std::uint64_t>{7, 18446744073709551615u}));
  EXPECT_EQ(forest.gini_importance, (std::vector<double>{0.25, 0.75}));
  EXPECT_TRUE(std::isnan(forest.oob_error));
}

TEST(LearnForest, RefusesOtherFeaturesAndNamesTheFirstDifference) {
  Table t = noisy_table(50, 3, 14);
  t.notes = {{"x2", "hexagons"}, {"cutoff", "5.0"}};
  const Definitions mine = t.definitions({"cutoff"});
  const Forest forest = train_forest(t, mine, small(3)).forest;
  EXPECT_NO_THROW(forest.require_same(t, mine));
  Definitions other = mine;
  other.features[1].second = "hexagons wholly inside";
  EXPECT_TRUE(
      mentions(error_of([&] { forest.require_same(t, other); }), "'x2' is 'hexagons wholly inside', not 'hexagons'"));
  other = mine, other.options[0].second = "6.0";
  EXPECT_TRUE(mentions(error_of([&] { forest.require_same(t, other); }), "'cutoff' is '6.0', not '5.0'"));
  other = mine, other.features.pop_back();
  EXPECT_TRUE(mentions(error_of([&] { forest.require_same(t, other); }), "'x3' is missing"));
  std::swap(t.features[0], t.features[1]);
  EXPECT_TRUE(mentions(error_of([&] { forest.probability(t); }), "x1"));
}

TEST(LearnForest, NamesWhatIsWrongInAFileAndInSettings) {
  const Scratch scratch;
  const std::string good = to_yaml(train_forest(decided_table(30, 2, 1), {}, small(2)).forest);
  const auto fault = [&](const std::string& from, const std::string& to) {
    std::string text = good;
    text.replace(text.find(from), from.size(), to);
    const std::string path = scratch.write("f.yaml", text);
    return error_of([&] { read_forest(path); });
  };
  EXPECT_TRUE(mentions(fault("nacre_forest: 1", "nacre_forest: 2"), "another version"));
  EXPECT_TRUE(mentions(fault("nacre_forest: 1", "forest: 1"), "not a saved forest"));
  EXPECT_TRUE(mentions(fault("min_leaf: 1\n", ""), "min_leaf"));
  EXPECT_TRUE(mentions(fault("options: {}", "options: [a, b]"), "options: keys and values are wanted"));
  EXPECT_TRUE(mentions(fault("options: {}", "options: {a: [b]}"), "options: a key with one value is wanted"));
  EXPECT_TRUE(mentions(fault("options: {}", "options: &o {a: *o}"), "nested too deeply"));
  EXPECT_TRUE(mentions(fault("  - \"", "  - \"9:0.5 "), "feature"));
  EXPECT_TRUE(mentions(fault("  - \"", "  - \"0:0.5 "), "ends too early"));
  EXPECT_TRUE(mentions(fault("  - \"", "  - \"3/2 "), "after its end"));
  EXPECT_GT(fault("  - \"", "  - \"3/x ").line(), 10);
  const Table t = decided_table(30, 2, 1);
  const auto refused = [&](auto&& change) {
    ForestSettings s;
    change(s);
    return error_of([&] { train_forest(t, {}, s); });
  };
  EXPECT_TRUE(mentions(refused([](ForestSettings& s) { s.trees = 0; }), "trees"));
  EXPECT_TRUE(mentions(refused([](ForestSettings& s) { s.features_per_split = 3; }), "features_per_split"));
  EXPECT_TRUE(mentions(refused([](ForestSettings& s) { s.class_weights = {1, -1}; }), "class_weights"));
  Table one = t;
  one.label.assign(30, 1);
  EXPECT_TRUE(mentions(error_of([&] { train_forest(one, {}, {}); }), "all the same"));
}

}  // namespace

}  // namespace learn_forest_test
