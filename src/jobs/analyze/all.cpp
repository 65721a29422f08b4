#include "jobs/analyze/all.h"

#include <filesystem>

#include "io/folder_lock.h"
#include "io/ranges.h"
#include "jobs/analyze/page.h"
#include "jobs/earlier_results.h"
#include "jobs/names.h"
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
  parts.add_sections(table);
}

std::string AllJob::folder(const Surroundings& around) const {
  return !output_dir.empty() ? output_dir : beside(input.files.at(0), "-analysis", around);
}

void AllJob::own_files(const Surroundings& around, FileNames& names) const {
  if (!input.files.empty()) write_into(around.path(folder(around)), page_file_names(), "output-dir", names);
}

report::Report AllJob::run(const Surroundings& around) {
  const report::PublishedTable published = report::read_published(around.path(reference));
  parts.set_bonds(bond);
  report::Report page = make_page(input, parts, published, around);
  const std::string results = folder(around);
  make_folder(results, around);
  const FolderLock lock(around.path(results), "nacre analyze all");
  page.files.push_back({"page.txt", report::page_text(page)});
  page.files.push_back({"summary.yaml", page.summary.yaml()});
  place_files(page, results);
  page.written = "Tables, pictures and summary.yaml: " + results;
  write_files(page, around);
  return page;
}

}  // namespace nacre::jobs::analyze
