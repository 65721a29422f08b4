#include "jobs/sites/options.h"

#include <algorithm>

#include "jobs/detailed_error.h"
#include "sites/feature_keys.h"

namespace nacre::jobs {

namespace {
/// The key `bond` of files is a cutoff as any other on the command line.
void name_row(Option& row, const std::string& key) {
  row.name = key == "bond" ? "cutoff" : key;
  std::replace(row.name.begin(), row.name.end(), '_', '-');
  if (key == "bond") row.also(key);
}
}  // namespace

void FeatureOptions::add_to(Options& table) {
  table.add("settings", file, "YAML file with the keys below `features:`, for example sites.yaml").as(Path::input);
  for (const sites::FeatureKey& key : sites::feature_keys()) {
    Option row;
    name_row(row, key.name);
    row.values = "a word", row.standard = key.print({}), row.sentence = key.sentence;
    row.group = "Keys of the features";
    row.assign = [this, name = key.name](const Option&, const std::vector<std::string>& words) {
      given.emplace_back(name, words[0]);
    };
    table.add_row(std::move(row));
  }
}

sites::FeatureSettings FeatureOptions::settings(const Surroundings& around, const sites::FeatureSettings& base) const {
  sites::FeatureSettings settings = base;
  if (!file.empty()) {
    std::vector<Error> errors;
    sites::read_feature_file(around.path(file), settings, errors);
    if (errors.size() == 1) throw errors.front();
    throw_all(errors, "the settings", around.path(file));
  }
  for (const auto& [key, value] : given) sites::set_feature(settings, key, value);
  sites::check_features(settings);
  return settings;
}

void SiteRunOptions::add_to(Options& table, GivenOptions& given) {
  given
      .watch(table.add_choice("at", at, {"first", "last"},
                              "Frame that an atom's features are of: the first that holds it, or the last of the run"))
      .under("Runs");
  given.watch(table.add("structures", structures, "Name of the trajectory in the folder of a run")).under("Runs");
}

void ForestOptions::add_to(Options& table, GivenOptions& given) {
  const auto add = [&](const char* name, auto& value, const char* sentence) -> Option& {
    return given.watch(table.add(name, value, sentence)).under("Training");
  };
  const auto add_choice = [&](const char* name, std::string& value, std::vector<std::string> choices,
                              const char* sentence) {
    given.watch(table.add_choice(name, value, std::move(choices), sentence)).under("Training");
  };
  add("threshold", threshold,
      "Binding energy above which a site is adsorption, below it filling: eV, median, or a percentile such as 30%; the "
      "last two are relative to the rows that teach");
  add_choice("train-on", train_on, {"not_intercalated", "all"},
             "Sites that teach: those that are not intercalated, or all");
  add_choice("class-weights", weights, {"equal", "balanced"},
             "Of the forest alone: equal, each row counts 1; balanced, each class counts equally");
  add("trees", evaluate.forest.trees, "Trees of the forest").in(between(1, 1e6));
  add("min-leaf", evaluate.forest.min_leaf, "Rows in a leaf, at least").in(between(1, 1e9));
  add("max-depth", evaluate.forest.max_depth, "Depth of a tree, at most; 0: no limit").in(between(0, 1e6));
  add("features-per-split", evaluate.forest.features_per_split, "Features tried in a node; 0: root of their number")
      .in(between(0, 1e6));
  add("seed", evaluate.forest.seed, "Of the forest, the random split and the clusterings");
  add("test-share", evaluate.test_share, "Share of the rows that the random split asks");
  add_choice("split", split, {"stratified", "plain"}, "The random split draws from each class apart, or from all rows");
  add("svm-c", evaluate.svm.c, "C of the support vector machine");
  add("svm-gamma", evaluate.svm.gamma, "Gamma of its kernel; 0: 1 / number of features");
}

std::vector<std::string> ForestOptions::of_training() {
  return {"class-weights", "trees",      "min-leaf", "max-depth", "features-per-split",
          "seed",          "test-share", "split",    "svm-c",     "svm-gamma"};
}

sites::TeachingSettings ForestOptions::settings() const {
  sites::TeachingSettings out;
  out.threshold = threshold;
  out.train_on = train_on == "all" ? sites::TrainOn::all : sites::TrainOn::not_intercalated;
  out.balanced = weights == "balanced";
  out.evaluate = evaluate;
  out.evaluate.stratified = split == "stratified";
  out.evaluate.seed = out.evaluate.clusters.seed = evaluate.forest.seed;
  return out;
}

void LabelOptions::add_to(Options& table, GivenOptions& given) {
  const auto add = [&](const char* name, auto& value, const char* sentence) -> Option& {
    return given.watch(table.add(name, value, sentence)).under("Types and stages");
  };
  add("band", band, "A type is uncertain when its probability is below 1/2 + this").in(between(0, 0.5));
  add("stages", stages.most, "Stages above 0 V, at most").in(between(1, 20));
  add("stage-rows", stages.shortest, "Rows of a stage, at least").in(between(3, 1000000));
}

}  // namespace nacre::jobs
