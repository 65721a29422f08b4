// nacre sites all, as a function: a finished insertion, or several, from features to the labelled voltage profile. The
// pipeline's stage `sites` calls it too.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "app/analyze/overview.h"
#include "app/sites/options.h"

namespace nacre::app {

struct SitesAllArguments {
  std::vector<std::string> runs;  ///< folders
  std::string forest;             ///< file; empty: one is trained on the runs
  std::string folder;             ///< for results; empty: the first run's stem + -sites
  RunOptions run;
  TrainOptions train;
  LabelOptions label;
  std::shared_ptr<FeatureArguments> keys = std::make_shared<FeatureArguments>();
};

struct SitesAllResult {
  std::string folder, page, summary;  ///< summary: YAML
  std::vector<OverviewRow> rows;      ///< of the page: ours beside the published
};

/// Writes page.txt, summary.yaml and all tables and pictures; prints nothing. Throws Error.
SitesAllResult run_sites_all(const SitesAllArguments& arguments);

}  // namespace nacre::app
