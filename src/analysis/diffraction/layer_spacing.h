// The geometric spacing of graphitic layers: that of layers.h, whose rule it is, with every pair of elements bonded
// below one distance. What a pattern's d002 stands beside.
#pragma once
#include <cstdint>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct LayerSpacing {
  double mean = 0, deviation = 0;  ///< Å; deviation: standard, of the sites
  std::int64_t sites = 0;          ///< sides of atoms that have a layer above them
  std::int64_t stacked = 0;        ///< atoms that have a layer above or below
  std::int64_t tetrahedral = 0;    ///< atoms with four bonds
  std::int64_t atoms = 0;
  void add(const LayerSpacing& other);
  /// At least a tenth of the atoms are stacked, with spacings within 0.5 Å of each other (standard deviation). Sheets at
  /// random one above another, at any height between 2.8 and 5.0 Å, deviate by 0.64 Å: they are no stack.
  bool is_stack() const;
};

/// `bond`: A, longest bond.
LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond = 1.85);

}  // namespace nacre
