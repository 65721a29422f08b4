// Spheres that touch atoms: where a grid's largest clearance near a point becomes the exact one.
//
//   |c - r_i| = rho + R_i   for the atoms i of a contact.  With x = c - r_0, a_i = r_i - r_0 the differences are
//   linear, a_i . x = (|a_i|^2 + R_0^2 - R_i^2)/2 + rho (R_0 - R_i),   so   x = P + Q rho, and |x|^2 = (rho + R_0)^2 is
//   a quadratic for rho.
//
// A largest sphere (a local maximum of the clearance d) touches at least four atoms: d is a minimum of convex
// functions. A window (a saddle of d between two cavities) touches three, its centre lies in their plane and within
// their directions; that is the third equation, (a_1 x a_2) . x = 0.
#pragma once

#include <vector>

#include "analysis/pores/pore_grid.h"

namespace nacre {

struct TouchingSphere {
  Vec3 centre;
  double radius;  ///< d(centre), Å
};

/// The largest sphere at the top of the cavity whose highest point on a grid is `start`. `span`: diagonal of the grid
/// cell.
TouchingSphere largest_sphere_near(const AtomBins& atoms, Vec3 start, double span);

/// A sphere that three atoms hold in their plane.
struct WindowSphere {
  TouchingSphere sphere;
  Vec3 normal;  ///< of the plane, not a unit vector
};

/// The windows near `start`, a grid point of clearance d: touching spheres of three atoms around a centre within 2
/// spans, that no other atom enters, of radius at most d + span; each once, in no order that matters. They may be a
/// little below d, where the grid steps over the narrowest place.
std::vector<WindowSphere> windows_near(const AtomBins& atoms, Vec3 start, double span);

}  // namespace nacre
