#include "analysis/pores/pore_grid.h"

#include <algorithm>
#include <cassert>
#include <limits>
#include <string>

#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "device/progress.h"
#include "neighbor/list_cost.h"

namespace nacre {

namespace {
constexpr double bin_width = 2.0;  // Å: a few atoms a bin at carbon's density
constexpr double most_grid_points = 4e9;
constexpr int brick_points = 64;

/// The spheres that matter to a brick, relative to its centre, and those of one radius side by side.
struct BrickAtoms {
  struct Entry {
    double radius;
    float x, y, z;
  };
  std::vector<Entry> entries;
};
}  // namespace

AtomBins::AtomBins(const std::vector<Vec3>& position, const std::vector<double>& radius, const Box& box) : box_(box) {
  assert(radius.size() == position.size());
  check_positions(position);
  std::array<double, 3> wanted{};
  for (int k = 0; k < 3; ++k) wanted[k] = box.thickness(k) / bin_width;
  const BinGrid grid =
      bin_grid(bin_counts(wanted, 8.0 * static_cast<double>(position.size()) + 64), {0, 0, 0}, {1, 1, 1});
  std::vector<int> bin(position.size());
  std::vector<Vec3> inside(position.size());
  for (std::size_t i = 0; i < position.size(); ++i) {
    inside[i] = box.wrap(position[i]);
    bin[i] = grid.bin(box.fractional(inside[i]));
    assert(radius[i] >= 0);
    largest_ = std::max(largest_, radius[i]);
  }
  order_.sort(grid, bin);
  for (const int i : order_.points()) position_.push_back(inside[i]), radius_.push_back(radius[i]);
}

BinsView AtomBins::view() const {
  BinsView v;
  v.h = box_.h(), v.largest = largest_;
  v.search.inverse = box_.inverse(), v.search.begin = order_.begins().data();
  for (int k = 0; k < 3; ++k) v.search.thickness[k] = box_.thickness(k), v.search.n[k] = order_.grid().n[k];
  v.position = position_.data(), v.radius = radius_.data();
  return v;
}

PoreGrid::PoreGrid(const Box& box, double spacing) : box_(box) {
  if (!(spacing > 0)) throw Error("the spacing of the grid must be above 0 A").key("grid");
  if (!box.all_periodic())
    throw Error(
        "the cell is open along a lattice vector: there the void has no end, and pores have no size; make the cell "
        "periodic (with a layer of vacuum, if it is a slab)")
        .key("pbc")
        .allowed("T T T");
  double total = 1;
  for (int k = 0; k < 3; ++k) {
    const double count = 4 * std::max(1.0, std::ceil(norm(box.h().row(k)) / (4 * spacing) * (1 - 1e-12)));
    total *= count;
    if (!(total <= most_grid_points)) throw Error("the grid has more than 4e9 points: a wider one is needed").key("grid");
    n_[k] = whole<int>(count, {"the number of grid points along a cell vector"}), bricks_[k] = n_[k] / 4;
    shape_.n[k] = n_[k], shape_.bricks[k] = bricks_[k];
  }
  shape_.h = box.h();
  for (const auto& corner : {std::array{1, 1, 1}, {1, 1, -1}, {1, -1, 1}, {-1, 1, 1}})
    diagonal_ = std::max(diagonal_, norm(step(corner[0], corner[1], corner[2])));
}

std::array<int, 3> PoreGrid::place(std::int64_t index) const {
  const std::int64_t brick = index >> 6, row = brick / bricks_[2];
  const int in = static_cast<int>(index & 63);
  return {static_cast<int>(row / bricks_[1]) * 4 + (in >> 4), static_cast<int>(row % bricks_[1]) * 4 + ((in >> 2) & 3),
          static_cast<int>(brick % bricks_[2]) * 4 + (in & 3)};
}

Vec3 PoreGrid::position(std::int64_t index) const {
  const auto p = place(index);
  return box_.cartesian({(p[0] + 0.5) / n_[0], (p[1] + 0.5) / n_[1], (p[2] + 0.5) / n_[2]});
}

PoreGrid::Halo PoreGrid::halo(std::int64_t brick) const {
  const auto first = place(brick * brick_points);
  const std::int64_t bricks_behind[3] = {static_cast<std::int64_t>(bricks_[1]) * bricks_[2], bricks_[2], 1};
  constexpr int behind[3] = {16, 4, 1};
  Halo h;
  for (int k = 0; k < 3; ++k)
    for (int a = 0; a < 6; ++a) {
      const int v = first[k] + a - 1, crossed = v < 0 ? -1 : v >= n_[k] ? 1 : 0, at = v - crossed * n_[k];
      h.crossed[k][a] = crossed;
      h.part[k][a] = (at >> 2) * bricks_behind[k] * brick_points + (at & 3) * behind[k];
    }
  return h;
}

std::int64_t PoreGrid::nearest(Vec3 r) const {
  const Vec3 s = box_.fractional(r);
  int at[3];
  for (int k = 0; k < 3; ++k) at[k] = within<int>((s[k] - std::floor(s[k])) * n_[k], 0, n_[k] - 1);
  return index(at[0], at[1], at[2]);
}

std::vector<float> clearances_on_cpu(const PoreGrid& grid, const AtomBins& atoms) {
  std::vector<float> clearance(static_cast<std::size_t>(grid.points()));
  const GridShape& shape = grid.shape();
  float x[brick_points], y[brick_points], z[brick_points];
  for (int p = 0; p < brick_points; ++p) {
    const Vec3 v = grid.step((p >> 4) - 1.5, ((p >> 2) & 3) - 1.5, (p & 3) - 1.5);
    x[p] = static_cast<float>(v.x), y[p] = static_cast<float>(v.y), z[p] = static_cast<float>(v.z);
  }
  const double across = 3 * grid.diagonal();  // 2 rho: between opposite corners of a brick
  const auto compute_brick = [&](std::int64_t brick, std::vector<BrickAtoms::Entry>& near_by) {
    const Vec3 centre = shape.brick_centre(brick);
    const double reach = atoms.clearance(centre) + across + 1e-6;
    near_by.clear();
    atoms.near(centre, reach + atoms.largest_radius(), [&](int p, Vec3 r) {
      const Vec3 d = r - centre;
      const double far = reach + atoms.radius(p);
      if (dot(d, d) <= far * far)
        near_by.push_back({atoms.radius(p), static_cast<float>(d.x), static_cast<float>(d.y), static_cast<float>(d.z)});
    });
    std::stable_sort(near_by.begin(), near_by.end(), [](const auto& a, const auto& b) { return a.radius < b.radius; });
    float best[brick_points], squared[brick_points];
    std::fill(best, best + brick_points, std::numeric_limits<float>::infinity());
    for (std::size_t first = 0; first < near_by.size();) {
      std::fill(squared, squared + brick_points, std::numeric_limits<float>::infinity());
      std::size_t a = first;
      for (; a < near_by.size() && near_by[a].radius == near_by[first].radius; ++a) {
        const float ax = near_by[a].x, ay = near_by[a].y, az = near_by[a].z;
        for (int p = 0; p < brick_points; ++p) {
          const float dx = x[p] - ax, dy = y[p] - ay, dz = z[p] - az;
          const float d2 = unfused_square(dx, dy, dz);
          squared[p] = d2 < squared[p] ? d2 : squared[p];
        }
      }
      const float radius = static_cast<float>(near_by[first].radius);
      for (int p = 0; p < brick_points; ++p) best[p] = std::min(best[p], std::sqrt(squared[p]) - radius);
      first = a;
    }
    std::copy(best, best + brick_points, clearance.begin() + brick * brick_points);
  };
  const std::int64_t rows = shape.bricks[0] * static_cast<std::int64_t>(shape.bricks[1]);
  LoopProgress work("clearances", rows);
  parallel_for(
      rows,
      [&](std::ptrdiff_t row) {
        std::vector<BrickAtoms::Entry> near_by;
        for (int k = 0; k < shape.bricks[2]; ++k) compute_brick(row * shape.bricks[2] + k, near_by);
        work.add();
      },
      4);
  return clearance;
}

}  // namespace nacre
