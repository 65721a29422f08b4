// The bonded networks among points: components of the graph in which two points nearer than `bond` are joined. Images
// of an atom are points of their own, and only bonds between the points given count, so two sheets that join outside
// the environment are two networks. Every pair is looked at: an environment holds a few dozen points.
#pragma once
#include <vector>

#include "core/vec3.h"

namespace nacre::sites {

struct Networks {
  std::vector<Vec3> point;    ///< network after network
  std::vector<int> begin{0};  ///< [network + 1]
  int count() const { return static_cast<int>(begin.size()) - 1; }
  int atoms(int network) const { return begin[network + 1] - begin[network]; }
};

/// `out` is overwritten; its capacity is kept.
void split_networks(const std::vector<Vec3>& points, double bond, Networks& out);

}  // namespace nacre::sites
