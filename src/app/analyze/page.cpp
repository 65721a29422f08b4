#include "app/analyze/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <map>

#include "app/analyze/config.h"
#include "app/summary.h"
#include "build/structure.h"
#include "core/error.h"

namespace nacre::app {

namespace {
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
  void add(const Cells& later) {
    for (const auto& [name, count] : later.elements) elements[name] += count;
    thickness = frames == 0 ? later.thickness : std::min(thickness, later.thickness);
    density += later.density, atoms += later.atoms, frames += later.frames;
    open = open || later.open;
  }
  double of_one(double sum) const { return sum / static_cast<double>(frames); }
  double mean_density() const { return of_one(density); }
};

/// The parts of the page. The others go on when one cannot.
class Parts {
 public:
  explicit Parts(std::vector<OverviewPart> parts) : parts_(std::move(parts)), refused_(parts_.size()) {}

  Merge measure(const Frame& frame) {
    std::vector<Merge> merges(parts_.size());
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      if (refused_[k]) continue;
      try {
        merges[k] = parts_[k].measure(frame);
      } catch (const Error& e) {
        if (e.kind() != Error::Kind::bad_input) throw;
        merges[k] = [e]() -> void { throw e; };
      }
    }
    return [this, merges = std::move(merges)] { add(merges); };
  }
  std::vector<OverviewPart>& parts() { return parts_; }

 private:
  void add(const std::vector<Merge>& merges) {
    ++frames_;
    for (std::size_t k = 0; k < parts_.size(); ++k) {
      if (refused_[k]) continue;
      try {
        merges[k]();
      } catch (const Error& e) {
        if (e.kind() != Error::Kind::bad_input) throw;
        parts_[k].refusal = fmt::format("frame {}: {}", frames_, e.message());
        refused_[k] = true;
      }
    }
  }

  std::vector<OverviewPart> parts_;
  std::vector<std::atomic<bool>> refused_;  ///< read by threads that measure
  std::int64_t frames_ = 0;
};

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

std::string head(const FrameArguments& input, const Cells& cells) {
  std::string elements;
  for (const auto& [name, count] : cells.elements)
    elements += fmt::format("{}{} {:g}", elements.empty() ? "" : ", ", name, cells.of_one(static_cast<double>(count)));
  std::string files = input.files[0];
  if (input.files.size() > 1) files += fmt::format(" and {} more", input.files.size() - 1);
  if (!input.selection().all()) files += " (" + input.selection().text() + ")";
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

std::string page(const FrameArguments& input, const Cells& cells, const std::vector<OverviewPart>& parts,
                 const std::vector<Overview>& found) {
  std::string text = head(input, cells);
  for (std::size_t k = 0; k < parts.size(); ++k) {
    text += parts[k].title + "\n";
    if (!parts[k].refusal.empty()) text += "  not done: " + parts[k].refusal + "\n";
    for (const OverviewRow& r : found[k].rows) text += row(r);
  }
  return text + notes(cells);
}
}  // namespace

Page make_page(const FrameArguments& input, const PartSettings& settings, Device device) {
  Parts parts(overview_parts(settings, device));
  // Sums over nodes take all threads for a frame.
  const bool in_turn = device == Device::cuda || settings.xrd(device).method != XrdMethod::debye;
  Cells cells;
  measure_frames(input.in_turn(in_turn), [&](const Frame& frame) -> Merge {
    Cells one;
    one.add(frame);
    return [&cells, one, merge = parts.measure(frame)] { cells.add(one), merge(); };
  });
  Page made;
  made.found = reports(parts.parts());
  made.text = page(input, cells, parts.parts(), made.found);
  made.summary = summary(cells, parts.parts(), made.found);
  return made;
}

void make_folder(const std::string& folder) {
  namespace fs = std::filesystem;
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw Error("cannot make the folder: " + (error ? error.message() : "a file has its name"), Error::Kind::failed)
        .file(folder);
}

void set_bonds(CLI::App& analyze, double bond) {
  const std::string carbon = fmt::format("C-C={}", bond);
  set_unless_given(*analyze.get_subcommand("hybridization"), "cutoff", carbon);
  set_unless_given(*analyze.get_subcommand("rings"), "cutoff", carbon);
  set_unless_given(*analyze.get_subcommand("rdf"), "rings", carbon);
  set_unless_given(*analyze.get_subcommand("xrd"), "bond", fmt::format("{}", bond));
}

}  // namespace nacre::app
