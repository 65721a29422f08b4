// What `nacre sites all` finds, in the order in which it is found; all.cpp fills it, all_page.cpp says it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "jobs/sites/run_report.h"
#include "report/page.h"
#include "report/published.h"

namespace nacre::jobs {

struct SitesWork {
  std::vector<OpenRun> runs;
  sites::FeatureSettings settings;
  std::optional<OpenForest> given;
  sites::SiteTable table;
  sites::Teaching teaching;
  std::optional<sites::SiteTraining> training;
  std::optional<sites::Agreement> agreement;  ///< of a forest that was given
  sites::Labeller labeller;
  std::vector<SiteRunReport> reports;
  std::vector<std::string> notices;

  sites::TypeCounts sum(sites::TypeCounts SiteRunReport::*counts) const;
};

/// The page of HTML in the folder of results, where the files of the report lie already. `script`: of --viewer, or empty.
std::string html_of(const SitesWork& work, const report::Report& report, const std::string& folder,
                    const std::string& script, report::Page page);
/// Rows beside the published ones, page and summary.
report::Report report_of(const SitesWork& work, const report::PublishedTable& published);

}  // namespace nacre::jobs
