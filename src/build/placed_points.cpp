#include "build/placed_points.h"

#include <algorithm>
#include <cmath>

#include "core/whole_number.h"

namespace nacre {

PlacedPoints::PlacedPoints(Vec3 edges, double min_distance, std::int64_t expected)
    : edges_(edges), squared_(min_distance * min_distance) {
  // More cells than atoms would only cost memory; 1e6 a direction keeps the index small.
  const double most = std::clamp(std::ceil(std::cbrt(static_cast<double>(expected))), 1.0, 1e6);
  for (int k = 0; k < 3; ++k)
    cells_[k] = min_distance * most < edges[k] ? within<int>(most, 1) : within<int>(edges[k] / min_distance, 1);
  first_.assign(static_cast<std::size_t>(cells_[0]) * cells_[1] * cells_[2], -1);
}

bool PlacedPoints::has_room(Vec3 r) const {
  const std::array<int, 3> home = cell(r);
  for (int x = low(0); x <= high(0); ++x)
    for (int y = low(1); y <= high(1); ++y)
      for (int z = low(2); z <= high(2); ++z)
        if (is_near(r, index({home[0] + x, home[1] + y, home[2] + z}))) return false;
  return true;
}

void PlacedPoints::add(Vec3 r) {
  const std::size_t c = index(cell(r));
  next_.push_back(first_[c]);
  first_[c] = static_cast<int>(position_.size());
  position_.push_back(r);
}

std::array<int, 3> PlacedPoints::cell(Vec3 r) const {
  std::array<int, 3> c;
  for (int k = 0; k < 3; ++k) c[k] = within<int>(r[k] / edges_[k] * cells_[k], 0, cells_[k] - 1);
  return c;
}

std::size_t PlacedPoints::index(std::array<int, 3> c) const {
  for (int k = 0; k < 3; ++k) c[k] = (c[k] + cells_[k]) % cells_[k];
  return (static_cast<std::size_t>(c[0]) * cells_[1] + c[1]) * cells_[2] + c[2];
}

bool PlacedPoints::is_near(Vec3 r, std::size_t cell) const {
  for (int i = first_[cell]; i >= 0; i = next_[i]) {
    Vec3 d = position_[i] - r;
    for (int k = 0; k < 3; ++k) d[k] -= edges_[k] * std::round(d[k] / edges_[k]);
    if (dot(d, d) < squared_) return true;
  }
  return false;
}

}  // namespace nacre
