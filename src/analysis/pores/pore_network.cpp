#include "analysis/pores/pore_network.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "analysis/pores/pore_contacts.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

using namespace cell_arithmetic;

namespace {
// Å: one sphere, found from two places.
constexpr double same_centre = 1e-3, same_radius = 1e-5;
// Pieces of the list of points that a thread works on; fixed, so that the result is the same for any number of threads.
constexpr std::int64_t piece = 1 << 16;

bool higher(const PoreGrid& grid, std::int64_t a, std::int64_t b) {
  const float da = grid.clearance(a), db = grid.clearance(b);
  return da > db || (da == db && a < b);
}

// A brick with its halo as 6 x 6 x 6 numbers, and the way from one of them to its 26 neighbours.
constexpr int halo_points = 216;
constexpr int halo_place(int x, int y, int z) { return x * 36 + y * 6 + z; }
struct HaloSteps {
  int step[26];
  constexpr HaloSteps() : step{} {
    int count = 0;
    for (int v = 0; v < 27; ++v)
      if (v != 13) step[count++] = halo_place(v / 9 - 1, v / 3 % 3 - 1, v % 3 - 1);
  }
};
constexpr HaloSteps halo_steps;

template <class Body>
void for_halo(Body&& body) {
  for (int x = 0; x < 6; ++x)
    for (int y = 0; y < 6; ++y)
      for (int z = 0; z < 6; ++z) body(x, y, z, halo_place(x, y, z));
}
/// The 64 points of the brick itself.
template <class Body>
void for_brick(Body&& body) {
  for (int x = 1; x < 5; ++x)
    for (int y = 1; y < 5; ++y)
      for (int z = 1; z < 5; ++z) body(x, y, z, halo_place(x, y, z));
}

/// Cavity and cell of its top, in one number: cavity << 32 | cells, ten bits each, 512 for none.
using Site = std::uint64_t;
constexpr Site no_site = ~Site{0};
constexpr std::uint32_t packed_zero = 512u | 512u << 10 | 512u << 20;
std::uint32_t pack(CellShift c) {
  return static_cast<std::uint32_t>(c[0]) + (static_cast<std::uint32_t>(c[1]) << 10) +
         (static_cast<std::uint32_t>(c[2]) << 20);  // modulo 2^32: a difference of packed cells
}
CellShift cells(Site s) {
  const auto of = [&](int k) { return static_cast<int>((s >> (10 * k)) & 1023u) - 512; };
  return {of(0), of(1), of(2)};
}
int cavity_of(Site s) { return static_cast<int>(s >> 32); }

/// Where each point goes: the point itself on a maximum; and the cells crossed.
struct WayUp {
  std::vector<std::uint32_t> to;
  std::vector<std::uint8_t> crossed;  ///< 9 (x + 1) + 3 (y + 1) + z + 1
};

WayUp ways_up(const PoreGrid& grid) {
  WayUp up;
  up.to.resize(static_cast<std::size_t>(grid.points()));
  up.crossed.resize(up.to.size());
  parallel_for(
      grid.points() / 64,
      [&](std::ptrdiff_t brick) {
        const PoreGrid::Halo halo = grid.halo(brick);
        float d[halo_points];
        for_halo([&](int x, int y, int z, int h) { d[h] = grid.clearance(halo.point(x, y, z)); });
        const auto point = [&](int h) { return halo.point(h / 36, h / 6 % 6, h % 6); };
        for_brick([&](int x, int y, int z, int h) {
          if (!(d[h] > 0)) return;
          int best = h;
          for (const int step : halo_steps.step) {
            const int q = h + step;
            if (d[q] > d[best] || (d[q] == d[best] && point(q) < point(best))) best = q;
          }
          const std::int64_t p = halo.point(x, y, z);
          up.to[p] = static_cast<std::uint32_t>(point(best));
          const auto crossed = [&](int k, int at) { return halo.crossed[k][at] + 1; };
          up.crossed[p] = static_cast<std::uint8_t>(9 * crossed(0, best / 36) + 3 * crossed(1, best / 6 % 6) +
                                                    crossed(2, best % 6));
        });
      },
      256);
  return up;
}

/// The points that go nowhere, highest first: the cavities. Each gets its number in network.cavity.
void find_tops(const PoreGrid& grid, const WayUp& up, PoreNetwork& network) {
  const std::int64_t n = grid.points(), pieces = (n + piece - 1) / piece;
  std::vector<std::vector<std::int64_t>> found(pieces);
  parallel_for(
      pieces,
      [&](std::ptrdiff_t k) {
        for (std::int64_t p = k * piece; p < std::min(n, (k + 1) * piece); ++p)
          if (grid.clearance(p) > 0 && up.to[p] == p) found[k].push_back(p);
      },
      1);
  std::vector<std::int64_t> tops;
  for (const auto& part : found) tops.insert(tops.end(), part.begin(), part.end());
  std::sort(tops.begin(), tops.end(), [&](std::int64_t a, std::int64_t b) { return higher(grid, a, b); });
  network.cavity.assign(n, -1);
  for (const std::int64_t p : tops) {
    network.cavity[p] = static_cast<std::int32_t>(network.cavities.size());
    network.cavities.push_back({p, grid.clearance(p), grid.position(p)});
  }
}

/// Every point walks to its top, or to a point of its piece that has been there.
std::vector<Site> climb(const PoreGrid& grid, PoreNetwork& network) {
  const WayUp up = ways_up(grid);
  find_tops(grid, up, network);
  const std::int64_t n = grid.points();
  std::vector<Site> site(n);
  const auto walk = [&](std::int64_t p, std::int64_t begin) {
    std::uint32_t cell = packed_zero;
    std::int64_t q = p;
    for (; up.to[q] != q; q = up.to[q]) {
      if (q >= begin && q < p)
        return (site[q] & 0xffffffff00000000u) | (static_cast<std::uint32_t>(site[q]) + cell - packed_zero);
      const int c = up.crossed[q];
      cell += pack({c / 9 - 1, c / 3 % 3 - 1, c % 3 - 1});
    }
    return static_cast<Site>(network.cavity[q]) << 32 | cell;
  };
  parallel_for((n + piece - 1) / piece,
               [&](std::ptrdiff_t k) {
                 for (std::int64_t p = k * piece; p < std::min(n, (k + 1) * piece); ++p)
                   site[p] = grid.clearance(p) > 0 ? walk(p, k * piece) : no_site;
               },
               1);
  parallel_for(n, [&](std::ptrdiff_t p) {
    if (site[p] != no_site) network.cavity[p] = cavity_of(site[p]);
  });
  return site;
}

struct Border {
  int a, b;
  CellShift shift;
  auto operator<=>(const Border&) const = default;
};
using Borders = std::map<Border, std::int64_t>;  ///< -> highest point

/// From the side whose number is lower; of a cavity that meets itself, one of the two ways.
Border make_border(Site from, Site to) {
  const int a = cavity_of(from), b = cavity_of(to);
  const CellShift shift = cells(to) - cells(from);
  const bool turn = a > b || (a == b && shift < CellShift{});
  return turn ? Border{b, a, CellShift{} - shift} : Border{a, b, shift};
}

void add_border(const PoreGrid& grid, const Border& border, std::int64_t point, Borders& found) {
  const auto [place, fresh] = found.try_emplace(border, point);
  if (!fresh && higher(grid, point, place->second)) place->second = point;
}

void add_borders(const PoreGrid& grid, const std::vector<Site>& site, std::int64_t brick, Borders& found) {
  const PoreGrid::Halo halo = grid.halo(brick);
  Site s[halo_points], one = no_site;
  bool differ = false;
  for_halo([&](int x, int y, int z, int h) {
    s[h] = site[halo.point(x, y, z)];
    if (s[h] == no_site) return;
    s[h] = (s[h] & 0xffffffff00000000u) |
           (static_cast<std::uint32_t>(s[h]) + pack({halo.crossed[0][x], halo.crossed[1][y], halo.crossed[2][z]}));
    if (one == no_site) one = s[h];
    differ = differ || s[h] != one;
  });
  if (!differ) return;
  for_brick([&](int x, int y, int z, int h) {
    if (s[h] == no_site) return;
    const std::int64_t p = halo.point(x, y, z);
    for (const int step : halo_steps.step) {
      const int q = h + step;
      if (s[q] == s[h] || s[q] == no_site || !higher(grid, halo.point(q / 36, q / 6 % 6, q % 6), p)) continue;
      add_border(grid, make_border(s[h], s[q]), p, found);
    }
  });
}

void sort_windows(PoreNetwork& network) {
  std::sort(network.windows.begin(), network.windows.end(), [](const PoreWindow& x, const PoreWindow& y) {
    if (x.radius != y.radius) return x.radius > y.radius;
    return std::tie(x.a, x.b, x.shift) < std::tie(y.a, y.b, y.shift);
  });
}

void find_windows(const PoreGrid& grid, const std::vector<Site>& site, PoreNetwork& network) {
  const std::int64_t rows = static_cast<std::int64_t>(grid.bricks()[0]) * grid.bricks()[1], row = grid.bricks()[2];
  constexpr std::int64_t rows_together = 16;
  std::vector<Borders> parts((rows + rows_together - 1) / rows_together);
  parallel_for(
      static_cast<std::ptrdiff_t>(parts.size()),
      [&](std::ptrdiff_t k) {
        for (std::int64_t b = k * rows_together * row; b < std::min(rows, (k + 1) * rows_together) * row; ++b)
          add_borders(grid, site, b, parts[k]);
      },
      1);
  Borders all;
  for (const Borders& part : parts)
    for (const auto& [border, point] : part) add_border(grid, border, point, all);
  for (const auto& [border, point] : all)
    network.windows.push_back({border.a, border.b, border.shift, point, grid.clearance(point)});
  sort_windows(network);
}
}  // namespace

