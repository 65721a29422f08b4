// nacre analyze rdf: radial distribution functions and coordination numbers of all pairs.
#pragma once
#include "analysis/pairs/rdf.h"
#include "analysis/rings/ring_rdf.h"
#include "jobs/analyze/frames.h"
#include "report/published.h"

namespace nacre::jobs::analyze {

struct RdfJob : Job {
  FrameOptions input;
  RdfSettings settings;
  std::string figure, ring_figure;
  std::vector<std::string> ring_bonds;
  int ring_size = 8;

  void options(Options& table) override;
  report::Report run(const Surroundings& around) override;

  RdfSettings rdf_settings(Device device) const;
  RingRdfSettings ring_settings() const;
};

/// Keys for programs; what was not found has none.
report::Summary summary_of(const Rdf& result, const RingRdf& rings);
/// Rows of the page of nacre analyze all.
std::vector<report::Row> rows_of(const Rdf& rdf, const RingRdf& rings, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
