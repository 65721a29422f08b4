// The population's loop with all its parts (population_members.h explains it), for the one small source per instruction
// set that compiles it.
#pragma once
#include "train/model/population/population_forces.h"
#include "train/model/population/population_members.h"
#include "train/model/population/population_sums.h"

namespace nacre::train {

template <class V>
PopulationLoop make_population_loop() {
  return {LaneTraits<V>::lanes, &Members<V>::scratch_floats, &Members<V>::run};
}

}  // namespace nacre::train
