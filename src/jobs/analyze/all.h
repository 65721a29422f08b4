// nacre analyze all: every analysis with its defaults, one page, a folder of files.
#pragma once
#include "jobs/analyze/parts.h"

namespace nacre::jobs::analyze {

struct AllJob : Job {
  FrameOptions input;
  PartOptions parts;
  double bond = 1.85;                 ///< Å
  std::string output_dir, reference;  ///< folder; empty: the first file's stem + -analysis. File; empty: published

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;

 private:
  /// For results, as an option would name it.
  std::string folder(const Surroundings& around) const;
};

}  // namespace nacre::jobs::analyze
