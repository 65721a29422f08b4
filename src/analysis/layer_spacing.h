// The spacing of graphitic layers from the positions themselves.
// At each atom with exactly three bonds the plane through its three neighbours is the layer there, n its normal. Above
// it stand the atoms with three bonds whose own plane is parallel (within 20 degrees), at d . n between 2.5 and 5.0 A,
// at most 1.6 A off to the side; those within 0.7 A of the lowest are one layer, and their mean height is the spacing
// there. Both sides of every atom count; what has no layer above counts not at all.
#pragma once
#include <cstdint>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct LayerSpacing {
  double mean = 0, deviation = 0;  ///< A; deviation: standard, of the sites
  std::int64_t sites = 0;          ///< sides of atoms that have a layer above them
  void add(const LayerSpacing& other);
};

/// `bond`: A, longest bond.
LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond = 1.85);

}  // namespace nacre
