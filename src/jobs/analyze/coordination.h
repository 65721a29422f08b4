// nacre analyze coordination: shares of atoms with 0, 1, 2, 3, 4, ... bonded neighbours.
#pragma once
#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

struct CoordinationJob : Job {
  FrameOptions input;
  std::vector<std::string> cutoffs;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs::analyze
