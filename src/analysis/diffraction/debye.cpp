#include "analysis/diffraction/debye.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "analysis/diffraction/long_range_order.h"
#include "analysis/pairs/pair_loops.h"
#include "core/error.h"
#include "core/whole_number.h"
#include "device/parallel.h"

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double most_default_r = 60;  ///< Å: 3e10 pairs of 1,000,000 atoms, minutes on a core

/// Longest distance there can be, from the box that holds the particle.
double diameter(const Atoms& atoms) {
  Vec3 low = atoms.position.at(0), high = low;
  for (const Vec3& r : atoms.position)
    for (int d = 0; d < 3; ++d) low[d] = std::min(low[d], r[d]), high[d] = std::max(high[d], r[d]);
  return norm(high - low);
}

/// sum_k weight[k] sin(Q r_k) / Q at every angle.
std::vector<double> sine_transform(const std::vector<double>& weight, double width, const AngleGrid& grid) {
  const int n = grid.size(), groups = (n + sine_lanes - 1) / sine_lanes;
  std::vector<double> out(n);
  const SineSums sines = pair_loops().sines;
  parallel_for(
      groups,
      [&](std::ptrdiff_t group) {
        double q[sine_lanes], sum[sine_lanes];
        const int first = static_cast<int>(group) * sine_lanes;
        for (int l = 0; l < sine_lanes; ++l) q[l] = grid.Q(std::min(first + l, n - 1));
        sines(weight.data(), static_cast<int>(weight.size()), width, q, sum);
        for (int l = 0; l < std::min(sine_lanes, n - first); ++l) out[first + l] = sum[l] / q[l];
      },
      1);
  return out;
}
}  // namespace

Debye::Debye(const DebyeSettings& settings) : settings_(settings) {
  settings.grid.check();
  if (!(settings.r_max >= 0))
    throw Error("not a distance").key("rmax").allowed("> 0 A, or 0: half the smallest height");
  if (!(settings.bin > 0)) throw Error("not a width").key("bin").allowed("> 0 A");
  if (!(settings.sigma >= 0)) throw Error("not a width").key("resolution").allowed("> 0 1/A");
}

namespace {
void check_cell(const Box& box) {
  if (!box.all_periodic() && (box.is_periodic(0) || box.is_periodic(1) || box.is_periodic(2)))
    throw Error("a pattern needs a cell that is periodic in all directions (a solid) or in none (a particle)")
        .key("pbc");
}
}  // namespace

namespace {
/// Half the smallest height of the cell, because beyond it atoms meet their own images: in a crystal they are meant to.
double default_reach(const Atoms& atoms, const Box& box, std::optional<bool> crystal) {
  const double half = 0.5 * std::min({box.thickness(0), box.thickness(1), box.thickness(2)});
  const double r = std::min(half, most_default_r);
  return crystal.value_or(false) || (!crystal && is_crystal(atoms, box)) ? std::max(r, crystal_reach(atoms, box)) : r;
}
}  // namespace

void Debye::start(const Atoms& atoms, const Box& box, std::optional<bool> crystal) {
  check_cell(box);
  particle_ = !box.is_periodic(0) && !box.is_periodic(1) && !box.is_periodic(2);
  double r = settings_.r_max;
  if (particle_) r = diameter(atoms) + 2 * settings_.bin;
  if (r == 0) r = default_reach(atoms, box, crystal);
  if (r / settings_.bin > 1e8) throw Error("too many bins for the pair distances").key("rmax");
  bins_ = within<int>(std::ceil(r / settings_.bin - 1e-9), 1);
}

void Debye::add(const Atoms& atoms, const Box& box) {
  if (frames_ == 0) start(atoms, box);
  add(atoms, box, measure(atoms, box));
}

PairHistogram Debye::measure(const Atoms& atoms, const Box& box) const {
  check_cell(box);
  if (particle_ == box.all_periodic()) throw Error("periodic and open frames cannot be averaged").key("pbc");
  if (particle_ && diameter(atoms) > r_max()) throw Error("the particle has grown beyond its size in the first frame");
  return settings_.histogram(atoms, box, r_max(), bins_);
}

