// The formulas of the pistons of Martyna, Tobias and Klein on plain numbers, for hosts and kernels alike. Equations:
// integrate/mttk.h.
#pragma once
#include "integrate/barostat_math.h"
#include "integrate/thermostat_math.h"

namespace nacre {

/// What the user asked for, in internal units (eV/Å^3).
struct PistonRule {
  static constexpr int components = 6;  ///< in the order of run.in: xx yy zz yz xz xy

  bool isotropic = false;            ///< one piston on the length of the cell
  bool controlled[components] = {};  ///< of six pistons on its strains
  bool has_chain = false;            ///< the pistons have a Nose-Hoover chain of their own
  double coupling_steps = 1000;      ///< n_p: tau_p = n_p dt
  Mat3 first, last;                  ///< P_0 at the first step and at the step after the last one, symmetric

  NACRE_HD Mat3 pressure_at(std::int64_t step_in_run, std::int64_t steps_in_run) const {
    const double done = static_cast<double>(step_in_run) / static_cast<double>(steps_in_run);
    return first + done * (last + -1.0 * first);
  }
  NACRE_HD bool moves(int c, const StrainAxes& axes) const {
    return (isotropic ? c < 3 : controlled[c]) && axes.active[component_row(c)] && axes.active[component_column(c)];
  }
  /// Number of components that move.
  NACRE_HD int count(const StrainAxes& axes) const {
    int sum = 0;
    for (int c = 0; c < components; ++c) sum += moves(c, axes) ? 1 : 0;
    return sum;
  }
};

/// A matrix with the entries that the pistons may move; isotropic ones are the mean over the active axes.
NACRE_HD inline Mat3 piston_part(const PistonRule& rule, const StrainAxes& axes, const Mat3& a) {
  const Mat3 from = rule.isotropic ? isotropic_part(a, axes) : a;
  Mat3 part;
  for (int c = 0; c < PistonRule::components; ++c)
    if (rule.moves(c, axes)) set_symmetric(part, c, from[component_row(c)][component_column(c)]);
  return part;
}

/// The state of the pistons.
struct Piston {
  Mat3 rate;                                      ///< v_g, 1/time, symmetric
  double mass = 0;                                ///< W_g, eV time^2
  double kt = 0;                                  ///< k_B T that makes the mass where no temperature is held, eV
  double work = 0;                                ///< integral of V P_0 : v_g dt, eV
  NoseHooverChain chain[PistonRule::components];  ///< isotropic: that of the first component that moves

  /// What left the atoms, eV.
  NACRE_HD double energy() const {
    double sum = 0.5 * mass * double_dot(rate, rate) + work;
    for (const NoseHooverChain& one : chain) sum += one.energy();
    return sum;
  }
};

/// What half a step of the pistons needs besides their state.
struct PistonStep {
  PistonRule rule;
  StrainAxes axes;
  Mat3 pressure;       ///< P_0 of this step
  double dt = 0;       ///< of the whole step
  double kt = 0;       ///< k_B T of the pistons' chain and mass, eV
  double freedom = 0;  ///< N_f of the atoms
};

/// The mass follows a ramp of T and a changing time step. The pistons' energy stays, so the conserved quantity does.
NACRE_HD inline void set_piston_mass(Piston& p, const PistonStep& now) {
  const double tau = now.rule.coupling_steps * now.dt, mass = (now.freedom + 3) / 3 * now.kt * tau * tau;
  if (mass != p.mass) p.rate *= std::sqrt(p.mass / mass);
  p.mass = mass;
}

/// Chains as slow as tau_p need no substeps.
inline constexpr int piston_substeps = 1;

/// The factor of component c after half a step of its chain; `entries`: of v_g, that move with it.
template <class Exponential>
NACRE_HD inline double piston_factor(Piston& p, const PistonStep& now, int c, int entries, Exponential exp) {
  const double v = p.rate[component_row(c)][component_column(c)], kinetic = 0.5 * entries * p.mass * v * v;
  return p.chain[c].template half_step<piston_substeps>(now.dt, 1, now.kt, now.rule.coupling_steps * now.dt, kinetic,
                                                        exp);
}

/// The pistons' chains for half a step.
template <class Exponential>
NACRE_HD inline void heat_piston(Piston& p, const PistonStep& now, Exponential exp) {
  if (!now.rule.has_chain) return;
  for (int c = 0; c < PistonRule::components; ++c) {
    if (!now.rule.moves(c, now.axes)) continue;
    if (now.rule.isotropic) {
      p.rate *= piston_factor(p, now, c, now.rule.count(now.axes), exp);
      return;
    }
    const int i = component_row(c), j = component_column(c);
    const double factor = piston_factor(p, now, c, i == j ? 1 : 2, exp);
    set_symmetric(p.rate, c, factor * p.rate[i][j]);
  }
}

/// v_g += (dt/2) (V (P - P_0) + (2 K / N_f) 1) / W_g, for the pressure P and twice the kinetic energy K of the atoms now.
NACRE_HD inline void push_piston(Piston& p, const PistonStep& now, const Mat3& pressure, double volume,
                                 double twice_kinetic) {
  const double thermal = now.freedom > 0 ? twice_kinetic / now.freedom : 0;
  const Mat3 force = volume * (pressure + -1.0 * now.pressure) + thermal * identity();
  p.rate += (0.5 * now.dt / p.mass) * piston_part(now.rule, now.axes, force);
}

/// log of the strain of the cell over the step.
NACRE_HD inline Mat3 piston_strain(const Piston& p, const PistonStep& now) { return now.dt * p.rate; }

NACRE_HD inline bool is_small_strain(const Mat3& strain) {
  bool small = true;
  for (int i = 0; i < 9; ++i) small = small && std::abs(strain.m[i / 3][i % 3]) < largest_strain;
  return small;
}

/// exp(-(dt/2) (v_g + tr v_g / N_f 1)), by which velocities are multiplied before and after the atoms' own step.
NACRE_HD inline Mat3 piston_drag(const Piston& p, const PistonStep& now) {
  const double all = now.freedom > 0 ? trace(p.rate) / now.freedom : 0;
  return exponential(-0.5 * now.dt * (p.rate + all * identity()));
}

/// The strain does the work P_0 : v_g times the integral of V over the step, V (exp(x) - 1) / x, x = dt tr v_g.
NACRE_HD inline void count_piston_work(Piston& p, const PistonStep& now, double volume) {
  const double x = now.dt * trace(p.rate), mean = x != 0 ? std::expm1(x) / x : 1;
  p.work += volume * mean * now.dt * double_dot(now.pressure, p.rate);
}

}  // namespace nacre
