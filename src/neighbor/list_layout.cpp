#include "neighbor/list_layout.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/whole_number.h"
#include "neighbor/list_cost.h"
#include "neighbor/point_bins.h"

namespace nacre {

namespace {
// Bins beyond this many a slot would be empty space of an open direction.
constexpr double bins_per_slot = 2, free_bins = 64;
// Edge of the cells whose space-filling order sorts the atoms (Å): about two carbon atoms each.
constexpr double sort_edge = 3.0;
// Ten bits a direction of the Morton code.
constexpr int most_sort_cells = 1024;
}  // namespace

std::array<double, 3> open_extent(const Box& box, const Vec3* position, int atoms) {
  std::array<double, 3> low{INFINITY, INFINITY, INFINITY}, high{-INFINITY, -INFINITY, -INFINITY}, extent{};
  if (box.all_periodic() || atoms == 0) return extent;
  for (int i = 0; i < atoms; ++i) {
    const Vec3 s = box.fractional(position[i]);
    for (int k = 0; k < 3; ++k) low[k] = std::min(low[k], s[k]), high[k] = std::max(high[k], s[k]);
  }
  for (int k = 0; k < 3; ++k)
    if (high[k] >= low[k]) extent[k] = (high[k] - low[k]) * box.thickness(k);
  return extent;
}

StructureLayout lay_out(const Box& box, int atoms, const std::array<double, 3>& extent, double reach, double skin) {
  StructureLayout layout;
  layout.atoms = atoms;
  assert(atoms >= 0 && reach >= 0 && skin >= 0);
  // Fractions of a supercell have 32 bits: more copies would leave too few for a cell.
  check_thickness(box, spare_thickness * least_thickness(reach, skin));
  check_cost(box, static_cast<std::size_t>(atoms), reach, extent, true);
  const double edge = 0.5 * spare_thickness * reach + 0.01;
  std::array<double, 3> wanted{};
  for (int k = 0; k < 3; ++k) {
    layout.periodic[k] = box.is_periodic(k) ? 1 : 0;
    const double copies = box.is_periodic(k) ? std::max(1.0, wanted_copies(box.thickness(k), reach, skin)) : 1;
    layout.copies[k] = whole<int>(copies, {"the number of copies of the cell"});
    const double length = box.is_periodic(k) ? box.thickness(k) : extent[k];
    layout.sort_cells[k] = within<int>(length / sort_edge, 1, most_sort_cells);
    wanted[k] = std::max(1.0, std::floor(layout.copies[k] * length / edge));
  }
  const double slots = static_cast<double>(atoms) * layout.copies[0] * layout.copies[1] * layout.copies[2];
  const std::array<int, 3> bins = bin_counts(wanted, bins_per_slot * slots + free_bins);
  for (int k = 0; k < 3; ++k) layout.bins[k] = std::min(bins[k], 1 << 20);
  return layout;
}

int number_layouts(std::vector<StructureLayout>& layouts) {
  std::int64_t atoms = 0, copies = 0, bins = 0;
  constexpr std::int64_t most = std::numeric_limits<int>::max() / 2;
  for (StructureLayout& layout : layouts) {
    assert(layout.copies[0] >= 1 && layout.copies[1] >= 1 && layout.copies[2] >= 1 && layout.all_bins() >= 1);
    layout.first_atom = static_cast<int>(atoms), layout.first_copy = static_cast<int>(copies), layout.first_bin = bins;
    const double all = static_cast<double>(layout.copies[0]) * layout.copies[1] * layout.copies[2];
    if (all * layout.atoms > static_cast<double>(most))
      throw Error("too many periodic images for this cutoff and cell", Error::Kind::failed).key("lattice");
    atoms += layout.atoms;
    copies += static_cast<std::int64_t>(layout.atoms) * (layout.all_copies() - 1);
    bins += layout.all_bins();
    if (atoms + copies > most)
      throw Error("too many atoms and periodic images for one neighbour list", Error::Kind::failed);
  }
  return static_cast<int>(atoms + copies);
}

}  // namespace nacre
