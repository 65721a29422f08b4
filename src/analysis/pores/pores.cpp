#include "analysis/pores/pores.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "analysis/pores/pore_network.h"
#include "analysis/pores/pore_sizes.h"
#include "analysis/pores/pore_surface.h"
#include "core/elements.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

namespace {
// Å: what is hardly narrower than the cavity behind it is no window.
constexpr int most_bins = 1 << 24;
constexpr double one_cavity = 1e-3;

struct Walls {
  std::vector<Vec3> position, guests;
  std::vector<double> radius;
  double mass = 0;
};

Walls sort_out(const Atoms& atoms, const PoreSettings& settings) {
  const auto is_guest = [&](const std::string& s) {
    return std::find(settings.guests.begin(), settings.guests.end(), s) != settings.guests.end();
  };
  std::vector<char> guest;
  std::vector<double> radius;
  std::vector<char> occurs(atoms.species.size(), 0);
  for (const int t : atoms.type) occurs[t] = 1;
  for (std::size_t t = 0; t < atoms.species.size(); ++t) {
    guest.push_back(is_guest(atoms.species[t]));
    radius.push_back(guest.back() != 0 || occurs[t] == 0 ? 0 : settings.radii.of(atoms.species[t]));
  }
  Walls walls;
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    if (guest[atoms.type[i]] != 0) {
      walls.guests.push_back(atoms.position[i]);
      continue;
    }
    walls.position.push_back(atoms.position[i]);
    walls.radius.push_back(radius[atoms.type[i]]);
    walls.mass += element_mass(atomic_number(atoms.species[atoms.type[i]]));
  }
  if (walls.position.empty()) throw Error("no atom is left that makes walls: all are guests, or there is none");
  return walls;
}

struct Counts {
  std::int64_t geometric = 0;
  std::vector<std::int64_t> accessible, occupiable;  ///< [part]
  std::vector<std::int64_t> sizes, open_sizes;       ///< [bin]
};

/// What one frame is made of, while it is measured.
struct Work {
  const PoreSettings& settings;
  PoreGrid grid;
  AtomBins atoms;
  PoreNetwork network;
  PoreParts parts;
  std::vector<std::uint32_t> covered;

  int parts_count() const { return static_cast<int>(parts.dimension.size()); }
  bool is_open(int part) const { return part >= 0 && parts.dimension[part] > 0; }
  /// Part in which a probe at a grid point is, -1 where it does not fit.
  int part_at(std::int64_t p) const {
    return grid.clearance(p) >= settings.probe && network.cavity[p] >= 0 ? parts.part[network.cavity[p]] : -1;
  }
  int part_of_surface(Vec3 r) const;
  int part_of_guest(Vec3 r) const;
};

/// Of the nearest grid point around that the probe can be at; else of the cavity below the highest of them.
int Work::part_of_surface(Vec3 r) const {
  const Vec3 inside = grid.box().wrap(r);
  const std::int64_t home = grid.nearest(inside);
  std::int64_t highest = home;
  int part = -1;
  double best = 1e300;
  const auto look = [&](std::int64_t p, CellShift c) {
    if (grid.clearance(p) > grid.clearance(highest)) highest = p;
    const int here = part_at(p);
    if (here < 0) return;
    const Vec3 d = grid.position(p) + grid.box().cartesian({double(c[0]), double(c[1]), double(c[2])}) - inside;
    if (dot(d, d) < best) best = dot(d, d), part = here;
  };
  look(home, {0, 0, 0});
  grid.for_neighbours(home, look);
  if (part >= 0) return part;
  return network.cavity[highest] >= 0 ? parts.part[network.cavity[highest]] : -1;
}

/// The pore whose sphere covers it; a guest that is nearer to the walls belongs to the cavity that it looks into.
int Work::part_of_guest(Vec3 r) const {
  const std::int64_t home = grid.nearest(grid.box().wrap(r));
  const auto of = [&](std::int64_t p) {
    const std::uint32_t s = covered[p];
    return s == no_sphere ? -1 : parts.part[sphere_cavity(network, s)];
  };
  int part = of(home);
  grid.for_neighbours(home, [&](std::int64_t p, CellShift) {
    if (part < 0) part = of(p);
  });
  return part;
}

