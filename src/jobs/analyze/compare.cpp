#include "jobs/analyze/compare.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/error.h"
#include "io/folder_lock.h"
#include "io/paths.h"
#include "io/ranges.h"
#include "io/words.h"
#include "jobs/analyze/compare_table.h"
#include "jobs/analyze/page.h"
#include "jobs/names.h"
#include "report/read_csv.h"

namespace nacre::jobs::analyze {

namespace {
namespace fs = std::filesystem;

/// The tables that the figure is drawn from.
constexpr const char* drawn[] = {"rdf.csv", "xrd.csv", "pores.csv"};

/// What nacre analyze all left in a folder.
Compared of_folder(const fs::path& folder) {
  Compared made;
  const std::string summary = (folder / "summary.yaml").string();
  made.summary = report::Summary::read(read_text(summary), summary);
  for (const char* table : drawn)
    if (file_exists(folder / table)) made.tables[table] = report::read_csv(read_text((folder / table).string()));
  return made;
}

Compared of_page(report::Report page) {
  Compared made{{}, std::move(page.summary), {}};
  for (report::Table& table : page.tables) made.tables[table.name] = std::move(table);
  return made;
}

/// What lies in a folder was found of other atoms, maybe.
void refuse_selection(const FrameOptions& input, const std::string& folder) {
  if (!input.selection().all() || input.frames != "all")
    throw Error("a folder holds numbers that are made already: frames and atoms of it cannot be selected")
        .key("files")
        .value(folder)
        .allowed("the structure itself, or none of --frames, --select, --group, --slab");
}

/// Short names that differ: the last part of the path, or all of it where that is not enough.
std::vector<std::string> names_of(const std::vector<std::string>& files) {
  std::vector<std::string> names;
  for (const std::string& file : files) {
    fs::path path(file);
    if (!path.has_filename()) path = path.parent_path();
    if (path.filename() == "summary.yaml") path = path.parent_path();
    names.push_back(path.extension() == ".xyz" ? path.stem().string() : path.filename().string());
  }
  for (std::size_t k = 0; k < names.size(); ++k)
    if (names[k].empty() || std::count(names.begin(), names.end(), names[k]) > 1) return files;
  return names;
}

void check(const std::vector<std::string>& files) {
  if (files.size() < 2)
    throw Error("one structure has nothing to be compared with").key("files").allowed("two or more files or folders");
  if (std::set<std::string>(files.begin(), files.end()).size() < files.size())
    throw Error("a structure is given twice").key("files").allowed("different files or folders");
}

}  // namespace

void CompareJob::options(Options& table) {
  input.add_inputs(table);
  table.at("files").sentence = "Structures (extended XYZ), or folders that nacre analyze all has written";
  table.add("cutoff", bond, "Longest bond between carbon atoms (A)").in(lengths()).also("bond");
  table.add("output-dir", output_dir, "Folder for compare.csv, compare.yaml and compare.svg")
      .shortly("o")
      .as(Path::folder);
  parts.add_sections(table);
}

/// A structure, measured now, or what lies in a folder.
Compared CompareJob::compared(const std::string& given, const Surroundings& around) const {
  const fs::path path(around.path(given));
  const bool is_folder = nacre::is_folder(path);
  if (is_folder || path.extension() == ".yaml") {
    refuse_selection(input, given);
    return of_folder(is_folder ? path : path.parent_path());
  }
  FrameOptions one = input;
  one.files = {given};
  return of_page(make_page(one, parts, report::published_hard_carbon(), around));
}

void CompareJob::own_files(const Surroundings& around, FileNames& names) const {
  write_into(around.path(output_dir), {"compare.csv", "compare.svg", "compare.yaml"}, "output-dir", names);
}

report::Report CompareJob::run(const Surroundings& around) {
  parts.set_bonds(bond);
  check(input.files);
  const std::vector<std::string> names = names_of(input.files);
  std::vector<Compared> structures;
  for (std::size_t k = 0; k < names.size(); ++k) {
    structures.push_back(compared(input.files[k], around));
    structures.back().name = names[k];
  }
  const std::vector<CompareRow> rows = compare_rows(structures);
  const fs::path folder(output_dir);
  report::Report report;
  report.words = compare_text(structures, rows);
  report.sections = compare_sections(structures, rows);
  report.summary = compare_summary(structures, rows);
  report.tables = {compare_table(structures, rows)};
  report.tables[0].name = (folder / "compare.csv").string();
  report.figures = {{(folder / "compare.svg").string(), compare_svg(structures)}};
  report.files = {{(folder / "compare.yaml").string(), report.summary.yaml()}};
  report.written = "compare.csv, .yaml and .svg: " + output_dir;
  make_folder(output_dir, around);
  const FolderLock lock(around.path(output_dir), "nacre analyze compare");
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
