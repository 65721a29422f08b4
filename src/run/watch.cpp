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

/// Twice the kinetic energy, and the number of lost atoms.
struct Seen {
  double kinetic = 0;
  std::int64_t lost = 0;
  Seen& operator+=(const Seen& o) { return kinetic += o.kinetic, lost += o.lost, *this; }
};

Seen look(const System& system) {
  const Atoms& a = system.atoms;
  return parallel_sum<Seen>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) {
    return Seen{a.mass[i] * dot(a.velocity[i], a.velocity[i]), is_lost(system.box, a.position[i]) ? 1 : 0};
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

[[noreturn]] void report_runaway(const System& system, double temperature, double limit) {
  const Atoms& a = system.atoms;
  std::size_t fastest = 0;
  const auto energy = [&](std::size_t i) { return 0.5 * a.mass[i] * dot(a.velocity[i], a.velocity[i]); };
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!(energy(i) <= energy(fastest))) fastest = i;
  throw failure(fmt::format("runaway temperature: {:.4g} K, the limit is {:.4g} K; the fastest is {} with {:.3g} eV",
                            temperature, limit, atom_text(system, fastest), energy(fastest)) +
                neighbor_text(system, fastest) + ". A shorter time step or a better start may help");
}
}  // namespace

Watch::Watch(const Dynamics& dynamics, bool momentum_conserved)
    : freedom_(std::max(1.0, degrees_of_freedom(dynamics, momentum_conserved))) {}

void Watch::check_start(const Dynamics& d) const {
  check_step(d, -1);
  for (std::size_t i = 0; i < d.now.force.size(); ++i)
    if (!is_finite(d.now.force[i])) report_not_finite(d, i);
}

double Watch::check_step(const Dynamics& d, double target) const {
  const Seen seen = look(d.system);
  if (seen.lost > 0) report_lost(d.system);
  if (!std::isfinite(d.now.energy)) report_energy(d);
  const double limit = std::max(hottest_K, times_target * target);
  const double temperature = seen.kinetic / (units::boltzmann * freedom_);
  if (!(temperature <= limit)) report_runaway(d.system, temperature, limit);
  return 0.5 * seen.kinetic;
}

}  // namespace nacre::run
