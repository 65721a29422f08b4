// TreeSHAP against Shapley values by their definition (tests/reference/shapley.h), and identities.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "device/parallel.h"
#include "learn/quadrature.h"
#include "learn/shap_loops.h"
#include "learn/tree_shap.h"
#include "learn_samples.h"
#include "reference/shapley.h"

namespace learn_shap_test {

namespace {

using namespace nacre::learn;
using namespace nacre_test;

constexpr double additive = 1e-12;  // asked of base + sum = probability
constexpr double exact = 1e-12;     // quadrature and 2^10 subsets, both in double

nacre_reference::ReferenceTree reference_of(const Tree& tree, int class_index) {
  nacre_reference::ReferenceTree out;
  for (std::size_t n = 0; n < tree.nodes.size(); ++n) {
    const double sum = tree.count[2 * n] + tree.count[2 * n + 1];
    out.nodes.push_back({tree.nodes[n].feature, tree.nodes[n].threshold, static_cast<int>(n) + 1, tree.nodes[n].right,
                         tree.count[2 * n + class_index] / sum, sum});
  }
  return out;
}

std::vector<double> row_of(const Table& t, int row) {
  std::vector<double> x;
  for (const auto& column : t.columns) x.push_back(column[row]);
  return x;
}

void expect_additive(const Forest& forest, const Table& t, int class_index) {
  const Explanation e = explain(forest, t, class_index);
  const auto p = forest.probability(t);
  for (int row = 0; row < t.rows(); ++row) {
    double sum = e.base;
    for (int f = 0; f < t.width(); ++f) sum += e.at(row, f);
    ASSERT_NEAR(sum, p[row * forest.class_count() + class_index], additive);
  }
}

TEST(LearnShap, IsTheShapleyValueOfTenFeatures) {
  const Table t = noisy_table(300, 10, 21);
  ForestSettings s;
  s.trees = 4;
  const Forest forest = train_forest(t, {}, s).forest;
  const Table asked = uniform_table(12, 10, 22);
  const Explanation e = explain(forest, asked, 1);
  double largest = 0;
  for (int row = 0; row < asked.rows(); ++row) {
    std::vector<double> phi(10, 0.0);
    for (const Tree& tree : forest.trees) {
      const auto one = nacre_reference::shapley_values(reference_of(tree, 1), row_of(asked, row));
      for (int f = 0; f < 10; ++f) phi[f] += one[f] / 4;
    }
    for (int f = 0; f < 10; ++f) {
      EXPECT_NEAR(e.at(row, f), phi[f], exact);
      largest = std::max(largest, std::abs(phi[f]));
    }
  }
  EXPECT_GT(largest, 0.1);
}

TEST(LearnShap, AddsUpToTheProbability) {
  for (const int width : {3, 10, 14, 20}) {  // paths within one pattern group, shared, and of more than 12 features
    const Table t = noisy_table(500, width, 23);
    ForestSettings s;
    s.trees = 30;
    const Forest forest = train_forest(t, {}, s).forest;
    expect_additive(forest, t, 1);
    expect_additive(forest, uniform_table(70, width, 24), 0);
  }
}

TEST(LearnShap, LongPathsAreTheShapleyValuesToo) {
  Table t = noise_table(600, 14, 25);
  ForestSettings s;
  s.trees = 1, s.features_per_split = 1;
  const Forest forest = train_forest(t, {}, s).forest;
  const Table asked = t.rows_of({0, 1});
  const Explanation e = explain(forest, asked, 1);
  for (int row = 0; row < 2; ++row) {
    const auto phi = nacre_reference::shapley_values(reference_of(forest.trees[0], 1), row_of(asked, row));
    for (int f = 0; f < 14; ++f) EXPECT_NEAR(e.at(row, f), phi[f], exact);
  }
}

TEST(LearnShap, AFeatureThatNoTreeUsesHasNoneAndClassesAreOpposite) {
  Table t = noisy_table(300, 5, 26);
  t.columns[4].assign(300, 2.0);
  const Forest forest = train_forest(t, {}, {}).forest;
  const Explanation yes = explain(forest, t, 1), no = explain(forest, t, 0);
  for (int row = 0; row < 300; ++row) {
    EXPECT_EQ(yes.at(row, 4), 0);
    for (int f = 0; f < 5; ++f) EXPECT_NEAR(yes.at(row, f), -no.at(row, f), additive);
  }
  const auto mean = yes.mean_absolute();
  EXPECT_EQ(std::max_element(mean.begin(), mean.end()) - mean.begin(), 0);
}

TEST(LearnShap, ThreeClassesAddUpToo) {
  Table t = noisy_table(300, 4, 27);
  t.classes = {"a", "b", "c"};
  for (int row = 0; row < 300; ++row) t.label[row] += t.columns[3][row] > 0.6;
  const Forest forest = train_forest(t, {}, {}).forest;
  for (const int k : {0, 1, 2}) expect_additive(forest, t, k);
}

TEST(LearnShap, ThreadsAndBlocksChangeNoBit) {
  const Table t = noisy_table(700, 8, 28);
  ForestSettings s;
  s.trees = 50;
  const Forest forest = train_forest(t, {}, s).forest;
  const int before = nacre::threads();
  std::vector<std::vector<double>> values;
  for (const int count : {1, 2, 7}) nacre::set_threads(count), values.push_back(explain(forest, t, 1).values);
  nacre::set_threads(before);
  EXPECT_EQ(values[0], values[1]);
  EXPECT_EQ(values[0], values[2]);
}

TEST(LearnQuadrature, IsExactForPolynomialsOfTwiceItsPoints) {
  for (const int n : {1, 2, 4, 6, 8, 16}) {
    const Quadrature q = gauss_legendre(n);
    for (int power = 0; power < 2 * n; ++power) {
      double sum = 0;
      for (int i = 0; i < n; ++i) sum += q.weight[i] * std::pow(q.point[i], power);
      EXPECT_NEAR(sum, 1.0 / (power + 1), 1e-15) << n << " points, power " << power;
    }
    double beyond = 0;
    for (int i = 0; i < n; ++i) beyond += q.weight[i] * std::pow(q.point[i], 2 * n);
    if (n < 8) {
      EXPECT_GT(std::abs(beyond - 1.0 / (2 * n + 1)), 1e-12);
    }
  }
}

}  // namespace

}  // namespace learn_shap_test
