// How good a classification is. Two classes, positive and negative; a score says how positive a row looks.
//
// ROC: share of true against false positives as the threshold falls; rows of equal score enter together, so that the
// curve has a slanted piece there. AUC = area under it = U / (n_1 n_0), Mann-Whitney's statistic with ties counted 1/2;
// its standard error is that of Hanley and McNeil, Radiology 143, 29 (1982), 10.1148/radiology.143.1.7063747.
// That error is 0 where the curve is perfect and too small where a class has few rows, so there it is at least the error
// of the curve with one pair more, half right: (U + 1/2) / (n_1 n_0 + 1). An accuracy of 0 or 1, or of few rows, has the
// error of Agresti and Coull's estimate, (k + 1) / (n + 2), likewise. Few: below ten.
// Brier score: mean of (probability - truth)^2. Calibration: share of positives beside the mean probability, by bins.
#pragma once
#include <vector>

namespace nacre::learn {

struct Roc {
  std::vector<double> false_positive, true_positive;  ///< shares, from (0, 0) to (1, 1)
  std::vector<double> threshold;                      ///< lowest score that counts as positive; infinity first
  double auc = 0, error = 0;                          ///< NaN when a class has no rows
};
Roc roc_of(const std::vector<double>& score, const std::vector<char>& positive);

struct Confusion {
  int classes = 0;
  std::vector<long long> count;  ///< [truth][predicted]
  long long at(int truth, int predicted) const { return count[static_cast<std::size_t>(truth) * classes + predicted]; }
  long long total() const;
  double accuracy() const;        ///< NaN without rows
  double accuracy_error() const;  ///< sqrt(a (1 - a) / n), and of few rows not less than honest
};
Confusion confusion_of(const std::vector<int>& truth, const std::vector<int>& predicted, int classes);

struct CalibrationBin {
  double low, high;
  long long rows;
  double mean_probability, positive_share, error;  ///< error: binomial, of the share; NaN without rows
};
std::vector<CalibrationBin> calibration_of(const std::vector<double>& probability, const std::vector<char>& positive,
                                           int bins);
double brier_score(const std::vector<double>& probability, const std::vector<char>& positive);

}  // namespace nacre::learn
