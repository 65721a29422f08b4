#include "app/sites/options.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <sstream>

#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"
#include "sites/feature_keys.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

/// The last part of a path without its ending; of `.` or the ledger, the folder's.
std::string stem_of(const std::string& input) {
  fs::path path = fs::absolute(input).lexically_normal();
  if (path.filename() == "insert.csv" || !path.has_filename()) path = path.parent_path();
  return path.stem().string();
}

std::string score(double v) { return std::isfinite(v) ? fmt::format("{:.3f}", v) : "-"; }
}  // namespace

void RunOptions::add_options(CLI::App& command) {
  command
      .add_option("--at", at, "Frame that an atom's features are of: the first that holds it, or the last of the run")
      ->check(CLI::IsMember({"first", "last"}))
      ->capture_default_str()
      ->group("Runs");
  command.add_option("--structures", structures, "Name of the trajectory in the folder of a run")
      ->capture_default_str()
      ->group("Runs");
}

void TrainOptions::add_options(CLI::App& command) {
  const auto add = [&](const char* name, auto& value, const char* sentence) {
    return command.add_option(name, value, sentence)->capture_default_str()->group("Training");
  };
  add("--threshold", threshold,
      "Binding energy above which a site is adsorption, below it filling: eV, median, or a percentile such as 30%; the "
      "last two are relative to the rows that teach");
  add("--train-on", train_on, "Sites that teach: those that are not intercalated, or all")
      ->check(CLI::IsMember({"not_intercalated", "all"}));
  add("--class-weights", weights, "Of the forest alone: equal, each row counts 1; balanced, each class counts equally")
      ->check(CLI::IsMember({"equal", "balanced"}));
  add("--trees", evaluate.forest.trees, "Trees of the forest");
  add("--min-leaf", evaluate.forest.min_leaf, "Rows in a leaf, at least");
  add("--max-depth", evaluate.forest.max_depth, "Depth of a tree, at most; 0: no limit");
  add("--features-per-split", evaluate.forest.features_per_split, "Features tried in a node; 0: root of their number");
  add("--seed", evaluate.forest.seed, "Of the forest, the random split and the clusterings");
  add("--test-share", evaluate.test_share, "Share of the rows that the random split asks");
  add("--split", split, "The random split draws from each class apart, or from all rows")
      ->check(CLI::IsMember({"stratified", "plain"}));
  add("--svm-c", evaluate.svm.c, "C of the support vector machine");
  add("--svm-gamma", evaluate.svm.gamma, "Gamma of its kernel; 0: 1 / number of features");
}

std::vector<std::string> TrainOptions::of_training() {
  return {"--class-weights", "--trees",      "--min-leaf", "--max-depth", "--features-per-split",
          "--seed",          "--test-share", "--split",    "--svm-c",     "--svm-gamma"};
}

sites::TeachingSettings TrainOptions::settings() const {
  sites::TeachingSettings out;
  out.threshold = threshold;
  out.train_on = train_on == "all" ? sites::TrainOn::all : sites::TrainOn::not_intercalated;
  out.balanced = weights == "balanced";
  out.evaluate = evaluate;
  out.evaluate.stratified = split == "stratified";
  out.evaluate.seed = out.evaluate.clusters.seed = evaluate.forest.seed;
  return out;
}

void LabelOptions::add_options(CLI::App& command) {
  const auto add = [&](const char* name, auto& value, const char* sentence) {
    return command.add_option(name, value, sentence)->capture_default_str()->group("Types and stages");
  };
  add("--band", band, "A type is uncertain when its probability is below 1/2 + this")->check(CLI::Range(0.0, 0.5));
  add("--stages", stages.most, "Stages above 0 V, at most")->check(CLI::Range(1, 20));
  add("--stage-rows", stages.shortest, "Rows of a stage, at least")->check(CLI::Range(3, 1000000));
}

bool is_run(const std::string& path) { return fs::is_directory(path) || fs::path(path).filename() == "insert.csv"; }

std::vector<OpenRun> open_runs(const std::vector<std::string>& folders, const RunOptions& options,
                               const sites::FeatureSettings& settings, bool every_frame) {
  std::vector<OpenRun> out;
  for (const std::string& given : folders)
    for (const std::string& folder : sites::insertion_folders(given)) {
      sites::InsertionRun run(folder, options.structures);
      sites::RunSites found = sites::sites_of_run(run, settings, options.frame(), every_frame);
      if (found.guests.empty()) throw Error("no frame of this run holds an atom of the guest").file(folder);
      out.push_back({folder, std::move(run), std::move(found)});
    }
  return out;
}

sites::SiteTable table_of(const std::vector<OpenRun>& runs, const sites::FeatureSettings& settings) {
  sites::SiteTable table;
  table.definition = sites::definition(settings);
  for (const OpenRun& r : runs) sites::append(table, r.name, r.sites);
  return table;
}

sites::FeatureSettings same_settings(const std::string& definition, const std::string& file,
                                     const FeatureArguments& keys) {
  sites::FeatureSettings settings = keys.settings(sites::settings_of(definition));
  const std::string difference = sites::definition_difference(definition, sites::definition(settings));
  if (!difference.empty()) throw Error("its features were made otherwise: " + difference).file(file);
  return settings;
}

OpenForest open_forest(const std::string& file, const FeatureArguments& keys) {
  learn::Forest forest = learn::read_forest(file);
  const std::string definition = sites::definition_of(forest, file);
  return {std::move(forest), same_settings(definition, file, keys)};
}

std::string result_folder(const std::string& given, const std::string& input, const std::string& ending) {
  std::string folder = given.empty() ? stem_of(input) + ending : given;
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw Error("cannot make the folder: " + (error ? error.message() : "a file has its name"), Error::Kind::failed)
        .file(folder);
  return folder;
}

std::string folder_of_run(const std::string& folder, std::size_t run, std::size_t runs) {
  return runs == 1 ? folder : result_folder((fs::path(folder) / fmt::format("run-{}", run + 1)).string(), "", "");
}

void remove_files(const std::string& folder, const std::vector<std::string>& names) {
  for (const std::string& name : names) fs::remove(fs::path(folder) / name);
}

void refuse_options(const CLI::App& command, const std::vector<std::string>& options, const std::string& does_nothing) {
  for (const std::string& option : options)
    if (command.count(option) > 0) throw Error("this option does nothing " + does_nothing).key(option);
}

std::string note_text(const std::string& note) {
  constexpr std::size_t width = 110;
  std::string out = "note:", line = out;
  std::istringstream words(note);
  for (std::string word; words >> word;) {
    const bool breaks = line.size() + 1 + word.size() > width;
    out += fmt::format("{}{}", breaks ? "\n      " : " ", word);
    line = fmt::format("{} {}", breaks ? "     " : line, word);
  }
  return out + "\n";
}

void write_files(const std::string& folder, const std::vector<std::pair<std::string, std::string>>& files) {
  for (const auto& [name, content] : files) write_whole((fs::path(folder) / name).string(), content);
}

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

void put_training(Summary& summary, const sites::SiteTraining& training, const sites::Teaching& teaching) {
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
  Summary::Map importance;
  const learn::Forest& forest = training.trained.forest;
  for (int f = 0; f < forest.width(); ++f)
    importance.emplace_back(forest.definitions.features[f].first, forest.gini_importance[f]);
  summary.put_map("importance", std::move(importance));
}

}  // namespace nacre::app
