#include "jobs/analyze/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <map>

#include "build/structure.h"
#include "core/error.h"
#include "jobs/page/page_files.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

/// What the frames are; means over them.
struct Cells {
  std::map<std::string, std::int64_t> elements;  ///< atoms, all frames
  std::int64_t frames = 0, atoms = 0;
  double density = 0, thickness = 0;  ///< g/cm3, sum over frames; Å, smallest
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
  explicit Parts(std::vector<Part> parts) : parts_(std::move(parts)), refused_(parts_.size()) {}

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
  std::vector<Part>& parts() { return parts_; }

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

  std::vector<Part> parts_;
  std::vector<std::atomic<bool>> refused_;  ///< read by threads that measure
  std::int64_t frames_ = 0;
};

std::vector<PartReport> reports(std::vector<Part>& parts) {
  std::vector<PartReport> found(parts.size());
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

/// Cells, then under each analysis' name the keys of its own command.
Summary page_summary(const Cells& cells, const std::vector<Part>& parts, std::vector<PartReport>& found) {
  Summary summary;
  summary.put("frames", cells.frames);
  summary.put("atoms", cells.atoms);
  Summary::Map elements, refused;
  for (const auto& [name, count] : cells.elements) elements.emplace_back(name, count);
  for (const Part& p : parts)
    if (!p.refusal.empty()) refused.emplace_back(p.name, p.refusal);
  summary.put_map("elements", elements);
  summary.put("density_g_cm3", cells.mean_density());
  summary.put_map("refused", refused);
  for (std::size_t k = 0; k < parts.size(); ++k)
    if (parts[k].refusal.empty()) summary.put_summary(parts[k].name, std::move(found[k].summary));
  return summary;
}

std::string head(const FrameOptions& frames, const Cells& cells) {
  std::string files = frames.files[0];
  if (frames.files.size() > 1) files += fmt::format(" and {} more", frames.files.size() - 1);
  if (const Selection selection = frames.selection(); !selection.all()) files += " (" + selection.text() + ")";
  return fmt::format("{}, {} frame(s)", files, cells.frames);
}

report::Section cell_section(const Cells& cells, const report::PublishedTable& published) {
  std::string elements;
  for (const auto& [name, count] : cells.elements)
    elements += fmt::format("{}{} {:g}", elements.empty() ? "" : ", ", name, cells.of_one(static_cast<double>(count)));
  const double density = cells.mean_density();
  return {"cell",
          "",
          "",
          {{"elements", "atoms of each element", elements, {}, {}, "", published.of("cell.elements")},
           {"density_g_cm3",
            "density (g/cm3)",
            fmt::format("{:.4f}{}", density, cells.open ? " (open cell)" : ""),
            density,
            {},
            "g/cm3",
            published.of("cell.density_g_cm3")}}};
}

std::string limits(const Cells& cells) {
  const double atoms = cells.of_one(static_cast<double>(cells.atoms));
  const std::string text = fmt::format(
      "What a small cell cannot show: here, of {:g} atoms, one is {:.2g} % of the shares", atoms, 100 / atoms);
  if (cells.open) return text + ".";
  return text + fmt::format(
                    ";\nthe pattern uses distances below half the width of {:.1f} A (60 A at most), hence its wide\n"
                    "lines, in which weak maxima vanish; and no pore is wider than the cell, whose few cavities make "
                    "up the sizes.",
                    cells.thickness);
}

void add_files(report::Report& page, const report::Report& part) {
  page.tables.insert(page.tables.end(), part.tables.begin(), part.tables.end());
  page.figures.insert(page.figures.end(), part.figures.begin(), part.figures.end());
  page.files.insert(page.files.end(), part.files.begin(), part.files.end());
}
/// The heading is that of the part; its table needs none.
report::PagePart part_of(const report::Section& section, const std::string& published_head,
                         const report::Report& files) {
  report::PagePart part;
  part.title = section.title;
  part.report.published_head = published_head;
  part.report.sections = {section};
  part.report.sections[0].title.clear();
  add_files_of(files, part);
  return part;
}
}  // namespace

report::Report make_page(const FrameOptions& frames, const PartOptions& options,
                         const report::PublishedTable& published, const Surroundings& around, PageParts* shown) {
  const bool cuda = around.device == Device::cuda;
  Parts parts(make_parts(options, around.device, published));
  // Sums over nodes take all threads for a frame.
  const bool in_turn = cuda || options.xrd.xrd_settings(around.device).method != XrdMethod::debye;
  Cells cells;
  measure_frames(frames.of(around).in_turn(in_turn), [&](const Frame& frame) -> Merge {
    // The first frame is alone.
    if (shown != nullptr && !shown->first) shown->first = ShownStructure{frame.atoms.clone(), frame.box, {}};
    Cells one;
    one.add(frame);
    return [&cells, one, merge = parts.measure(frame)] { cells.add(one), merge(); };
  });
  std::vector<PartReport> found = reports(parts.parts());
  report::Report page;
  page.head = {head(frames, cells)};
  page.published_head = published.group("carbon").head;
  page.sections = {cell_section(cells, published)};
  for (std::size_t k = 0; k < found.size(); ++k) {
    const Part& part = parts.parts()[k];
    page.sections.push_back({part.name, part.title, part.refusal, std::move(found[k].rows)});
    add_files(page, found[k].files);
    if (shown != nullptr) shown->parts.push_back(part_of(page.sections.back(), page.published_head, found[k].files));
  }
  if (const std::string& source = published.group("carbon").source; !source.empty())
    page.notes.push_back("Published: " + source + ".");
  page.notes.push_back(limits(cells));
  page.summary = page_summary(cells, parts.parts(), found);
  return page;
}

const std::vector<std::string>& page_file_names() {
  static const std::vector<std::string> names{
      "page.txt",          report::page_name, "summary.yaml", "hybridization.csv", "bonds.csv", "angles.csv",
      "hybridization.svg", "rings.csv",       "rings.svg",    "rdf.csv",           "rdf.svg",   "ring-rdf.svg",
      "xrd.csv",           "xrd.svg",         "pores.csv",    "pore-table.csv",    "pores.svg"};
  return names;
}

}  // namespace nacre::jobs::analyze
