// nacre sites features: fourteen features of each sodium atom, and whether it is between two layers.
#pragma once
#include "jobs/analyze/frames.h"
#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesFeatures : Job {
  analyze::FrameOptions input;
  FeatureOptions keys;
  bool keywords = false;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
