// How one structure is laid out in the neighbour list of the GPU: how often a thin cell is repeated, into how many bins
// its slots are sorted, and into how many cells its atoms for the space-filling order. Chosen on the host from the
// structure alone, fixed until the cell's shape asks for another number of copies, and part of a checkpoint, because
// the order of a row depends on it.
//
//   copies   along a periodic direction: thickness of the cell x copies >= 2 (reach + skin), so that of all images of a
//            pair only the nearest can be within reach, also after atoms moved by the skin
//   bins     of the supercell: half the reach thick and a little more, so that a cell may shrink by 2 % before a third
//            shell of bins has to be searched
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/box.h"

namespace nacre {

struct StructureLayout {
  int first_atom = 0, atoms = 0;
  int first_copy = 0;  ///< slots of copies that earlier structures have
  int copies[3] = {1, 1, 1};
  int bins[3] = {1, 1, 1};
  int sort_cells[3] = {1, 1, 1};
  int periodic[3] = {0, 0, 0};
  std::int64_t first_bin = 0;  ///< bins that earlier structures have

  NACRE_HD int all_copies() const { return copies[0] * copies[1] * copies[2]; }
  NACRE_HD std::int64_t all_bins() const { return static_cast<std::int64_t>(bins[0]) * bins[1] * bins[2]; }
};

/// Room that a new layout leaves for a cell that shrinks.
inline constexpr double spare_thickness = 1.02;

NACRE_HD inline double least_thickness(double reach, double skin) { return 2 * (reach + skin); }
/// Copies that a new layout would have along a direction with cells this thick (Å).
NACRE_HD inline double wanted_copies(double thickness, double reach, double skin) {
  return std::ceil(spare_thickness * least_thickness(reach, skin) / thickness);
}
/// A layout made for another cell serves as long as this holds. NaN: no.
NACRE_HD inline bool copies_serve(int copies, double thickness, double reach, double skin) {
  return copies * thickness >= least_thickness(reach, skin) && copies <= wanted_copies(thickness, reach, skin) + 1;
}

/// Copies, bins and sort cells of one structure. `extent` (Å): how far its atoms reach along open directions.
/// Throws Error when the cell is too thin to be repeated, or the list would need more than there is (list_cost.h).
StructureLayout lay_out(const Box& box, int atoms, const std::array<double, 3>& extent, double reach, double skin);
/// The extent for lay_out(): along open directions, between the faces of the cell that hold the atoms.
std::array<double, 3> open_extent(const Box& box, const Vec3* position, int atoms);

/// Fills first_atom, first_copy and first_bin of consecutive structures; returns the number of slots, local ones
/// included. Throws Error(failed) when they pass what an int counts.
int number_layouts(std::vector<StructureLayout>& layouts);

}  // namespace nacre
