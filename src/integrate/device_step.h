// The scalar part of a step on a device: what happens once a step rather than once an atom. Plain state and functions,
// run by one thread. Order of a step: begin_step, the atoms' first half, forces, the atoms' second half, finish_step.
//   factor   by which the velocities still have to be multiplied: the thermostat's last word of a step is applied by
//            the first kernel of the next one, which saves a pass over the atoms. Kinetic energies count it already.
#pragma once
#include "core/units.h"
#include "integrate/device_dynamics.h"
#include "integrate/plan.h"

namespace nacre {

/// Fixed during a run.
struct DeviceRules {
  EnsemblePlan plan;
  double freedom = 0;
  double dt = 0, max_distance = 0;
  double conserved_start = 0, time_start_fs = 0;
  GuardLimits limits;
  StartCell start_cell;
  double times_target = 0, cell_lengths = 0, atoms = 0;
  std::int64_t steps_in_run = 1;
  std::uint64_t seed = 0;
  bool periodic[3] = {};

  /// Is there anything to do in begin_step?
  NACRE_HD bool has_beginning() const {
    return plan.heat == EnsemblePlan::Heat::nose_hoover || plan.has_barostat || max_distance > 0;
  }
};

struct DeviceState {
  std::int64_t step_in_run = 0, step = 0;
  double time_fs = 0, dt = 0;
  double potential = 0;
  Mat3 kinetic_tensor;  ///< sum m v (x) v over moving atoms, eV
  Mat3 virial;
  Mat3 h, inverse;  ///< of the cell
  double volume = 1;
  double factor = 1;                        ///< pending, from the step before
  double before_factor = 1;                 ///< of this step's thermostat
  Mat3 strain, stretch, shrink, conjugate;  ///< of this step: eps, exp(eps), exp(-eps), V P at its start
  BathState baths;
  DriftSums drift;

