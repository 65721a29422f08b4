// NEP for any processor, one atom at a time: single precision, and the full-precision loop behind --double.
#include "force/nep_loop.h"

namespace nacre::nep {
TileLoop<float> tile_loop_scalar() { return make_tile_loop<float>(); }
TileLoop<double> tile_loop_double() { return make_tile_loop<double>(); }
}  // namespace nacre::nep
