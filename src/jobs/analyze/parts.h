// The analyses on the page of nacre analyze all, each with the options of its own command.
#pragma once
#include <functional>
#include <string>
#include <vector>

#include "jobs/analyze/hybridization.h"
#include "jobs/analyze/pores.h"
#include "jobs/analyze/rdf.h"
#include "jobs/analyze/rings.h"
#include "jobs/analyze/xrd.h"

namespace nacre::jobs::analyze {

/// Options of the parts: a file of options gives them in sections, --cutoff where the file does not.
class PartOptions {
 public:
  PartOptions();
  PartOptions(const PartOptions&) = delete;
  PartOptions& operator=(const PartOptions&) = delete;

  void add_sections(Options& table);
  /// The longest bond between carbon atoms (Å), where no file of options gave another.
  void set_bonds(double bond);

  HybridizationJob hybridization;
  RingsJob rings;
  RdfJob rdf;
  XrdJob xrd;
  PoresJob pores;

 private:
  Options hybridization_table_, rings_table_, rdf_table_, xrd_table_, pores_table_;
};

/// What one analysis found. Files have their plain names.
struct PartReport {
  std::vector<report::Row> rows;
  report::Summary summary;
  report::Report files;  ///< tables, figures and files of it alone
};

/// One analysis among several on the same frames.
struct Part {
  std::string name, title;  ///< name: of the single command
  /// The first frame first and alone (frames.h).
  std::function<Merge(const Frame&)> measure;
  std::function<PartReport()> report;
  std::string refusal;  ///< why the analysis cannot be done; empty while it can
};

/// Hybridisation, rings, RDF, XRD, pores. `published` must outlive them.
std::vector<Part> make_parts(const PartOptions& options, Device device, const report::PublishedTable& published);

}  // namespace nacre::jobs::analyze
