#include "run/watch.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "device/parallel.h"
#include "integrate/atom_math.h"

namespace nacre::run {

namespace {
bool is_lost(const Box& box, Vec3 r) {
  return nacre::is_lost(r, box.inverse(), box.periodic().data(), Watch::cell_lengths);
}

/// Twice the kinetic energy, and the numbers of lost atoms, of those under too large a force, and of those that would
/// move too far in the next step.
struct Seen {
  double kinetic = 0;
  std::int64_t lost = 0, torn = 0, leaping = 0;
  Seen& operator+=(const Seen& o) {
    return kinetic += o.kinetic, lost += o.lost, torn += o.torn, leaping += o.leaping, *this;
  }
};

/// The velocity of the next step's drift.
Vec3 next_velocity(const Dynamics& d, std::size_t i) {
  const Atoms& a = d.system.atoms;
  if (i >= d.now.force.size()) return a.velocity[i];
  return kicked(a.velocity[i], d.now.force[i], a.mass[i], 0.5 * d.dt);
}

Seen look(const Dynamics& d, const GuardLimits& limits) {
  const Atoms& a = d.system.atoms;
  const bool has_forces = d.now.force.size() == a.size();
  return parallel_sum<Seen>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) {
    return Seen{a.mass[i] * dot(a.velocity[i], a.velocity[i]), is_lost(d.system.box, a.position[i]) ? 1 : 0,
                has_forces && is_torn(limits, d.now.force[i]) ? 1 : 0,
                leaps(limits, next_velocity(d, i), d.dt) ? 1 : 0};
  });
}

/// Distance of the nearest image; good for the short distances that matter here.
double distance(const Box& box, Vec3 a, Vec3 b) {
  Vec3 s = box.fractional(b - a);
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k)) s[k] -= std::round(s[k]);
  return norm(box.cartesian(s));
}

std::string atom_text(const System& system, std::size_t i) {
  return fmt::format("atom {} ({}, counted from 0)", i, system.atoms.species[system.atoms.type[i]]);
}

/// ", its nearest neighbour, atom 7, is 0.1 Å away": what usually explains it.
std::string neighbor_text(const System& system, std::size_t i) {
  double least = INFINITY;
  std::size_t nearest = i;
  for (std::size_t j = 0; j < system.atoms.size(); ++j) {
    const double d = distance(system.box, system.atoms.position[i], system.atoms.position[j]);
    if (j != i && d < least) least = d, nearest = j;
  }
  if (nearest == i) return "";
  return fmt::format("; its nearest neighbour, atom {}, is {:.3g} A away", nearest, least);
}

Error failure(const std::string& text) { return Error(text, Error::Kind::failed); }

[[noreturn]] void report_lost(const System& system) {
  std::size_t i = 0;
  while (!is_lost(system.box, system.atoms.position[i])) ++i;
  const Vec3 r = system.atoms.position[i];
  if (!is_finite(r)) throw failure(fmt::format("the position of {} is not finite", atom_text(system, i)));
  throw failure(fmt::format("lost {}: at {:.4g} {:.4g} {:.4g} A it is more than {} cell lengths outside an open side",
                            atom_text(system, i), r.x, r.y, r.z, Watch::cell_lengths));
}

// One sentence for both: on a GPU a force that is not finite shows as an energy that is not (force/cuda_push.h).
[[noreturn]] void report_not_finite(const Dynamics& d, std::size_t i) {
  throw failure(fmt::format("the potential energy of {}, or the force on it, is not finite", atom_text(d.system, i)) +
                neighbor_text(d.system, i));
}

[[noreturn]] void report_energy(const Dynamics& d) {
  const auto& e = d.now.atom_energy;
  const auto i = std::find_if(e.begin(), e.end(), [](double v) { return !std::isfinite(v); }) - e.begin();
  if (i == static_cast<std::ptrdiff_t>(e.size())) throw failure("the potential energy is not finite");
  report_not_finite(d, static_cast<std::size_t>(i));
}

/// The atom of which `of` is largest; NaN is larger than all.
template <class Of>
std::size_t first_in(const Atoms& atoms, Of&& of) {
  std::size_t largest = 0;
  for (std::size_t i = 0; i < atoms.size(); ++i)
    if (!(of(i) <= of(largest))) largest = i;
  return largest;
}

/// "the fastest is atom 7 (C, counted from 0) with 2.3 eV; its nearest neighbour ...".
std::string fastest_text(const System& system) {
  const Atoms& a = system.atoms;
  if (a.size() == 0) return "there are no atoms";
  const auto energy = [&](std::size_t i) { return 0.5 * a.mass[i] * dot(a.velocity[i], a.velocity[i]); };
  const std::size_t i = first_in(a, energy);
  return fmt::format("the fastest is {} with {:.3g} eV", atom_text(system, i), energy(i)) + neighbor_text(system, i);
}

/// "the limit is 10, `guard volume` in run.in changes it".
std::string limit_text(double limit, const char* unit, const char* word) {
  return fmt::format("the limit is {:g}{}, `guard {}` in run.in changes it", limit, unit, word);
}

[[noreturn]] void report_runaway(const System& system, double temperature, double limit) {
  throw failure(fmt::format("runaway temperature: {:.4g} K, the limit is {:.4g} K; ", temperature, limit) +
                fastest_text(system) + ". A shorter time step or a better start may help");
}