Counts count(const Work& work, int bins) {
  const std::int64_t n = work.grid.points();
  const std::size_t parts = work.parts.dimension.size();
  const Counts empty{0, std::vector<std::int64_t>(parts), std::vector<std::int64_t>(parts),
                     std::vector<std::int64_t>(bins), std::vector<std::int64_t>(bins)};
  const int workers = static_cast<int>(std::clamp<std::int64_t>(n / light_grain, 1, threads()));
  std::vector<Counts> all(workers, empty);
  parallel_for(
      workers,
      [&](std::ptrdiff_t w) {
        Counts& c = all[w];
        for (std::int64_t p = n * w / workers; p < n * (w + 1) / workers; ++p) {
          const std::uint32_t sphere = work.covered[p];
          if (sphere == no_sphere) continue;
          ++c.geometric;
          if (const int part = work.part_at(p); part >= 0) ++c.accessible[part];
          const double radius = sphere_radius(work.grid, work.network, sphere);
          const int part = work.parts.part[sphere_cavity(work.network, sphere)];
          const int bin = within<int>(2 * radius / work.settings.bin, 0, bins - 1);
          ++c.sizes[bin];
          if (radius < work.settings.probe || part < 0) continue;
          ++c.occupiable[part];
          if (work.is_open(part)) ++c.open_sizes[bin];
        }
      },
      1);
  const auto add = [](std::vector<std::int64_t>& to, const std::vector<std::int64_t>& from) {
    std::transform(to.begin(), to.end(), from.begin(), to.begin(), std::plus<>());
  };
  for (int w = 1; w < workers; ++w) {
    all[0].geometric += all[w].geometric;
    add(all[0].accessible, all[w].accessible), add(all[0].occupiable, all[w].occupiable);
    add(all[0].sizes, all[w].sizes), add(all[0].open_sizes, all[w].open_sizes);
  }
  return all[0];
}

/// Radii at which pores are joined to others, or a closed one to its own images, while windows are opened further.
std::vector<double> exits(const Work& work) {
  const int n = static_cast<int>(work.network.cavities.size());
  std::vector<double> widest(work.parts_count(), 0);
  std::vector<std::vector<int>> waiting(n);
  PeriodicParts all(n);
  std::vector<char> begun(work.parts_count(), 0);
  for (int c = 0; c < n; ++c)
    if (const int part = work.parts.part[c]; part >= 0 && begun[part] == 0) begun[part] = 1, waiting[c] = {part};
  for (const PoreWindow& w : work.network.windows) {
    const int ra = all.root(w.a), rb = all.root(w.b), before = std::max(all.dimension(ra), all.dimension(rb));
    const int dimension = all.join(w.a, w.b, w.shift);
    const int root = all.root(w.a);
    std::vector<int> in_a = std::move(waiting[ra]), in_b;
    if (rb != ra) in_b = std::move(waiting[rb]);
    waiting[ra].clear(), waiting[rb].clear();
    const bool leaves = w.radius < work.settings.probe && ((!in_a.empty() && !in_b.empty()) || dimension > before);
    in_a.insert(in_a.end(), in_b.begin(), in_b.end());
    if (leaves)
      for (const int part : in_a)
        if (widest[part] == 0) widest[part] = 2 * w.radius;
    waiting[root] = std::move(in_a);
  }
  return widest;
}

void add_windows(const Work& work, std::vector<Pore>& pores) {
  for (const PoreWindow& w : work.network.windows) {
    const int part = w.radius >= work.settings.probe ? work.parts.part[w.a] : -1;
    const double lower = std::min(work.network.cavities[w.a].radius, work.network.cavities[w.b].radius);
    if (part < 0 || w.radius > lower - one_cavity) continue;
    ++pores[part].windows;
    pores[part].widest_window = std::max(pores[part].widest_window, 2 * w.radius);
  }
}

void add_surface(const Work& work, PoreFrame& frame) {
  const double factor = work.settings.surface_at_minimum ? std::pow(2.0, 1.0 / 6) : 1;
  const auto pieces =
      exposed_surface(work.atoms, work.settings.probe, factor, [&](Vec3 r) { return work.part_of_surface(r); });
  for (const auto& atom : pieces)
    for (const SurfacePiece& s : atom) {
      frame.surface.all += s.area;
      if (s.part < 0) continue;  // a dimple between grid points: counted, but in no pore
      if (work.is_open(s.part)) frame.surface.open += s.area;
      frame.pores[s.part].surface += s.area;
      ++frame.pores[s.part].wall_atoms;
    }
}

std::vector<Pore> list_pores(const Work& work) {
  std::vector<Pore> pores(work.parts_count());
  const std::vector<double> widest = exits(work);
  for (int p = 0; p < work.parts_count(); ++p) pores[p].dimension = work.parts.dimension[p], pores[p].exit = widest[p];
  for (std::size_t c = 0; c < work.network.cavities.size(); ++c) {
    const int part = work.parts.part[c];
    const Cavity& cavity = work.network.cavities[c];
    if (part < 0 || 2 * cavity.radius <= pores[part].diameter) continue;
    pores[part].diameter = 2 * cavity.radius;
    pores[part].centre = work.grid.box().wrap(cavity.centre);
  }
  add_windows(work, pores);
  return pores;
}

