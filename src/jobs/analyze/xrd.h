// nacre analyze xrd: X-ray powder pattern, fitted peaks, spacing of layers in three ways.
#pragma once
#include "analysis/diffraction/xrd.h"
#include "jobs/analyze/frames.h"
#include "report/published.h"

namespace nacre::jobs::analyze {

struct XrdJob : Job {
  FrameOptions input;
  XrdSettings settings;
  std::string method = "debye", sum = "auto", damping = "gauss", figure;
  double resolution = 0;  ///< FWHM, 1/Å
  bool no_polarization = false;

  void options(Options& table) override;
  report::Report run(const Surroundings& around) override;

  XrdSettings xrd_settings(Device device) const;
};

/// Keys for programs; what was not found has none.
report::Summary summary_of(const XrdReport& report);
/// Rows of the page of nacre analyze all.
std::vector<report::Row> rows_of(const XrdReport& report, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
