// How far the members of a committee of potentials disagree on the forces of a structure:
//   sigma_i = sqrt(1/M sum_m |F_i^m - <F_i>|^2)   eV/Å,   <F_i> = 1/M sum_m F_i^m
// the model deviation of Zhang et al., Comput. Phys. Commun. 253, 107206 (2020), 10.1016/j.cpc.2020.107206; committees:
// Schran, Brezina, Marsalek, J. Chem. Phys. 153, 104105 (2020), 10.1063/5.0016004.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "force/batch.h"
#include "io/extxyz.h"

namespace nacre::train {

struct ForceSpread {
  std::vector<double> atom;      ///< sigma_i, eV/Å
  double largest = 0, mean = 0;  ///< over the atoms
};
/// `forces`: [member][atom], of at least one member.
ForceSpread force_spread(const std::vector<std::vector<Vec3>>& forces);

class Committee {
 public:
  using Open = std::function<std::unique_ptr<BatchForce>(const std::string& path)>;
  /// Opens every file. Throws Error(bad_input) naming the member whose elements are not those of `species` (in any
  /// order).
  Committee(const std::vector<std::string>& files, const std::vector<std::string>& species, const Open& open);
  /// One for each frame; their types are left in the order of the last member's species. Throws StructureError.
  std::vector<ForceSpread> spreads(std::vector<Frame>& frames);
  std::size_t size() const { return members_.size(); }

 private:
  std::vector<std::unique_ptr<BatchForce>> members_;
};

}  // namespace nacre::train