void add_volumes(const Work& work, PoreFrame& frame) {
  const int bins =
      whole<int>(frame.lcd / work.settings.bin, {"the number of bins of the pore sizes"}, 0, most_bins) + 1;
  Counts counts = count(work, bins);
  const double per_point = work.grid.point_volume(), points = static_cast<double>(work.grid.points());
  frame.points = work.grid.points();
  frame.geometric = static_cast<double>(counts.geometric) / points;
  for (int p = 0; p < work.parts_count(); ++p) {
    const double accessible = static_cast<double>(counts.accessible[p]);
    const double occupiable = static_cast<double>(counts.occupiable[p]);
    frame.accessible.all += accessible / points, frame.occupiable.all += occupiable / points;
    if (work.is_open(p)) frame.accessible.open += accessible / points, frame.occupiable.open += occupiable / points;
    frame.pores[p].accessible_volume = accessible * per_point,
    frame.pores[p].occupiable_volume = occupiable * per_point;
  }
  frame.sizes = std::move(counts.sizes), frame.open_sizes = std::move(counts.open_sizes);
}

void add_diameters(const Work& work, PoreFrame& frame) {
  for (const Cavity& c : work.network.cavities) frame.lcd = std::max(frame.lcd, 2 * c.radius);
  const Percolation way = percolation(work.network);
  frame.pld = 2 * way.radius, frame.lcd_on_path = 2 * way.cavity;
  frame.pld_exact = way.exact, frame.channel_dimension = way.dimension;
  for (const int d : work.parts.dimension) frame.probe_dimension = std::max(frame.probe_dimension, d);
}
}  // namespace

PoreFrame analyze_pores(const Atoms& atoms, const Box& box, const PoreSettings& settings) {
  const Walls walls = sort_out(atoms, settings);
  PoreGrid grid(box, settings.grid);
  Work work{settings, std::move(grid), AtomBins(walls.position, walls.radius, box), {}, {}, {}};
  work.grid.compute(work.atoms, settings.field);
  work.network = find_network(work.grid);
  refine(work.network, work.grid, work.atoms, settings.probe, settings.probe);
  work.parts = parts_at(work.network, settings.probe);
  work.covered = settings.sizes(work.grid, work.network);

  PoreFrame frame;
  frame.volume = box.volume(), frame.mass = walls.mass, frame.diagonal = work.grid.diagonal();
  add_diameters(work, frame);
  frame.pores = list_pores(work);
  add_volumes(work, frame);
  add_surface(work, frame);
  frame.guests = static_cast<std::int64_t>(walls.guests.size());
  for (const Vec3& r : walls.guests)
    if (const int part = work.part_of_guest(r); part >= 0) ++frame.pores[part].guests, ++frame.guests_in_pores;
  std::stable_sort(frame.pores.begin(), frame.pores.end(),
                   [](const Pore& a, const Pore& b) { return a.diameter > b.diameter; });
  return frame;
}

Pores::Pores(PoreSettings settings) : settings_(std::move(settings)) {
  if (!(settings_.probe >= 0 && settings_.probe < 1e3))
    throw Error("the radius of the probe must not be below 0, or 1000 A and more").key("probe").allowed("0 to 1000 A");
  if (!(settings_.grid > 0)) throw Error("the grid must be above 0 A").key("grid");
  if (!(settings_.bin >= 1e-3)) throw Error("the bin must be at least 0.001 A").key("bin");
}

Pores::Measured Pores::measure(const Atoms& atoms, const Box& box) const {
  Measured out{analyze_pores(atoms, box, settings_), {}};
  if (!settings_.check_grid) return out;
  PoreSettings half = settings_;
  half.grid /= 2;
  out.finer = analyze_pores(atoms, box, half);
  return out;
}

void Pores::add(Measured frame) {
  frames_.push_back(std::move(frame.frame));
  if (frame.finer) finer_.push_back(std::move(*frame.finer));
}

std::vector<Share> Pores::distribution_of(const std::vector<PoreFrame>& frames) {
  std::vector<Share> shares;
  for (const PoreFrame& f : frames) {
    if (f.sizes.size() > shares.size()) shares.resize(f.sizes.size());
    const double weight = 1 / (static_cast<double>(f.points) * static_cast<double>(frames.size()));
    for (std::size_t b = 0; b < f.sizes.size(); ++b) {
      shares[b].all += weight * static_cast<double>(f.sizes[b]);
      shares[b].open += weight * static_cast<double>(f.open_sizes[b]);
    }
  }
  return shares;
}

std::vector<Pores::BinError> Pores::distribution_errors() const {
  std::vector<Share> coarse = distribution_of(frames_), fine = distribution_of(finer_);
  const std::size_t bins = std::max(coarse.size(), fine.size());
  coarse.resize(bins), fine.resize(bins);
  std::vector<BinError> errors(finer_.empty() ? 0 : bins);
  double above = 0;
  for (std::size_t b = errors.size(); b-- > 0;) {
    above += coarse[b].all - fine[b].all;
    errors[b] = {std::abs(coarse[b].all - fine[b].all), std::abs(above)};
  }
  return errors;
}

}  // namespace nacre
