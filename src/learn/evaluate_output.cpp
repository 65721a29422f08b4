// Evaluation as YAML and CSV.
#include <fmt/format.h>

#include <cmath>

#include "learn/evaluate.h"
#include "learn/yaml_emit.h"
#include "report/csv.h"

namespace nacre::learn {

namespace {
using YAML::BeginMap, YAML::BeginSeq, YAML::EndMap, YAML::EndSeq, YAML::Flow, YAML::Key, YAML::Value;

std::string number(double x) { return std::isnan(x) ? ".nan" : fmt::format("{:.6g}", x); }

void put_confusion(YAML::Emitter& out, const Confusion& c) {
  out << Key << "confusion" << Value << Flow << BeginSeq;
  for (int i = 0; i < c.classes; ++i) {
    out << BeginSeq;
    for (int j = 0; j < c.classes; ++j) out << c.at(i, j);
    out << EndSeq;
  }
  out << EndSeq;
}

void put_calibration(YAML::Emitter& out, const std::vector<CalibrationBin>& bins) {
  out << Key << "calibration" << Value << BeginSeq;
  for (const CalibrationBin& b : bins) {
    if (b.rows == 0) continue;
    out << Flow << BeginMap;
    put(out, "rows", b.rows);
    put(out, "mean_probability", number(b.mean_probability));
    put(out, "share", number(b.positive_share));
    put(out, "error", number(b.error));
    out << EndMap;
  }
  out << EndSeq;
}

void put_groups(YAML::Emitter& out, const std::vector<GroupScore>& groups, const std::vector<std::string>& names) {
  out << Key << "groups" << Value << BeginSeq;
  for (const GroupScore& g : groups) {
    out << Flow << BeginMap;
    put_quoted(out, "group", names[g.group]);
    put(out, "rows", g.rows);
    put(out, "accuracy", number(g.accuracy));
    put(out, "auc", number(g.auc));
    out << EndMap;
  }
  out << EndSeq;
}

void put_method(YAML::Emitter& out, const MethodScore& m, const Evaluation& e) {
  out << BeginMap;
  put(out, "method", m.method);
  put(out, "split", m.split);
  put(out, "rows", m.row.size());
  put(out, "accuracy", number(m.confusion.accuracy()));
  put(out, "accuracy_error", number(m.confusion.accuracy_error()));
  put(out, "auc", number(m.roc.auc));
  put(out, "auc_error", number(m.roc.error));
  put_confusion(out, m.confusion);
  if (m.is_probability) {
    put(out, "brier", number(m.brier));
    put_calibration(out, m.calibration);
  }
  if (!m.groups.empty()) put_groups(out, m.groups, e.groups);
  out << EndMap;
}

void put_settings(YAML::Emitter& out, const EvaluateSettings& s) {
  put(out, "test_share", exact(s.test_share));
  put(out, "stratified", s.stratified);
  put(out, "seed", s.seed);
  put(out, "forest", Flow);
  out << BeginMap;
  put(out, "trees", s.forest.trees);
  put(out, "features_per_split", s.forest.features_per_split);
  put(out, "min_leaf", s.forest.min_leaf);
  put(out, "max_depth", s.forest.max_depth);
  put(out, "seed", s.forest.seed);
  out << EndMap;
  put(out, "svm", Flow);
  out << BeginMap;
  put(out, "c", exact(s.svm.c));
  put(out, "gamma", exact(s.svm.gamma));
  put(out, "tolerance", exact(s.svm.tolerance));
  out << EndMap;
  put(out, "clusters", Flow);
  out << BeginMap;
  put(out, "clusters", s.clusters.clusters);
  put(out, "restarts", s.clusters.restarts);
  put(out, "regularisation", exact(s.clusters.regularisation));
  put(out, "seed", s.clusters.seed);
  out << EndMap;
}

/// The row in the table that the user gave, of which the rows that teach are a part.
int place_of(const Table& table, int row) { return table.place.empty() ? row : table.place[row]; }

std::string origin_of(const Table& table, int row) {
  if (!table.origin.empty()) return table.origin[row];
  return table.group.empty() ? "" : table.groups[table.group[row]];
}
}  // namespace

std::string evaluation_yaml(const Evaluation& e) {
  YAML::Emitter out;
  out << YAML::Comment(
             "rows that taught no model; confusion: a row of numbers for each true class, a column for each one given")
      << BeginMap;
  put_quoted(out, "classes", e.classes);
  put_quoted(out, "positive", e.classes[e.positive]);
  put_settings(out, e.settings);
  out << Key << "methods" << Value << BeginSeq;
  for (const MethodScore& m : e.methods) put_method(out, m, e);
  out << EndSeq << EndMap;
  return out.c_str() + std::string("\n");
}

report::Table evaluation_table(const Evaluation& e, const Table& table) {
  report::Table out{"evaluation.csv",
                    {fmt::format("every row that was asked; row: its place in the table of features, from 0; score: of "
                                 "class {}, probability or "
                                 "decision value",
                                 e.classes[e.positive])},
                    {{"method"}, {"split"}, {"row"}, {"group"}, {"truth"}, {"predicted"}, {"score", "{}"}},
                    {}};
  for (const MethodScore& m : e.methods)
    for (std::size_t i = 0; i < m.row.size(); ++i)
      out.rows.push_back({m.method, m.split, place_of(table, m.row[i]), origin_of(table, m.row[i]),
                          e.classes[m.truth[i]], e.classes[m.predicted[i]], m.score[i]});
  return out;
}

}  // namespace nacre::learn
