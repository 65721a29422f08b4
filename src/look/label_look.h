// A look at the labels of training data and of frames that are predicted: are they in the units that are meant? Forces
// are eV/Å, virials eV, stresses eV/Å^3; stresses in bar, kbar and GPa are the usual slip.
//
// Of each frame the largest component of |W| is taken, of a set the median of that. A warning is given above
//   |W| / V = 0.6 eV/Å^3 (100 GPa)   or   |W| / N = 4 eV (diamond at 115 GPa)
// The unit is the one in which the virials fit the forces best: in disordered matter |W| / N is about a third of
// F_rms (V / N)^1/3. Without forces it goes by size: numbers below 10 are GPa, below 1000 kbar, above bar.
#pragma once
#include <string>
#include <vector>

#include "core/vec3.h"

namespace nacre::look {

class LabelLook {
 public:
  /// A frame: `virial` in eV, null where it has none; `volume` in Å^3; `force` in eV/Å, of all atoms or empty.
  void add(const Mat3* virial, double volume, std::size_t atoms, const std::vector<Vec3>& force);
  /// What is odd, each a line; empty: nothing.
  std::vector<std::string> warnings() const;

 private:
  std::string stress_warning(double stress) const;

  std::vector<double> stress_, per_atom_;  ///< largest component of each frame (eV/Å^3, eV)
  std::vector<double> ratio_;              ///< of the virial to F_rms (V / N)^1/3
  std::vector<double> force_;              ///< root of the mean square (eV/Å)
};

}  // namespace nacre::look
