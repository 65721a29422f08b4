#include "jobs/analyze/all.h"

#include <filesystem>

#include "io/folder_lock.h"
#include "io/ranges.h"
#include "jobs/analyze/page.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
#include "jobs/page/live_page.h"
#include "jobs/page/option_values.h"
#include "report/html.h"
#include "report/render.h"

namespace nacre::jobs::analyze {

namespace {
/// Every file of the report into `folder`.
void place_files(report::Report& report, const std::string& folder) {
  const auto placed = [&](auto& files) {
    for (auto& file : files) file.name = (std::filesystem::path(folder) / file.name).string();
  };
  placed(report.tables);
  placed(report.figures);
  placed(report.files);
}
}  // namespace

void AllJob::options(Options& table) {
  input.add_inputs(table);
  table.add("cutoff", bond, "Longest bond between carbon atoms (A)").in(lengths()).also("bond");
  table
      .add("output-dir", output_dir,
           "Folder for tables, pictures and summary.yaml; unless given, the first file's stem + -analysis, beside it")
      .shortly("o")
      .as(Path::folder);
  table
      .add("reference", reference,
           "YAML file of figures that stand beside ours; unless given, those published of a hard carbon")
      .as(Path::input);
  viewer.add_to(table);
  parts.add_sections(table);
}

std::string AllJob::folder(const Surroundings& around) const {
  return !output_dir.empty() ? output_dir : beside(input.files.at(0), "-analysis", around);
}

void AllJob::own_files(const Surroundings& around, FileNames& names) const {
  if (!input.files.empty()) write_into(around.path(folder(around)), page_file_names(), "output-dir", names);
}

std::string AllJob::html(const report::Report& found, PageParts shown, const std::string& script,
                         const Surroundings& around) {
  report::Page page;
  page.command = "nacre analyze all", page.subject = input.files.at(0), page.state = "done";
  add_versions(page, around);
  for (const report::Section& section : found.sections)
    if (!section.refusal.empty()) page.warnings.push_back(section.title + ": not done: " + section.refusal);
  report::PagePart cell;
  cell.title = "Structure";
  cell.report.head = found.head, cell.report.notes = found.notes, cell.report.published_head = found.published_head;
  cell.report.sections = {found.sections.at(0)};
  if (shown.first) show_structure(*shown.first, "", script, page, cell);
  page.parts.push_back(std::move(cell));
  for (report::PagePart& part : shown.parts) page.parts.push_back(std::move(part));
  page.settings = {{"options", option_values(*this)}};
  const std::pair<const char*, Job*> jobs[] = {{"hybridization", &parts.hybridization},
                                               {"rings", &parts.rings},
                                               {"rdf", &parts.rdf},
                                               {"xrd", &parts.xrd},
                                               {"pores", &parts.pores}};
  for (const auto& [name, job] : jobs)
    page.settings.push_back({std::string("options of ") + name, option_values(*job)});
  return report::html_page(page);
}

report::Report AllJob::run(const Surroundings& around) {
  const report::PublishedTable published = report::read_published(around.path(reference));
  const std::string script = viewer.read(around);
  parts.set_bonds(bond);
  PageParts shown;
  report::Report page = make_page(input, parts, published, around, &shown);
  const std::string results = folder(around);
  make_folder(results, around);
  const FolderLock lock(around.path(results), "nacre analyze all");
  page.files.push_back({report::page_name, html(page, std::move(shown), script, around)});
  page.files.push_back({"page.txt", report::page_text(page)});
  page.files.push_back({"summary.yaml", page.summary.yaml()});
  place_files(page, results);
  page.written = "Tables, pictures and summary.yaml: " + results;
  write_files(page, around);
  return page;
}

}  // namespace nacre::jobs::analyze
