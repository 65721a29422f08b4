// The limits of what a run may do before it is stopped, as formulas on plain numbers, for hosts and kernels alike. A
// deck widens them by `guard` (run/deck). Whoever passes one has left what the potential, the time step or the coupling
// was made for, whatever the thermostat makes of the temperature.
//
//   cell        F = h_0^-1 h since the start of the run:  det F or 1 / det F > volume ratio;  max |F - 1| > strain;
//               height of a periodic direction < height      h_0, h: rows are lattice vectors (Å)
//   pressure    max |W_ij| / V > pressure                     W: virial (eV)   V: volume (Å^3)
//   energy      |E - E_0| > N (allowance + drift t) + share |B - B_0|
//               E: kinetic + potential + bath energy, which exact dynamics conserve   B: the bath's part   t: time
//               The allowance is what fluctuates, the share is for the trapezoid rule of the piston's work.
//   force       |F_i| > force
//   distance    |v_i| dt > distance: the way of an atom in one step
#pragma once
#include <cmath>

#include "core/vec3.h"

namespace nacre {

/// Infinite ones are off.
struct GuardLimits {
  double temperature_K = 1e5;         ///< and ten times the target, if that is more
  double volume_ratio = 10;           ///< since the start of the run
  double strain = 3;                  ///< since the start of the run
  double height_A = 0.5;              ///< of the cell, along periodic directions
  double pressure_GPa = 1e4;          ///< component of the virial's part
  double drift_eV_per_atom_ns = 1000; ///< of the conserved energy, beyond energy_allowance
  double force_eV_per_A = 1e5;        ///< on an atom
  double distance_A = 2;              ///< of an atom in a step
};

inline constexpr double energy_allowance = 5;  ///< eV/atom: 58,000 K of kinetic energy
inline constexpr double bath_share = 0.1;

/// The cell as the run began with it; volume 0: not known.
struct StartCell {
  Mat3 h = identity(), inverse = identity();
  double volume = 0;

  StartCell() = default;
  NACRE_HD explicit StartCell(const Mat3& cell)
      : h(cell), inverse(nacre::inverse(cell)), volume(std::abs(determinant(cell))) {}
  NACRE_HD bool is(const Mat3& cell) const {
    for (int i = 0; i < 9; ++i)
      if (h.m[i / 3][i % 3] != cell.m[i / 3][i % 3]) return false;
    return true;
  }
};

/// At least 1: how many times the volume grew or shrank.
NACRE_HD inline double volume_ratio(const StartCell& start, double volume) {
  return volume > start.volume ? volume / start.volume : start.volume / volume;
}
/// max |F - 1|.
NACRE_HD inline double strain_since(const StartCell& start, const Mat3& h) {
  const Mat3 f = start.inverse * h;
  double largest = 0;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) {
      const double e = std::abs(f.m[i][j] - (i == j ? 1 : 0));
      if (!(e <= largest)) largest = e;  // NaN stays
    }
  return largest;
}
/// Å, of the periodic direction where the cell is thinnest; infinite where there is none.
NACRE_HD inline double least_height(const Mat3& inverse, const bool* periodic) {
  double least = INFINITY;
  for (int k = 0; k < 3; ++k) {
    if (!periodic[k]) continue;
    const double height = 1 / norm({inverse.m[0][k], inverse.m[1][k], inverse.m[2][k]});
    if (!(height >= least)) least = height;
  }
  return least;
}

/// Has the cell run away? One that is as it was has not. NaN: yes.
NACRE_HD inline bool cell_ran_away(const GuardLimits& limits, const StartCell& start, const Mat3& h,
                                   const Mat3& inverse, double volume, const bool* periodic) {
  if (start.volume == 0 || start.is(h)) return false;
  return !(volume_ratio(start, volume) <= limits.volume_ratio && strain_since(start, h) <= limits.strain &&
           least_height(inverse, periodic) >= limits.height_A);
}

/// eV/Å^3.
NACRE_HD inline double largest_virial_pressure(const Mat3& virial, double volume) {
  double largest = 0;
  for (int i = 0; i < 9; ++i) {
    const double p = std::abs(virial.m[i / 3][i % 3]) / volume;
    if (!(p <= largest)) largest = p;
  }
  return largest;
}

/// What the conserved energy may have changed by (eV). `bath`: what left to baths since the start (eV); `t_fs`: since
/// then.
NACRE_HD inline double allowed_energy_change(const GuardLimits& limits, double atoms, double bath, double t_fs) {
  return atoms * (energy_allowance + 1e-6 * limits.drift_eV_per_atom_ns * t_fs) + bath_share * std::abs(bath);
}

/// `dt`: of the step, in the internal units of the velocity. NaN: no, other guards see it.
NACRE_HD inline bool leaps(const GuardLimits& limits, Vec3 velocity, double dt) {
  return dot(velocity, velocity) * dt * dt > limits.distance_A * limits.distance_A;
}
NACRE_HD inline bool is_torn(const GuardLimits& limits, Vec3 force) {
  return dot(force, force) > limits.force_eV_per_A * limits.force_eV_per_A;
}

}  // namespace nacre
