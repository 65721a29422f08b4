// nacre analyze rings: rings of bonds, primitive, King's or Guttman's.
#pragma once
#include "analysis/rings/rings.h"
#include "jobs/analyze/frames.h"
#include "report/published.h"

namespace nacre::jobs::analyze {

struct RingsJob : Job {
  FrameOptions input;
  std::vector<std::string> cutoffs{"C-C=1.85"};
  std::string criterion = "primitive", atoms, members, figure;
  int max_size = 12;

  void options(Options& table) override;
  std::optional<Error> why_no_gpu() const override;
  report::Report run(const Surroundings& around) override;

  RingSettings settings(Device device) const;

 private:
  Device device_of(const Surroundings& around) const;
};

/// Keys for programs; what was not found has none.
report::Summary summary_of(const Rings& result);
/// Rows of the page of nacre analyze all.
std::vector<report::Row> rows_of(const Rings& result, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
