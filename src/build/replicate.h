// Supercells.
#pragma once
#include "build/structure.h"

namespace nacre {

/// na x nb x nc copies along the lattice vectors. Velocities, masses and group labels are copied. Order of the atoms:
/// copy along a (outermost), along b, along c, then the atoms of the original cell.
/// Throws Error(bad_input) when a number of copies is below 1 or there would be more than 2147483647 atoms.
Structure replicate(const Atoms& atoms, const Box& box, int na, int nb, int nc);

}  // namespace nacre
