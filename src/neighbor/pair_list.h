// All pairs within cutoffs, once: for analyses and checks of one structure.
#pragma once
#include <vector>

#include "core/atoms.h"
#include "core/box.h"
#include "neighbor/neighbor_list.h"

namespace nacre {

/// `cutoff` (Å): [type of one][type of the other], 0 for no pairs. Rows as they are found, no skin. Throws Error where the
/// list would be too large (list_cost.h).
NeighborList list_of_pairs(const Atoms& atoms, const Box& box, std::vector<double> cutoff);

}  // namespace nacre
