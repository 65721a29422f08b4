// Is a guest atom between two layers? Four conditions of Wang et al., Chem. Sci. 2026, 17, 2547, each by itself:
//   enough    at least two networks of at least `min_atoms` host atoms in the environment
//   flat      two planes, each with RMSD < `flatness`
//   parallel  angle of the planes < `angle` (the angle is folded into 0 .. 90 degrees, so that the paper's "> 180 -
//             angle" is the same)
//   between   the guest projects into the area of each network on its plane (border >= 0)
// The last three are asked of one pair of planes, chosen by `pair`:
//   opposite  the two on opposite sides of the guest with the smallest sum of distances; where there are none, nearest
//   nearest   the two of the smallest distances
//   largest   the two of the most atoms
// Ties: the smaller RMSD. Distance: from the guest along the normal.
#pragma once
#include <array>
#include <vector>

#include "sites/feature_settings.h"
#include "sites/planes.h"

namespace nacre::sites {

struct IntercalationTest {
  int networks = 0;  ///< of at least min_atoms
  bool enough = false, flat = false, parallel = false, between = false;
  bool has_pair = false;                     ///< the numbers below exist
  bool opposite = false;                     ///< the guest is between the two planes
  std::array<double, 2> rmsd{}, distance{};  ///< Å; the nearer plane first
  std::array<double, 2> border{};            ///< Å, from the projected guest to the border of the area, > 0 inside
  double angle = 0;                          ///< degrees

  bool is_intercalation() const { return enough && flat && parallel && between; }
};

/// `networks`: of at least min_atoms; `planes`: the nearest first, areas measured.
IntercalationTest test_intercalation(int networks, const std::vector<Plane>& planes, const FeatureSettings& settings);

}  // namespace nacre::sites
