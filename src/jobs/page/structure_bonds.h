// Bonds of a picture: pairs of atoms within reach of each other, of elements that make bonds.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "core/box.h"
#include "core/vec3.h"

namespace nacre::jobs {

/// Å, covalent, as DFT-D3 has it (core/elements.h); of an element without one about that of its neighbours in the table.
double bond_radius(const std::string& species);
/// Pairs nearer than 0.9 times the sum of these: 1.2 times that of the radii before DFT-D3 scaled them. Within the cell: a bond through a face would cross the whole
/// picture. Positions lie in the cell.
std::vector<std::pair<int, int>> bonds_within(const std::vector<Vec3>& position,
                                              const std::vector<std::string>& species, const Box& box);

}  // namespace nacre::jobs
