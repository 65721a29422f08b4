// Stochastic velocity rescaling, 10.1063/1.2408420, appendix: K follows dK = (K_0 - K) dt/tau + 2 sqrt(K K_0/(N_f tau))
// dW, solved exactly over one step:
//   alpha^2 = c + f (R^2 + S) + 2 R sqrt(c f),   c = exp(-1/n),   f = (1 - c) K_0 / (N_f K),   K_0 = N_f k_B T / 2
//   sign(alpha) = sign(R + sqrt(c / f))
// R is a standard normal, S the sum of N_f - 1 squared ones, which is twice a Gamma((N_f - 1)/2) variate.
#include <cmath>

#include "integrate/plan.h"
#include "integrate/steps.h"
#include "integrate/thermostat.h"

namespace nacre {

namespace {
class Bussi : public Thermostat {
 public:
  Bussi(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), decay_(std::exp(-1 / coupling_steps)) {}

  void after(Dynamics& dynamics) override {
    const double kinetic = kinetic_energy(dynamics);
    if (!(kinetic > 0)) return;  // nothing to scale
    const System& s = dynamics.system;
    const double freedom = degrees_of_freedom(dynamics, true);  // >= 3 where something moves
    scale(dynamics, bussi_factor(kinetic, freedom, ramp_.energy_at(dynamics), decay_, s.seed, s.step), kinetic);
  }
  void describe(EnsemblePlan& plan) const override {
    plan.heat = EnsemblePlan::Heat::bussi;
    plan.decay = decay_;
  }

 private:
  TemperatureRamp ramp_;
  double decay_;
};
}  // namespace

std::unique_ptr<Thermostat> make_bussi(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<Bussi>(ramp, coupling_steps);
}

}  // namespace nacre
