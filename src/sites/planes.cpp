#include "sites/planes.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace nacre::sites {

namespace {
Vec3 centre_of(const std::vector<Vec3>& points, int first, int last) {
  Vec3 sum;
  for (int k = first; k < last; ++k) sum += points[k];
  return (1.0 / (last - first)) * sum;
}
Eigen::Matrix3d spread_about(Vec3 centre, const std::vector<Vec3>& points, int first, int last) {
  Eigen::Matrix3d m = Eigen::Matrix3d::Zero();
  for (int k = first; k < last; ++k) {
    const Vec3 d = points[k] - centre;
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) m(i, j) += d[i] * d[j];
  }
  return m;
}
}  // namespace

Plane fit_plane(const std::vector<Vec3>& points, int first, int last) {
  Plane plane;
  plane.first = first, plane.last = last;
  plane.centre = centre_of(points, first, last);
  const Eigen::SelfAdjointEigenSolver<Eigen::Matrix3d> solver(spread_about(plane.centre, points, first, last));
  const auto vector = [&](int k) {
    const auto v = solver.eigenvectors().col(k);
    return Vec3{v[0], v[1], v[2]};
  };
  plane.normal = vector(0), plane.along = vector(2);
  plane.across = cross(plane.normal, plane.along);
  plane.height = -dot(plane.centre, plane.normal);
  double sum = 0;  // not the eigenvalue: its error would be that of the largest one
  for (int k = first; k < last; ++k) {
    const double off = dot(points[k] - plane.centre, plane.normal);
    sum += off * off;
  }
  plane.rmsd = std::sqrt(sum / plane.atoms());
  return plane;
}

double angle_between(const Plane& a, const Plane& b) {
  // Not the arc cosine: near parallel planes it loses half the digits.
  const double radians = std::atan2(norm(cross(a.normal, b.normal)), std::fabs(dot(a.normal, b.normal)));
  return radians * 180 / std::numbers::pi;
}

}  // namespace nacre::sites
