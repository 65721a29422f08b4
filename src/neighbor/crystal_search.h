// A search through a crystal whose bins cover one cell alone: periodic images are shifts of runs of bins, so a search
// may reach as far as it likes, in cells as thin as they are. point_bins.h explains the bins.
#pragma once
#include <cmath>

#include "core/macros.h"
#include "core/vec3.h"
#include "core/whole_number.h"
#include "neighbor/point_bins.h"

namespace nacre {

/// A search reaches no farther than this bin, along one direction.
constexpr int farthest_bin = 1 << 30;

/// Bin b of the crystal, along one direction with n bins a cell: bin `at` of the cell that lies `cell` lattice vectors
/// away.
struct CrystalBin {
  int cell, at;
};
NACRE_HD inline CrystalBin crystal_bin(int b, int n) {
  const int cell = b >= 0 ? b / n : -((n - 1 - b) / n);
  return {cell, b - cell * n};
}

/// The part of bins b .. high of a row of the crystal that lies in the cell of b: b .. last, `cell` lattice vectors away;
/// the cell's own bins begin at `begin`.
struct RowRun {
  int cell, begin, last;
};
NACRE_HD inline RowRun row_run(int b, int high, int n) {
  const int cell = b >= 0 ? b / n : -((n - 1 - b) / n), begin = cell * n, end = begin + n - 1;
  return {cell, begin, high < end ? high : end};
}
/// Calls body(first, last, cell) for the runs that bins low .. high of a row of the crystal are made of: bins
/// first .. last of the cell's row, moved by `cell` lattice vectors.
template <class Body>
NACRE_HD void for_row_runs(int low, int high, int n, Body&& body) {
  for (int b = low; b <= high;) {
    const RowRun r = row_run(b, high, n);
    body(b - r.begin, r.last - r.begin, r.cell);
    b = r.last + 1;
  }
}

/// Plain data, on the host or on a GPU; periodic along all three lattice vectors.
struct CrystalSearch {
  Mat3 inverse;
  double thickness[3] = {1, 1, 1};
  int n[3] = {1, 1, 1};        ///< bins of the cell
  const int* begin = nullptr;  ///< [bin + 1] first place

  /// Calls body(first, last, a, b, c) for runs of places first .. last - 1, moved by a, b, c lattice vectors, that may
  /// lie within `reach` (Å) of the point.
  template <class Body>
  NACRE_HD void for_runs(Vec3 point, double reach, Body&& body) const {
    const Vec3 s = point * inverse;
    int low[3], high[3];
    for (int k = 0; k < 3; ++k) {
      const double half = search_margin(reach, thickness[k]);
      low[k] = within<int>(std::floor((s[k] - half) * n[k]), -farthest_bin, farthest_bin);
      high[k] = within<int>(std::floor((s[k] + half) * n[k]), -farthest_bin, farthest_bin);
    }
    for (int x = low[0]; x <= high[0]; ++x) {
      const CrystalBin a = crystal_bin(x, n[0]);
      for (int y = low[1]; y <= high[1]; ++y) {
        const CrystalBin b = crystal_bin(y, n[1]);
        const int row = (a.at * n[1] + b.at) * n[2];
        for (int z = low[2]; z <= high[2];) {
          const RowRun c = row_run(z, high[2], n[2]);
          body(begin[row - c.begin + z], begin[row - c.begin + c.last + 1], a.cell, b.cell, c.cell);
          z = c.last + 1;
        }
      }
    }
  }
};

}  // namespace nacre
