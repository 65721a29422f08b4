// nacre analyze pores: pore sizes, limiting diameters, volumes, surface, channels.
#pragma once
#include "analysis/pores/pores.h"
#include "jobs/analyze/frames.h"
#include "report/published.h"

namespace nacre::jobs::analyze {

struct PoresJob : Job {
  FrameOptions input;
  PoreSettings settings;
  std::string radii = "uff", surface = "auto", guests = "Na", table, figure;

  void options(Options& options) override;
  report::Report run(const Surroundings& around) override;

  PoreSettings pore_settings(Device device) const;
};

/// Keys for programs; what was not found has none.
report::Summary summary_of(const Pores& result);
/// Rows of the page of nacre analyze all.
std::vector<report::Row> rows_of(const Pores& result, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