PoreNetwork find_network(const PoreGrid& grid) {
  PoreNetwork network;
  find_windows(grid, climb(grid, network), network);
  return network;
}

namespace {
/// The top that a point climbs to from the grid point next to it, and the cell of that top.
struct Top {
  std::int64_t point;
  CellShift cell;
};

Top top_above(const PoreGrid& grid, Vec3 r) {
  const Vec3 s = grid.box().fractional(r);
  CellShift cell{};
  for (int k = 0; k < 3; ++k) cell[k] = whole<int>(std::floor(s[k]), {"the cell of a pore"});
  std::int64_t at = grid.nearest(r);
  for (;;) {
    std::int64_t best = at;
    CellShift crossed{};
    grid.for_neighbours(at, [&](std::int64_t q, CellShift c) {
      if (higher(grid, q, best)) best = q, crossed = c;
    });
    if (best == at) return {at, cell};
    at = best, cell = cell + crossed;
  }
}

/// The window that joins the cavities above its two sides.
PoreWindow exact_window(const PoreGrid& grid, const PoreNetwork& network, const WindowSphere& w, std::int64_t point) {
  // A grid point next to the end of a step of one diagonal is on that side.
  const Vec3 step = grid.diagonal() / norm(w.normal) * w.normal;
  Top one = top_above(grid, w.sphere.centre + step), other = top_above(grid, w.sphere.centre - step);
  if (network.cavity[one.point] > network.cavity[other.point]) std::swap(one, other);
  return {network.cavity[one.point], network.cavity[other.point], other.cell - one.cell, point, w.sphere.radius, true};
}

/// Tops of the grid below the same largest sphere are one cavity: they are joined at its radius.
void join_twins(const PoreGrid& grid, PoreNetwork& network) {
  const auto& cavities = network.cavities;
  std::vector<int> order(cavities.size());
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](int a, int b) { return cavities[a].radius > cavities[b].radius; });
  for (std::size_t i = 0; i < order.size(); ++i)
    for (std::size_t j = i; j-- > 0;) {
      const int a = std::min(order[i], order[j]), b = std::max(order[i], order[j]);
      if (cavities[order[j]].radius > cavities[order[i]].radius + same_radius) break;
      const Vec3 s = grid.box().fractional(cavities[a].centre - cavities[b].centre);
      const Vec3 cell{std::round(s.x), std::round(s.y), std::round(s.z)};
      if (norm(grid.box().cartesian(s - cell)) > same_centre) continue;
      const CellShift shift{within<int>(cell.x), within<int>(cell.y), within<int>(cell.z)};
      const double radius = std::min(cavities[a].radius, cavities[b].radius);
      network.windows.push_back({a, b, shift, cavities[b].top, radius, true});
      break;  // the others are its twins already
    }
}