  NACRE_HD double kinetic() const { return 0.5 * trace(kinetic_tensor); }
  NACRE_HD void set_cell(const Mat3& cell) {
    h = cell;
    inverse = nacre::inverse(cell);
    volume = std::abs(determinant(cell));
  }
};

/// Sums over the atoms at the end of a step.
struct AtomSums {
  double potential = 0;
  Mat3 kinetic_tensor, virial;
  double heat = 0;  ///< twice the energy lost in Langevin exchanges
};

NACRE_HD inline void scale_kinetic(DeviceState& s, double factor) { s.kinetic_tensor *= factor * factor; }

NACRE_HD inline void chain_half_step(DeviceState& s, const DeviceRules& rules, double& factor) {
  if (!(rules.freedom > 0)) return;
  const double kt = rules.plan.ramp.energy_at(s.step_in_run, rules.steps_in_run);
  factor = s.baths.chain.half_step(s.dt, rules.freedom, kt, rules.plan.coupling_steps * s.dt, s.kinetic(),
                                   ShortExponential());
  s.baths.bath = s.baths.chain.energy();
  scale_kinetic(s, factor);
}

NACRE_HD inline PistonStep piston_step(const DeviceState& s, const DeviceRules& rules) {
  const EnsemblePlan& plan = rules.plan;
  return {plan.piston,
          strain_axes(s.h, rules.periodic),
          plan.piston.pressure_at(s.step_in_run, rules.steps_in_run),
          s.dt,
          plan.has_target ? plan.ramp.energy_at(s.step_in_run, rules.steps_in_run) : s.baths.piston.kt,
          rules.freedom};
}
NACRE_HD inline void push_piston(DeviceState& s, const PistonStep& now) {
  nacre::push_piston(s.baths.piston, now, pressure_of(s.virial, s.kinetic_tensor, s.volume), s.volume,
                     trace(s.kinetic_tensor));
}

/// As MttkEnsemble::step() up to the atoms' own step; s.shrink is what it multiplies velocities by, before and after it.
NACRE_HD inline DeviceFault begin_piston(DeviceState& s, const DeviceRules& rules) {
  const PistonStep now = piston_step(s, rules);
  Piston& piston = s.baths.piston;
  set_piston_mass(piston, now);
  heat_piston(piston, now, ShortExponential());
  push_piston(s, now);
  s.shrink = piston_drag(piston, now);
  s.strain = piston_strain(piston, now);
  if (!is_small_strain(s.strain)) return DeviceFault::strain;
  count_piston_work(piston, now, s.volume);
  s.stretch = exponential(s.strain);
  s.set_cell(s.h * s.stretch);
  return DeviceFault::none;
}
NACRE_HD inline void end_piston(DeviceState& s, const DeviceRules& rules) {
  const PistonStep now = piston_step(s, rules);
  push_piston(s, now);
  heat_piston(s.baths.piston, now, ShortExponential());
  s.baths.work = s.baths.piston.energy();
}

NACRE_HD inline DeviceFault choose_cell(DeviceState& s, const DeviceRules& rules) {
  const EnsemblePlan& plan = rules.plan;
  if (plan.has_piston) return begin_piston(s, rules);
  const double kt = plan.has_target ? plan.ramp.energy_at(s.step_in_run, rules.steps_in_run) : 0;
  const Mat3 p = pressure_of(s.virial, s.kinetic_tensor, s.volume);
  if (!choose_strain(plan.rule, strain_axes(s.h, rules.periodic), p, kt, s.h, s.volume, rules.seed, s.step, s.strain))
    return DeviceFault::strain;
  s.conjugate = strain_conjugate(plan.rule, s.virial, s.kinetic_tensor, s.volume);
  s.stretch = exponential(s.strain);
  s.shrink = plan.rule.method == PressureRule::Method::stochastic ? exponential(-1.0 * s.strain) : identity();
  s.set_cell(s.h * s.stretch);
  return DeviceFault::none;
}

/// `inverse_dt`: largest over the atoms, when the time step is limited. The new cell counts from here on.
NACRE_HD inline DeviceFault begin_step(DeviceState& s, const DeviceRules& rules, double inverse_dt) {
  s.dt = rules.max_distance > 0 && inverse_dt * rules.dt > 1 ? 1 / inverse_dt : rules.dt;
  if (rules.plan.heat == EnsemblePlan::Heat::nose_hoover) chain_half_step(s, rules, s.before_factor);
  return rules.plan.has_barostat ? choose_cell(s, rules) : DeviceFault::none;
}

/// What the step's strain did, or what the pistons do after it; s.kinetic_tensor is that of the velocities.
NACRE_HD inline void end_cell(DeviceState& s, const DeviceRules& rules) {
  if (rules.plan.has_piston) return end_piston(s, rules);
  const Mat3 now = strain_conjugate(rules.plan.rule, s.virial, s.kinetic_tensor, s.volume);
  s.baths.work += strain_work(s.conjugate, now, s.strain);
}

/// The thermostat after the step; s.kinetic_tensor is that of the velocities.
NACRE_HD inline void end_heat(DeviceState& s, const DeviceRules& rules, double heat) {
  using Heat = EnsemblePlan::Heat;
  const EnsemblePlan& plan = rules.plan;
  const double kt = plan.ramp.energy_at(s.step_in_run, rules.steps_in_run), kinetic = s.kinetic();
  s.factor = 1;
  if (plan.heat == Heat::nose_hoover) return chain_half_step(s, rules, s.factor);
  if (plan.heat == Heat::langevin || plan.heat == Heat::baoab) s.baths.bath += 0.5 * heat;
  if (plan.heat != Heat::berendsen && plan.heat != Heat::bussi) return;
  if (!(kinetic > 0)) return;  // nothing to scale
  s.factor = plan.heat == Heat::berendsen ? berendsen_factor(kinetic, rules.freedom, kt, plan.coupling_steps)
                                          : bussi_factor(kinetic, rules.freedom, kt, plan.decay, rules.seed, s.step);
  s.baths.bath += (1 - s.factor * s.factor) * kinetic;
  scale_kinetic(s, s.factor);
}

/// Has the run gone wrong? As run/watch.cpp asks; the positions were looked at when they were new.
NACRE_HD inline DeviceFault watch_step(const DeviceState& s, const DeviceRules& rules) {
  if (!std::isfinite(s.potential)) return DeviceFault::energy;
  const double target = rules.plan.has_target ? rules.plan.ramp.at(s.step_in_run, rules.steps_in_run) : -1;
  const double hottest = rules.limits.temperature_K, scaled = rules.times_target * target;
  const double limit = scaled > hottest ? scaled : hottest, freedom = rules.freedom > 1 ? rules.freedom : 1;
  const double temperature = 2 * s.kinetic() / (units::boltzmann * freedom);
  return temperature <= limit ? DeviceFault::none : DeviceFault::temperature;
}

/// As run/watch.cpp asks of the cell and its pressure.
NACRE_HD inline DeviceFault watch_cell(const DeviceState& s, const DeviceRules& rules, bool has_virial) {
  const bool* p = rules.periodic;
  if (cell_ran_away(rules.limits, rules.start_cell, s.h, s.inverse, s.volume, p)) return DeviceFault::cell;
  if (!has_virial || !(p[0] && p[1] && p[2])) return DeviceFault::none;
  const double pressure = units::gpa_per_pressure * largest_virial_pressure(s.virial, s.volume);
  return pressure <= rules.limits.pressure_GPa ? DeviceFault::none : DeviceFault::pressure;
}

/// Beyond what the energy `e` (eV), less that of the start, may be after the time `t` (fs)?
NACRE_HD inline bool drifted_off(const DeviceState& s, const DeviceRules& rules, double e, double t) {
  const double bath = s.baths.bath + s.baths.work;
  return !(std::abs(e) <= allowed_energy_change(rules.limits, rules.atoms, bath, t));
}

NACRE_HD inline DeviceFault add_drift(DeviceState& s, const DeviceRules& rules) {
  const double t = s.time_fs - rules.time_start_fs;
  const double e = s.kinetic() + s.potential + (s.baths.bath + s.baths.work) - rules.conserved_start;
  s.drift.n += 1, s.drift.t += t, s.drift.e += e, s.drift.tt += t * t, s.drift.te += t * e;
  return drifted_off(s, rules, e, t) ? DeviceFault::drift : DeviceFault::none;
}

/// `has_virial`: sums.virial was computed.
NACRE_HD inline DeviceFault finish_step(DeviceState& s, const DeviceRules& rules, const AtomSums& sums,
                                        bool has_virial) {
  s.potential = sums.potential;
  s.kinetic_tensor = sums.kinetic_tensor;
  if (has_virial) s.virial = sums.virial;
  if (rules.plan.has_barostat) end_cell(s, rules);
  end_heat(s, rules, sums.heat);
  ++s.step_in_run;
  ++s.step;
  s.time_fs += s.dt * units::fs_per_time;
  DeviceFault fault = watch_step(s, rules);
  if (fault == DeviceFault::none) fault = watch_cell(s, rules, has_virial);
  return fault == DeviceFault::none ? add_drift(s, rules) : fault;
}

}  // namespace nacre
