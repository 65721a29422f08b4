// Coordination numbers by brute force.
#pragma once

#include <vector>

#include "structure.h"

namespace reference {

// For each atom the number of atoms and images (own ones included) at r < cutoff (A).
std::vector<int> coordination(const Structure& structure, double cutoff);

}  // namespace reference
