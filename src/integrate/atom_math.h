// What one atom does in a step: the formulas that the loops of steps.cpp and the kernels of cuda_dynamics share.
//   r position (Å)   v velocity (Å/time unit)   m mass (amu)   F force (eV/Å)   t time (internal units)
#pragma once
#include <cmath>
#include <cstdint>

#include "core/random.h"
#include "core/vec3.h"

namespace nacre {

/// v + (t / m) F.
NACRE_HD inline Vec3 kicked(Vec3 v, Vec3 force, double mass, double t) { return v += (t / mass) * force; }
/// r + t v.
NACRE_HD inline Vec3 drifted(Vec3 r, Vec3 v, double t) { return r += t * v; }

/// m v (x) v (eV); its trace is twice the kinetic energy.
NACRE_HD inline Mat3 kinetic_tensor_of(Vec3 v, double mass) { return outer(mass * v, v); }

/// The exact solution of dv = -gamma v dt + noise over a time t: c v + sqrt((1 - c^2) k_B T / m) xi, c = exp(-gamma t).
/// spread = (1 - c^2) k_B T in eV; xi: three standard normals of this atom, step and purpose.
NACRE_HD inline Vec3 exchanged(Vec3 v, double mass, double decay, double spread, std::uint64_t seed, std::uint64_t step,
                               std::uint64_t atom, Purpose purpose) {
  const std::array<double, 4> xi = random_normal(seed, step, atom, purpose);
  const double sigma = std::sqrt(spread / mass);
  return decay * v + sigma * Vec3{xi[0], xi[1], xi[2]};
}
/// Twice the energy (eV) that the atom lost between two velocities.
NACRE_HD inline double twice_lost_energy(Vec3 before, Vec3 after, double mass) {
  return mass * (dot(before, before) - dot(after, after));
}

/// 1 / dt of the largest time step in which this atom moves no farther than d (integrate/time_step.h); 0 at rest.
NACRE_HD inline double inverse_time_step(Vec3 velocity, Vec3 force, double mass, double d) {
  const double v = norm(velocity), acceleration = norm(force) / mass;
  return (v + std::sqrt(v * v + 2 * acceleration * d)) / (2 * d);
}

NACRE_HD inline bool is_finite(Vec3 v) { return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z); }

/// Not finite, or along an open direction more than this many cell lengths outside. `inverse`: of the cell.
NACRE_HD inline bool is_lost(Vec3 r, const Mat3& inverse, const bool* periodic, double cell_lengths) {
  if (!is_finite(r)) return true;
  if (periodic[0] && periodic[1] && periodic[2]) return false;
  const Vec3 s = r * inverse;
  for (int k = 0; k < 3; ++k)
    if (!periodic[k] && (s[k] < -cell_lengths || s[k] > 1 + cell_lengths)) return true;
  return false;
}

}  // namespace nacre
