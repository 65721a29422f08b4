// Radii of the hard spheres that stand for atoms (Å).
//   uff    half the Lennard-Jones sigma of the universal force field: x / (2 * 2^(1/6)), x of Rappe et al.,
//          J. Am. Chem. Soc. 114, 10024 (1992), table 1
//   zeo++  van der Waals radii as Zeo++ uses them: Bondi, J. Phys. Chem. 68, 441 (1964), with H 1.09 of Rowland and
//          Taylor, J. Phys. Chem. 100, 7384 (1996)
// A list "C=1.7,O=1.5" gives radii; it may follow the name of a set, "uff,C=1.7".
#pragma once
#include <string>
#include <vector>

namespace nacre {

class PoreRadii {
 public:
  /// Throws Error(bad_input), key radii, for an unknown set or element, a radius below 0 and a pair that is malformed.
  explicit PoreRadii(const std::string& option = "uff");
  /// Throws Error(bad_input) when neither the set nor the list has the element.
  double of(const std::string& element) const;
  const std::string& text() const { return text_; }

 private:
  std::string text_, set_;
  std::vector<std::pair<std::string, double>> given_;
};

}  // namespace nacre
