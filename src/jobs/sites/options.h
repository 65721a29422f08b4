// Options that the jobs of sodium sites share: keys of the features, how runs are read, how a forest is trained, how
// types and stages are found.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "jobs/given_options.h"
#include "jobs/job.h"
#include "sites/feature_settings.h"
#include "sites/site_table.h"
#include "sites/stages.h"
#include "sites/training.h"

namespace nacre::jobs {

/// --settings FILE.yaml, and an option for each key, which goes before the file.
struct FeatureOptions {
  std::string file;
  std::vector<std::pair<std::string, std::string>> given;  ///< key, value

  void add_to(Options& table);
  /// What was given, over `base`. Throws Error(bad_input); when the file has more than one error, with all of them
  /// (detailed_error.h).
  sites::FeatureSettings settings(const Surroundings& around, const sites::FeatureSettings& base = {}) const;
};

/// How runs are read.
struct SiteRunOptions {
  std::string at = "first", structures = "structures.xyz";

  void add_to(Options& table, GivenOptions& given);
  sites::At frame() const { return at == "first" ? sites::At::first : sites::At::last; }
};

/// How a forest is trained.
struct ForestOptions {
  std::string threshold = "0.1", train_on = "not_intercalated", weights = "equal", split = "stratified";
  learn::EvaluateSettings evaluate;

  void add_to(Options& table, GivenOptions& given);
  /// Those of the options above that act on a training alone, not on what is known of the rows.
  static std::vector<std::string> of_training();
  sites::TeachingSettings settings() const;
};

/// How types and stages are found.
struct LabelOptions {
  double band = 0.1;
  sites::StageSettings stages;

  void add_to(Options& table, GivenOptions& given);
};

/// A job on sodium sites: it reads runs and knows the features of a site. Options and run() are its own.
struct SitesJob : Job {
  SiteRunOptions run_options;
  FeatureOptions keys;
  GivenOptions given;

  Computes computes() const override { return Computes::cpu_only; }
};

}  // namespace nacre::jobs
