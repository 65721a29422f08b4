// NEP on the GPU for a caller who owns the images (ghost_force.h). Ghosts are atoms of types of their own, T more than those of the
// model: type T + t looks like type t to its neighbours, and has no site energy. The list sorts atoms by type, so that
// ghosts are the last slots, which the kernels of sites leave out. Rows of ghosts name own atoms: forces on them are
// gathered like all others. (The CPU's list has slots without rows for ghosts instead.)
#pragma once
#include "force/nep_model.h"
#include "neighbor/neighbor_list.h"

namespace nacre::nep {

/// The model with its types twice. Networks and q_scaler of the second half are those of the first and never read.
NepModel with_ghost_types(const NepModel& model);

/// The list of such a model needs no pairs of two ghosts.
NeighborSettings without_ghost_pairs(NeighborSettings settings);

}  // namespace nacre::nep
