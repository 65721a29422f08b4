// nacre analyze domains: graphitic stacks, their La, Lc and orientation, the share of graphitic atoms.
#pragma once
#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

struct DomainsJob : Job {
  FrameOptions input;
  std::vector<std::string> cutoffs{"C-C=1.85"};

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs::analyze
