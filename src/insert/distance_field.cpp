#include "insert/distance_field.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre::insert {

namespace {
constexpr float nothing = std::numeric_limits<float>::infinity();
constexpr double most_points = 4e9;
constexpr int far_points = 2000000000;  ///< beyond all rows, on either side
constexpr double most_rows = 1e8;       ///< of points, that are looked at for one atom: a second
// A plane of points and a few thousand atoms are worth waking a thread for.
constexpr int planes_per_thread = 8;

/// Rows of points along the last lattice vector that may lie within the reach of an atom. In a cell that is thin for its
/// edges most of them are images.
double rows_near(const Box& box, const std::array<int, 3>& counts, double reach) {
  double rows = 1;
  for (int k = 0; k < 2; ++k) {
    const double all = 2 * reach / box.thickness(k) * counts[k] + 1;
    rows *= box.is_periodic(k) ? all : std::min<double>(all, counts[k]);
  }
  return rows;
}
}  // namespace

DistanceField::DistanceField(const Box& box, int species, double spacing, double reach) : box_(box), reach_(reach) {
  if (!(spacing > 0)) throw Error("the spacing of the grid must be above 0 A").key("spacing");
  if (!(reach > 0) || !std::isfinite(reach))
    throw Error("the reach of the distance field must be above 0 A").key("reach");
  double total = 1;
  for (int k = 0; k < 3; ++k) {
    const double count = std::max(1.0, std::ceil(norm(box.h().row(k)) / spacing * (1 - 1e-12)));
    total *= count;
    if (!(total <= most_points))
      throw Error("the grid has more than 4e9 points: a wider spacing is needed").key("spacing");
    counts_[k] = whole<int>(count, {"the number of grid points along a row of the cell"});
  }
  if (rows_near(box, counts_, reach) > most_rows)
    throw Error("the cell is too oblique or too thin: an atom reaches more than 1e8 rows of grid points")
        .key("spacing");
  distance_.assign(species, std::vector<float>(static_cast<std::size_t>(points()), nothing));
}

std::array<double, 3> DistanceField::steps() const {
  return {norm(box_.h().row(0)) / counts_[0], norm(box_.h().row(1)) / counts_[1], norm(box_.h().row(2)) / counts_[2]};
}

std::array<int, 3> DistanceField::place(std::int64_t index) const {
  const std::int64_t row = index / counts_[2];
  return {static_cast<int>(row / counts_[1]), static_cast<int>(row % counts_[1]), static_cast<int>(index % counts_[2])};
}

Vec3 DistanceField::position(std::int64_t index) const {
  const auto p = place(index);
  return box_.cartesian({(p[0] + 0.5) / counts_[0], (p[1] + 0.5) / counts_[1], (p[2] + 0.5) / counts_[2]});
}

/// Points around an atom, counted beyond the cell along periodic directions.
struct DistanceField::Ranges {
  Vec3 fractional;
  int low[3], high[3];
};

DistanceField::Ranges DistanceField::ranges(Vec3 position) const {
  if (!std::isfinite(position.x + position.y + position.z))
    throw Error("a position is not finite", Error::Kind::failed);
  Ranges r;
  r.fractional = box_.fractional(box_.wrap(position));
  for (int k = 0; k < 3; ++k) {
    // A little more than the reach, so that rounding loses no point.
    const double half = reach_ / box_.thickness(k) * (1 + 1e-9) + 1e-9;
    const double low = std::ceil((r.fractional[k] - half) * counts_[k] - 0.5);
    const double high = std::floor((r.fractional[k] + half) * counts_[k] - 0.5);
    const double first = box_.is_periodic(k) ? low : std::max(low, 0.0);
    const double last = box_.is_periodic(k) ? high : std::min(high, counts_[k] - 1.0);
    // An atom far outside an open cell reaches no point.
    r.low[k] = within<int>(first, -far_points, far_points);
    r.high[k] = within<int>(last, -far_points, far_points);
  }
  return r;
}

