// nacre run: a GPUMD-style deck, run.in and model.xyz.
#pragma once
#include <string>

#include "jobs/job.h"
#include "run/reports.h"

namespace nacre::jobs {

struct RunDeck : Job {
  std::string where = ".";  ///< folder, or the deck itself
  run::RunOptions settings;
  bool restart = false;        ///< unfinished work is set aside
  bool append = false;         ///< to the files that an earlier run left
  bool allow_outside = false;  ///< the deck may write files outside of its folder

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  bool can_stop() const override { return true; }
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
