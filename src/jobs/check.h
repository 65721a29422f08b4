// nacre check: everything that is wrong with a deck, a training, an insertion or a pipeline; runs nothing.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::jobs {

struct Check : Job {
  bool allow_outside = false;  ///< as of `nacre run`
  std::string where = ".";     ///< folder, or the file itself

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
