// Forest, SVM and clusterings, each asked about rows it has not seen, by both splits (splits.h).
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "learn/baselines.h"
#include "learn/forest.h"
#include "learn/scores.h"
#include "learn/splits.h"
#include "report/table.h"

namespace nacre::learn {

struct EvaluateSettings {
  ForestSettings forest;
  SvmSettings svm;
  ClusterSettings clusters;
  double test_share = 0.2;  ///< 4:1
  bool stratified = true;
  int positive = -1;  ///< class whose score makes ROC and calibration; -1: the last
  int calibration_bins = 10;
  std::uint64_t seed = 1;  ///< of the random split
};

/// Accuracy where one group was left out.
struct GroupScore {
  int group;
  long long rows;
  double accuracy, auc;
};

/// One method by one split; folds pooled.
struct MethodScore {
  std::string method;  ///< forest, svm, k_means, gaussian_mixture
  std::string split;   ///< random, by_group
  std::vector<int> row, predicted, truth;
  std::vector<double> score;  ///< of the positive class
  Confusion confusion;
  Roc roc;
  bool is_probability = true;  ///< the SVM's score is not: no calibration, no Brier score
  double brier = 0;
  std::vector<CalibrationBin> calibration;
  std::vector<GroupScore> groups;  ///< split by_group only
};

struct Evaluation {
  EvaluateSettings settings;
  std::vector<std::string> classes, groups;
  int positive = 0;
  std::vector<MethodScore> methods;
  /// nullptr when there is none.
  const MethodScore* find(const std::string& method, const std::string& split) const;
};

/// The split by group is left out when the table has fewer than two groups.
Evaluation evaluate(const Table& table, const EvaluateSettings& settings);

/// Settings, then for each method and split accuracy, AUC, Brier score, confusion, groups.
std::string evaluation_yaml(const Evaluation& evaluation);
/// A row for each row that was asked: method, split, row, group, truth, predicted, score.
report::Table evaluation_table(const Evaluation& evaluation, const Table& table);

}  // namespace nacre::learn
