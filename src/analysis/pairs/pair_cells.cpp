#include "analysis/pairs/pair_cells.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <limits>
#include <string>

#include "analysis/pairs/pair_histogram.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"
#include "neighbor/list_cost.h"

namespace nacre {

namespace {
constexpr double atoms_per_cell = 8;
constexpr double full_range = 1 << 30;  ///< grid units across everything: differences fit 32 bits
constexpr int most_cells = 1000;        ///< cells along one vector
}  // namespace

PairCells::PairCells(const Atoms& atoms, const Box& box, double r_max, int bins)
    : box_(box), types_(static_cast<int>(atoms.species.size())) {
  measure(atoms);
  choose_cells(atoms.size(), r_max);
  make_stencil(r_max);
  sort(atoms, bins);
  bins_ = {static_cast<float>(bins * unit_ / r_max), static_cast<float>(bins)};
}

void PairCells::measure(const Atoms& atoms) {
  check_positions(atoms.position);
  fractional_.resize(atoms.size());
  parallel_for(static_cast<std::ptrdiff_t>(atoms.size()),
               [&](std::ptrdiff_t i) { fractional_[i] = box_.fractional(box_.wrap(atoms.position[i])); });
  for (int k = 0; k < 3; ++k) {
    if (box_.is_periodic(k) || atoms.size() == 0) continue;
    double high = -std::numeric_limits<double>::infinity();
    low_[k] = -high;
    for (const Vec3& s : fractional_) low_[k] = std::min(low_[k], s[k]), high = std::max(high, s[k]);
    extent_[k] = std::max(high - low_[k], 1e-9);
  }
}

void PairCells::choose_cells(std::size_t atoms, double r_max) {
  const double volume = box_.volume() * extent_[0] * extent_[1] * extent_[2];
  const double edge =
      std::max(std::cbrt(atoms_per_cell * volume / static_cast<double>(std::max<std::size_t>(atoms, 1))), r_max / 8);
  double total = 4 * r_max;
  for (int k = 0; k < 3; ++k) {
    const double thickness = box_.thickness(k) * extent_[k];
    n_[k] = within<int>(thickness / edge, 1, 1024);
    // A little more than needed, because coordinates are rounded to the grid.
    const double cells = r_max * (1 + 1e-6) * n_[k] / thickness;
    if (box_.is_periodic(k) && cells > most_cells) throw Error("r_max is more than 1000 times the cell's height");
    reach_[k] = within<int>(cells, 0, most_cells) + 1;
    if (!box_.is_periodic(k)) reach_[k] = std::min(reach_[k], n_[k] - 1);
    check_spread(norm(box_.h().row(k)) * extent_[k]);
    total += norm(box_.h().row(k)) * extent_[k] * (1 + static_cast<double>(reach_[k] + 2) / n_[k]);
  }
  unit_ = total / full_range;
  assert(unit_ > 0 && n_[0] >= 1 && n_[1] >= 1 && n_[2] >= 1 && reach_[0] >= 0 && reach_[1] >= 0 && reach_[2] >= 0);
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) lattice_[k][d] = nearest_within<std::int64_t>(box_.h()[k][d] / unit_);
}

/// Cells beyond r_max are left out where that is easy to know: the vectors are orthogonal.
int PairCells::row_reach(int o1, int o2, double r_max) const {
  if (!box_.is_orthogonal()) return reach_[2];
  const auto gap = [&](int o, int k) { return std::max(0, std::abs(o) - 1) * box_.thickness(k) * extent_[k] / n_[k]; };
  const double reach = r_max * (1 + 1e-6), left = reach * reach - gap(o1, 0) * gap(o1, 0) - gap(o2, 1) * gap(o2, 1);
  if (left < 0) return -1;
  return std::min(reach_[2], within<int>(std::sqrt(left) * n_[2] / (box_.thickness(2) * extent_[2]), 0, reach_[2]) + 1);
}

void PairCells::make_stencil(double r_max) {
  for (int o1 = 0; o1 <= reach_[0]; ++o1)
    for (int o2 = o1 == 0 ? 1 : -reach_[1]; o2 <= reach_[1]; ++o2)
      if (const int reach = row_reach(o1, o2, r_max); reach >= 0) stencil_.push_back({o1, o2, reach});
}

void PairCells::sort(const Atoms& atoms, int bins) {
  const std::size_t n = atoms.size();
  std::array<double, 3> high{};
  for (int k = 0; k < 3; ++k) high[k] = low_[k] + extent_[k];
  const BinGrid grid = bin_grid(n_, low_, high);
  std::vector<int> cell(n);
  parallel_for(static_cast<std::ptrdiff_t>(n), [&](std::ptrdiff_t i) { cell[i] = grid.bin(fractional_[i]); });
  order_.sort(grid, cell);
  assert(static_cast<std::size_t>(order_.places()) == n && atoms.type.size() == n);
  for (auto* v : {&x_, &y_, &z_, &offset_}) v->assign(n + pair_run_overrun, 0);
  parallel_for(static_cast<std::ptrdiff_t>(n), [&](std::ptrdiff_t p) {
    const int atom = order_.points()[p];
    const Vec3 r = box_.cartesian(fractional_[atom] - Vec3{low_[0], low_[1], low_[2]});
    x_[p] = nearest_within<std::int32_t>(r.x / unit_);
    y_[p] = nearest_within<std::int32_t>(r.y / unit_);
    z_[p] = nearest_within<std::int32_t>(r.z / unit_);
    offset_[p] = atoms.type[atom] * bins;
  });
}

PairCellsView PairCells::view() const {
  PairCellsView v{};
  v.points = {x_.data(), y_.data(), z_.data(), offset_.data()};
  v.begin = order_.begins().data(), v.stencil = stencil_.data(), v.later_rows = static_cast<int>(stencil_.size()) + 1;
  for (int k = 0; k < 3; ++k) {
    v.n[k] = n_[k], v.periodic[k] = box_.is_periodic(k);
    for (int d = 0; d < 3; ++d) v.lattice[k][d] = lattice_[k][d];
  }
  v.reach = reach_[2], v.bins = bins_, v.types = types_;
  return v;
}

PairHistogram empty_histogram(const Atoms& atoms, double r_max, int bins) {
  if (!(r_max > 0) || !std::isfinite(r_max)) throw Error("not a distance").key("rmax").allowed("> 0 A");
  const auto types = static_cast<std::int64_t>(atoms.species.size());
  if (bins < 1 || types * types * bins > PairHistogram::most_counts)
    throw Error("too many or too few bins").key("bins").value(std::to_string(bins)).allowed("1 to 2^27 / types^2");
  PairHistogram h{static_cast<int>(types), bins, r_max, {}};
  h.counts.assign(static_cast<std::size_t>(types * types * bins), 0);
  return h;
}

}  // namespace nacre
