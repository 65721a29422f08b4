// The area of a network on its plane, seen from the foot of the guest.
//
// Convex hull (Andrew's monotone chain). border: distance of the foot to the hull's edge, > 0 inside, < 0 outside.
//
// Concave: the alpha hull (Edelsbrunner, Kirkpatrick, Seidel, IEEE Trans. Inf. Theory 29, 551 (1983)), all that no open
// disc of radius alpha without atoms covers. With C the centres of such discs, the foot p is inside when no c of C is
// nearer than alpha, and
//   border = min over c in C of |c - p|  -  alpha
// which for large alpha is the distance to the edge of the convex hull, and outside is never below -alpha. C is the
// plane without the open discs of radius alpha around the atoms, so its nearest point is p itself, a point of a circle
// in the direction of p, or a crossing of two circles. With alpha 2 Å, hexagons (1.42 Å), eight-rings (1.86 Å), a
// single vacancy and the bays of both edges of graphene are inside.
#pragma once
#include <vector>

#include "sites/feature_settings.h"
#include "sites/planes.h"

namespace nacre::sites {

struct Vec2 {
  double x = 0, y = 0;
};

/// Kept from call to call, so that nothing is allocated.
struct HullScratch {
  std::vector<Vec2> point, hull;
};

/// Distance (Å) of the origin to the edge of the convex hull of the points, > 0 inside. `scratch.hull` may be reused.
double convex_border(std::vector<Vec2>& points, std::vector<Vec2>& hull);
/// The same for the alpha hull.
double concave_border(const std::vector<Vec2>& points, double alpha);

/// Fills border and beside of a plane whose network is among the points.
void measure_area(Plane& plane, const std::vector<Vec3>& points, HullRule rule, double alpha, HullScratch& scratch);

}  // namespace nacre::sites