/// Of the windows of the grid, those whose two cavities the others do not join at their level or a little below.
std::vector<PoreWindow> not_replaced(const PoreNetwork& network, const std::vector<PoreWindow>& old, double below) {
  PeriodicParts parts(static_cast<int>(network.cavities.size()));
  std::size_t next = 0;
  std::vector<PoreWindow> left;
  for (const PoreWindow& w : old) {
    for (; next < network.windows.size() && network.windows[next].radius >= w.radius - below; ++next)
      parts.join(network.windows[next].a, network.windows[next].b, network.windows[next].shift);
    if (!parts.are_linked(w.a, w.b, w.shift)) left.push_back(w);
  }
  return left;
}

void refine_cavities(PoreNetwork& network, const AtomBins& atoms, double lowest, double span) {
  parallel_for(
      static_cast<std::ptrdiff_t>(network.cavities.size()),
      [&](std::ptrdiff_t c) {
        Cavity& cavity = network.cavities[c];
        if (cavity.radius < lowest) return;
        const TouchingSphere s = largest_sphere_near(atoms, cavity.centre, span);
        if (s.radius > cavity.radius) cavity.radius = s.radius, cavity.centre = s.centre;
      },
      8);
}
}  // namespace

void refine(PoreNetwork& network, const PoreGrid& grid, const AtomBins& atoms, double from, double probe) {
  if (network.cavities.empty()) return;
  const double span = grid.diagonal(), limit = percolation(network).radius;
  refine_cavities(network, atoms, std::min({from, limit, network.cavities.front().radius}) - span, span);
  std::vector<PoreWindow> kept, old;
  for (const PoreWindow& w : network.windows) {
    // A grid value is off by less than one span, so others cannot decide what opens first or lets the probe through.
    const bool decides = std::abs(w.radius - limit) <= span || std::abs(w.radius - probe) <= span;
    (decides ? old : kept).push_back(w);
  }
  std::vector<std::vector<PoreWindow>> found(old.size());
  parallel_for(
      static_cast<std::ptrdiff_t>(old.size()),
      [&](std::ptrdiff_t w) {
        for (const WindowSphere& s : windows_near(atoms, grid.position(old[w].point), span))
          found[w].push_back(exact_window(grid, network, s, old[w].point));
      },
      8);
  network.windows = std::move(kept);
  join_twins(grid, network);
  std::set<std::tuple<int, int, CellShift, std::int64_t>> known;
  for (const auto& list : found)
    for (const PoreWindow& w : list) {
      if (w.a < 0) continue;  // a side without a cavity: no point of the grid above it lies outside the atoms
      if (w.a == w.b && is_zero(w.shift)) continue;
      if (known.insert({w.a, w.b, w.shift, nearest_within<std::int64_t>(w.radius / same_radius)}).second)
        network.windows.push_back(w);
    }
  sort_windows(network);
  const std::vector<PoreWindow> left = not_replaced(network, old, span / 4);
  network.windows.insert(network.windows.end(), left.begin(), left.end());
  sort_windows(network);
}

}  // namespace nacre
