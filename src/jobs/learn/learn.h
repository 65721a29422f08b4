// nacre learn: active learning from one file, committee, exploration, selection, labelling, again.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::jobs {

struct Learn : Job {
  std::string input;
  bool schema = false;  ///< the keys of loop.yaml
  void options(Options& table) override;
  bool can_stop() const override { return !schema; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
