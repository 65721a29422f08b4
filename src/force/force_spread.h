// How far the members of a committee of potentials disagree on the forces of a structure:
//   sigma_i = sqrt(1/M sum_m |F_i^m - <F_i>|^2)   eV/Å,   <F_i> = 1/M sum_m F_i^m
// the model deviation of Zhang et al., Comput. Phys. Commun. 253, 107206 (2020), 10.1016/j.cpc.2020.107206; committees:
// Schran, Brezina, Marsalek, J. Chem. Phys. 153, 104105 (2020), 10.1063/5.0016004.
#pragma once
#include <vector>

#include "core/vec3.h"

namespace nacre {

struct ForceSpread {
  std::vector<double> atom;      ///< sigma_i, eV/Å
  double largest = 0, mean = 0;  ///< over the atoms
};
/// `forces`: [member][atom], of at least one member.
ForceSpread force_spread(const std::vector<std::vector<Vec3>>& forces);

}  // namespace nacre
