// nacre sites label: the type of each sodium atom of a structure or a run, by a forest that was trained before.
#pragma once
#include <string>

#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesLabel : SitesJob {
  std::string input, forest;
  std::string folder;  ///< for results; empty: the input's stem + -labels
  LabelOptions label;

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
