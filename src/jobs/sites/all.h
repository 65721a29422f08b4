// nacre sites all: a finished insertion, or several, from features to the labelled voltage profile, in one folder.
#pragma once
#include <string>
#include <vector>

#include "jobs/page/page_viewer.h"
#include "jobs/sites/options.h"

namespace nacre::jobs {

struct SitesAll : SitesJob {
  std::vector<std::string> runs;  ///< folders
  std::string forest;             ///< file; empty: one is trained on the runs
  std::string folder;             ///< for results; empty: the first run's stem + -sites
  std::string reference;          ///< file of published figures; empty: those of the program
  PageViewer viewer;
  ForestOptions training;
  LabelOptions label;

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  /// Writes page.txt, index.html, summary.yaml and all tables and pictures.
  report::Report run(const Surroundings& around) override;
};

}  // namespace nacre::jobs
