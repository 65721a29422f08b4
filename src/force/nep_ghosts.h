// NEP for a caller who owns the images (ghost_force.h). Ghosts are atoms of types of their own, T more than those of the
// model: type T + t looks like type t to its neighbours, and has no site energy. The list sorts atoms by type and a
// tile holds one type, so that the loops leave out the tiles of ghosts and are otherwise the same.
#pragma once
#include "force/nep_model.h"
#include "neighbor/neighbor_list.h"

namespace nacre::nep {

/// The model with its types twice. Networks and q_scaler of the second half are those of the first and never read.
NepModel with_ghost_types(const NepModel& model);

/// The list of such a model needs no pairs of two ghosts.
NeighborSettings without_ghost_pairs(NeighborSettings settings);

}  // namespace nacre::nep
