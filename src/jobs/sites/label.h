// nacre sites label: the type of each sodium atom of a structure or a run, by a forest that was trained before.
#pragma once
#include <string>

#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesLabel : Job {
  std::string input, forest;
  std::string folder;  ///< for results; empty: the input's stem + -labels
  SiteRunOptions run_options;
  LabelOptions label;
  FeatureOptions keys;
  GivenOptions given;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
