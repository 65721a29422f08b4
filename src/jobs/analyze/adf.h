// nacre analyze adf: angles between bonds, of all elements and every three.
#pragma once
#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

struct AdfJob : Job {
  FrameOptions input;
  std::vector<std::string> cutoffs;
  int bins = 180;
  std::string figure;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs::analyze
