#include "learn/evaluate.h"

#include "core/error.h"

namespace nacre::learn {

namespace {
Predictions forest_predictions(const Table& train, const Table& test, const ForestSettings& settings) {
  const Forest forest = train_forest(train, {}, settings).forest;
  Predictions out;
  out.score = forest.probability(test);
  for (int row = 0; row < test.rows(); ++row) {
    const double* p = &out.score[static_cast<std::size_t>(row) * test.class_count()];
    out.predicted.push_back(most_probable(p, test.class_count()));
  }
  return out;
}

Predictions ask(const std::string& method, const Table& train, const Table& test, const EvaluateSettings& s) {
  if (method == "forest") return forest_predictions(train, test, s.forest);
  if (method == "svm") return svm_predictions(train, test, s.svm);
  if (method == "k_means") return k_means_predictions(train, test, s.clusters);
  return mixture_predictions(train, test, s.clusters);
}

void append(MethodScore& score, const Predictions& p, const Table& test, const std::vector<int>& rows, int positive) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    score.row.push_back(rows[i]), score.predicted.push_back(p.predicted[i]), score.truth.push_back(test.label[i]);
    score.score.push_back(p.score[i * test.class_count() + positive]);
  }
}

std::vector<char> is_class(const std::vector<int>& truth, int positive, std::size_t first = 0) {
  std::vector<char> out;
  for (std::size_t i = first; i < truth.size(); ++i) out.push_back(truth[i] == positive);
  return out;
}

/// Of the rows appended last, from `first` on.
GroupScore group_score(const MethodScore& score, std::size_t first, int group, int positive, int classes) {
  const auto from = static_cast<std::ptrdiff_t>(first);
  const std::vector<int> truth(score.truth.begin() + from, score.truth.end());
  const std::vector<int> predicted(score.predicted.begin() + from, score.predicted.end());
  const std::vector<double> value(score.score.begin() + from, score.score.end());
  return {group, static_cast<long long>(truth.size()), confusion_of(truth, predicted, classes).accuracy(),
          roc_of(value, is_class(truth, positive)).auc};
}

void finish(MethodScore& score, const Table& table, const EvaluateSettings& s, int positive) {
  const std::vector<char> yes = is_class(score.truth, positive);
  score.confusion = confusion_of(score.truth, score.predicted, table.class_count());
  score.roc = roc_of(score.score, yes);
  score.is_probability = score.method != "svm";
  if (!score.is_probability) return;
  score.brier = brier_score(score.score, yes);
  score.calibration = calibration_of(score.score, yes, s.calibration_bins);
}

MethodScore score_of(const std::string& method, const std::string& split, const std::vector<Fold>& folds,
                     const Table& table, const EvaluateSettings& s, int positive) {
  MethodScore score;
  score.method = method, score.split = split;
  for (const Fold& fold : folds) {
    const Table train = table.rows_of(fold.train), test = table.rows_of(fold.test);
    const std::size_t first = score.row.size();
    append(score, ask(method, train, test, s), test, fold.test, positive);
    if (fold.group >= 0) score.groups.push_back(group_score(score, first, fold.group, positive, table.class_count()));
  }
  finish(score, table, s, positive);
  return score;
}
}  // namespace

const MethodScore* Evaluation::find(const std::string& method, const std::string& split) const {
  for (const MethodScore& m : methods)
    if (m.method == method && m.split == split) return &m;
  return nullptr;
}

Evaluation evaluate(const Table& table, const EvaluateSettings& settings) {
  table.check();
  if (table.label.empty()) throw Error("an evaluation needs rows with labels").file(table.file);
  if (settings.calibration_bins < 1) throw Error("must be at least 1").key("calibration_bins");
  if (settings.positive >= table.class_count()) throw Error("there is no such class").key("positive");
  Evaluation out;
  out.settings = settings;
  EvaluateSettings& used = out.settings;  // with the numbers that 0 stands for
  if (used.forest.features_per_split == 0) used.forest.features_per_split = default_features_per_split(table.width());
  if (used.svm.gamma == 0) used.svm.gamma = 1.0 / table.width();
  if (used.clusters.clusters == 0) used.clusters.clusters = table.class_count();
  out.classes = table.classes, out.groups = table.groups;
  out.positive = settings.positive < 0 ? table.class_count() - 1 : settings.positive;
  const std::vector<Fold> random{random_fold(table, settings.test_share, settings.stratified, settings.seed)};
  const std::vector<Fold> by_group = table.groups.size() > 1 ? group_folds(table) : std::vector<Fold>();
  for (const char* method : {"forest", "svm", "k_means", "gaussian_mixture"}) {
    out.methods.push_back(score_of(method, "random", random, table, used, out.positive));
    if (!by_group.empty()) out.methods.push_back(score_of(method, "by_group", by_group, table, used, out.positive));
  }
  return out;
}

}  // namespace nacre::learn
