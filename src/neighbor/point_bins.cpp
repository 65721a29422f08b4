#include "neighbor/point_bins.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

#include "core/whole_number.h"

namespace nacre {

BinGrid bin_grid(const std::array<int, 3>& n, const std::array<double, 3>& low, const std::array<double, 3>& high) {
  BinGrid grid;
  for (int k = 0; k < 3; ++k) {
    assert(n[k] >= 1 && !(high[k] < low[k]));
    grid.n[k] = n[k], grid.low[k] = low[k];
    grid.scale[k] = high[k] > low[k] ? n[k] / (high[k] - low[k]) : 0;
  }
  return grid;
}

std::array<int, 3> bin_counts(const std::array<double, 3>& wanted, double most) {
  assert(most >= 1);
  constexpr int most_along = 1 << 30;
  double total = 1;
  for (const double w : wanted) total *= std::max(1.0, std::floor(w));
  const double shrink = std::cbrt(std::max(1.0, total / most));
  std::array<int, 3> n{};
  // A reach of 0 wants infinitely many, and NaN becomes 1.
  for (int k = 0; k < 3; ++k) n[k] = within<int>(std::floor(wanted[k] / shrink), 1, most_along);
  return n;
}

void PointBins::sort(const BinGrid& grid, const std::vector<int>& bin) {
  grid_ = grid;
  begin_.assign(grid.bins() + 1, 0);
  for (const int b : bin) {
    assert(b >= -1 && b < static_cast<int>(grid.bins()));
    if (b >= 0) ++begin_[b + 1];
  }
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  point_.resize(begin_.back());
  std::vector<int> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t i = 0; i < bin.size(); ++i)
    if (bin[i] >= 0) point_[next[bin[i]]++] = static_cast<int>(i);
}

}  // namespace nacre
