// Rings by brute force: every simple cycle of the infinite net up to a size, then the definition itself.
#pragma once

#include <map>
#include <string>

#include "structure.h"

namespace reference {

// Rings of each size a cell. `criterion`: "primitive" (every two members are as far apart in the net as along the
// ring), "king" (for some member the rest is a shortest path between its two neighbours that avoids it) or "guttman"
// (for some bond of the ring the rest is a shortest path between its ends that avoids the bond). Bonds: r < cutoff (A).
// The time grows as (bonds an atom)^max_size.
std::map<int, long> rings(const Structure& structure, double cutoff, int max_size, const std::string& criterion);

}  // namespace reference
