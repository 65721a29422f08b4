// A look at the labels of training data and of frames that are predicted: are they in the units that are meant? Forces
// are eV/Å, virials eV, stresses eV/Å^3; stresses in bar, kbar and GPa are the usual slip.
//
// Of each frame the largest component of |W| / V is taken, of a set the median of that. Matter has at most some 0.1
// eV/Å^3 (16 GPa); a number above 0.6 (100 GPa) is the same pressure in
//   GPa below 10,  kbar below 1000,  bar above          where it is then 0.6 .. 10 GPa, 1 .. 100 GPa, > 0.1 GPa
#pragma once
#include <string>
#include <vector>

#include "core/vec3.h"

namespace nacre::look {

class LabelLook {
 public:
  /// `virial` in eV, `volume` in Å^3.
  void add_virial(const Mat3& virial, double volume);
  /// eV/Å; of all atoms of a frame.
  void add_forces(const std::vector<Vec3>& force);
  /// What is odd, each a line; empty: nothing.
  std::vector<std::string> warnings() const;

 private:
  std::vector<double> stress_, force_;  ///< of each frame: largest component; root of the mean square
};

}  // namespace nacre::look
