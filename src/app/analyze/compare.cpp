// nacre analyze compare: structures or runs side by side.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <set>

#include "app/analyze/commands.h"
#include "app/analyze/compare_table.h"
#include "app/analyze/frames.h"
#include "app/analyze/page.h"
#include "core/error.h"
#include "io/files.h"
#include "io/text_lines.h"

namespace nacre::app {

namespace {
namespace fs = std::filesystem;

struct CompareArguments {
  FrameArguments input;
  double bond = 1.85;  ///< A
  std::string folder = "comparison";
};

std::string content(const fs::path& path) {
  TextLines lines(path.string());
  std::string text;
  for (std::string_view line; lines.next(line);) text.append(line) += '\n';
  return text;
}

/// What nacre analyze all left in a folder.
Compared of_folder(const fs::path& folder) {
  Compared made;
  made.summary = content(folder / "summary.yaml");
  for (const char* table : {"rdf.csv", "xrd.csv", "pores.csv"})
    if (fs::exists(folder / table)) made.tables[table] = content(folder / table);
  return made;
}

Compared of_structure(FrameArguments input, const std::string& path, const PartSettings& settings, Device device) {
  input.files = {path};
  Page page = make_page(input, settings, device);
  Compared made{{}, std::move(page.summary), {}};
  for (const Overview& part : page.found)
    for (const auto& [name, table] : part.files) made.tables[name] = table;
  return made;
}

/// What lies in a folder was found of other atoms, maybe.
void refuse_selection(const FrameArguments& input, const std::string& folder) {
  if (!input.selection().all() || input.frames != "all")
    throw Error("a folder holds numbers that are made already: frames and atoms of it cannot be selected")
        .key("files")
        .value(folder)
        .allowed("the structure itself, or none of --frames, --select, --group, --slab");
}

Compared compared(const CompareArguments& arguments, const std::string& given, const PartSettings& settings,
                  Device device) {
  const fs::path path(given);
  const bool is_folder = fs::is_directory(path);
  if (is_folder || path.extension() == ".yaml") {
    refuse_selection(arguments.input, given);
    return of_folder(is_folder ? path : path.parent_path());
  }
  return of_structure(arguments.input, given, settings, device);
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

void compare(const CompareArguments& arguments, CLI::App& analyze, const PartSettings& settings,
             const GlobalOptions& options) {
  const Device device = apply_global_options(options, Computes::anywhere);
  set_bonds(analyze, arguments.bond);
  check(arguments.input.files);
  const std::vector<std::string> names = names_of(arguments.input.files);
  std::vector<Compared> structures;
  for (std::size_t k = 0; k < names.size(); ++k) {
    structures.push_back(compared(arguments, arguments.input.files[k], settings, device));
    structures.back().name = names[k];
  }
  const std::vector<CompareRow> rows = compare_rows(structures);
  const Summary summary = compare_summary(structures, rows);
  const std::string text = compare_text(structures, rows);
  make_folder(arguments.folder);
  const fs::path folder(arguments.folder);
  write_whole((folder / "compare.csv").string(), compare_csv(structures, rows));
  write_whole((folder / "compare.yaml").string(), summary.yaml());
  write_whole((folder / "compare.svg").string(), compare_svg(structures));
  if (!options.quiet) fmt::print("{}\ncompare.csv, .yaml and .svg: {}\n", text, arguments.folder);
  write_summary_file(summary, options);
}
}  // namespace

void register_compare(CLI::App& analyze, GlobalOptions& options, const std::shared_ptr<PartSettings>& parts) {
  auto* command = analyze.add_subcommand("compare", "Structures or runs side by side: one table, one figure");
  const auto arguments = std::make_shared<CompareArguments>();
  arguments->input.add_inputs(*command);
  command->get_option("files")->description("Structures (extended XYZ), or folders that nacre analyze all has written");
  command->add_option("--bond", arguments->bond, "Longest bond between carbon atoms (A)")->capture_default_str();
  command->add_option("-o,--output-dir", arguments->folder, "Folder for compare.csv, compare.yaml and compare.svg")
      ->capture_default_str();
  add_global_options(command, options, "nacre analyze compare 1ps.xyz 4ps.xyz 16ps-analysis --output-dir comparison");
  command->callback([arguments, parts, &analyze, &options] { compare(*arguments, analyze, *parts, options); });
}

}  // namespace nacre::app
