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
  void add(const LayerSpacing& other);
};

/// `bond`: A, longest bond.
LayerSpacing layer_spacing(const Atoms& atoms, const Box& box, double bond = 1.85);

}  // namespace nacre