/// Calls body(index, squared distance) for points in planes [first_plane, last_plane) that may lie within the reach;
/// in thin cells once for each image. The squared distance depends on the atom and the point alone.
template <class Body>
void DistanceField::for_points_near(Vec3 position, int first_plane, int last_plane, Body&& body) const {
  const Ranges r = ranges(position);
  const Vec3 a = box_.h().row(0), b = box_.h().row(1), c = box_.h().row(2);
  const double per_cc = 1 / dot(c, c);
  const auto inside = [](int i, int n) { return ((i % n) + n) % n; };
  for (int i = r.low[0]; i <= r.high[0]; ++i) {
    const int plane = inside(i, counts_[0]);
    if (plane < first_plane || plane >= last_plane) continue;
    const Vec3 along_a = ((i + 0.5) / counts_[0] - r.fractional.x) * a;
    for (int j = r.low[1]; j <= r.high[1]; ++j) {
      const Vec3 along_b = along_a + ((j + 0.5) / counts_[1] - r.fractional.y) * b;
      // The part of the row inside the sphere, and a little more: |along_b + t c| <= reach around t = -along_b c / c c.
      const double middle = -dot(along_b, c) * per_cc;
      const Vec3 foot = along_b + middle * c;
      const double left = (reach_ * reach_ - dot(foot, foot)) * per_cc;
      if (left < -1e-9) continue;
      const double half = std::sqrt(std::max(left, 0.0)) + 1e-4;
      const double offset = r.fractional.z + middle;
      const int first = within<int>(std::ceil((offset - half) * counts_[2] - 0.5), r.low[2], far_points);
      const int last = within<int>(std::floor((offset + half) * counts_[2] - 0.5), -far_points, r.high[2]);
      const std::int64_t row = index(plane, inside(j, counts_[1]), 0);
      int k_inside = inside(first, counts_[2]);
      for (int k = first; k <= last; ++k) {
        const Vec3 d = along_b + ((k + 0.5) / counts_[2] - r.fractional.z) * c;
        body(row + k_inside, dot(d, d));
        if (++k_inside == counts_[2]) k_inside = 0;
      }
    }
  }
}

/// Each thread owns some planes of points: body(first_plane, last_plane).
template <class Body>
void DistanceField::for_planes(Body&& body) const {
  const int parts = std::clamp(counts_[0] / planes_per_thread, 1, threads());
  parallel_for(
      parts,
      [&](std::ptrdiff_t p) {
        body(static_cast<int>(counts_[0] * p / parts), static_cast<int>(counts_[0] * (p + 1) / parts));
      },
      1);
}

void DistanceField::compute(const Atoms& atoms) {
  position_ = atoms.position;
  type_ = atoms.type;
  for (auto& d : distance_) std::fill(d.begin(), d.end(), nothing);
  const double limit = reach_ * reach_;
  for_planes([&](int first, int last) {
    for (std::size_t i = 0; i < position_.size(); ++i) {
      float* field = distance_[type_[i]].data();
      for_points_near(position_[i], first, last, [&](std::int64_t p, double d2) {
        if (d2 <= limit) field[p] = std::min(field[p], static_cast<float>(std::sqrt(d2)));
      });
    }
  });
}

void DistanceField::insert(Vec3 position, int type) {
  position_.push_back(position);
  type_.push_back(type);
  float* field = distance_[type].data();
  const double limit = reach_ * reach_;
  for_points_near(position, 0, counts_[0], [&](std::int64_t p, double d2) {
    if (d2 <= limit) field[p] = std::min(field[p], static_cast<float>(std::sqrt(d2)));
  });
}

int DistanceField::update(const Atoms& atoms, double tolerance) {
  std::vector<int> moved;
  for (int i = 0; i < this->atoms(); ++i)
    if (!(norm(atoms.position[i] - position_[i]) <= tolerance)) moved.push_back(i);
  if (moved.size() * 4 > atoms.size()) {  // marking points costs more than it saves
    compute(atoms);
    return static_cast<int>(moved.size());
  }
  if (!moved.empty()) {
    // Points that a moved atom leaves or enters, for its species.
    std::vector<std::vector<char>> stale(species());
    for (const int i : moved) {
      auto& marks = stale[type_[i]];
      marks.resize(static_cast<std::size_t>(points()), 0);
      for (const Vec3& r : {position_[i], atoms.position[i]})
        for_points_near(r, 0, counts_[0], [&](std::int64_t p, double) { marks[p] = 1; });
      position_[i] = atoms.position[i];
    }
    const double limit = reach_ * reach_;
    for_planes([&](int first, int last) {
      for (int s = 0; s < species(); ++s)
        for (std::int64_t p = index(first, 0, 0); p < index(last, 0, 0) && !stale[s].empty(); ++p)
          if (stale[s][p] != 0) distance_[s][p] = nothing;
      for (int i = 0; i < this->atoms(); ++i) {
        const std::vector<char>& marks = stale[type_[i]];
        if (marks.empty()) continue;
        float* field = distance_[type_[i]].data();
        for_points_near(position_[i], first, last, [&](std::int64_t p, double d2) {
          if (marks[p] != 0 && d2 <= limit) field[p] = std::min(field[p], static_cast<float>(std::sqrt(d2)));
        });
      }
    });
  }
  for (std::size_t i = position_.size(); i < atoms.size(); ++i) insert(atoms.position[i], atoms.type[i]);
  return static_cast<int>(moved.size());
}

}  // namespace nacre::insert
