#include "analysis/pair_histogram.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <limits>

#include "analysis/pair_loops.h"
#include "core/error.h"
#include "device/parallel.h"
#include "device/progress.h"

namespace nacre {

namespace {
constexpr double atoms_per_cell = 8;
constexpr double full_range = 1 << 30;  ///< grid units across everything: differences fit 32 bits
constexpr double most_reach = 1000;     ///< cells along one vector
constexpr std::int64_t most_counts = std::int64_t{1} << 27;

/// Offsets (o1, o2) of a row of cells that comes later than the home cell's, and how far it reaches along the third
/// vector.
struct StencilRow {
  int o1, o2, reach;
};

int floor_div(int a, int b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

/// Atoms sorted into cells, cell = (c1 n2 + c2) n3 + c3, as integers.
class Cells {
 public:
  Cells(const Atoms& atoms, const Box& box, double r_max, int bins);
  int rows() const { return n_[0] * n_[1]; }
  /// Counts all pairs whose first atom lies in the row; counts[(a * types + b) * bins + k].
  void count_row(int row, std::int64_t* counts) const;

 private:
  void measure(const Atoms& atoms);
  void choose_cells(std::size_t atoms, double r_max);
  void make_stencil(double r_max);
  void sort(const Atoms& atoms, int bins);
  int cell_of(Vec3 s) const;
  int row_reach(int o1, int o2, double r_max) const;
  void count_home_row(int row, int c3, std::int64_t* counts) const;
  void count_later_row(int row, int c3, const StencilRow& s, std::int64_t* counts) const;
  template <class Body>
  void for_pieces(int row_begin, int low, int high, const std::int64_t shift[3], Body&& body) const;
  void count_from(int i, int first, int last, const std::int64_t shift[3], std::int64_t* counts) const;

  const Box& box_;
  std::vector<Vec3> fractional_;
  std::array<double, 3> low_{0, 0, 0}, extent_{1, 1, 1};  ///< fractional
  std::array<int, 3> n_{1, 1, 1}, reach_{1, 1, 1};
  std::array<std::array<std::int64_t, 3>, 3> lattice_{};  ///< grid units
  std::vector<StencilRow> stencil_;
  std::vector<int> begin_;
  std::vector<std::int32_t> x_, y_, z_, offset_;
  double unit_ = 1;  ///< A per grid unit
  PairPoints points_{};
  PairBins bins_{};
  int types_ = 0;
  CountPairs count_ = pair_loops().count;
};

Cells::Cells(const Atoms& atoms, const Box& box, double r_max, int bins)
    : box_(box), types_(static_cast<int>(atoms.species.size())) {
  measure(atoms);
  choose_cells(atoms.size(), r_max);
  make_stencil(r_max);
  sort(atoms, bins);
  bins_ = {static_cast<float>(bins * unit_ / r_max), static_cast<float>(bins)};
}

void Cells::measure(const Atoms& atoms) {
  fractional_.resize(atoms.size());
  parallel_for(static_cast<std::ptrdiff_t>(atoms.size()), [&](std::ptrdiff_t i) {
    const Vec3 r = atoms.position[i];
    if (!std::isfinite(r.x + r.y + r.z))
      throw Error("the position of an atom is not finite", Error::Kind::failed).value("atom " + std::to_string(i + 1));
    fractional_[i] = box_.fractional(box_.wrap(r));
  });
  for (int k = 0; k < 3; ++k) {
    if (box_.is_periodic(k) || atoms.size() == 0) continue;
    double high = -std::numeric_limits<double>::infinity();
    low_[k] = -high;
    for (const Vec3& s : fractional_) low_[k] = std::min(low_[k], s[k]), high = std::max(high, s[k]);
    extent_[k] = std::max(high - low_[k], 1e-9);
  }
}

void Cells::choose_cells(std::size_t atoms, double r_max) {
  const double volume = box_.volume() * extent_[0] * extent_[1] * extent_[2];
  const double edge =
      std::max(std::cbrt(atoms_per_cell * volume / static_cast<double>(std::max<std::size_t>(atoms, 1))), r_max / 8);
  double total = 4 * r_max;
  for (int k = 0; k < 3; ++k) {
    const double thickness = box_.thickness(k) * extent_[k];
    n_[k] = static_cast<int>(std::clamp(thickness / edge, 1.0, 1024.0));
    // A hair more than needed: coordinates are rounded to the grid.
    const double cells = r_max * (1 + 1e-6) * n_[k] / thickness;
    if (box_.is_periodic(k) && cells > most_reach) throw Error("r_max is more than 1000 times the cell's height");
    reach_[k] = static_cast<int>(std::min(cells, most_reach)) + 1;
    if (!box_.is_periodic(k)) reach_[k] = std::min(reach_[k], n_[k] - 1);
    total += norm(box_.h().row(k)) * extent_[k] * (1 + static_cast<double>(reach_[k] + 2) / n_[k]);
  }
  unit_ = total / full_range;
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) lattice_[k][d] = std::llround(box_.h()[k][d] / unit_);
}

/// Cells beyond r_max are left out where that is easy to know: the vectors are orthogonal.
int Cells::row_reach(int o1, int o2, double r_max) const {
  if (!box_.is_orthogonal()) return reach_[2];
  const auto gap = [&](int o, int k) { return std::max(0, std::abs(o) - 1) * box_.thickness(k) * extent_[k] / n_[k]; };
  const double reach = r_max * (1 + 1e-6), left = reach * reach - gap(o1, 0) * gap(o1, 0) - gap(o2, 1) * gap(o2, 1);
  if (left < 0) return -1;
  return std::min(reach_[2], static_cast<int>(std::sqrt(left) * n_[2] / (box_.thickness(2) * extent_[2])) + 1);
}

void Cells::make_stencil(double r_max) {
  for (int o1 = 0; o1 <= reach_[0]; ++o1)
    for (int o2 = o1 == 0 ? 1 : -reach_[1]; o2 <= reach_[1]; ++o2)
      if (const int reach = row_reach(o1, o2, r_max); reach >= 0) stencil_.push_back({o1, o2, reach});
}

int Cells::cell_of(Vec3 s) const {
  int c[3];
  for (int k = 0; k < 3; ++k) c[k] = std::clamp(static_cast<int>((s[k] - low_[k]) / extent_[k] * n_[k]), 0, n_[k] - 1);
  return (c[0] * n_[1] + c[1]) * n_[2] + c[2];
}

void Cells::sort(const Atoms& atoms, int bins) {
  const std::size_t n = atoms.size();
  std::vector<int> cell(n), order(n);
  parallel_for(static_cast<std::ptrdiff_t>(n), [&](std::ptrdiff_t i) { cell[i] = cell_of(fractional_[i]); });
  begin_.assign(static_cast<std::size_t>(rows()) * n_[2] + 1, 0);
  for (std::size_t i = 0; i < n; ++i) ++begin_[cell[i] + 1];
  for (std::size_t c = 1; c < begin_.size(); ++c) begin_[c] += begin_[c - 1];
  std::vector<int> next(begin_.begin(), begin_.end() - 1);
  for (std::size_t i = 0; i < n; ++i) order[next[cell[i]]++] = static_cast<int>(i);
  for (auto* v : {&x_, &y_, &z_, &offset_}) v->assign(n + pair_run_overrun, 0);
  parallel_for(static_cast<std::ptrdiff_t>(n), [&](std::ptrdiff_t p) {
    const Vec3 r = box_.cartesian(fractional_[order[p]] - Vec3{low_[0], low_[1], low_[2]});
    x_[p] = static_cast<std::int32_t>(std::lrint(r.x / unit_));
    y_[p] = static_cast<std::int32_t>(std::lrint(r.y / unit_));
    z_[p] = static_cast<std::int32_t>(std::lrint(r.z / unit_));
    offset_[p] = atoms.type[order[p]] * bins;
  });
  points_ = {x_.data(), y_.data(), z_.data(), offset_.data()};
}

/// Runs of points for the cells low .. high of a row, image after image along the third vector.
template <class Body>
void Cells::for_pieces(int row_begin, int low, int high, const std::int64_t shift[3], Body&& body) const {
  const int n3 = n_[2];
  if (!box_.is_periodic(2)) low = std::max(low, 0), high = std::min(high, n3 - 1);
  for (int m = floor_div(low, n3); m * n3 <= high; ++m) {
    const int first = std::max(low, m * n3) - m * n3, last = std::min(high, m * n3 + n3 - 1) - m * n3;
    if (first > last) continue;
    const std::int64_t s[3] = {shift[0] + m * lattice_[2][0], shift[1] + m * lattice_[2][1],
                               shift[2] + m * lattice_[2][2]};
    body(begin_[row_begin + first], begin_[row_begin + last + 1], s);
  }
}

void Cells::count_from(int i, int first, int last, const std::int64_t shift[3], std::int64_t* counts) const {
  const std::int32_t home[3] = {static_cast<std::int32_t>(x_[i] - shift[0]),
                                static_cast<std::int32_t>(y_[i] - shift[1]),
                                static_cast<std::int32_t>(z_[i] - shift[2])};
  count_(points_, first, last, home, bins_, counts + static_cast<std::ptrdiff_t>(offset_[i]) * types_);
}

/// The home cell with itself and with the cells after it in its own row.
void Cells::count_home_row(int row, int c3, std::int64_t* counts) const {
  const std::int64_t none[3] = {0, 0, 0};
  const int row_begin = row * n_[2], begin = begin_[row_begin + c3], end = begin_[row_begin + c3 + 1];
  for (int i = begin; i < end; ++i) count_from(i, i + 1, end, none, counts);
  for_pieces(row_begin, c3 + 1, c3 + reach_[2], none, [&](int first, int last, const std::int64_t* shift) {
    for (int i = begin; i < end; ++i) count_from(i, first, last, shift, counts);
  });
}

void Cells::count_later_row(int row, int c3, const StencilRow& s, std::int64_t* counts) const {
  const int t1 = row / n_[1] + s.o1, t2 = row % n_[1] + s.o2;
  const int m1 = floor_div(t1, n_[0]), m2 = floor_div(t2, n_[1]);
  if ((m1 != 0 && !box_.is_periodic(0)) || (m2 != 0 && !box_.is_periodic(1))) return;
  const std::int64_t shift[3] = {m1 * lattice_[0][0] + m2 * lattice_[1][0], m1 * lattice_[0][1] + m2 * lattice_[1][1],
                                 m1 * lattice_[0][2] + m2 * lattice_[1][2]};
  const int target = (t1 - m1 * n_[0]) * n_[1] + t2 - m2 * n_[1], home = row * n_[2] + c3;
  for_pieces(target * n_[2], c3 - s.reach, c3 + s.reach, shift, [&](int first, int last, const std::int64_t* moved) {
    if (first == last) return;
    for (int i = begin_[home]; i < begin_[home + 1]; ++i) count_from(i, first, last, moved, counts);
  });
}

void Cells::count_row(int row, std::int64_t* counts) const {
  for (int c3 = 0; c3 < n_[2]; ++c3) {
    if (begin_[row * n_[2] + c3] == begin_[row * n_[2] + c3 + 1]) continue;
    count_home_row(row, c3, counts);
    for (const StencilRow& s : stencil_) count_later_row(row, c3, s, counts);
  }
}

/// Ordered pairs from pairs counted once: both directions of (a, b).
void add_both_ways(PairHistogram& h, const std::vector<std::int64_t>& once) {
  const auto bins = static_cast<std::size_t>(h.bins), types = static_cast<std::size_t>(h.types);
  for (std::size_t a = 0; a < types; ++a)
    for (std::size_t b = 0; b < types; ++b)
      for (std::size_t k = 0; k < bins; ++k)
        h.counts[(a * types + b) * bins + k] += once[(a * types + b) * bins + k] + once[(b * types + a) * bins + k];
}
}  // namespace

PairHistogram pair_histogram(const Atoms& atoms, const Box& box, double r_max, int bins) {
  if (!(r_max > 0) || !std::isfinite(r_max)) throw Error("not a distance").key("rmax").allowed("> 0 A");
  const auto types = static_cast<std::int64_t>(atoms.species.size());
  if (bins < 1 || types * types * bins > most_counts)
    throw Error("too many or too few bins").key("bins").value(std::to_string(bins)).allowed("1 to 2^27 / types^2");
  PairHistogram h{static_cast<int>(types), bins, r_max, {}};
  h.counts.assign(static_cast<std::size_t>(types * types * bins), 0);
  if (atoms.size() == 0) return h;
  const Cells cells(atoms, box, r_max, bins);
  // Rows are taken by whichever thread is free: integers do not care.
  const int workers = std::min(threads(), std::max(1, cells.rows()));
  std::vector<std::vector<std::int64_t>> once(workers, h.counts);
  std::atomic<int> next{0};
  Progress work("pairs", cells.rows());
  parallel_for(
      workers,
      [&](std::ptrdiff_t worker) {
        for (int row = next++; row < cells.rows(); row = next++, work.add()) cells.count_row(row, once[worker].data());
      },
      1);
  for (const auto& counts : once) add_both_ways(h, counts);
  return h;
}

}  // namespace nacre
