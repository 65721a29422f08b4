// Rings that share bonds.
#pragma once
#include <cstdint>

#include "analysis/rings/ring_search.h"

namespace nacre {

/// Pairs of one ring of m and one of n atoms, m != n, that have at least one bond in common; each pair once for each
/// cell.
std::int64_t pairs_sharing_a_bond(const RingList& rings, int m, int n);

}  // namespace nacre
