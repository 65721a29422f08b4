#include "integrate/thermostat.h"

#include "integrate/steps.h"

namespace nacre {

double TemperatureRamp::at(const Dynamics& dynamics) const { return at(dynamics.step_in_run, dynamics.steps_in_run); }

double TemperatureRamp::energy_at(const Dynamics& dynamics) const {
  return energy_at(dynamics.step_in_run, dynamics.steps_in_run);
}

void Thermostat::save(Record& record) const { record.put("thermostat_bath", bath_); }
void Thermostat::load(const Record& record) { bath_ = record.real("thermostat_bath"); }

void Thermostat::scale(Dynamics& dynamics, double factor, double kinetic) {
  scale_velocities(dynamics, factor);
  bath_ += (1 - factor * factor) * kinetic;
}

}  // namespace nacre
