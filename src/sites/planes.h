// The plane of least squares of a network, and where the guest is relative to it.
//   c = sum r_k / n,   M = sum (r_k - c)(r_k - c)^T,   normal: eigenvector of the smallest eigenvalue of M
//   RMSD = sqrt( sum ((r_k - c) . normal)^2 / n )
// The guest is the origin; its height over the plane is -c . normal, its foot -height * normal. A network that is a
// straight line fits many planes; the one of the eigenvectors is taken, its area is empty.
#pragma once
#include <vector>

#include "core/vec3.h"

namespace nacre::sites {

struct Plane {
  Vec3 centre, normal, along, across;  ///< along, across: in the plane, right-handed with the normal
  double rmsd = 0;                     ///< Å
  double height = 0;                   ///< Å, signed, of the guest over the plane
  int first = 0, last = 0;             ///< the network's atoms: points [first, last)
  double border = 0;                   ///< Å, from the foot to the border of the area, > 0 inside (hull.h)
  double beside = 0;                   ///< Å, from the foot to the convex hull, 0 inside (hull.h)

  int atoms() const { return last - first; }
  Vec3 foot() const { return -height * normal; }
};

/// Of points [first, last), at least one.
Plane fit_plane(const std::vector<Vec3>& points, int first, int last);
/// 0 .. 90 degrees.
double angle_between(const Plane& a, const Plane& b);

}  // namespace nacre::sites
