// nacre analyze all: every analysis with its defaults, one page, a folder of files.
#pragma once
#include "jobs/analyze/page.h"
#include "jobs/page/page_viewer.h"

namespace nacre::jobs::analyze {

struct AllJob : Job {
  FrameOptions input;
  PartOptions parts;
  PageViewer viewer;
  double bond = 1.85;                 ///< Å
  std::string output_dir, reference;  ///< folder; empty: the first file's stem + -analysis. File; empty: published

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;

 private:
  /// The structure and the cell, then a part for each analysis. `script`: of --viewer, or empty.
  std::string html(const report::Report& found, PageParts shown, const std::string& script, const Surroundings& around);
  /// For results, as an option would name it.
  std::string folder(const Surroundings& around) const;
};

}  // namespace nacre::jobs::analyze
