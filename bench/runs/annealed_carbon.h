// Random carbon at 1.4 g/cm3 after `steps` fs at 4000 K: the host of the insertion's benchmarks.
#pragma once
#include <cmath>

#include "build/random_structure.h"
#include "core/units.h"
#include "force/force.h"
#include "integrate/dynamics.h"
#include "integrate/steps.h"
#include "integrate/velocity.h"

namespace nacre::bench {

inline System annealed_carbon(int atoms, int steps, Force& force) {
  const double edge = 41.4 * std::cbrt(atoms / 5000.0);
  Structure s = random_structure({{"C"}, {atoms}, {edge, edge, edge}, 1.2, 1});
  System system;
  system.atoms = std::move(s.atoms);
  system.box = s.box;
  system.seed = 1;
  system.atoms.use_species(force.species());
  initialize_velocities(system.atoms, 4000, 1, {});
  const auto ensemble = make_ensemble(Words("bench", 1, {"ensemble", "nvt_bdp", "4000", "4000", "100"}));
  Evaluation now;
  Dynamics d{system, &force, now, 1.0 / units::fs_per_time, {}, 0, steps, {}};
  nacre::force(d);
  ensemble->start(d);
  for (; d.step_in_run < steps; ++d.step_in_run, ++system.step) ensemble->step(d);
  return system;
}

}  // namespace nacre::bench
