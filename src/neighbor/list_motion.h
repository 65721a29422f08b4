// When a neighbour list is out of date. A pair listed within cutoff + skin can have come inside the cutoff only if its
// atoms together moved by the skin. Motion is measured against the affinely deformed start, and the deformation itself
// uses up part of the skin:
//   D = h_built^-1 h,  e = |D - 1|,  allowed = (skin - e (reach + skin)) / 2,   stale: |r - r_built D| > allowed
//   h_built, h  cells at the build and now (Å)      reach  largest cutoff + skin (Å)
#pragma once
#include "core/vec3.h"

namespace nacre {

struct AllowedMotion {
  Mat3 deform;
  double distance = 0;     ///< Å; not positive: the list is out of date whatever the atoms did
  bool same_cell = false;  ///< `deform` is the identity up to rounding
  /// Square of the way of an atom (Å²).
  NACRE_HD double moved_squared(Vec3 start, Vec3 now) const {
    const Vec3 d = now - (same_cell ? start : start * deform);
    return dot(d, d);
  }
  /// NaN counts as moved too far.
  NACRE_HD bool exceeded(Vec3 start, Vec3 now) const { return !(moved_squared(start, now) <= distance * distance); }
};

NACRE_HD inline AllowedMotion allowed_motion(const Mat3& built_inverse, const Mat3& h, double reach, double skin) {
  AllowedMotion motion;
  motion.deform = built_inverse * h;
  double strain = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      const double e = motion.deform.m[i][j] - (i == j ? 1 : 0);
      strain += e * e;
    }
  strain = std::sqrt(strain);
  motion.same_cell = strain < 1e-14;
  motion.distance = 0.5 * (skin - (motion.same_cell ? 0 : strain * (reach + skin)));
  return motion;
}

}  // namespace nacre