[[noreturn]] void report_force(const Dynamics& d, const GuardLimits& limits) {
  const std::size_t i = first_in(d.system.atoms, [&](std::size_t k) { return norm(d.now.force[k]); });
  if (!is_finite(d.now.force[i])) report_not_finite(d, i);
  throw failure(fmt::format("the force on {} is {:.4g} eV/A; {}", atom_text(d.system, i), norm(d.now.force[i]),
                            limit_text(limits.force_eV_per_A, " eV/A", "force")) +
                neighbor_text(d.system, i) + ". A better start or a shorter time step may help");
}

[[noreturn]] void report_distance(const Dynamics& d, std::size_t i, double distance, const GuardLimits& limits) {
  throw failure(fmt::format("{} would move {:.4g} A in one step of {:g} fs; {}", atom_text(d.system, i), distance,
                            d.dt * units::fs_per_time, limit_text(limits.distance_A, " A", "distance")) +
                neighbor_text(d.system, i) + ". A shorter time step or a better start may help");
}

/// Which of the cell's limits was passed, in words.
std::string cell_text(const Box& box, const StartCell& start, const GuardLimits& limits) {
  const double ratio = volume_ratio(start, box.volume()), strain = strain_since(start, box.h());
  if (!(ratio <= limits.volume_ratio))
    return fmt::format("the cell {} to {:.4g} A^3, from {:.4g} A^3 at the start of this run, a factor of {:.4g}; {}",
                       box.volume() > start.volume ? "grew" : "shrank", box.volume(), start.volume, ratio,
                       limit_text(limits.volume_ratio, "", "volume"));
  if (!(strain <= limits.strain))
    return fmt::format("the cell was strained by {:.4g} since the start of this run; {}", strain,
                       limit_text(limits.strain, "", "strain"));
  return fmt::format("the cell shrank to a height of {:.4g} A; {}", least_height(box.inverse(), box.periodic().data()),
                     limit_text(limits.height_A, " A", "height"));
}
}  // namespace

Watch::Watch(const Dynamics& dynamics, bool momentum_conserved, const GuardLimits& limits)
    : freedom_(std::max(1.0, degrees_of_freedom(dynamics, momentum_conserved))),
      limits_(limits),
      start_(dynamics.system.box.h()) {}

void Watch::check_start(const Dynamics& d) const {
  check_step(d, -1);
  for (std::size_t i = 0; i < d.now.force.size(); ++i)
    if (!is_finite(d.now.force[i])) report_not_finite(d, i);
}

double Watch::check_step(const Dynamics& d, double target) const {
  const Seen seen = look(d, limits_);
  if (seen.lost > 0) report_lost(d.system);
  if (!std::isfinite(d.now.energy)) report_energy(d);
  const double limit = std::max(limits_.temperature_K, times_target * target);
  const double temperature = seen.kinetic / (units::boltzmann * freedom_);
  if (!(temperature <= limit)) report_runaway(d.system, temperature, limit);
  if (seen.torn > 0) report_force(d, limits_);
  check_cell(d);
  if (seen.leaping > 0) {
    const auto way = [&](std::size_t i) { return norm(next_velocity(d, i)) * d.dt; };
    const std::size_t i = first_in(d.system.atoms, way);
    report_distance(d, i, way(i), limits_);
  }
  return 0.5 * seen.kinetic;
}

void Watch::check_cell(const Dynamics& d) const {
  const Box& box = d.system.box;
  if (cell_ran_away(limits_, start_, box.h(), box.inverse(), box.volume(), box.periodic().data()))
    throw failure(cell_text(box, start_, limits_) + "; " + fastest_text(d.system));
  if (!box.all_periodic()) return;
  const double pressure = units::gpa_per_pressure * largest_virial_pressure(d.now.virial, box.volume());
  if (!(pressure <= limits_.pressure_GPa))
    throw failure(fmt::format("the pressure is {:.4g} GPa; {}; ", pressure,
                              limit_text(limits_.pressure_GPa, " GPa", "pressure")) +
                  fastest_text(d.system));
}

void Watch::check_energy(const Dynamics& d, double energy, double bath, double t_fs) const {
  const auto atoms = static_cast<double>(d.system.atoms.size());
  if (std::abs(energy) <= allowed_energy_change(limits_, atoms, bath, t_fs)) return;
  throw failure(fmt::format("the conserved energy changed by {:.4g} eV/atom in {:.4g} ps; beyond {:g} eV/atom {}; ",
                            energy / atoms, 1e-3 * t_fs, energy_allowance,
                            limit_text(limits_.drift_eV_per_atom_ns, " eV/atom/ns", "drift")) +
                fastest_text(d.system) + ". A shorter time step may help");
}

void Watch::report_leap(const Dynamics& d) const {
  for (const Vec3& f : d.now.force)
    if (is_torn(limits_, f)) report_force(d, limits_);
  const Atoms& a = d.system.atoms;
  const std::size_t i = first_in(a, [&](std::size_t k) { return norm(a.velocity[k]); });
  report_distance(d, i, norm(a.velocity[i]) * d.dt, limits_);
}

}  // namespace nacre::run
