// The simulation cell: any triclinic cell, periodic or open along each lattice vector.
//   r = s h,  s = r h^-1     h: rows are the lattice vectors a, b, c (Å); s: fractional coordinates
#pragma once
#include <array>

#include "core/vec3.h"

namespace nacre {

class Box {
 public:
  /// A unit cube, open everywhere.
  Box();
  /// Rows of `h` are a, b, c in Å. Throws Error when the cell has no volume or a number is not finite.
  explicit Box(const Mat3& h, std::array<bool, 3> periodic = {true, true, true});

  const Mat3& h() const { return h_; }
  const Mat3& inverse() const { return inverse_; }
  const std::array<bool, 3>& periodic() const { return periodic_; }
  bool is_periodic(int direction) const { return periodic_[direction]; }
  bool all_periodic() const { return periodic_[0] && periodic_[1] && periodic_[2]; }
  double volume() const { return volume_; }  ///< Å^3, positive
  /// Distance between the two faces that lattice vector k joins (Å).
  double thickness(int k) const { return thickness_[k]; }
  bool is_orthogonal() const;

  Vec3 fractional(Vec3 r) const { return r * inverse_; }
  Vec3 cartesian(Vec3 s) const { return s * h_; }
  /// Image of r inside the cell along periodic directions (0 <= s < 1); open directions untouched.
  Vec3 wrap(Vec3 r) const;
  /// The same periodicity with new lattice vectors.
  Box with_cell(const Mat3& h) const { return Box(h, periodic_); }

 private:
  Mat3 h_, inverse_;
  std::array<bool, 3> periodic_;
  double volume_ = 1;
  std::array<double, 3> thickness_{1, 1, 1};
};

}  // namespace nacre
