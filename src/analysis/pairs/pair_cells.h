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
#include "neighbor/crystal_search.h"

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

/// What cell c3 of a row meets: number 0 are the cells after it in its own row, others the rows of the stencil.
NACRE_HD inline LaterCells later_cells(const PairCellsView& v, int row, int c3, int number) {
  LaterCells c{row * v.n[2], c3 + 1, c3 + v.reach, {0, 0, 0}};
  if (number > 0) {
    const StencilRow s = v.stencil[number - 1];
    const CrystalBin b1 = crystal_bin(row / v.n[1] + s.o1, v.n[0]), b2 = crystal_bin(row % v.n[1] + s.o2, v.n[1]);
    if ((b1.cell != 0 && !v.periodic[0]) || (b2.cell != 0 && !v.periodic[1])) return {0, 1, 0, {0, 0, 0}};
    c = {(b1.at * v.n[1] + b2.at) * v.n[2], c3 - s.reach, c3 + s.reach, {0, 0, 0}};
    for (int d = 0; d < 3; ++d) c.shift[d] = b1.cell * v.lattice[0][d] + b2.cell * v.lattice[1][d];
  }
  if (!v.periodic[2]) {
    if (c.low < 0) c.low = 0;
    if (c.high > v.n[2] - 1) c.high = v.n[2] - 1;
  }
  return c;
}
/// Calls body(run) for the points that cell c3 of a row meets (later_cells).
template <class Body>
NACRE_HD inline void for_later_runs(const PairCellsView& v, int row, int c3, int number, Body&& body) {
  const LaterCells c = later_cells(v, row, c3, number);
  for_row_runs(c.low, c.high, v.n[2], [&](int first, int last, int m) {
    const PairRun run{
        v.begin[c.begin + first],
        v.begin[c.begin + last + 1],
        {c.shift[0] + m * v.lattice[2][0], c.shift[1] + m * v.lattice[2][1], c.shift[2] + m * v.lattice[2][2]}};
    if (run.first < run.last) body(run);
  });
}

class PairCells {
 public:
  PairCells(const Atoms& atoms, const Box& box, double r_max, int bins);
  int rows() const { return n_[0] * n_[1]; }
  PairCellsView view() const;
  const std::vector<int>& begins() const { return order_.begins(); }
  const std::vector<StencilRow>& stencil() const { return stencil_; }
  /// Sizes of the arrays of points.
  std::size_t points() const { return x_.size(); }

 private:
  void measure(const Atoms& atoms);
  void choose_cells(std::size_t atoms, double r_max);
  void make_stencil(double r_max);
  void sort(const Atoms& atoms, int bins);
  int row_reach(int o1, int o2, double r_max) const;

  const Box& box_;
  std::vector<Vec3> fractional_;
  std::array<double, 3> low_{0, 0, 0}, extent_{1, 1, 1};  ///< fractional
  PointBins order_;
  std::array<int, 3> n_{1, 1, 1}, reach_{1, 1, 1};
  std::array<std::array<std::int64_t, 3>, 3> lattice_{};  ///< grid units
  std::vector<StencilRow> stencil_;
  std::vector<std::int32_t> x_, y_, z_, offset_;
  double unit_ = 1;  ///< Å per grid unit
  PairBins bins_{};
  int types_ = 0;
};

/// All counts 0. Throws Error(bad_input) unless r_max and bins are positive and the table of counts fits (2^27 counts).
PairHistogram empty_histogram(const Atoms& atoms, double r_max, int bins);

}  // namespace nacre
