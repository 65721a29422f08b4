// A run with its types: every file that shows them, and the numbers of the page and the summary.
#pragma once
#include <string>
#include <vector>

#include "jobs/page/shown_structure.h"
#include "jobs/sites/runs.h"
#include "report/summary.h"
#include "sites/labelled_run.h"

namespace nacre::jobs {

struct SiteRunReport {
  std::string name, folder;
  sites::VoltageStages stages;
  sites::StageShares shares;
  sites::TypeCounts all{}, at_zero{};  ///< guests; up to the N of least formation energy
  std::int64_t uncertain = 0, seen_after = 0;
  std::int64_t taught = 0;                         ///< guests that taught a forest that was given
  double capacity_at_zero = 0, first_voltage = 0;  ///< mAh/g, V
  ShownStructure last;                             ///< the last frame with its types
};

/// `out_of_bag`: as label_run. Writes guests.csv, labels.csv, run.csv, stages.csv, labelled.xyz, profile.svg,
/// structure.svg and sites.svg into the folder.
SiteRunReport report_run(const OpenRun& run, const sites::Labeller& labeller, const sites::FeatureSettings& settings,
                         const sites::StageSettings& stages, const std::string& folder, const Surroundings& around,
                         const std::vector<double>& out_of_bag = {});

/// The files that it writes.
const std::vector<std::string>& run_file_names();
/// For Job::own_files: these in the folder of results and, of several runs, in run-1, run-2, ... there.
void write_run_files(const std::string& folder, const std::string& option, FileNames& names);

/// The table of stages and types, as text.
std::string stage_page(const SiteRunReport& report);
/// "12 of 60 atoms taught this forest, ...".
std::string taught_text(std::int64_t taught, const sites::TypeCounts& counts);
/// What the numbers do not say by themselves.
std::vector<std::string> run_notices(const SiteRunReport& report);
/// No shares where a type is unknown: those of the known ones would be of the rule that found them.
bool has_shares(const sites::TypeCounts& counts);
double share_of(const sites::TypeCounts& counts, sites::SiteType type);
report::Summary::Map share_map(const sites::TypeCounts& counts);
std::vector<report::Summary::Map> stage_maps(const SiteRunReport& report);

}  // namespace nacre::jobs
