// What the commands of site types share: options of training, of labelling and of stages, and opening what they read.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/sites/commands.h"
#include "sites/labelled_run.h"
#include "sites/stages.h"
#include "sites/training.h"

namespace nacre::app {

/// How runs are read.
struct RunOptions {
  std::string at = "first", structures = "structures.xyz";
  void add_options(CLI::App& command);
  sites::At frame() const { return at == "first" ? sites::At::first : sites::At::last; }
};

/// How a forest is trained.
struct TrainOptions {
  std::string threshold = "0.1", train_on = "not_intercalated", weights = "equal", split = "stratified";
  learn::EvaluateSettings evaluate;
  void add_options(CLI::App& command);
  /// Those of the options above that act on a training alone, not on what is known of the rows.
  static std::vector<std::string> of_training();
  sites::TeachingSettings settings() const;
};

/// How types and stages are found.
struct LabelOptions {
  double band = 0.1;
  sites::StageSettings stages;
  void add_options(CLI::App& command);
};

struct OpenRun {
  std::string name;  ///< folder
  sites::InsertionRun run;
  sites::RunSites sites;
};
/// The insertions in these folders, with their features. `every_frame`: of all frames, not only one a guest.
std::vector<OpenRun> open_runs(const std::vector<std::string>& folders, const RunOptions& options,
                               const sites::FeatureSettings& settings, bool every_frame);
sites::SiteTable table_of(const std::vector<OpenRun>& runs, const sites::FeatureSettings& settings);

/// What is to be taken as read: a folder or a file insert.csv; else it is a file of another kind.
bool is_run(const std::string& path);

/// A forest and the settings of its features. Keys that were given must be the forest's. Throws Error(bad_input).
struct OpenForest {
  learn::Forest forest;
  sites::FeatureSettings settings;
};
OpenForest open_forest(const std::string& file, const FeatureArguments& keys);
/// The settings of `definition`, which `file` was made with, unless the keys that were given say something else.
sites::FeatureSettings same_settings(const std::string& definition, const std::string& file,
                                     const FeatureArguments& keys);

/// Makes the folder. `given` empty: the stem of `input` + `ending`, in the present folder.
std::string result_folder(const std::string& given, const std::string& input, const std::string& ending);
/// The folder itself for one run, else run-1, run-2, ... in it.
std::string folder_of_run(const std::string& folder, std::size_t run, std::size_t runs);
/// Removes these files of an earlier call from the folder.
void remove_files(const std::string& folder, const std::vector<std::string>& names);
/// Throws Error naming the first of these options that was given: it `does_nothing` ("with --forest").
void refuse_options(const CLI::App& command, const std::vector<std::string>& options, const std::string& does_nothing);
/// "note: ...", broken into lines.
std::string note_text(const std::string& note);
void write_files(const std::string& folder, const std::vector<std::pair<std::string, std::string>>& files);

/// "1 box: leaving one out needs two", "the only class is ...": what a user must know of a training.
std::vector<std::string> training_notices(const sites::SiteTraining& training);
/// Accuracy and AUC of all methods, both splits, and what the forest says of itself.
std::string training_page(const sites::SiteTraining& training);
/// accuracy, auc, oob_error and what stands beside them.
class Summary;
void put_training(Summary& summary, const sites::SiteTraining& training, const sites::Teaching& teaching);

}  // namespace nacre::app
