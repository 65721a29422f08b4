#include "jobs/analyze/all.h"

#include <filesystem>

#include "io/folder_lock.h"
#include "io/ranges.h"
#include "jobs/analyze/page.h"
#include "jobs/earlier_results.h"
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
  table.add("bond", bond, "Longest bond between carbon atoms (A)").in(lengths());
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

report::Report AllJob::run(const Surroundings& around) {
  const report::PublishedTable published = report::read_published(around.path(reference));
  parts.set_bonds(bond);
  report::Report page = make_page(input, parts, published, around);
  const std::string folder = !output_dir.empty() ? output_dir : beside(input.files[0], "-analysis", around);
  make_folder(folder, around);
  const FolderLock lock(around.path(folder), "nacre analyze all");
  page.files.push_back({"page.txt", report::page_text(page)});
  page.files.push_back({"summary.yaml", page.summary.yaml()});
  place_files(page, folder);
  page.written = "Tables, pictures and summary.yaml: " + folder;
  write_files(page, around);
  return page;
}

}  // namespace nacre::jobs::analyze
