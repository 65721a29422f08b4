#include "integrate/steps.h"

#include <algorithm>
#include <cassert>

#include "core/units.h"
#include "device/parallel.h"
#include "integrate/atom_math.h"
#include "integrate/barostat_math.h"

namespace nacre {

namespace {
std::ptrdiff_t count(const Dynamics& d) {
  const Atoms& a = d.system.atoms;
  assert(a.velocity.size() == a.size() && a.mass.size() == a.size());
  assert(d.fixed.empty() || d.fixed.size() == a.size());
  return static_cast<std::ptrdiff_t>(a.size());
}
}  // namespace

std::size_t Dynamics::moving() const {
  return system.atoms.size() -
         static_cast<std::size_t>(std::count_if(fixed.begin(), fixed.end(), [](char f) { return f != 0; }));
}

void kick(Dynamics& dynamics, double dt) {
  Vec3* const v = dynamics.system.atoms.velocity.data();
  const double* const m = dynamics.system.atoms.mass.data();
  const Vec3* const f = dynamics.now.force.data();
  assert(dynamics.now.force.size() == dynamics.system.atoms.size());
  parallel_for(count(dynamics), [&](std::ptrdiff_t i) { v[i] = kicked(v[i], f[i], m[i], dt); });
  rest_fixed_atoms(dynamics);
}

void drift(Dynamics& dynamics, double dt) {
  Vec3* const r = dynamics.system.atoms.position.data();
  const Vec3* const v = dynamics.system.atoms.velocity.data();
  parallel_for(count(dynamics),
               [&](std::ptrdiff_t i) { r[i] = drifted(r[i], dynamics.is_driven(i) ? dynamics.drive : v[i], dt); });
}

void force(Dynamics& dynamics) {
  const System& s = dynamics.system;
  assert(dynamics.force != nullptr);
  dynamics.force->compute(s.atoms, s.box, dynamics.request, dynamics.now);
  assert(dynamics.now.force.size() == s.atoms.size());
  if (dynamics.fixed.empty()) return;
  parallel_for(count(dynamics), [&](std::ptrdiff_t i) {
    if (dynamics.is_fixed(i)) dynamics.now.force[i] = {};
  });
}

void rest_fixed_atoms(Dynamics& dynamics) {
  if (dynamics.fixed.empty()) return;
  parallel_for(count(dynamics), [&](std::ptrdiff_t i) {
    if (dynamics.is_fixed(i)) dynamics.system.atoms.velocity[i] = {};
  });
}

void scale_velocities(Dynamics& dynamics, double factor) {
  Vec3* const v = dynamics.system.atoms.velocity.data();
  parallel_for(count(dynamics), [&](std::ptrdiff_t i) { v[i] *= factor; });
}

void transform_velocities(Dynamics& dynamics, const Mat3& m) {
  Vec3* const v = dynamics.system.atoms.velocity.data();
  parallel_for(count(dynamics), [&](std::ptrdiff_t i) { v[i] = v[i] * m; });
}

void scale_cell(System& system, const Mat3& mu) {
  assert(determinant(mu) > 0);  // the cell keeps its handedness
  system.box = system.box.with_cell(system.box.h() * mu);
  Vec3* const r = system.atoms.position.data();
  parallel_for(static_cast<std::ptrdiff_t>(system.atoms.size()), [&](std::ptrdiff_t i) { r[i] = r[i] * mu; });
}

double kinetic_energy(const Dynamics& dynamics) {
  const Atoms& a = dynamics.system.atoms;
  return 0.5 * parallel_sum<double>(count(dynamics), [&](std::ptrdiff_t i) {
           return dynamics.is_fixed(i) ? 0.0 : a.mass[i] * dot(a.velocity[i], a.velocity[i]);
         });
}

Mat3 kinetic_tensor(const Dynamics& dynamics) {
  const Atoms& a = dynamics.system.atoms;
  return parallel_sum<Mat3>(count(dynamics), [&](std::ptrdiff_t i) {
    return dynamics.is_fixed(i) ? Mat3{} : kinetic_tensor_of(a.velocity[i], a.mass[i]);
  });
}

Mat3 pressure(const Dynamics& dynamics) {
  return pressure_of(dynamics.now.virial, kinetic_tensor(dynamics), dynamics.system.box.volume());
}

double degrees_of_freedom(const Dynamics& dynamics, bool momentum_conserved) {
  const std::size_t moving = dynamics.moving();
  // A lone atom keeps its three: its motion is all momentum.
  const bool constrained = momentum_conserved && moving > 1 && moving == dynamics.system.atoms.size();
  return 3.0 * static_cast<double>(moving) - (constrained ? 3 : 0);
}

Thermo measure(const Dynamics& dynamics, bool momentum_conserved) {
  Thermo t;
  t.kinetic = kinetic_energy(dynamics);
  const double freedom = degrees_of_freedom(dynamics, momentum_conserved);
  t.temperature = freedom > 0 ? 2 * t.kinetic / (units::boltzmann * freedom) : 0;
  t.pressure = units::gpa_per_pressure * pressure(dynamics);
  return t;
}

}  // namespace nacre
