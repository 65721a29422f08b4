// The potential part of the heat current, for any potential that is a sum of site energies:
//   J = sum_k V_k v_k,   V_k = -sum_i r_ik (x) dU_i/dr_ik,   r_ik = r_k - r_i
//
//   V_k   the virial by the atom on which the force acts (ghost_force.h), eV, nine components
//   v_k   velocity                 Å/time unit
//   J     potential_current()      eV Å/time unit = eV^3/2 amu^-1/2
//
// Without periodic images d/dt sum_i r_i E_i = sum_i v_i E_i + J, E_i = U_i + m_i v_i^2 / 2: what a test of the sign and of
// the division between atoms goes by.
// Fan et al., Phys. Rev. B 92, 094301 (2015), 10.1103/PhysRevB.92.094301.
//
// V is computed on the CPU, whatever device moves the atoms.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "force/ghost_force.h"

namespace nacre {

class HeatFlux {
 public:
  /// Of the mean of the potentials, which know the same elements in the same order. Throws Error as make_force() does.
  explicit HeatFlux(const std::vector<std::string>& potentials);

  /// [atom] V_k. Neighbour lists are built anew, so that the bits do not depend on what was computed before.
  const std::vector<Mat3>& virials(const Atoms& atoms, const Box& box);

 private:
  std::vector<std::unique_ptr<GhostForce>> members_;
  GhostEvaluation one_;
  std::vector<Mat3> virial_;
};

/// S_ab = sum_k (V_k)_ab (v_k)_b: what the velocities along b carry along a; J_a = sum_b S_ab.
Mat3 potential_current(const std::vector<Mat3>& virials, const std::vector<Vec3>& velocities);

}  // namespace nacre
