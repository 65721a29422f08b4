#include <fmt/format.h>

#include "jobs/page/page_folder.h"
#include "jobs/page/page_viewer.h"
#include "jobs/sites/all_work.h"
#include "report/html.h"

namespace nacre::jobs {

namespace {
/// Figures and tables, in the order in which they are written; sites.svg is drawn from the structure itself.
std::vector<std::string> shown_names(const std::vector<std::string>& names) {
  std::vector<std::string> shown;
  for (const std::string& name : names)
    if (name != "sites.svg" && (name.ends_with(".svg") || name.ends_with(".csv"))) shown.push_back(name);
  return shown;
}

/// One run lies in the folder of the page, several in run-1, run-2, ...
report::PagePart part_of_run(const SitesWork& work, std::size_t number, const std::string& folder,
                             const std::string& script, report::Page& page) {
  const bool alone = work.reports.size() == 1;
  const std::string own = alone ? "" : fmt::format("run-{}/", number + 1);
  report::PagePart part;
  part.title = "Run " + work.reports[number].name;
  show_structure(work.reports[number].last, own + "sites.svg", number == 0 ? script : "", page, part);
  add_files(folder + "/" + own, own, shown_names(run_file_names()), part);
  return part;
}
}  // namespace

std::string html_of(const SitesWork& work, const report::Report& report, const std::string& folder,
                    const std::string& script, report::Page page) {
  report::PagePart found;
  found.title = "Sites";
  found.report = report;
  add_files(folder, "", {"features.csv"}, found);
  page.parts.push_back(std::move(found));
  for (std::size_t k = 0; k < work.reports.size(); ++k)
    page.parts.push_back(part_of_run(work, k, folder, script, page));
  if (work.training) {
    report::PagePart training;
    training.title = "Training of the forest";
    add_files(folder, "", shown_names(sites::training_file_names()), training);
    page.parts.push_back(std::move(training));
  }
  return report::html_page(page);
}

}  // namespace nacre::jobs
