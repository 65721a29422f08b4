#include "integrate/mttk.h"

#include "integrate/barostat.h"
#include "integrate/plan.h"
#include "integrate/steps.h"

namespace nacre {

namespace {
constexpr double temperature_at_rest = 300;  // K, for the piston's mass where nothing moves at the start

PistonStep step_of(const Dynamics& dynamics, const PistonRule& rule, double kt) {
  const Box& box = dynamics.system.box;
  return {rule,
          strain_axes(box.h(), box.periodic().data()),
          rule.pressure_at(dynamics.step_in_run, dynamics.steps_in_run),
          dynamics.dt,
          kt,
          degrees_of_freedom(dynamics, true)};
}
}  // namespace

MttkEnsemble::MttkEnsemble(const Words& line) : line_(line) {
  const MttkLine read = read_mttk_line(line);
  ramp_ = read.ramp;
  rule_ = read.rule.value();
  if (ramp_) thermostat_ = make_nose_hoover(*ramp_, read.thermostat_steps);
}

void MttkEnsemble::start(Dynamics& dynamics) {
  rest_fixed_atoms(dynamics);
  const Box& box = dynamics.system.box;
  check_strained_cell(box, line_);
  const StrainAxes axes = strain_axes(box.h(), box.periodic().data());
  if (rule_.count(axes) == 0) throw line_.error("holds a pressure along open directions only").key(line_[1]);
  const double freedom = degrees_of_freedom(dynamics, true), kinetic = kinetic_energy(dynamics);
  const bool at_rest = !(freedom > 0 && kinetic > 0);
  piston_.kt = at_rest ? units::boltzmann * temperature_at_rest : 2 * kinetic / freedom;
}

PistonStep MttkEnsemble::piston_step(const Dynamics& dynamics) const {
  return step_of(dynamics, rule_, ramp_ ? ramp_->energy_at(dynamics) : piston_.kt);
}

void MttkEnsemble::push(const PistonStep& now, const Dynamics& dynamics) {
  const double volume = dynamics.system.box.volume();
  const Mat3 kinetic = kinetic_tensor(dynamics);
  push_piston(piston_, now, pressure_of(dynamics.now.virial, kinetic, volume), volume, trace(kinetic));
}

void MttkEnsemble::move(const PistonStep& now, Dynamics& dynamics) {
  const Mat3 strain = piston_strain(piston_, now);
  if (!is_small_strain(strain)) throw too_much_strain();
  count_piston_work(piston_, now, dynamics.system.box.volume());
  drift(dynamics, 0.5 * dynamics.dt);
  scale_cell(dynamics.system, exponential(strain));
  drift(dynamics, 0.5 * dynamics.dt);
}

// The same read backwards: reversible, and accurate to dt^2.
void MttkEnsemble::step(Dynamics& dynamics) {
  const PistonStep now = piston_step(dynamics);
  set_piston_mass(piston_, now);
  if (thermostat_) thermostat_->before(dynamics);
  heat_piston(piston_, now, PlainExponential());
  push(now, dynamics);
  const Mat3 drag = piston_drag(piston_, now);
  transform_velocities(dynamics, drag);
  kick(dynamics, 0.5 * dynamics.dt);
  move(now, dynamics);
  force(dynamics);
  kick(dynamics, 0.5 * dynamics.dt);
  transform_velocities(dynamics, drag);
  push(now, dynamics);
  heat_piston(piston_, now, PlainExponential());
  if (thermostat_) thermostat_->after(dynamics);
}

double MttkEnsemble::bath_energy() const { return (thermostat_ ? thermostat_->bath_energy() : 0) + piston_.energy(); }

EnsemblePlan MttkEnsemble::plan() const {
  EnsemblePlan plan;
  plan.has_target = ramp_.has_value();
  if (ramp_) plan.ramp = *ramp_;
  if (thermostat_) thermostat_->describe(plan);
  plan.has_barostat = plan.has_piston = true;
  plan.piston = rule_;
  return plan;
}

Error MttkEnsemble::too_much_strain() const {
  return line_.at(
      Error("the piston strains the cell by more than 20 % in one step: a longer pperiod or a shorter time step "
            "is needed",
            Error::Kind::failed));
}

void MttkEnsemble::save(Record& record) const {
  if (thermostat_) thermostat_->save(record);
  save_piston(record, piston_);
}

void MttkEnsemble::load(const Record& record) {
  if (thermostat_) thermostat_->load(record);
  load_piston(record, piston_);
}

}  // namespace nacre
