// nacre info: version, SIMD target, threads, devices; the manual of run.in.
#pragma once
#include "jobs/job.h"

namespace nacre::jobs {

struct Info : Job {
  bool keywords = false;

  void options(Options& table) override;
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
