// A flake of graphene, flat: round, or a hexagon with zigzag or armchair edges around the middle of a ring. Its area is that of
// a circle whose diameter is given: pi D^2 / 4 = 2 sqrt(3) h^2, h from the middle to a side of the hexagon. Every atom has two
// neighbours at least, which leaves out some of those that lie in the shape: of shapes between 85 and 115 % of the diameter that one is
// taken whose number of atoms is nearest to that of the area.
#pragma once
#include <string>
#include <vector>

#include "core/vec3.h"

namespace nacre {

/// `a`: lattice constant, `diameter`: both Å; `edge`: round, zigzag or armchair. z = 0; empty when no hexagon fits.
/// Throws Error with key edge for another word.
std::vector<Vec3> flake(double a, double diameter, const std::string& edge);
/// Å, of the circle that has the area of so many atoms.
double flake_diameter(double a, std::size_t atoms);

}  // namespace nacre