void Debye::add(const Atoms& atoms, const Box& box, const PairHistogram& h) {
  std::vector<double> number(h.types, 0.0);
  for (const int t : atoms.type) number[t] += 1;
  for (int a = 0; a < h.types; ++a) {
    if (number[a] == 0) continue;
    number_[atoms.species[a]] += number[a];
    for (int b = 0; b < h.types; ++b) {
      if (number[b] == 0) continue;
      Sums& sums = sums_[std::minmax(atoms.species[a], atoms.species[b])];
      sums.pairs.resize(bins_, 0);
      for (int k = 0; k < bins_; ++k) sums.pairs[k] += h.pair(a, b)[k];
      sums.norm += number[a] * number[b] / box.volume();
    }
  }
  ++frames_;
}

double Debye::window(double r) const {
  if (particle_ || settings_.damping == Damping::none) return 1;
  if (settings_.damping == Damping::gauss) return std::exp(-0.5 * sigma() * sigma() * r * r);
  const double x = pi * r / r_max();
  return std::sin(x) / x;
}

double Debye::resolution() const {
  if (particle_) return 0;
  // Half widths of the transforms of the three windows.
  if (settings_.damping == Damping::gauss) return 2 * std::sqrt(2 * std::log(2)) * sigma();
  return (settings_.damping == Damping::lorch ? 5.4 : 3.79) / r_max();
}

// The transform of w(r) up to r_max is a line of height A = int w dr; its edge adds w(r_max) / dQ, and where w ends at 0,
// as Lorch's does, its slope -1 / r_max adds 1 / (r_max dQ^2).
double Debye::ripple(double distance) const {
  if (particle_) return 0;
  const double R = r_max(), dQ = std::max(distance, pi / R);
  if (settings_.damping == Damping::none) return 1 / (R * dQ);
  constexpr double lorch_area = 0.5895;  // int_0^1 sin(pi x) / (pi x) dx
  if (settings_.damping == Damping::lorch) return 1 / (lorch_area * R * R * dQ * dQ);
  const double area = std::sqrt(pi / 2) / sigma() * std::erf(sigma() * R / std::sqrt(2.0));
  return window(R) / (area * dQ);
}

std::vector<double> Debye::weights(const Sums& sums) const {
  std::vector<double> w(bins_);
  for (int k = 0; k < bins_; ++k) {
    const double r = (k + 0.5) * settings_.bin;
    const double expected = particle_ ? 0 : sums.norm * 4 * pi * r * r * settings_.bin;
    w[k] = (static_cast<double>(sums.pairs[k]) - expected) * window(r) / r;
  }
  return w;
}

std::string Debye::description() const {
  if (particle_) return "Debye's formula over all pairs of a particle (no periodic direction), exact";
  const char* names[] = {"none", "sin(x)/x (Lorch)", "normal"};
  const double half = r_max();
  return fmt::format(
      "Debye's formula over pairs closer than {:.6g} A, continuum correction, damping {}; a sharp line becomes {:.3g} "
      "1/A "
      "wide (FWHM)",
      half, names[static_cast<int>(settings_.damping)], resolution());
}

Pattern Debye::pattern() const {
  if (frames_ == 0) throw Error("no frame to analyse");
  Pattern p;
  p.grid = settings_.grid;
  p.method = description();
  const ScatteringFactors factors(p.grid, number_);
  const int n = p.grid.size();
  p.f2 = factors.f2();
  p.intensity.assign(n, 0);
  for (const auto& [pair, sums] : sums_) {
    std::vector<double> partial = sine_transform(weights(sums), settings_.bin, p.grid);
    const double self = pair.first == pair.second ? number_.at(pair.first) : 0;
    for (int i = 0; i < n; ++i) {
      partial[i] = (partial[i] + self) * factors.product(pair, i) / factors.atoms();
      p.intensity[i] += partial[i];
    }
    p.partial[pair] = std::move(partial);
  }
  return p;
}

}  // namespace nacre
