// Evaluation as YAML and CSV.
#include <fmt/format.h>

#include <cmath>

#include "learn/evaluate.h"
#include "learn/yaml_text.h"
#include "report/csv.h"

namespace nacre::learn {

namespace {
std::string number(double x) { return std::isnan(x) ? ".nan" : fmt::format("{:.6g}", x); }

std::string confusion_text(const Confusion& c) {
  std::string out;
  for (int i = 0; i < c.classes; ++i) {
    out += i > 0 ? ", [" : "[";
    for (int j = 0; j < c.classes; ++j) out += fmt::format("{}{}", j > 0 ? ", " : "", c.at(i, j));
    out += "]";
  }
  return "[" + out + "]";
}

std::string calibration_text(const std::vector<CalibrationBin>& bins) {
  std::string out = "    calibration:\n";
  for (const CalibrationBin& b : bins)
    if (b.rows > 0)
      out += fmt::format("      - {{rows: {}, mean_probability: {}, share: {}, error: {}}}\n", b.rows,
                         number(b.mean_probability), number(b.positive_share), number(b.error));
  return out;
}

std::string method_text(const MethodScore& m, const Evaluation& e) {
  std::string out = fmt::format(
      "  - method: {}\n    split: {}\n    rows: {}\n    accuracy: {}\n    accuracy_error: {}\n    auc: {}\n    "
      "auc_error: "
      "{}\n    confusion: {}\n",
      m.method, m.split, m.row.size(), number(m.confusion.accuracy()), number(m.confusion.accuracy_error()),
      number(m.roc.auc), number(m.roc.error), confusion_text(m.confusion));
  if (m.is_probability) out += fmt::format("    brier: {}\n", number(m.brier)) + calibration_text(m.calibration);
  if (!m.groups.empty()) out += "    groups:\n";
  for (const GroupScore& g : m.groups)
    out += fmt::format("      - {{group: {}, rows: {}, accuracy: {}, auc: {}}}\n", quoted(e.groups[g.group]), g.rows,
                       number(g.accuracy), number(g.auc));
  return out;
}
}  // namespace

std::string evaluation_yaml(const Evaluation& e) {
  const EvaluateSettings& s = e.settings;
  std::string classes;
  for (const std::string& name : e.classes) classes += (classes.empty() ? "" : ", ") + quoted(name);
  std::string out = fmt::format(
      "# rows that taught no model; confusion: a row of numbers for each true class, a column for each one given\n"
      "classes: [{}]\npositive: {}\ntest_share: {}\nstratified: {}\nseed: {}\n",
      classes, quoted(e.classes[e.positive]), s.test_share, s.stratified, s.seed);
  out += fmt::format("forest: {{trees: {}, features_per_split: {}, min_leaf: {}, max_depth: {}, seed: {}}}\n",
                     s.forest.trees, s.forest.features_per_split, s.forest.min_leaf, s.forest.max_depth, s.forest.seed);
  out += fmt::format("svm: {{c: {}, gamma: {}, tolerance: {}}}\n", s.svm.c, s.svm.gamma, s.svm.tolerance);
  out += fmt::format("clusters: {{clusters: {}, restarts: {}, regularisation: {}, seed: {}}}\n", s.clusters.clusters,
                     s.clusters.restarts, s.clusters.regularisation, s.clusters.seed);
  out += "methods:\n";
  for (const MethodScore& m : e.methods) out += method_text(m, e);
  return out;
}

report::Table evaluation_table(const Evaluation& e, const Table& table) {
  report::Table out{
      "evaluation.csv",
      {fmt::format("every row that was asked; row: its place in the table, from 0; score: of class {}, probability or "
                   "decision value",
                   e.classes[e.positive])},
      {{"method"}, {"split"}, {"row"}, {"group"}, {"truth"}, {"predicted"}, {"score", "{}"}},
      {}};
  for (const MethodScore& m : e.methods)
    for (std::size_t i = 0; i < m.row.size(); ++i)
      out.rows.push_back({m.method, m.split, m.row[i], table.group.empty() ? "" : table.groups[table.group[m.row[i]]],
                          e.classes[m.truth[i]], e.classes[m.predicted[i]], m.score[i]});
  return out;
}

std::string evaluation_csv(const Evaluation& e, const Table& table) { return csv(evaluation_table(e, table)); }

}  // namespace nacre::learn
