// Atoms sorted into cells, as integers, for the pair histogram (pair_histogram.h): what the loops of the CPU and of the
// GPU walk through. Cell = (c1 n2 + c2) n3 + c3; cells of a row (c1, c2) lie one after another. Each cell meets itself
// and the half of its surroundings that comes later: the cells after it in its row, and rows of cells given by a
// stencil.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "analysis/pairs/pair_loops.h"
#include "core/atoms.h"
#include "core/box.h"
#include "core/macros.h"

namespace nacre {

struct PairHistogram;

/// Offsets (o1, o2) of a row of cells that comes later than the home cell's, and how far it reaches along the third
/// vector.
struct StencilRow {
  int o1, o2, reach;
};

/// Plain data, on the host or on a GPU.
struct PairCellsView {
  PairPoints points;
  const int* begin;           ///< [cell]
  const StencilRow* stencil;  ///< [later_rows - 1]
  int later_rows;             ///< the home row and those of the stencil
  int n[3], reach;            ///< reach: along the home row
  bool periodic[3];
  std::int64_t lattice[3][3];  ///< grid units
  PairBins bins;
  int types;
};

/// Cells low .. high of a row that begins at cell `begin` and is moved by `shift`; low and high count images along the
/// third vector. Empty: low > high.
struct LaterCells {
  int begin, low, high;
  std::int64_t shift[3];
};
/// Points first .. last - 1, moved by `shift`.
struct PairRun {
  int first, last;
  std::int64_t shift[3];
};

NACRE_HD inline int floor_div(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

/// What cell c3 of a row meets: number 0 are the cells after it in its own row, others the rows of the stencil.
NACRE_HD inline LaterCells later_cells(const PairCellsView& v, int row, int c3, int number) {
  if (number == 0) return {row * v.n[2], c3 + 1, c3 + v.reach, {0, 0, 0}};
  const StencilRow s = v.stencil[number - 1];
  const int t1 = row / v.n[1] + s.o1, t2 = row % v.n[1] + s.o2;
  const int m1 = floor_div(t1, v.n[0]), m2 = floor_div(t2, v.n[1]);
  if ((m1 != 0 && !v.periodic[0]) || (m2 != 0 && !v.periodic[1])) return {0, 1, 0, {0, 0, 0}};
  LaterCells c{((t1 - m1 * v.n[0]) * v.n[1] + t2 - m2 * v.n[1]) * v.n[2], c3 - s.reach, c3 + s.reach, {0, 0, 0}};
  for (int d = 0; d < 3; ++d) c.shift[d] = m1 * v.lattice[0][d] + m2 * v.lattice[1][d];
  return c;
}
/// Images of the row along the third vector that the cells lie in: first to last.
NACRE_HD inline int first_image(const PairCellsView& v, const LaterCells& c) {
  return v.periodic[2] ? floor_div(c.low, v.n[2]) : 0;
}
NACRE_HD inline int last_image(const PairCellsView& v, const LaterCells& c) {
  if (c.low > c.high) return first_image(v, c) - 1;
  return v.periodic[2] ? floor_div(c.high, v.n[2]) : 0;
}
/// The points of image m.
NACRE_HD inline PairRun run_of(const PairCellsView& v, const LaterCells& c, int m) {
  const int n3 = v.n[2], low = c.low - m * n3, high = c.high - m * n3;
  const int first = low > 0 ? low : 0, last = high < n3 - 1 ? high : n3 - 1;
  if (first > last) return {0, 0, {0, 0, 0}};
  return {v.begin[c.begin + first],
          v.begin[c.begin + last + 1],
          {c.shift[0] + m * v.lattice[2][0], c.shift[1] + m * v.lattice[2][1], c.shift[2] + m * v.lattice[2][2]}};
}

class PairCells {
 public:
  PairCells(const Atoms& atoms, const Box& box, double r_max, int bins);
  int rows() const { return n_[0] * n_[1]; }
  PairCellsView view() const;
  const std::vector<int>& begins() const { return begin_; }
  const std::vector<StencilRow>& stencil() const { return stencil_; }
  /// Sizes of the arrays of points.
  std::size_t points() const { return x_.size(); }

 private:
  void measure(const Atoms& atoms);
  void choose_cells(std::size_t atoms, double r_max);
  void make_stencil(double r_max);
  void sort(const Atoms& atoms, int bins);
  int cell_of(Vec3 s) const;
  int row_reach(int o1, int o2, double r_max) const;

  const Box& box_;
  std::vector<Vec3> fractional_;
  std::array<double, 3> low_{0, 0, 0}, extent_{1, 1, 1};  ///< fractional
  std::array<int, 3> n_{1, 1, 1}, reach_{1, 1, 1};
  std::array<std::array<std::int64_t, 3>, 3> lattice_{};  ///< grid units
  std::vector<StencilRow> stencil_;
  std::vector<int> begin_;
  std::vector<std::int32_t> x_, y_, z_, offset_;
  double unit_ = 1;  ///< A per grid unit
  PairBins bins_{};
  int types_ = 0;
};

/// All counts 0. Throws Error(bad_input) unless r_max and bins are positive and the table of counts fits (2^27 counts).
PairHistogram empty_histogram(const Atoms& atoms, double r_max, int bins);

}  // namespace nacre
