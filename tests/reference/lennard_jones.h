// Lennard-Jones 12-6, truncated without shift, same parameters for all atoms.
#pragma once

#include "structure.h"

namespace reference {

// U = 1/2 sum_ij 4 epsilon ((sigma/r)^12 - (sigma/r)^6) for r < cutoff; half of a pair's energy to each of its atoms.
// epsilon in eV, sigma and cutoff in A.
Result lennard_jones(const Structure& structure, double epsilon, double sigma, double cutoff);

}  // namespace reference
