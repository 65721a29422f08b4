#include "jobs/page/shown_structure.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <numeric>

#include "jobs/page/structure_bonds.h"
#include "report/csv.h"
#include "report/structure_drawing.h"
#include "sites/labels.h"

namespace nacre::jobs {

namespace {
using report::StructureDrawing;

constexpr double drawn_factor = 0.36;  ///< of a covalent radius

int site_of(const ShownStructure& s, std::size_t atom) { return s.site.empty() ? 0 : s.site[atom]; }

/// Indices of the atoms that are drawn: all, or the most_drawn_atoms in the middle of the depth.
std::vector<std::size_t> drawn_atoms(const ShownStructure& s) {
  std::vector<std::size_t> order(s.atoms.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  if (order.size() <= most_drawn_atoms) return order;
  std::vector<double> depth;
  for (const Vec3& r : s.atoms.position) depth.push_back(report::depth(s.box.wrap(r)));
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return depth[a] < depth[b]; });
  const auto first = order.begin() + static_cast<std::ptrdiff_t>((order.size() - most_drawn_atoms) / 2);
  return {first, first + most_drawn_atoms};
}

/// Kinds of the drawing by species and site; `of` numbers them.
class Kinds {
 public:
  int of(const std::string& species, int site) {
    const auto [at, is_new] = number_.try_emplace({species, site}, static_cast<int>(kinds.size()));
    if (is_new) kinds.push_back({name(species, site), color(species, site), drawn_factor * bond_radius(species)});
    return at->second;
  }
  std::vector<StructureDrawing::Kind> kinds;

 private:
  static std::string name(const std::string& species, int site) {
    return site == 0 ? species : species + ", " + sites::type_names[site - 1];
  }
  std::string color(const std::string& species, int site) {
    if (site > 0) return sites::type_colours[site - 1];
    return species == "C" ? report::shade : report::color_of(3 + others_++);
  }

  std::map<std::pair<std::string, int>, int> number_;
  std::size_t others_ = 0;
};

std::vector<std::pair<Vec3, Vec3>> cell_edges(const Box& box) {
  std::vector<std::pair<Vec3, Vec3>> edges;
  const auto corner = [&](int bits) {
    return box.cartesian(
        {static_cast<double>(bits & 1), static_cast<double>((bits >> 1) & 1), static_cast<double>(bits >> 2)});
  };
  for (int bits = 0; bits < 8; ++bits)
    for (const int one : {1, 2, 4})
      if ((bits & one) == 0) edges.emplace_back(corner(bits), corner(bits | one));
  return edges;
}

const std::string& species_of(const ShownStructure& s, std::size_t atom) {
  return s.atoms.species[static_cast<std::size_t>(s.atoms.type[atom])];
}

report::Table atoms_table(const ShownStructure& s) {
  report::Table table{"structure.csv", {}, {{"species"}, {"x_A", "{:.4f}"}, {"y_A", "{:.4f}"}, {"z_A", "{:.4f}"}}, {}};
  if (!s.site.empty()) table.columns.push_back({"site"});
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    const Vec3 r = s.box.wrap(s.atoms.position[i]);
    std::vector<report::Cell> row{species_of(s, i), r.x, r.y, r.z};
    const int site = site_of(s, i);
    if (!s.site.empty()) row.emplace_back(site == 0 ? std::string() : std::string(sites::type_names[site - 1]));
    table.rows.push_back(std::move(row));
  }
  return table;
}
}  // namespace

std::string structure_words(const ShownStructure& shown) {
  std::map<std::string, std::int64_t> count;
  for (std::size_t i = 0; i < shown.atoms.size(); ++i) ++count[species_of(shown, i)];
  std::string words;
  for (const auto& [name, number] : count) words += fmt::format("{}{} {}", words.empty() ? "" : ", ", number, name);
  if (shown.atoms.size() <= most_drawn_atoms) return words;
  return words + fmt::format("; drawn are the {} atoms of a slice in the middle", most_drawn_atoms);
}

std::string structure_svg(const ShownStructure& shown) {
  StructureDrawing drawing;
  Kinds kinds;
  std::vector<std::string> species;
  for (const std::size_t i : drawn_atoms(shown)) {
    drawing.position.push_back(shown.box.wrap(shown.atoms.position[i]));
    drawing.kind.push_back(kinds.of(species_of(shown, i), site_of(shown, i)));
    species.push_back(species_of(shown, i));
  }
  drawing.kinds = std::move(kinds.kinds);
  if (!drawing.position.empty()) drawing.bonds = bonds_within(drawing.position, species, shown.box);
  drawing.edges = cell_edges(shown.box);
  return report::structure_drawing(drawing);
}

std::string structure_xyz(const ShownStructure& shown) {
  std::string text = fmt::format("{}\n{}\n", shown.atoms.size(), "structure");
  for (std::size_t i = 0; i < shown.atoms.size(); ++i) {
    const Vec3 r = shown.box.wrap(shown.atoms.position[i]);
    fmt::format_to(std::back_inserter(text), "{} {:.4f} {:.4f} {:.4f}\n", species_of(shown, i), r.x, r.y, r.z);
  }
  return text;
}

void add_structure(const ShownStructure& shown, const std::string& beside, report::PagePart& part) {
  const report::Table table = atoms_table(shown);
  part.figures.insert(
      part.figures.begin(),
      {"structure", "Structure: " + structure_words(shown), structure_svg(shown), {table.name}, beside});
  part.tables.push_back({table.name, report::csv_text(table), ""});
}

}  // namespace nacre::jobs
