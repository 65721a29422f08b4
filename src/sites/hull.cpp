#include "sites/hull.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::sites {

namespace {
Vec2 operator-(Vec2 a, Vec2 b) { return {a.x - b.x, a.y - b.y}; }
Vec2 operator+(Vec2 a, Vec2 b) { return {a.x + b.x, a.y + b.y}; }
Vec2 operator*(double s, Vec2 a) { return {s * a.x, s * a.y}; }
double dot(Vec2 a, Vec2 b) { return a.x * b.x + a.y * b.y; }
double cross(Vec2 a, Vec2 b) { return a.x * b.y - a.y * b.x; }
double norm(Vec2 a) { return std::sqrt(dot(a, a)); }

/// Counterclockwise; the last point is the first one. One point gives that point twice.
void make_hull(std::vector<Vec2>& points, std::vector<Vec2>& hull) {
  std::sort(points.begin(), points.end(), [](Vec2 a, Vec2 b) { return a.x != b.x ? a.x < b.x : a.y < b.y; });
  hull.clear();
  const auto add = [&](Vec2 p, std::size_t kept) {
    while (hull.size() > kept && cross(hull.back() - hull[hull.size() - 2], p - hull.back()) <= 0) hull.pop_back();
    hull.push_back(p);
  };
  for (const Vec2 p : points) add(p, 1);
  const std::size_t lower = hull.size();
  for (std::size_t k = points.size() - 1; k-- > 0;) add(points[k], lower);
  if (hull.size() == 1) hull.push_back(hull[0]);
}

double distance_to_segment(Vec2 a, Vec2 b) {
  const Vec2 edge = b - a;
  const double length2 = dot(edge, edge);
  const double t = length2 > 0 ? std::clamp(-dot(a, edge) / length2, 0.0, 1.0) : 0;
  return norm(a + t * edge);
}
}  // namespace

double convex_border(std::vector<Vec2>& points, std::vector<Vec2>& hull) {
  make_hull(points, hull);
  bool inside = hull.size() > 3;  // a line has no inside
  double distance = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k + 1 < hull.size(); ++k) {
    inside = inside && cross(hull[k], hull[k + 1]) >= 0;
    distance = std::min(distance, distance_to_segment(hull[k], hull[k + 1]));
  }
  return inside ? distance : -distance;
}

namespace {
/// The centres of empty discs, and how near the nearest is to the origin.
class NearestEmptyDisc {
 public:
  NearestEmptyDisc(const std::vector<Vec2>& points, double alpha) : points_(points), alpha_(alpha) {
    try_centre({0, 0});
    for (const Vec2 q : points_) try_towards_origin(q);
    for (std::size_t i = 0; i < points_.size(); ++i)
      for (std::size_t j = i + 1; j < points_.size(); ++j) try_crossings(points_[i], points_[j]);
  }
  double distance() const { return nearest_; }

 private:
  void try_centre(Vec2 c) {
    const double distance = norm(c);
    if (distance >= nearest_) return;
    const double limit = alpha_ * (1 - 1e-12);  // the circles that made c pass through it
    for (const Vec2 q : points_)
      if (norm(q - c) < limit) return;
    nearest_ = distance;
  }
  void try_towards_origin(Vec2 q) {
    const double distance = norm(q);
    if (distance > 0) try_centre((1 - alpha_ / distance) * q);
  }
  void try_crossings(Vec2 a, Vec2 b) {
    const Vec2 half = 0.5 * (b - a), middle = a + half;
    const double length = norm(half);
    if (length == 0 || length > alpha_) return;
    const double rise = std::sqrt(alpha_ * alpha_ - length * length) / length;
    const Vec2 up{-rise * half.y, rise * half.x};
    try_centre(middle + up);
    try_centre(middle - up);
  }

  const std::vector<Vec2>& points_;
  double alpha_, nearest_ = std::numeric_limits<double>::infinity();
};
}  // namespace

double concave_border(const std::vector<Vec2>& points, double alpha) {
  return NearestEmptyDisc(points, alpha).distance() - alpha;
}

void measure_area(Plane& plane, const std::vector<Vec3>& points, HullRule rule, double alpha, HullScratch& scratch) {
  scratch.point.clear();
  const Vec3 foot = plane.foot();
  for (int k = plane.first; k < plane.last; ++k) {
    const Vec3 d = points[k] - foot;
    scratch.point.push_back({nacre::dot(d, plane.along), nacre::dot(d, plane.across)});
  }
  const double convex = convex_border(scratch.point, scratch.hull);
  plane.beside = std::max(0.0, -convex);
  plane.border = rule == HullRule::convex ? convex : concave_border(scratch.point, alpha);
}

}  // namespace nacre::sites
