// Landscape: one structure as a function of n numbers, for a Minimizer. The numbers are the positions of the atoms that
// move, three each, in the reference cell (Å), then those of the cell (cell_strain.h). Fixed atoms are no coordinates:
// they keep their bits; when the cell is strained they keep their fractional coordinates.
//   f = E + work of the pressure (eV),   df/dq = -F_atom F^T,   with F = 1 where the cell is fixed
#pragma once
#include <vector>

#include "core/system.h"
#include "minimize/cell_strain.h"

namespace nacre {

class Landscape {
 public:
  /// `fixed`: 1 for atoms that stay; empty: none.
  Landscape(const Atoms& atoms, const Box& box, const std::vector<char>& fixed, CellFreedom freedom, Vec3 pressure);

  /// Coordinates of the reference itself.
  Vector start() const;
  std::size_t atom_coordinates() const { return 3 * moving_.size(); }
  const CellStrain& cell() const { return cell_; }

  /// Puts the structure of coordinates x into atoms and box (throws Error when that cell has no volume).
  void place(const Vector& x, Atoms& atoms, Box& box) const;
  double value(const Vector& x, const Evaluation& now) const { return now.energy + cell_.work(deformation(x)); }
  void gradient(const Vector& x, const Evaluation& now, Vector& gradient) const;
  /// Largest component of a force on a moving atom (eV/Å).
  double largest_force(const Evaluation& now) const;

  /// Makes the present structure the reference: x is start() then.
  void rebase(const Atoms& atoms, const Box& box);

 private:
  bool strains() const { return cell_.coordinates() > 0; }
  Mat3 deformation(const Vector& x) const;

  CellFreedom freedom_;
  Vec3 pressure_;
  CellStrain cell_;
  std::vector<std::size_t> moving_;  ///< indices of atoms
  std::vector<Vec3> reference_;      ///< q of all atoms
};

}  // namespace nacre
