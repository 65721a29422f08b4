// Points sorted into bins: what every search for points near points stands on.
//
//   bin along k   b_k = floor((s_k - low_k) scale_k), kept within 0 .. n_k - 1      s: fractional coordinates
//   bin           (b_0 n_1 + b_1) n_2 + b_2: the bins of a row (b_0, b_1) are one run of memory
//   place         number of a point in the order of the bins; the points of one bin keep their order
//   search        reach / thickness_k on both sides along k, and a little more: rounding must not lose a bin
//
// A periodic cell can be searched in two ways:
//   images as points   images within reach of the cell are points of their own, the bins cover them all, and a search is
//                      a block of bins that ends at the borders: BinSearch; PointSearch and NeighborList make the images
//   images as shifts   the bins cover the cell alone; bin b of the crystal is bin b - m n of the cell, moved by m lattice
//                      vectors: CrystalSearch (crystal_search.h), for reaches that are not known beforehand
#pragma once
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/macros.h"
#include "core/vec3.h"
#include "core/whole_number.h"

namespace nacre {

/// Plain data, on the host or on a GPU.
struct BinGrid {
  int n[3] = {1, 1, 1};
  double low[3] = {0, 0, 0}, scale[3] = {0, 0, 0};

  /// Bin along k; what lies outside belongs to the outermost bin.
  NACRE_HD int along(double s, int k) const { return within<int>((s - low[k]) * scale[k], 0, n[k] - 1); }
  NACRE_HD int row(int x, int y) const { return (x * n[1] + y) * n[2]; }  ///< its first bin
  NACRE_HD int bin(Vec3 s) const { return row(along(s.x, 0), along(s.y, 1)) + along(s.z, 2); }
  std::size_t bins() const { return static_cast<std::size_t>(n[0]) * n[1] * n[2]; }
};

/// n bins between low and high along each direction; one where they are equal.
BinGrid bin_grid(const std::array<int, 3>& n, const std::array<double, 3>& low, const std::array<double, 3>& high);

/// Whole numbers of bins, at least 1: those wanted or, when they would be more than `most` in all, as many times fewer
/// along each direction.
std::array<int, 3> bin_counts(const std::array<double, 3>& wanted, double most);

/// Half-width of a search in fractional coordinates; `thickness`: of the cell along this direction (Å).
NACRE_HD inline double search_margin(double reach, double thickness) { return reach / thickness * (1 + 1e-9) + 1e-9; }

/// Points in the order of their bins.
class PointBins {
 public:
  /// bin[i]: of point i; -1: left out.
  void sort(const BinGrid& grid, const std::vector<int>& bin);

  const BinGrid& grid() const { return grid_; }
  int places() const { return static_cast<int>(point_.size()); }
  int point(int place) const { return point_[place]; }
  const std::vector<int>& points() const { return point_; }  ///< [place]
  const std::vector<int>& begins() const { return begin_; }  ///< [bin + 1] first place
  std::size_t bytes() const { return (begin_.capacity() + point_.capacity()) * sizeof(int); }

 private:
  BinGrid grid_;
  std::vector<int> begin_{0, 0}, point_;
};

/// A search around points among points and their images in bins. Plain data, on the host or on a GPU.
struct BinSearch {
  BinGrid grid;
  double margin[3] = {0, 0, 0};  ///< fractional
  const int* begin = nullptr;    ///< [bin + 1]

  /// Calls body(first, last) for runs of places first .. last - 1 that may lie within reach of s, until it returns
  /// true; returns whether it did.
  template <class Body>
  NACRE_HD bool for_runs(Vec3 s, Body&& body) const {
    int low[3], high[3];
    for (int k = 0; k < 3; ++k) low[k] = grid.along(s[k] - margin[k], k), high[k] = grid.along(s[k] + margin[k], k);
    for (int x = low[0]; x <= high[0]; ++x)
      for (int y = low[1]; y <= high[1]; ++y) {
        const int row = grid.row(x, y), first = begin[row + low[2]], last = begin[row + high[2] + 1];
        if (first < last && body(first, last)) return true;
      }
    return false;
  }
};

}  // namespace nacre
