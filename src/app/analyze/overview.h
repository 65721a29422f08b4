// The parts of the page of nacre analyze all: each is one analysis with its defaults, its rows of the page, its files
// and its summary. What is found stands beside the figures published for a hard carbon: Chem. Sci. 2026, 17, 2547,
// 10.1039/d5sc07068f, Fig. 2; 5,000 atoms at random in 41.4 A, 4 ps at 4000 K.
#pragma once
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "app/analyze/commands.h"
#include "app/analyze/frames.h"

namespace nacre::app {

struct OverviewRow {
  std::string what, found, published;  ///< published: empty when nothing is
};

struct Overview {
  std::vector<OverviewRow> rows;
  std::vector<std::pair<std::string, std::string>> files;  ///< name and content
  std::string summary;                                     ///< YAML, the keys of the single command
};

struct OverviewPart {
  std::string name, title;  ///< name: of the single command
  /// The first frame first and alone (frames.h).
  std::function<Merge(const Frame&)> measure;
  std::function<Overview()> report;
  std::string refusal;  ///< why the analysis cannot be done; empty while it can
};

/// Hybridisation, rings, RDF, XRD, pores, as the options of their commands say.
std::vector<OverviewPart> overview_parts(const PartSettings& settings, Device device);

}  // namespace nacre::app
