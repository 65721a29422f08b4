// nacre analyze compare: structures or runs side by side.
#pragma once
#include "jobs/analyze/parts.h"

namespace nacre::jobs::analyze {

struct Compared;

struct CompareJob : Job {
  FrameOptions input;
  PartOptions parts;
  double bond = 1.85;  ///< Å
  std::string output_dir = "comparison";

  void options(Options& table) override;
  void own_files(const Surroundings& around, FileNames& names) const override;
  report::Report run(const Surroundings& around) override;

 private:
  Compared compared(const std::string& given, const Surroundings& around) const;
};

}  // namespace nacre::jobs::analyze
