// nacre analyze hybridization: shares of sp, sp2, sp3; bonds, angles, defects.
#pragma once
#include "analysis/bonds/hybridization.h"
#include "jobs/analyze/frames.h"
#include "report/published.h"

namespace nacre::jobs::analyze {

struct HybridizationJob : Job {
  FrameOptions input;
  std::vector<std::string> cutoffs{"C-C=1.85"};
  std::vector<double> scan{1.7, 1.85, 2.0};
  std::string bonds, angles, figure;

  void options(Options& table) override;
  Computes computes() const override { return Computes::cpu_only; }
  report::Report run(const Surroundings& around) override;

  HybridizationSettings settings() const { return {parse_pair_cutoffs(cutoffs), scan}; }
};

/// Keys for programs; what was not found has none.
report::Summary summary_of(const Hybridization& result);
/// Rows of the page of nacre analyze all. Throws Error(bad_input) when there is no bond.
std::vector<report::Row> rows_of(const Hybridization& result, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
