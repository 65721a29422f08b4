// nacre analyze all: every analysis with its defaults, one page.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <memory>

#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/overview.h"
#include "app/summary.h"
#include "build/structure.h"
#include "core/error.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct AllArguments {
  FrameArguments input;
  double bond = 1.85;  ///< A
  std::string folder;
};

/// What the frames are; means over them.
struct Cells {
  std::map<std::string, std::int64_t> elements;  ///< atoms, all frames
  std::int64_t frames = 0, atoms = 0;
  double density = 0, thickness = 0;  ///< g/cm3, sum over frames; A, smallest
  bool open = false;

  void add(const Frame& frame) {
    for (const int type : frame.atoms.type) ++elements[frame.atoms.species[type]];
    for (int k = 0; k < 3; ++k)
      thickness = frames == 0 && k == 0 ? frame.box.thickness(0) : std::min(thickness, frame.box.thickness(k));
    density += mass_density(frame.atoms, frame.box);
    open = open || !frame.box.all_periodic();
    atoms += static_cast<std::int64_t>(frame.atoms.size());
    ++frames;
  }
  double of_one(double sum) const { return sum / static_cast<double>(frames); }
  double mean_density() const { return of_one(density); }
};

/// The other parts go on when one cannot.
void add(std::vector<OverviewPart>& parts, const Frame& frame, std::int64_t number) {
  for (OverviewPart& part : parts) {
    if (!part.refusal.empty()) continue;
    try {
      part.add(frame);
    } catch (const Error& e) {
      if (e.kind() != Error::Kind::bad_input) throw;
      part.refusal = fmt::format("frame {}: {}", number, e.message());
    }
  }
}

std::vector<Overview> reports(std::vector<OverviewPart>& parts) {
  std::vector<Overview> found(parts.size());
  for (std::size_t k = 0; k < parts.size(); ++k) {
    if (!parts[k].refusal.empty()) continue;
    try {
      found[k] = parts[k].report();
    } catch (const Error& e) {
      if (e.kind() != Error::Kind::bad_input) throw;
      parts[k].refusal = e.message();
    }
  }
  return found;
}

std::string indented(const std::string& text) {
  std::string out;
  for (std::size_t begin = 0, end; begin < text.size(); begin = end + 1) {
    end = std::min(text.find('\n', begin), text.size());
    out += "  " + text.substr(begin, end - begin) + "\n";
  }
  return out;
}

/// Cells, then under each analysis' name the keys of its own command.
std::string summary(const Cells& cells, const std::vector<OverviewPart>& parts, const std::vector<Overview>& found) {
  Summary head;
  head.put("frames", cells.frames);
  head.put("atoms", cells.atoms);
  Summary::Map elements, refused;
  for (const auto& [name, count] : cells.elements) elements.emplace_back(name, count);
  for (const OverviewPart& p : parts)
    if (!p.refusal.empty()) refused.emplace_back(p.name, p.refusal);
  head.put_map("elements", elements);
  head.put("density_g_cm3", cells.mean_density());
  head.put_map("refused", refused);
  std::string text = head.yaml();
  for (std::size_t k = 0; k < parts.size(); ++k)
    if (parts[k].refusal.empty()) text += parts[k].name + ":\n" + indented(found[k].summary);
  return text;
}

std::string row(const OverviewRow& r) {
  return r.published.empty() ? fmt::format("  {:<38}{}\n", r.what, r.found)
                             : fmt::format("  {:<38}{:<26}{}\n", r.what, r.found, r.published);
}

std::string head(const AllArguments& arguments, const Cells& cells) {
  std::string elements;
  for (const auto& [name, count] : cells.elements)
    elements += fmt::format("{}{} {:g}", elements.empty() ? "" : ", ", name, cells.of_one(static_cast<double>(count)));
  std::string files = arguments.input.files[0];
  if (arguments.input.files.size() > 1) files += fmt::format(" and {} more", arguments.input.files.size() - 1);
  return fmt::format("{}, {} frame(s)\n{:66}published, 5,000 atoms, 4 ps at 4000 K\n", files, cells.frames, "") +
         row({"atoms of each element", elements, "C 5000"}) +
         row({"density (g/cm3)", fmt::format("{:.4f}{}", cells.mean_density(), cells.open ? " (open cell)" : ""),
              "1.4"});
}

std::string notes(const Cells& cells) {
  const double atoms = cells.of_one(static_cast<double>(cells.atoms));
  std::string text = "\nPublished: Chem. Sci. 2026, 17, 2547, Fig. 2 (10.1039/d5sc07068f), a cell of 41.4 A.\n";
  text += fmt::format("What a small cell cannot show: here, of {:g} atoms, one is {:.2g} % of the shares", atoms,
                      100 / atoms);
  if (cells.open) return text + ".\n";
  return text + fmt::format(
                    ";\nthe pattern uses distances below half the width of {:.1f} A (60 A at most), hence its wide\n"
                    "lines, in which weak maxima vanish; and no pore is wider than the cell, whose few cavities make "
                    "up the sizes.\n",
                    cells.thickness);
}

std::string page(const AllArguments& arguments, const Cells& cells, const std::vector<OverviewPart>& parts,
                 const std::vector<Overview>& found) {
  std::string text = head(arguments, cells);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    text += parts[k].title + "\n";
    if (!parts[k].refusal.empty()) text += "  not done: " + parts[k].refusal + "\n";
    for (const OverviewRow& r : found[k].rows) text += row(r);
  }
  return text + notes(cells);
}

std::string make_folder(const AllArguments& arguments) {
  namespace fs = std::filesystem;
  const std::string folder =
      arguments.folder.empty() ? fs::path(arguments.input.files[0]).stem().string() + "-analysis" : arguments.folder;
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw Error("cannot make the folder: " + (error ? error.message() : "a file has its name"), Error::Kind::failed)
        .file(folder);
  return folder;
}

void write_files(const std::string& folder, const std::vector<Overview>& found) {
  for (const Overview& overview : found)
    for (const auto& [name, content] : overview.files)
      write_whole((std::filesystem::path(folder) / name).string(), content);
}

void analyze_all(const AllArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  std::vector<OverviewPart> parts = overview_parts(arguments.bond);
  Cells cells;
  for_each_frame(arguments.input, [&](const Frame& frame) {
    cells.add(frame);
    add(parts, frame, cells.frames);
  });
  const std::vector<Overview> found = reports(parts);
  const std::string folder = make_folder(arguments), text = page(arguments, cells, parts, found);
  write_files(folder, found);
  write_whole((std::filesystem::path(folder) / "page.txt").string(), text);
  write_whole((std::filesystem::path(folder) / "summary.yaml").string(), summary(cells, parts, found));
  if (!options.quiet) fmt::print("{}\nTables, pictures and summary.yaml: {}\n", text, folder);
  if (!options.summary.empty()) write_whole(options.summary, summary(cells, parts, found));
}
}  // namespace

void register_all(CLI::App& analyze, GlobalOptions& options) {
  auto* command = analyze.add_subcommand("all", "Every analysis with its defaults: one page, a folder of files");
  const auto arguments = std::make_shared<AllArguments>();
  arguments->input.add_inputs(*command);
  command->add_option("--bond", arguments->bond, "Longest bond between carbon atoms (A)")->capture_default_str();
  command->add_option("-o,--output-dir", arguments->folder,
                      "Folder for tables, pictures and summary.yaml; unless given, the first file's stem + -analysis");
  add_global_options(command, options, "nacre analyze all carbon.xyz --output-dir carbon-analysis");
  command->callback([arguments, &options] { analyze_all(*arguments, options); });
}

}  // namespace nacre::app
