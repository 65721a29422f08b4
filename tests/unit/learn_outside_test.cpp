// scikit-learn and shap as judges: numbers in tests/data/learn, made by make.py there.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "learn/baselines.h"
#include "learn/evaluate.h"
#include "learn/forest.h"
#include "learn/statistics.h"
#include "learn/tree_shap.h"
#include "source_dir.h"

namespace learn_outside_test {

namespace {

using namespace nacre::learn;

const std::string folder = nacre_test::source_dir() + "/tests/data/learn/";

Table table() { return read_table(folder + "table.csv", {{}, "label", "group", {}, {}, {}}); }
YAML::Node judge() { return YAML::LoadFile(folder + "reference.yaml"); }

struct Halves {
  Table train, test;
};
Halves halves() {
  const Table t = table();
  std::vector<int> train, test;
  for (int row = 0; row < t.rows(); ++row) (row % 5 == 0 ? test : train).push_back(row);
  return {t.rows_of(train), t.rows_of(test)};
}

struct Spread {
  double mean, deviation;
};
Spread spread(const std::vector<double>& v) {
  const double n = static_cast<double>(v.size()), mean = std::accumulate(v.begin(), v.end(), 0.0) / n;
  double square = 0;
  for (const double x : v) square += (x - mean) * (x - mean);
  return {mean, std::sqrt(square / (n - 1))};
}

/// Means of two samples of 20 agree within 4 standard errors of their difference; a step of one test row is added where
/// the quantity counts rows.
void expect_same_mean(const std::vector<double>& ours, const std::vector<double>& theirs, double step,
                      const char* what) {
  const Spread a = spread(ours), b = spread(theirs);
  const double error = std::hypot(a.deviation, b.deviation) / std::sqrt(20.0);
  EXPECT_NEAR(a.mean, b.mean, 4 * error + step) << what;
  EXPECT_GT(b.deviation, 0);
}

TEST(LearnOutside, ForestsOfTwentySeedsAgreeWithScikitLearns) {
  const Halves h = halves();
  const std::vector<char> positive(h.test.label.begin(), h.test.label.end());
  std::vector<double> accuracy, auc, oob, gini(h.train.width(), 0.0);
  for (int seed = 0; seed < 20; ++seed) {
    ForestSettings s;
    s.trees = 200, s.seed = 100 + seed;
    const Forest forest = train_forest(h.train, {}, s).forest;
    const auto p = forest.probability(h.test);
    std::vector<double> score;
    std::vector<int> predicted;
    for (int row = 0; row < h.test.rows(); ++row)
      score.push_back(p[2 * row + 1]), predicted.push_back(p[2 * row + 1] > 0.5);
    accuracy.push_back(confusion_of(h.test.label, predicted, 2).accuracy());
    auc.push_back(roc_of(score, positive).auc), oob.push_back(forest.oob_error);
    for (int f = 0; f < h.train.width(); ++f) gini[f] += forest.gini_importance[f] / 20;
  }
  const YAML::Node theirs = judge();
  expect_same_mean(accuracy, theirs["forest_accuracy"].as<std::vector<double>>(), 0, "accuracy");
  expect_same_mean(auc, theirs["forest_auc"].as<std::vector<double>>(), 0, "auc");
  expect_same_mean(oob, theirs["forest_oob_error"].as<std::vector<double>>(), 0, "oob");
  const auto mean = theirs["forest_gini"].as<std::vector<double>>();
  const auto deviation = theirs["forest_gini_deviation"].as<std::vector<double>>();
  for (int f = 0; f < h.train.width(); ++f)
    EXPECT_NEAR(gini[f], mean[f], 4 * deviation[f] * std::sqrt(2.0 / 20)) << "importance of feature " << f + 1;
}

TEST(LearnOutside, ShapOfAnImportedForestIsThatOfShap) {
  const Table t = table();
  const Forest forest = read_forest(folder + "forest.yaml");
  forest.require_same(t, t.definitions());
  TableColumns columns;
  columns.features = t.features, columns.extra = {"row", "probability"};
  const Table theirs = read_table(folder + "shap.csv", columns);
  std::vector<int> rows;
  for (const double row : theirs.extra[0]) rows.push_back(static_cast<int>(row));
  const Table asked = t.rows_of(rows);
  const auto p = forest.probability(asked);
  const Explanation e = explain(forest, asked, 1);
  EXPECT_NEAR(e.base, std::stod(theirs.notes[0].second), 1e-12);
  for (int row = 0; row < asked.rows(); ++row) {
    EXPECT_NEAR(p[2 * row + 1], theirs.extra[1][row], 1e-12);
    for (int f = 0; f < t.width(); ++f) EXPECT_NEAR(e.at(row, f), theirs.columns[f][row], 1e-9);
  }
}

double accuracy_of(const Predictions& p, const Table& test) {
  return confusion_of(test.label, p.predicted, test.class_count()).accuracy();
}

TEST(LearnOutside, SupportVectorsAreThoseOfScikitLearn) {
  const Halves h = halves();
  const Predictions p = svm_predictions(h.train, h.test, {});
  const YAML::Node theirs = judge();
  std::vector<double> score;
  for (int row = 0; row < h.test.rows(); ++row) score.push_back(p.score[2 * row + 1]);
  const auto decision = theirs["svm_decision"].as<std::vector<double>>();
  for (std::size_t i = 0; i < decision.size(); ++i)
    EXPECT_NEAR(score[i], decision[i], 2e-3);  // tolerance of both: 1e-3
  EXPECT_NEAR(accuracy_of(p, h.test), theirs["svm_accuracy"].as<double>(), 1e-9);
  EXPECT_NEAR(roc_of(score, std::vector<char>(h.test.label.begin(), h.test.label.end())).auc,
              theirs["svm_auc"].as<double>(), 2e-3);
}

TEST(LearnOutside, ClustersAreThoseOfScikitLearn) {
  const Halves h = halves();
  const YAML::Node theirs = judge();
  ClusterSettings s;
  s.clusters = 2, s.tolerance = 1e-9, s.max_iterations = 2000;
  const auto points = scaling_of(h.train).apply(h.train);
  const double inertia = theirs["k_means_inertia"].as<double>();
  EXPECT_NEAR(k_means(points, s).inertia, inertia, 1e-3 * inertia);  // the best of ten starts of either
  EXPECT_NEAR(accuracy_of(k_means_predictions(h.train, h.test, s), h.test), theirs["k_means_accuracy"].as<double>(),
              0.02);
  // The likelihood has several maxima: ours must be as good.
  EXPECT_GT(gaussian_mixture(points, s).log_likelihood, theirs["mixture_log_likelihood"].as<double>() - 1e-3);
}

TEST(LearnOutside, ComponentsAreThoseOfScikitLearn) {
  const Components c = components_of(table());
  const YAML::Node theirs = judge();
  const auto value = theirs["pca_eigenvalue"].as<std::vector<double>>(),
             first = theirs["pca_first"].as<std::vector<double>>();
  for (std::size_t i = 0; i < value.size(); ++i) {
    EXPECT_NEAR(c.eigenvalue[i], value[i], 1e-10);
    EXPECT_NEAR(c.vector[i], first[i], 1e-9);
  }
}

}  // namespace

}  // namespace learn_outside_test
