// The empty space of a periodic structure of hard spheres, on a grid.
//
//   d(p) = min over atoms i and their images of |p - r_i| - R_i      clearance of a point p, Å; negative inside an atom
//
//   point (i, j, k) at fractional ((i + 1/2)/n_0, (j + 1/2)/n_1, (k + 1/2)/n_2);  n_k a multiple of 4, no step along a
//   lattice vector longer than the spacing
//   order in memory: bricks of 4 x 4 x 4 points, the 64 points of a brick side by side, so that one 64-bit word says
//   something of each of them
//
// d is exact (float) everywhere, however large the pore and however thin the cell: AtomBins walks through periodic
// images, and an atom that is nearest to some point of a brick with centre c has a clearance of at most d(c) + 2 rho
// from c (rho: half the diagonal of a brick), because d changes by at most the length of the way.
// Cost: about 30 distances a point at carbon's density and 0.2 Å, 8 at a time.
#pragma once
#include <array>
#include <cmath>
#include <cstdint>
#include <vector>

#include "analysis/pores/pore_math.h"
#include "core/box.h"
#include "neighbor/point_bins.h"

namespace nacre {

/// Spheres in a periodic cell, sorted into bins. "Places" number them in the order of the bins.
class AtomBins {
 public:
  AtomBins(const std::vector<Vec3>& position, const std::vector<double>& radius, const Box& box);

  /// body(place, r) for every sphere or image whose centre r may lie within `reach` of the point, and a few beyond.
  template <class Body>
  void near(Vec3 point, double reach, Body&& body) const;
  /// d(point). There must be an atom.
  double clearance(Vec3 point) const { return view().clearance(point); }
  /// Valid while the bins live.
  BinsView view() const;

  int places() const { return static_cast<int>(position_.size()); }
  double radius(int place) const { return radius_[place]; }
  int atom(int place) const { return order_.point(place); }
  Vec3 position(int place) const { return position_[place]; }  ///< inside the cell
  double largest_radius() const { return largest_; }
  const Box& box() const { return box_; }
  const std::vector<int>& begins() const { return order_.begins(); }
  const std::vector<Vec3>& positions() const { return position_; }
  const std::vector<double>& radii() const { return radius_; }

 private:
  Box box_;
  PointBins order_;
  std::vector<Vec3> position_;
  std::vector<double> radius_;
  double largest_ = 0;
};

class PoreGrid;
/// [point] clearances.
using PoreField = std::vector<float> (*)(const PoreGrid& grid, const AtomBins& atoms);
std::vector<float> clearances_on_cpu(const PoreGrid& grid, const AtomBins& atoms);

class PoreGrid {
 public:
  /// Throws Error(bad_input) for a spacing that is not positive or gives more points than memory is worth, and for a
  /// cell that is open along some direction: there the void has no end and a largest pore no size.
  PoreGrid(const Box& box, double spacing);
  /// d at every point. `field`: who computes it; the values are the same, to the last bit, whichever does.
  void compute(const AtomBins& atoms, PoreField field = clearances_on_cpu) { clearance_ = field(*this, atoms); }

  const Box& box() const { return box_; }
  const std::array<int, 3>& counts() const { return n_; }
  const std::array<int, 3>& bricks() const { return bricks_; }
  std::int64_t points() const { return static_cast<std::int64_t>(n_[0]) * n_[1] * n_[2]; }
  double point_volume() const { return box_.volume() / static_cast<double>(points()); }
  /// Longest of the four diagonals of a grid cell (Å).
  double diagonal() const { return diagonal_; }
  std::int64_t index(int i, int j, int k) const {
    const std::int64_t brick = (static_cast<std::int64_t>(i >> 2) * bricks_[1] + (j >> 2)) * bricks_[2] + (k >> 2);
    return brick * 64 + ((i & 3) * 16 + (j & 3) * 4 + (k & 3));
  }
  std::array<int, 3> place(std::int64_t index) const;
  Vec3 position(std::int64_t index) const;
  /// The point whose grid cell holds `r`, and the lattice vector by which r lies outside the cell.
  std::int64_t nearest(Vec3 r) const;
  float clearance(std::int64_t index) const { return clearance_[index]; }
  const std::vector<float>& clearances() const { return clearance_; }
  /// Cartesian vector of a step of (a, b, c) points.
  Vec3 step(double a, double b, double c) const { return shape_.step(a, b, c); }
  const GridShape& shape() const { return shape_; }

  /// body(neighbour, cell crossed along each lattice vector: -1, 0, 1) for the 26 neighbours of a point.
  template <class Body>
  void for_neighbours(std::int64_t point, Body&& body) const;

  /// The points of a brick and one layer around them, [x][y][z] of 6 each: index = x + y + z of the three tables.
  struct Halo {
    std::int64_t part[3][6];
    int crossed[3][6];  ///< cells
    std::int64_t point(int x, int y, int z) const { return part[0][x] + part[1][y] + part[2][z]; }
  };
  Halo halo(std::int64_t brick) const;

 private:
  Box box_;
  std::array<int, 3> n_{}, bricks_{};
  GridShape shape_;  ///< the same numbers, for loops on any device
  double diagonal_ = 0;
  std::vector<float> clearance_;
};

template <class Body>
void AtomBins::near(Vec3 point, double reach, Body&& body) const {
  view().for_runs(point, reach, [&](int first, int last, Vec3 shift) {
    for (int p = first; p < last; ++p) body(p, position_[p] + shift);
  });
}

template <class Body>
void PoreGrid::for_neighbours(std::int64_t point, Body&& body) const {
  const auto p = place(point);
  int at[3][3], cross[3][3];
  for (int k = 0; k < 3; ++k)
    for (int d = -1; d <= 1; ++d) {
      const int v = p[k] + d;
      cross[k][d + 1] = v < 0 ? -1 : v >= n_[k] ? 1 : 0;
      at[k][d + 1] = v - cross[k][d + 1] * n_[k];
    }
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b)
      for (int c = 0; c < 3; ++c)
        if (a != 1 || b != 1 || c != 1)
          body(index(at[0][a], at[1][b], at[2][c]), std::array{cross[0][a], cross[1][b], cross[2][c]});
}

}  // namespace nacre
