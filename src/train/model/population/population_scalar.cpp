// The population's loop for any processor, one member at a time.
#include "train/model/population/population_loop.h"

namespace nacre::train {
PopulationLoop population_loop_scalar() { return make_population_loop<float>(); }
}  // namespace nacre::train
