// Baselines on data they can and cannot separate, evaluation by both splits, figures.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>

#include "learn/baselines.h"
#include "learn/evaluate.h"
#include "learn/figures.h"
#include "learn_samples.h"
#include "report/csv.h"
#include "scratch.h"

namespace learn_evaluate_test {

namespace {

using namespace nacre::learn;
using namespace nacre_test;

/// Two Gaussian blobs, `apart` standard deviations from each other along x1; groups have an offset of x2.
Table blobs(int rows, double apart, std::uint64_t seed) {
  Table t;
  t.features = {"x1", "x2", "x3"}, t.classes = {"left", "right"}, t.groups = {"a", "b"};
  t.columns.resize(3);
  Draws draws(seed);
  for (int row = 0; row < rows; ++row) {
    t.label.push_back(row % 2), t.group.push_back(row / 2 % 2);
    for (auto& x : t.columns) x.push_back(draws.normal());
    t.columns[0].back() += apart * (row % 2);
  }
  return t;
}

double accuracy(const Predictions& p, const Table& t) {
  return confusion_of(t.label, p.predicted, t.class_count()).accuracy();
}

TEST(LearnBaselines, SeparateBlobsAreSeparatedByAll) {
  const Table train = blobs(200, 12, 1), test = blobs(100, 12, 2);
  EXPECT_EQ(accuracy(svm_predictions(train, test, {}), test), 1);
  EXPECT_EQ(accuracy(k_means_predictions(train, test, {}), test), 1);
  EXPECT_EQ(accuracy(mixture_predictions(train, test, {}), test), 1);
  ForestSettings s;
  s.trees = 50;
  EXPECT_EQ(confusion_of(
                test.label,
                [&] {
                  std::vector<int> out;
                  const auto p = train_forest(train, {}, s).forest.probability(test);
                  for (int row = 0; row < 100; ++row) out.push_back(p[2 * row + 1] > 0.5);
                  return out;
                }(),
                2)
                .accuracy(),
            1);
}

TEST(LearnBaselines, TheSvmLearnsAnExclusiveOrAndClustersCannot) {
  const Table train = xor_table(500, 2, 3), test = xor_table(300, 2, 4);
  EXPECT_GT(accuracy(svm_predictions(train, test, {10, 2, 1e-3}), test), 0.9);
  EXPECT_LT(accuracy(k_means_predictions(train, test, {}), test), 0.65);
}

TEST(LearnBaselines, AMixtureFindsCentresAndWidthsOfWhatMadeIt) {
  std::vector<std::vector<double>> points(2);
  Draws draws(5);
  for (int row = 0; row < 4000; ++row) {
    const bool second = row % 4 == 0;
    points[0].push_back(second ? 6 + 0.5 * draws.normal() : 2 * draws.normal());
    points[1].push_back(second ? 1 + draws.normal() : draws.normal());
  }
  ClusterSettings s;
  s.clusters = 2;
  const Clusters c = gaussian_mixture(points, s);
  const int narrow = c.weight[0] < c.weight[1] ? 0 : 1;
  EXPECT_NEAR(c.weight[narrow], 0.25, 0.02);
  EXPECT_NEAR(c.centre[2 * narrow], 6, 5 * 0.5 / std::sqrt(1000.0));
  EXPECT_NEAR(c.covariance[4 * narrow], 0.25, 0.06);
  EXPECT_NEAR(c.covariance[4 * (1 - narrow)], 4, 5 * 4 * std::sqrt(2 / 3000.0));
}

TEST(LearnBaselines, MoreClustersThanBlobsLowerTheInertiaAndSeedsAreRepeatable) {
  const auto points = blobs(300, 6, 7).columns;
  double before = 1e300;
  for (const int count : {1, 2, 4, 8}) {
    ClusterSettings s;
    s.clusters = count;
    const Clusters c = k_means(points, s);
    EXPECT_LT(c.inertia, before);
    EXPECT_EQ(c.centre, k_means(points, s).centre);
    before = c.inertia;
  }
  ClusterSettings wrong;
  wrong.clusters = 301;
  EXPECT_TRUE(mentions(error_of([&] { k_means(points, wrong); }), "clusters"));
}

EvaluateSettings quick() {
  EvaluateSettings s;
  s.forest.trees = 60;
  return s;
}

TEST(LearnEvaluate, AsksEveryMethodByBothSplitsAboutRowsThatTaughtNothing) {
  const Table t = blobs(400, 2, 11);
  const Evaluation e = evaluate(t, quick());
  ASSERT_EQ(e.methods.size(), 8u);
  for (const MethodScore& m : e.methods) {
    EXPECT_EQ(m.row.size(), m.split == "random" ? 80u : 400u);
    // Bayes: accuracy of two unit Gaussians 2 apart is Phi(1) = 0.841.
    EXPECT_NEAR(m.confusion.accuracy(), 0.841, 5 * m.confusion.accuracy_error()) << m.method;
    // AUC = Phi(2 / sqrt 2) = 0.921; scores of clusters rank the rows less well.
    if (m.method == "forest" || m.method == "svm") {
      EXPECT_NEAR(m.roc.auc, 0.921, 4 * m.roc.error) << m.method;
    }
    EXPECT_EQ(m.groups.size(), m.split == "random" ? 0u : 2u);
  }
  EXPECT_EQ(e.find("nothing", "random"), nullptr);
}

TEST(LearnEvaluate, RowsOfOneGroupThatAreAlikeShowInTheDifferenceOfTheSplits) {
  // Each row stands four times in its group, with a label that nothing explains: a random split has seen it.
  Table t = noise_table(100, 4, 13);
  std::vector<int> rows;
  for (int row = 0; row < 400; ++row) rows.push_back(row % 100);
  t = t.rows_of(rows);
  t.groups = {"a", "b"};
  for (const int row : rows) t.group.push_back(row % 2);
  const Evaluation e = evaluate(t, quick());
  EXPECT_GT(e.find("forest", "random")->confusion.accuracy(), 0.85);
  EXPECT_LT(e.find("forest", "by_group")->confusion.accuracy(), 0.7);
}

TEST(LearnEvaluate, ItsYamlAndCsvSayTheSame) {
  const Table t = blobs(100, 3, 15);
  const Evaluation e = evaluate(t, quick());
  const YAML::Node yaml = YAML::Load(evaluation_yaml(e));
  ASSERT_EQ(yaml["methods"].size(), 8u);
  EXPECT_EQ(yaml["positive"].as<std::string>(), "right");
  EXPECT_NEAR(yaml["methods"][0]["auc"].as<double>(), e.methods[0].roc.auc, 1e-5);
  EXPECT_EQ(yaml["methods"][1]["groups"][1]["rows"].as<int>(), 50);
  const std::string csv = csv_text(evaluation_table(e, t));
  EXPECT_EQ(std::count(csv.begin(), csv.end(), '\n'), 2 + 4 * (20 + 100));
  EXPECT_NE(csv.find("\nforest,random,"), std::string::npos);
}

long count_of(const std::string& text, const std::string& word) {
  long n = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
  return n;
}

TEST(LearnFigures, ShowEveryFeatureMethodAndRow) {
  Table t = noisy_table(120, 5, 17);
  t.extra_names = {"binding energy"}, t.extra = {t.columns[0]};
  t.columns[4].assign(120, 1.0);  // a constant: no correlation, no colour
  TrainedForest f = train_forest(t, {}, quick().forest);
  add_permutation_importance(f.forest, t);
  const Explanation x = explain(f.forest, t, 1);
  const Evaluation e = evaluate(t, quick());
  const std::string correlation = correlation_svg(correlation_of(t, true));
  EXPECT_EQ(count_of(correlation, ">1.00<"), 5 + 2);  // four diagonals, the extra column's, and twice x1 with it
  EXPECT_EQ(count_of(correlation, ">–<"), 11);
  const std::string shap = shap_svg(x, t, "yes");
  EXPECT_EQ(count_of(shap, "h0"), 5 * 120);
  EXPECT_EQ(count_of(shap_svg(x, t, "yes", 40), "h0"), 5 * 40);
  for (const std::string& svg : {correlation, shap, importance_svg(f.forest, &x), roc_svg(e), calibration_svg(e),
                                 confusion_svg(e), components_svg(components_of(t), t)}) {
    EXPECT_EQ(count_of(svg, "nan"), 0);
    EXPECT_EQ(count_of(svg, "inf"), 0);
    EXPECT_EQ(svg.substr(svg.size() - 7), "</svg>\n");
  }
  EXPECT_EQ(count_of(roc_svg(e), "SVM"), 2);
  EXPECT_EQ(count_of(confusion_svg(e), "k-means"), 2);
}

}  // namespace

}  // namespace learn_evaluate_test
