// The cell as coordinates of a minimisation. Cell and atoms are those of a reference, strained:
//   h = h_0 F,  r = q F,  F = 1 + S       h_0: reference cell, rows a, b, c (Å); q: positions in it (Å)
// S symmetric, of which the freedom leaves free
//   hydrostatic   one number, the same strain along every periodic axis
//   orthogonal    three: S_xx, S_yy, S_zz; the angles of an orthogonal cell stay
//   full          six: also S_yz, S_xz, S_xy
// Open directions are never strained; their lattice vector must lie along its Cartesian axis, the others across it.
//
// The function to minimise is the enthalpy (V volume, V_0 of h_0, P target pressure, p mean of P over the free axes)
//   H = E + p V + V_0 sum_i (P_i - p) S_ii
// whose slope, with the virial W = -dE/d(strain), is
//   dH/dS = sym(F^-T (p V - W)) + V_0 diag(P - p)
// Where P is the same in all directions H is E + pV. Where it is not, no function of the cell has the pressure P as its
// slope; the last term is a dead load on the faces of the reference, right for F = 1. The reference is therefore moved
// to the present cell whenever H is converged but the stress is not, until both are (landscape.h).
//
// Coordinates: y = J S_ii, y = J sqrt(2) S_ij, y = J sqrt(n) S for n equal strains, so that |y| = J |S|. With
//   J = N^1/2 (V_0/N)^1/3
// a coordinate of the cell is about as stiff as that of an atom: the cell's stiffness is C V in S, an atom's is about
// C (V/N)^1/3, and the ratio of both is J^2. (A factor N in place of N^1/2, as is common, makes the cell the softer the
// more atoms there are.)
#pragma once
#include <string>
#include <vector>

#include "core/box.h"
#include "minimize/vector_math.h"

namespace nacre {

enum class CellFreedom { fixed, hydrostatic, orthogonal, full };
std::string cell_freedom_text(CellFreedom freedom);

class CellStrain {
 public:
  /// `pressure`: xx, yy, zz in eV/Å^3. Throws Error(bad_input) when the freedom and the cell do not fit.
  CellStrain(CellFreedom freedom, Vec3 pressure, const Box& reference, std::size_t atoms);

  std::size_t coordinates() const { return terms_.size(); }
  const Box& reference() const { return reference_; }
  /// J, Å.
  double scale() const { return scale_; }
  /// F of the coordinates y[0 .. coordinates()).
  Mat3 deformation(const double* y) const;
  /// H - E at the deformation F, eV.
  double work(const Mat3& f) const;
  /// dH/dy, eV/Å, into gradient[0 .. coordinates()).
  void gradient(const Mat3& f, const Mat3& virial, double* gradient) const;
  /// Largest difference between W/V and P over what is free, eV/Å^3. `volume`: of the present cell.
  double stress_error(const Mat3& virial, double volume) const;
  /// The same as dH/dy sees it: what is left of the gradient, as a stress (eV/Å^3).
  double residual(const double* gradient) const;
  /// p, eV/Å^3.
  double mean_pressure() const { return mean_pressure_; }

 private:
  /// One coordinate: the elements of S that it moves together, each by `share`.
  struct Term {
    std::vector<std::pair<int, int>> elements;
    double share;
  };
  void choose_terms(CellFreedom freedom);

  Box reference_;
  Vec3 pressure_;
  double mean_pressure_ = 0, scale_ = 1;
  std::vector<Term> terms_;
};

}  // namespace nacre
