// Weak coupling: dK/dt = (K_0 - K) / tau, K_0 = N_f k_B T / 2, in one step of velocity scaling
//   alpha^2 = 1 + (K_0 / K - 1) / n
#include "integrate/plan.h"
#include "integrate/steps.h"
#include "integrate/thermostat.h"

namespace nacre {

namespace {
class Berendsen : public Thermostat {
 public:
  Berendsen(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), n_(coupling_steps) {}

  void after(Dynamics& dynamics) override {
    const double kinetic = kinetic_energy(dynamics);
    if (!(kinetic > 0)) return;  // nothing to scale
    const double freedom = degrees_of_freedom(dynamics, true);
    scale(dynamics, berendsen_factor(kinetic, freedom, ramp_.energy_at(dynamics), n_), kinetic);
  }
  void describe(EnsemblePlan& plan) const override {
    plan.heat = EnsemblePlan::Heat::berendsen;
    plan.coupling_steps = n_;
  }

 private:
  TemperatureRamp ramp_;
  double n_;
};
}  // namespace

std::unique_ptr<Thermostat> make_berendsen(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<Berendsen>(ramp, coupling_steps);
}

}  // namespace nacre
