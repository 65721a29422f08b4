#include "jobs/sites/training_page.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "jobs/text.h"

namespace nacre::jobs {

namespace {
std::string score(double v) { return std::isfinite(v) ? fmt::format("{:.3f}", v) : "-"; }
}  // namespace

std::vector<std::string> training_notices(const sites::SiteTraining& training) {
  std::vector<std::string> out;
  if (!training.without_boxes.empty())
    out.push_back("no score by leaving one box out: " + training.without_boxes +
                  ". The random split asks about neighbours of what it was taught and is too good");
  return out;
}

std::string training_page(const sites::SiteTraining& t) {
  std::string out = fmt::format("{:24}{:>22}{:>22}\n{:24}{:>11}{:>11}{:>11}{:>11}\n", "", "random split",
                                "a box left out", "", "accuracy", "AUC", "accuracy", "AUC");
  for (const char* method : {"forest", "svm", "k_means", "gaussian_mixture"})
    out += fmt::format("{:24}{:>11}{:>11}{:>11}{:>11}\n", method, score(sites::accuracy_of(t, method, "random")),
                       score(sites::auc_of(t, method, "random")), score(sites::accuracy_of(t, method, "by_group")),
                       score(sites::auc_of(t, method, "by_group")));
  const learn::MethodScore* random = t.evaluation.find("forest", "random");
  const auto taught = static_cast<double>(t.table.label.size());
  const auto positive = static_cast<double>(std::count(t.table.label.begin(), t.table.label.end(), 1));
  return out + fmt::format(
                   "out-of-bag error of the forest: {:.3f}; always the larger class would be right in {:.3f}\n"
                   "{} rows asked by the random split: standard errors of the forest {:.3f} (accuracy), {:.3f} "
                   "(AUC)\n",
                   t.trained.forest.oob_error, std::max(positive, taught - positive) / taught, random->row.size(),
                   random->confusion.accuracy_error(), random->roc.error);
}

std::vector<report::Row> training_rows(const sites::SiteTraining& t) {
  std::vector<report::Row> rows;
  const auto add = [&](const char* key, const char* what, double value, double error) {
    if (!std::isfinite(value)) return;
    rows.push_back(number_row(key, what, value, "", "{:.3f}"));
    if (std::isfinite(error)) rows.back().error = error;
  };
  const learn::MethodScore* random = t.evaluation.find("forest", "random");
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  add("accuracy", "accuracy, random split", random->confusion.accuracy(), random->confusion.accuracy_error());
  add("auc", "AUC, random split", random->roc.auc, random->roc.error);
  add("accuracy_by_box", "accuracy, a box left out", sites::accuracy_of(t, "forest", "by_group"), unknown);
  add("auc_by_box", "AUC, a box left out", sites::auc_of(t, "forest", "by_group"), unknown);
  add("oob_error", "out-of-bag error", t.trained.forest.oob_error, unknown);
  return rows;
}

void put_training(report::Summary& summary, const sites::SiteTraining& training, const sites::Teaching& teaching) {
  const auto put = [&](const std::string& key, double v) {
    if (std::isfinite(v)) summary.put(key, v);
  };
  put("accuracy", sites::accuracy_of(training, "forest", "random"));
  put("auc", sites::auc_of(training, "forest", "random"));
  put("oob_error", training.trained.forest.oob_error);
  put("accuracy_by_box", sites::accuracy_of(training, "forest", "by_group"));
  put("auc_by_box", sites::auc_of(training, "forest", "by_group"));
  for (const char* method : {"svm", "k_means", "gaussian_mixture"})
    put(std::string("accuracy_") + method, sites::accuracy_of(training, method, "random"));
  summary.put_map("taught", {{"adsorption", teaching.count[1]}, {"filling", teaching.count[0]}});
  report::Summary::Map importance;
  const learn::Forest& forest = training.trained.forest;
  for (int f = 0; f < forest.width(); ++f)
    importance.emplace_back(forest.definitions.features[f].first, forest.gini_importance[f]);
  summary.put_map("importance", std::move(importance));
}

}  // namespace nacre::jobs
