// The CPU loop of the neuroevolution potential with all its parts (nep_tile.h explains it), for the one small source per
// instruction set that compiles it.
#pragma once
#include "force/nep_tile.h"
#include "force/nep_tile_forces.h"
#include "force/nep_tile_sums.h"

namespace nacre::nep {

template <class V>
TileLoop<typename LaneTraits<V>::Real> make_tile_loop() {
  return {LaneTraits<V>::lanes, &Tile<V>::scratch_reals, &Tile<V>::run};
}

}  // namespace nacre::nep
