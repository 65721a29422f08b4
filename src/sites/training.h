// From a table of sites to a forest that tells adsorption from filling: the rows that may teach, their labels, what the
// methods make of rows they have not seen, the forest of all rows, and the files that show it.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "learn/evaluate.h"
#include "learn/statistics.h"
#include "learn/tree_shap.h"
#include "report/report.h"
#include "sites/labels.h"

namespace nacre::sites {

struct TeachingSettings {
  std::string threshold = "0.1";
  TrainOn train_on = TrainOn::not_intercalated;
  bool balanced = false;  ///< classes count equally
  learn::EvaluateSettings evaluate;
};

/// The rows that may teach, and whether there is anything to learn.
struct Teaching {
  std::vector<const SiteRow*> rows;
  std::vector<double> energies;  ///< eV, of rows that have one
  Threshold threshold;
  std::array<std::int64_t, 2> count{};  ///< filling, adsorption
  int fewest = 5;                       ///< rows of each class: so that the random split asks and teaches some of each
  bool can_train() const { return count[0] >= fewest && count[1] >= fewest; }
  /// "one class only", "fewer than 5 sites of a class"
  std::string lacking() const;
  /// "1 box, 60 sites that may teach: 60 adsorption, 0 filling at 0.1 eV; binding energies 0.48 to 1.37 eV, median 0.7"
  std::string text() const;
  /// What to do when nothing can be learnt.
  std::string advice() const;
};
/// `table` must outlive it.
Teaching teaching_of(const SiteTable& table, const TeachingSettings& settings);

struct SiteTraining {
  learn::Table table;
  learn::TrainedForest trained;
  learn::Evaluation evaluation;
  learn::Explanation explanation;  ///< of the probability of adsorption
  std::optional<learn::Correlation>
      correlation;  ///< of all sites with a binding energy, intercalated ones too; else of teachers
  learn::Components components;
  std::string without_boxes;  ///< why no box was left out; "": each was
  std::string head;           ///< comment lines for the forest's file
};
/// Throws Error(bad_input) with advice() when there is only one class.
SiteTraining train_on(const SiteTable& table, const Teaching& teaching, const TeachingSettings& settings);

/// For each guest of a box its probability of adsorption by the trees that it did not teach; NaN for one that taught
/// none or all. `guests`: how many there are.
std::vector<double> out_of_bag(const SiteTraining& training, const Teaching& teaching, int box, std::size_t guests);

/// Accuracy of the forest by one split ("random", "by_group"); NaN when there is none.
double accuracy_of(const SiteTraining& training, const std::string& method, const std::string& split);
double auc_of(const SiteTraining& training, const std::string& method, const std::string& split);
/// Its standard error.
double auc_error_of(const SiteTraining& training, const std::string& method, const std::string& split);

/// What a forest that was trained elsewhere says of rows whose energies are known and that did not teach it.
struct Agreement {
  std::int64_t rows = 0;
  double accuracy = 0, auc = 0;  ///< NaN: no rows; one class only
  double accuracy_error = 0, auc_error = 0;
};
Agreement agreement_of(const learn::Forest& forest, const SiteTable& table, const Teaching& teaching);

/// The forest's file: what taught it as comments, then the forest.
std::string forest_text(const SiteTraining& training);
/// Tables and pictures that a training may leave.
const std::vector<std::string>& training_file_names();
std::vector<report::Table> training_tables(const SiteTraining& training);
std::vector<report::Figure> training_figures(const SiteTraining& training);
/// The evaluation, all tables and all figures: name, content.
std::vector<std::pair<std::string, std::string>> training_files(const SiteTraining& training);

}  // namespace nacre::sites
