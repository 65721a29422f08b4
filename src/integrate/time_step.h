// The largest safe time step: no atom moves farther than a given distance d in it. With acceleration a = F/m,
//   |v| dt + |a| dt^2 / 2 <= d   =>   dt <= 2 d / (|v| + sqrt(|v|^2 + 2 |a| d))
#pragma once
#include "integrate/dynamics.h"

namespace nacre {

/// The largest dt <= dt_max (internal time units) in which no atom moves farther than max_distance (Å, > 0), from the
/// velocities and forces now; random kicks of a thermostat within the step come on top.
double limited_time_step(const Dynamics& dynamics, double dt_max, double max_distance);

}  // namespace nacre
