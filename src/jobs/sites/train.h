// nacre sites train: a forest that tells adsorption from filling of a pore.
#pragma once
#include <string>
#include <vector>

#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesTrain : Job {
  std::vector<std::string> inputs;  ///< folders of insertions, or tables of features
  std::string output = "forest.yaml", folder, label_column, group_column;
  SiteRunOptions run_options;
  ForestOptions forest;
  FeatureOptions keys;
  GivenOptions given;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
