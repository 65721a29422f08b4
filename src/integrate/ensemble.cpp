#include "integrate/ensemble.h"

#include <cmath>

#include "integrate/steps.h"

namespace nacre {

VerletEnsemble::VerletEnsemble(std::string name, std::optional<TemperatureRamp> ramp,
                               std::unique_ptr<Thermostat> thermostat, std::optional<Barostat> barostat)
    : name_(std::move(name)), ramp_(ramp), thermostat_(std::move(thermostat)), barostat_(std::move(barostat)) {}

void VerletEnsemble::start(Dynamics& dynamics) {
  rest_fixed_atoms(dynamics);
  if (barostat_) barostat_->start(dynamics);
}

void VerletEnsemble::step(Dynamics& dynamics) {
  if (thermostat_) thermostat_->before(dynamics);
  if (barostat_) barostat_->choose_strain(dynamics, ramp_ ? ramp_->energy_at(dynamics) : 0);
  kick(dynamics, 0.5 * dynamics.dt);
  move(dynamics);
  force(dynamics);
  kick(dynamics, 0.5 * dynamics.dt);
  if (barostat_) barostat_->count_work(dynamics);
  if (thermostat_) thermostat_->after(dynamics);
}

void VerletEnsemble::move(Dynamics& dynamics) {
  if (!barostat_) return drift(dynamics, dynamics.dt);
  drift(dynamics, 0.5 * dynamics.dt);
  barostat_->strain_cell(dynamics);
  drift(dynamics, 0.5 * dynamics.dt);
}

double VerletEnsemble::bath_energy() const {
  return (thermostat_ ? thermostat_->bath_energy() : 0) + (barostat_ ? barostat_->bath_energy() : 0);
}

EnsemblePlan VerletEnsemble::plan() const {
  EnsemblePlan plan;
  plan.conserves_momentum = conserves_momentum();
  plan.has_target = ramp_.has_value();
  if (ramp_) plan.ramp = *ramp_;
  if (thermostat_) thermostat_->describe(plan);
  plan.has_barostat = barostat_.has_value();
  if (barostat_) plan.rule = barostat_->rule();
  return plan;
}

void VerletEnsemble::save(Record& record) const {
  if (thermostat_) thermostat_->save(record);
  if (barostat_) barostat_->save(record);
}

void VerletEnsemble::load(const Record& record) {
  if (thermostat_) thermostat_->load(record);
  if (barostat_) barostat_->load(record);
}

BaoabEnsemble::BaoabEnsemble(TemperatureRamp ramp, double coupling_steps)
    : ramp_(ramp), decay_(std::exp(-1 / coupling_steps)) {}

void BaoabEnsemble::start(Dynamics& dynamics) { rest_fixed_atoms(dynamics); }

void BaoabEnsemble::step(Dynamics& dynamics) {
  kick(dynamics, 0.5 * dynamics.dt);
  drift(dynamics, 0.5 * dynamics.dt);
  bath_ += langevin_exchange(dynamics, decay_, ramp_.energy_at(dynamics), Purpose::langevin_first);
  drift(dynamics, 0.5 * dynamics.dt);
  force(dynamics);
  kick(dynamics, 0.5 * dynamics.dt);
}

EnsemblePlan BaoabEnsemble::plan() const {
  EnsemblePlan plan;
  plan.heat = EnsemblePlan::Heat::baoab;
  plan.has_target = true;
  plan.conserves_momentum = false;
  plan.ramp = ramp_;
  plan.decay = decay_;
  return plan;
}

void BaoabEnsemble::save(Record& record) const { record.put("thermostat_bath", bath_); }
void BaoabEnsemble::load(const Record& record) { bath_ = record.real("thermostat_bath"); }

}  // namespace nacre
