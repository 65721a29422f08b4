// nacre sites train: a forest that tells adsorption from filling of a pore.
#pragma once
#include <string>
#include <vector>

#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesTrain : SitesJob {
  std::vector<std::string> inputs;  ///< folders of insertions, or tables of features
  std::string output = "forest.yaml", folder, label_column, group_column;
  ForestOptions forest;

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
