// Scores of few rows: errors that say so, and rows by the names that their user knows.
#include <gtest/gtest.h>

#include <cmath>

#include "learn/evaluate.h"
#include "learn/scores.h"
#include "learn_samples.h"
#include "report/csv.h"

namespace learn_few_rows_test {

namespace {

using namespace nacre;
using namespace nacre::learn;
using nacre_test::noisy_table;

double hanley_mcneil(double a, double n1, double n0) {
  const double q1 = a / (2 - a), q2 = 2 * a * a / (1 + a);
  return std::sqrt((a * (1 - a) + (n1 - 1) * (q1 - a * a) + (n0 - 1) * (q2 - a * a)) / (n1 * n0));
}

// Three rows of each class in perfect order: by chance one time in twenty.
TEST(FewRows, APerfectCurveOfSixRowsHasAnError) {
  const Roc perfect = roc_of({0.9, 0.8, 0.7, 0.3, 0.2, 0.1}, {1, 1, 1, 0, 0, 0});
  EXPECT_EQ(perfect.auc, 1);
  EXPECT_NEAR(perfect.error, hanley_mcneil(0.95, 3, 3), 1e-12);
  EXPECT_GT(perfect.error, 0.08);
  const Roc reversed = roc_of({0.1, 0.2, 0.3, 0.7, 0.8, 0.9}, {1, 1, 1, 0, 0, 0});
  EXPECT_EQ(reversed.auc, 0);
  EXPECT_GT(reversed.error, 0.05);
  const Roc two = roc_of({0.9, 0.1}, {1, 0});
  EXPECT_EQ(two.auc, 1);
  EXPECT_GT(two.error, 0.3);
}

// A perfect curve of many rows has a small error, not none; one that is not perfect has the one of the paper.
TEST(FewRows, ManyRowsKeepTheirError) {
  std::vector<double> score, mixed;
  std::vector<char> truth;
  for (int i = 0; i < 100; ++i) {
    truth.push_back(i < 50);
    score.push_back(-i), mixed.push_back((i * 37) % 100 - i);
  }
  EXPECT_GT(roc_of(score, truth).error, 0);
  EXPECT_LT(roc_of(score, truth).error, 0.01);
  const Roc roc = roc_of(mixed, truth);
  EXPECT_EQ(roc.error, hanley_mcneil(roc.auc, 50, 50));
}

TEST(FewRows, AnAccuracyOfSixRowsHasAnError) {
  const Confusion perfect = confusion_of({0, 0, 0, 1, 1, 1}, {0, 0, 0, 1, 1, 1}, 2);
  EXPECT_NEAR(perfect.accuracy_error(), std::sqrt(7.0 / 8 * 1 / 8 / 8), 1e-12);
  std::vector<int> truth(400, 0), predicted(400, 0);
  for (int i = 0; i < 40; ++i) predicted[i] = 1;
  EXPECT_EQ(confusion_of(truth, predicted, 2).accuracy_error(), std::sqrt(0.9 * (1 - 0.9) / 400));
  EXPECT_TRUE(std::isnan(confusion_of({}, {}, 2).accuracy_error()));
}

// Rows that teach are some of the user's: evaluation.csv names them by their place in the user's table.
TEST(EvaluationRows, AreNamedByTheUsersTable) {
  Table t = noisy_table(60, 4, 15);
  for (int row = 0; row < t.rows(); ++row)
    t.place.push_back(1000 + 3 * row), t.origin.push_back("box " + std::to_string(row % 2));
  EvaluateSettings settings;
  settings.forest.trees = 5;
  const learn::Evaluation e = evaluate(t, settings);
  const report::Table table = evaluation_table(e, t);
  ASSERT_FALSE(table.rows.empty());
  std::size_t k = 0;
  for (const MethodScore& m : e.methods)
    for (const int row : m.row) {
      EXPECT_EQ(std::get<std::int64_t>(table.rows[k][2]), 1000 + 3 * row);
      EXPECT_EQ(std::get<std::string>(table.rows[k][3]), t.origin[row]);
      ++k;
    }
  EXPECT_EQ(t.rows_of({5, 2}).place, (std::vector<int>{1015, 1006}));
}

}  // namespace

}  // namespace learn_few_rows_test
