// Tables from files, splits, statistics and scores: against definitions written out plainly here.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>

#include "learn/scores.h"
#include "learn/splits.h"
#include "learn/statistics.h"
#include "learn_samples.h"
#include "scratch.h"

namespace learn_table_test {

namespace {

using namespace nacre::learn;
using namespace nacre_test;

constexpr double rounding = 1e-12;  // sums of some hundred terms of order 1

TEST(LearnTable, ReadsColumnsNotesLabelsAndGroups) {
  const Scratch scratch;
  const std::string path = scratch.write("t.csv",
                                         "# cutoff_A: 5.0\n# F1: Na within 3.6 A\n# a remark\nF1, F2 ,site,box,E\n"
                                         "1,2.5,fill,b1,0.2\n3,-1e-3,ads,b2,-4\n\n0,7,fill,b1,1\n");
  const Table t = read_table(path, {{}, "site", "box", {"E"}, {}, {}});
  EXPECT_EQ(t.features, (std::vector<std::string>{"F1", "F2"}));
  EXPECT_EQ(t.columns[1], (std::vector<double>{2.5, -1e-3, 7}));
  EXPECT_EQ(t.classes, (std::vector<std::string>{"ads", "fill"}));
  EXPECT_EQ(t.label, (std::vector<int>{1, 0, 1}));
  EXPECT_EQ(t.group, (std::vector<int>{0, 1, 0}));
  EXPECT_EQ(t.extra[0], (std::vector<double>{0.2, -4, 1}));
  const Definitions d = t.definitions({"cutoff_A"});
  EXPECT_EQ(d.features[0].second, "Na within 3.6 A");
  EXPECT_EQ(d.options[0].second, "5.0");
  const Table ordered = read_table(path, {{"F2"}, "site", "", {}, {}, {"fill", "ads", "other"}});
  EXPECT_EQ(ordered.label, (std::vector<int>{0, 1, 0}));
  EXPECT_EQ(ordered.width(), 1);
}

TEST(LearnTable, NamesFileLineAndColumnOfWhatIsWrong) {
  const Scratch scratch;
  const auto fault = [&](const std::string& text, const TableColumns& columns) {
    const std::string path = scratch.write("t.csv", text);
    return error_of([&] { read_table(path, columns); });
  };
  const nacre::Error number = fault("F1,F2\n1,2\n1,x\n", {});
  EXPECT_EQ(number.line(), 3);
  EXPECT_TRUE(mentions(number, "F2")) << number.what();
  EXPECT_TRUE(mentions(number, "t.csv:3"));
  EXPECT_EQ(fault("F1,F2\n1,nan\n", {}).line(), 2);
  EXPECT_EQ(fault("F1,F2\n1,2,3\n", {}).line(), 2);
  EXPECT_EQ(fault("F1,F1\n1,2\n", {}).line(), 1);
  EXPECT_TRUE(mentions(fault("F1,lable\n1,a\n", {{}, "label", "", {}, {}, {}}), "lable"));
  const nacre::Error label = fault("F1,l\n1,fil\n", {{}, "l", "", {}, {}, {"fill", "ads"}});
  EXPECT_TRUE(mentions(label, "fill, ads")) << label.what();
  EXPECT_TRUE(mentions(fault("F1,l\n1,\n", {{}, "l", "", {}, {}, {}}), "without a label"));
  EXPECT_TRUE(mentions(fault("F1\n", {}), "no rows"));
  EXPECT_TRUE(mentions(fault("# only: notes\n", {}), "names of its columns"));
}

TEST(LearnTable, StandardisedColumnsHaveMeanZeroAndDeviationOneAndConstantsAreZero) {
  Table t = uniform_table(50, 2, 3);
  t.columns[1].assign(50, 0.1);
  const auto x = scaling_of(t).apply(t);
  double sum = 0, square = 0;
  for (const double v : x[0]) sum += v, square += v * v;
  EXPECT_NEAR(sum, 0, 50 * rounding);
  EXPECT_NEAR(square / 50, 1, rounding);
  for (const double v : x[1]) EXPECT_NEAR(v, 0, rounding);
}

double mann_whitney(const std::vector<double>& score, const std::vector<char>& positive) {
  double u = 0, pairs = 0;
  for (std::size_t i = 0; i < score.size(); ++i)
    for (std::size_t j = 0; j < score.size(); ++j)
      if (positive[i] && !positive[j]) u += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0, ++pairs;
  return u / pairs;
}

TEST(LearnScores, AreaUnderRocIsMannWhitneysStatisticAlsoWithTies) {
  Draws draws(5);
  for (const int values : {0, 7, 2}) {
    std::vector<double> score;
    std::vector<char> positive;
    for (int i = 0; i < 300; ++i) {
      positive.push_back(draws.next() < 0.3);
      const double s = draws.next() + 0.3 * positive.back();
      score.push_back(values == 0 ? s : std::floor(values * s));
    }
    const Roc roc = roc_of(score, positive);
    EXPECT_NEAR(roc.auc, mann_whitney(score, positive), rounding) << values;
    double area = 0;
    for (std::size_t i = 1; i < roc.threshold.size(); ++i)
      area +=
          (roc.false_positive[i] - roc.false_positive[i - 1]) * (roc.true_positive[i] + roc.true_positive[i - 1]) / 2;
    EXPECT_NEAR(area, roc.auc, rounding);
    EXPECT_EQ(roc.true_positive.back(), 1);
    EXPECT_EQ(roc.false_positive.back(), 1);
  }
}

TEST(LearnScores, ConstantScoreIsOneHalfPerfectIsOneAndOneClassHasNone) {
  const std::vector<char> positive{1, 0, 1, 0, 0};
  EXPECT_EQ(roc_of({3, 3, 3, 3, 3}, positive).auc, 0.5);
  EXPECT_EQ(roc_of({9, 1, 8, 2, 3}, positive).auc, 1);
  EXPECT_EQ(roc_of({1, 9, 2, 8, 7}, positive).auc, 0);
  EXPECT_TRUE(std::isnan(roc_of({1, 2}, {1, 1}).auc));
}

TEST(LearnScores, HanleyMcNeilErrorIsTheirPublishedExample) {
  // Radiology 143, 29 (1982), tables I and II: ratings of 58 normal and 51 abnormal images, W = 0.893, SE = 0.032.
  std::vector<double> score;
  std::vector<char> positive;
  const int normal[5] = {33, 6, 6, 11, 2}, abnormal[5] = {3, 2, 2, 11, 33};
  for (int k = 0; k < 5; ++k) {
    for (int i = 0; i < normal[k]; ++i) score.push_back(k), positive.push_back(0);
    for (int i = 0; i < abnormal[k]; ++i) score.push_back(k), positive.push_back(1);
  }
  const Roc roc = roc_of(score, positive);
  EXPECT_NEAR(roc.auc, 0.893, 5e-4);
  EXPECT_NEAR(roc.error, 0.032, 1e-3);  // theirs has another estimate of Q1 and Q2
}

TEST(LearnScores, ConfusionAccuracyCalibrationAndBrierCountedByHand) {
  const Confusion c = confusion_of({0, 0, 1, 1, 1}, {0, 1, 1, 1, 0}, 2);
  EXPECT_EQ(c.at(0, 0), 1);
  EXPECT_EQ(c.at(0, 1), 1);
  EXPECT_EQ(c.at(1, 0), 1);
  EXPECT_EQ(c.at(1, 1), 2);
  EXPECT_DOUBLE_EQ(c.accuracy(), 0.6);
  EXPECT_DOUBLE_EQ(c.accuracy_error(), std::sqrt(0.6 * 0.4 / 5));
  const auto bins = calibration_of({0.05, 0.15, 0.95, 1.0}, {0, 1, 1, 1}, 2);
  ASSERT_EQ(bins.size(), 2u);
  EXPECT_EQ(bins[0].rows, 2);
  EXPECT_DOUBLE_EQ(bins[0].mean_probability, 0.1);
  EXPECT_DOUBLE_EQ(bins[0].positive_share, 0.5);
  EXPECT_DOUBLE_EQ(bins[1].positive_share, 1);
  EXPECT_DOUBLE_EQ(brier_score({0.5, 0, 1}, {1, 0, 0}), (0.25 + 0 + 1) / 3);
}

TEST(LearnStatistics, PearsonOfALineIsOneAndOfAConstantNone) {
  const std::vector<double> x{1, 2, 4, 7}, up{3, 5, 9, 15}, down{-1, -2, -4, -7}, flat{0.1, 0.1, 0.1, 0.1};
  EXPECT_NEAR(pearson(x, up), 1, rounding);
  EXPECT_NEAR(pearson(x, down), -1, rounding);
  EXPECT_TRUE(std::isnan(pearson(x, flat)));
  EXPECT_NEAR(pearson({1, 0, -1, 0}, {0, 1, 0, -1}), 0, rounding);
}

TEST(LearnStatistics, EigenvaluesOfFourteenFeaturesSumToFourteenAndLoadingsAreCorrelations) {
  Table t = uniform_table(200, 14, 9);
  for (int row = 0; row < 200; ++row) t.columns[3][row] = t.columns[0][row] + 0.3 * t.columns[3][row];
  const Components c = components_of(t);
  EXPECT_NEAR(std::accumulate(c.eigenvalue.begin(), c.eigenvalue.end(), 0.0), 14, 14 * rounding);
  EXPECT_TRUE(std::is_sorted(c.eigenvalue.rbegin(), c.eigenvalue.rend()));
  const auto place = c.project(t, 14);
  for (int k = 0; k < 14; ++k) {
    double square = 0;
    for (const double v : place[k]) square += v * v / 200;
    EXPECT_NEAR(square, c.eigenvalue[k], 1e-10);
    for (int f = 0; f < 14; ++f) EXPECT_NEAR(pearson(place[k], t.columns[f]), c.loading[k * 14 + f], 1e-10);
  }
  EXPECT_NEAR(pearson(place[0], place[1]), 0, 1e-10);
}

TEST(LearnStatistics, CorrelationKnowsExtraColumns) {
  Table t = uniform_table(100, 3, 1);
  t.extra_names = {"E"}, t.extra = {t.columns[2]};
  const Correlation c = correlation_of(t, true);
  EXPECT_EQ(c.names.back(), "E");
  EXPECT_NEAR(c.at(2, 3), 1, rounding);
  EXPECT_EQ(c.at(0, 1), c.at(1, 0));
  EXPECT_EQ(correlation_of(t, false).names.size(), 3u);
}

TEST(LearnSplits, RandomSplitKeepsClassesAndLosesNoRow) {
  Table t = uniform_table(1000, 2, 4);
  for (int row = 0; row < 1000; ++row) t.label.push_back(row % 10 == 0);
  const Fold fold = random_fold(t, 0.2, true, 11);
  EXPECT_EQ(fold.test.size(), 200u);
  EXPECT_EQ(std::count_if(fold.test.begin(), fold.test.end(), [&](int row) { return t.label[row] == 1; }), 20);
  std::set<int> all(fold.train.begin(), fold.train.end());
  all.insert(fold.test.begin(), fold.test.end());
  EXPECT_EQ(all.size(), 1000u);
  EXPECT_EQ(random_fold(t, 0.2, true, 11).test, fold.test);
  EXPECT_NE(random_fold(t, 0.2, true, 12).test, fold.test);
  EXPECT_EQ(random_fold(t, 0.2, false, 11).test.size(), 200u);
}

TEST(LearnSplits, OneGroupIsLeftOutInTurn) {
  const Table t = noisy_table(30, 3, 4);
  const auto folds = group_folds(t);
  ASSERT_EQ(folds.size(), 3u);
  for (const Fold& fold : folds) {
    EXPECT_EQ(fold.test.size(), 10u);
    for (const int row : fold.test) EXPECT_EQ(t.group[row], fold.group);
    for (const int row : fold.train) EXPECT_NE(t.group[row], fold.group);
  }
  EXPECT_TRUE(mentions(error_of([] { group_folds(uniform_table(5, 1, 1)); }), "two groups"));
}

}  // namespace

}  // namespace learn_table_test
