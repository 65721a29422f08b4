#include "integrate/thermostat.h"

#include "core/units.h"
#include "integrate/steps.h"

namespace nacre {

double TemperatureRamp::at(const Dynamics& dynamics) const {
  const double done = static_cast<double>(dynamics.step_in_run) / static_cast<double>(dynamics.steps_in_run);
  return first + (last - first) * done;
}

double TemperatureRamp::energy_at(const Dynamics& dynamics) const { return units::boltzmann * at(dynamics); }

void Thermostat::save(Record& record) const { record.put("thermostat_bath", bath_); }
void Thermostat::load(const Record& record) { bath_ = record.real("thermostat_bath"); }

void Thermostat::scale(Dynamics& dynamics, double factor, double kinetic) {
  scale_velocities(dynamics, factor);
  bath_ += (1 - factor * factor) * kinetic;
}

}  // namespace nacre
