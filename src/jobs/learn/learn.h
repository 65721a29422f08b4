// nacre learn: active learning from one file, committee, exploration, selection, labelling, again.
#pragma once
#include <string>

#include "jobs/job.h"

namespace nacre::jobs {

struct Learn : Job {
  std::string input;
  bool schema = false, keywords = false;  ///< print the keys of loop.yaml
  void options(Options& table) override;
  bool can_stop() const override { return !schema && !keywords; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
