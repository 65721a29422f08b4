// The search among points in bins whose coordinates are whole numbers on a fine grid: several points a SIMD instruction
// (near_points.h), squared distances in float. What it finds holds all points within the reach and a few beyond, so the
// caller tests what matters to him.
#pragma once
#include <array>
#include <cassert>
#include <cstdint>
#include <vector>

#include "core/box.h"
#include "device/parallel.h"
#include "neighbor/near_points.h"
#include "neighbor/point_bins.h"

namespace nacre {

class GridSearch {
 public:
  /// Searches reach as far as `reach` (Å) in this cell; `unit`: Å a grid unit.
  void set_reach(double reach, double unit, const Box& box);
  /// bin[i]: of point i, -1: left out. at(i, x, y, z) sets its grid coordinates; differences must fit 32 bits.
  template <class At>
  void sort(const BinGrid& grid, const std::vector<int>& bin, At&& at);

  /// Fills `places` with the places near a point at s (fractional) and `home` (grid); returns how many. `places` may be
  /// longer.
  int near(Vec3 s, const std::int32_t home[3], std::vector<int>& places) const;
  /// The same for the places first .. last - 1, behind the first `found` of `places`; returns how many there are then.
  int near_in(int first, int last, const std::int32_t home[3], int found, std::vector<int>& places) const;

  /// The bins, for a search of another kind; valid while this object lives and is not sorted anew.
  BinSearch bins() const { return {order_.grid(), {margin_[0], margin_[1], margin_[2]}, order_.begins().data()}; }
  const PointBins& order() const { return order_; }
  BinnedPoints points() const { return {x_.data(), y_.data(), z_.data()}; }  ///< [place]
  std::size_t bytes() const {
    return order_.bytes() + (x_.capacity() + y_.capacity() + z_.capacity()) * sizeof(std::int32_t);
  }

 private:
  PointBins order_;
  std::array<double, 3> margin_{};
  std::vector<std::int32_t> x_, y_, z_;
  float limit_ = 0;  ///< square of the reach in grid units
};

template <class At>
void GridSearch::sort(const BinGrid& grid, const std::vector<int>& bin, At&& at) {
  order_.sort(grid, bin);
  for (auto* c : {&x_, &y_, &z_}) c->assign(order_.places() + near_points_overrun, 0);
  parallel_for(order_.places(), [&](std::ptrdiff_t p) { at(order_.points()[p], x_[p], y_[p], z_[p]); });
}

}  // namespace nacre
