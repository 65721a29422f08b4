#include "sites/training.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "learn/figures.h"
#include "report/csv.h"
#include "sites/teachers.h"

namespace nacre::sites {

namespace {
constexpr int positive = 1;  // adsorption

/// Rows of which a stratified split (learn::random_fold) asks one at least and keeps one.
int fewest_rows(double test_share) {
  constexpr int least = 5, most = 1000000;
  const auto asked = [&](int n) { return static_cast<int>(std::floor(test_share * n + 0.5)); };
  int n = least;
  if (test_share > 0 && test_share < 1)  // others are refused by the split, by name
    while (n < most && (asked(n) < 1 || asked(n) >= n)) ++n;
  return n;
}

double median(std::vector<double> values) { return threshold_of("median", std::move(values)).energy; }

/// Empty when every box can be left out, else why not; then the table forgets the boxes.
std::string check_boxes(learn::Table& table) {
  std::set<int> boxes(table.group.begin(), table.group.end());
  std::string why = boxes.size() < 2 ? "all sites are of one box; leaving one out needs two" : "";
  for (const int left : boxes) {
    std::set<int> classes;
    for (int i = 0; i < table.rows(); ++i)
      if (table.group[i] != left) classes.insert(table.label[i]);
    if (why.empty() && classes.size() < 2) why = fmt::format("without {} only one class is left", table.groups[left]);
  }
  if (!why.empty()) table.groups.clear(), table.group.clear();
  return why;
}

std::optional<learn::Correlation> correlation_of_all(const SiteTable& table, const Teaching& teaching) {
  std::vector<const SiteRow*> bound;
  for (const SiteRow& r : table.rows)
    if (r.binding) bound.push_back(&r);
  if (bound.empty()) bound = teaching.rows;
  if (bound.size() < 3) return {};
  return learn::correlation_of(learning_table(table, bound, teaching.threshold), true);
}

std::string head_of(const SiteTable& table, const Teaching& teaching, const TeachingSettings& settings) {
  std::string out =
      "# Random forest of sodium sites: adsorption or filling of a pore. Features and keys: docs/sites.md\n# " +
      teaching.text() + "\n";
  out += fmt::format("# trained on: {}\n", settings.train_on == TrainOn::all ? "all" : "not_intercalated");
  for (const std::string& box : table.boxes) out += "# box: " + box + "\n";
  return out;
}

void add_columns(report::Table& table, const std::vector<std::string>& names, const char* format) {
  for (const std::string& name : names) table.columns.push_back({name, format});
}

report::Table correlation_table(const learn::Correlation& c) {
  report::Table table{"correlation.csv", {"Pearson correlation; empty beside a constant column"}, {{"name"}}, {}};
  add_columns(table, c.names, "{:.6f}");
  for (int i = 0; i < static_cast<int>(c.names.size()); ++i) {
    std::vector<report::Cell> row{c.names[i]};
    for (int j = 0; j < static_cast<int>(c.names.size()); ++j) row.push_back(report::finite_cell(c.at(i, j)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

report::Table importance_table(const learn::Forest& forest, const learn::Explanation& explanation) {
  report::Table table{"importance.csv",
                      {"gini: fall of the impurity, sum 1; permutation: fall of the out-of-bag accuracy of a tree when "
                       "the feature is shuffled, and its standard error; shap: mean absolute value"},
                      {{"feature"}},
                      {}};
  add_columns(table, {"gini", "permutation", "permutation_error", "shap"}, "{:.6f}");
  const std::vector<double> shap = explanation.mean_absolute();
  for (int f = 0; f < forest.width(); ++f)
    table.rows.push_back({forest.definitions.features[f].first, forest.gini_importance[f],
                          forest.permutation_importance[f], forest.permutation_error[f], shap[f]});
  return table;
}

report::Table components_table(const learn::Components& c) {
  report::Table table{"components.csv",
                      {"principal components of the standardised features; loadings: correlations with the features"},
                      {{"component"}},
                      {}};
  add_columns(table, {"eigenvalue", "share"}, "{:.6f}");
  add_columns(table, c.names, "{:.6f}");
  const std::size_t width = c.names.size();
  for (std::size_t k = 0; k < c.eigenvalue.size(); ++k) {
    std::vector<report::Cell> row{static_cast<std::int64_t>(k + 1), c.eigenvalue[k], c.share[k]};
    for (std::size_t f = 0; f < width; ++f) row.emplace_back(c.loading[k * width + f]);
    table.rows.push_back(std::move(row));
  }
  return table;
}

report::Table shap_table(const SiteTraining& t) {
  report::Table table{
      "shap.csv",
      {fmt::format("SHAP values of the probability of adsorption; base {:.9f}; a row a site", t.explanation.base)},
      {{"label"}},
      {}};
  add_columns(table, t.table.features, "{:.6g}");
  for (int i = 0; i < t.explanation.rows; ++i) {
    std::vector<report::Cell> row{t.table.classes[t.table.label[i]]};
    for (int f = 0; f < t.explanation.width; ++f) row.emplace_back(t.explanation.at(i, f));
    table.rows.push_back(std::move(row));
  }
  return table;
}
}  // namespace

std::string Teaching::text() const {
  if (rows.empty()) return "no site may teach";
  std::string out = fmt::format("{} sites that may teach: {} adsorption, {} filling", rows.size(), count[1], count[0]);
  if (energies.empty()) return out + ", by the label column";
  const auto [low, high] = std::minmax_element(energies.begin(), energies.end());
  return out + fmt::format(" at a threshold of {:.4g} eV{}; binding energies {:.4g} to {:.4g} eV, median {:.4g} eV",
                           threshold.energy, threshold.is_relative() ? " (" + threshold.word + ")" : "", *low, *high,
                           median(energies));
}

std::string Teaching::lacking() const {
  return count[0] == 0 || count[1] == 0 ? "one class only" : fmt::format("fewer than {} sites of a class", fewest);
}

std::string Teaching::advice() const {
  if (rows.empty()) return "no site has a binding energy and is not intercalated";
  if (energies.empty()) return fmt::format("give at least {} rows of each class", fewest);
  return fmt::format(
      "insert more (binding falls as pores fill), add runs of other hosts, or choose a threshold among these energies: "
      "--threshold median sorts the sites of the run among themselves, without reference to the metal");
}

Teaching teaching_of(const SiteTable& table, const TeachingSettings& settings) {
  Teaching out;
  out.rows = teaching_rows(table, settings.train_on);
  out.fewest = fewest_rows(settings.evaluate.test_share);
  for (const SiteRow* r : out.rows)
    if (r->word.empty()) out.energies.push_back(*r->binding);
  const bool has_words_only = !out.rows.empty() && out.energies.empty();
  if (!has_words_only) out.threshold = threshold_of(settings.threshold, out.energies);
  for (const int label : learning_table(table, out.rows, out.threshold).label) ++out.count[label];
  return out;
}

SiteTraining train_on(const SiteTable& table, const Teaching& teaching, const TeachingSettings& settings) {
  if (!teaching.can_train())
    throw Error("nothing to learn, " + teaching.lacking() + ": " + teaching.text() + "; " + teaching.advice())
        .key("threshold");
  SiteTraining out;
  out.table = learning_table(table, teaching.rows, teaching.threshold);
  out.without_boxes = check_boxes(out.table);
  learn::EvaluateSettings evaluate = settings.evaluate;
  evaluate.positive = positive;
  if (settings.balanced) evaluate.forest.class_weights = learn::balanced_weights(out.table);
  out.evaluation = learn::evaluate(out.table, evaluate);
  out.trained = learn::train_forest(out.table, definitions_of(table.definition), evaluate.forest);
  out.trained.forest.taught = digests_of(teaching.rows);
  learn::add_permutation_importance(out.trained.forest, out.table);
  out.explanation = learn::explain(out.trained.forest, out.table, positive);
  out.correlation = correlation_of_all(table, teaching);
  out.components = learn::components_of(out.table);
  out.head = head_of(table, teaching, settings);
  return out;
}

std::vector<double> out_of_bag(const SiteTraining& training, const Teaching& teaching, int box, std::size_t guests) {
  std::vector<double> out(guests, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t i = 0; i < teaching.rows.size(); ++i)
    if (teaching.rows[i]->box == box)
      out.at(static_cast<std::size_t>(teaching.rows[i]->guest)) = training.trained.oob_probability[2 * i + positive];
  return out;
}

double accuracy_of(const SiteTraining& training, const std::string& method, const std::string& split) {
  const learn::MethodScore* score = training.evaluation.find(method, split);
  return score ? score->confusion.accuracy() : std::numeric_limits<double>::quiet_NaN();
}

double auc_of(const SiteTraining& training, const std::string& method, const std::string& split) {
  const learn::MethodScore* score = training.evaluation.find(method, split);
  return score ? score->roc.auc : std::numeric_limits<double>::quiet_NaN();
}

double auc_error_of(const SiteTraining& training, const std::string& method, const std::string& split) {
  const learn::MethodScore* score = training.evaluation.find(method, split);
  return score ? score->roc.error : std::numeric_limits<double>::quiet_NaN();
}

Agreement agreement_of(const learn::Forest& forest, const SiteTable& table, const Teaching& teaching) {
  std::vector<const SiteRow*> strange;
  for (const SiteRow* r : teaching.rows)
    if (!r->taught && !is_teacher(forest, r->site)) strange.push_back(r);
  const learn::Table asked = learning_table(table, strange, teaching.threshold);
  const std::vector<double> p = asked.rows() == 0 ? std::vector<double>{} : forest.probability(asked);
  std::vector<double> score;
  std::vector<char> truth;
  std::vector<int> predicted;
  for (int i = 0; i < asked.rows(); ++i) {
    score.push_back(p[2 * i + positive]);
    predicted.push_back(is_called_adsorption(score.back()) ? positive : 0);
    truth.push_back(asked.label[i] == positive);
  }
  const learn::Confusion confusion = learn::confusion_of(asked.label, predicted, 2);
  const learn::Roc roc = learn::roc_of(score, truth);
  return {asked.rows(), confusion.accuracy(), roc.auc, confusion.accuracy_error(), roc.error};
}

std::string forest_text(const SiteTraining& training) {
  return training.head + learn::to_yaml(training.trained.forest);
}

const std::vector<std::string>& training_file_names() {
  static const std::vector<std::string> names{"evaluation.yaml", "evaluation.csv",  "importance.csv", "components.csv",
                                              "shap.csv",        "importance.svg",  "shap.svg",       "roc.svg",
                                              "confusion.svg",   "calibration.svg", "components.svg", "correlation.csv",
                                              "correlation.svg"};
  return names;
}

std::vector<report::Table> training_tables(const SiteTraining& t) {
  std::vector<report::Table> out{learn::evaluation_table(t.evaluation, t.table),
                                 importance_table(t.trained.forest, t.explanation), components_table(t.components),
                                 shap_table(t)};
  if (t.correlation) out.push_back(correlation_table(*t.correlation));
  return out;
}

std::vector<report::Figure> training_figures(const SiteTraining& t) {
  std::vector<report::Figure> out{{"importance.svg", learn::importance_svg(t.trained.forest, &t.explanation)},
                                  {"shap.svg", learn::shap_svg(t.explanation, t.table, t.table.classes[positive])},
                                  {"roc.svg", learn::roc_svg(t.evaluation)},
                                  {"confusion.svg", learn::confusion_svg(t.evaluation)},
                                  {"calibration.svg", learn::calibration_svg(t.evaluation)},
                                  {"components.svg", learn::components_svg(t.components, t.table)}};
  if (t.correlation) out.push_back({"correlation.svg", learn::correlation_svg(*t.correlation)});
  return out;
}

std::vector<std::pair<std::string, std::string>> training_files(const SiteTraining& t) {
  std::vector<std::pair<std::string, std::string>> out{{"evaluation.yaml", learn::evaluation_yaml(t.evaluation)}};
  for (const report::Table& table : training_tables(t)) out.emplace_back(table.name, csv_text(table));
  for (report::Figure& figure : training_figures(t)) out.emplace_back(std::move(figure.name), std::move(figure.svg));
  return out;
}

}  // namespace nacre::sites
