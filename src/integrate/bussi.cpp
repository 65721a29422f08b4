// Stochastic velocity rescaling, 10.1063/1.2408420, appendix: K follows dK = (K_0 - K) dt/tau + 2 sqrt(K K_0/(N_f tau))
// dW, solved exactly over one step:
//   alpha^2 = c + f (R^2 + S) + 2 R sqrt(c f),   c = exp(-1/n),   f = (1 - c) K_0 / (N_f K),   K_0 = N_f k_B T / 2
//   sign(alpha) = sign(R + sqrt(c / f))
// R is a standard normal, S the sum of N_f - 1 squared ones, which is twice a Gamma((N_f - 1)/2) variate.
#include <algorithm>
#include <cmath>

#include "integrate/steps.h"
#include "integrate/thermostat.h"

namespace nacre {

namespace {
// Gamma(shape, 1), shape >= 1, by Marsaglia and Tsang, 10.1145/358407.358414. Attempt k uses counters 2k and 2k + 1 of
// this step, so the result depends on the step alone.
double random_gamma(double shape, const System& system) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 1;; ++attempt) {
    const double x = random_normal(system.seed, system.step, 2 * attempt, Purpose::bussi)[0];
    const double u = random_uniform(system.seed, system.step, 2 * attempt + 1, Purpose::bussi)[0];
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

class Bussi : public Thermostat {
 public:
  Bussi(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), decay_(std::exp(-1 / coupling_steps)) {}

  void after(Dynamics& dynamics) override {
    const double kinetic = kinetic_energy(dynamics);
    if (!(kinetic > 0)) return;  // nothing to scale
    scale(dynamics, factor(dynamics, kinetic), kinetic);
  }

 private:
  double factor(const Dynamics& dynamics, double kinetic) const {
    const System& s = dynamics.system;
    const double freedom = degrees_of_freedom(dynamics, true);  // >= 3 where something moves
    const double f = (1 - decay_) * 0.5 * ramp_.energy_at(dynamics) / kinetic;
    const double r = random_normal(s.seed, s.step, 0, Purpose::bussi)[0];
    const double others = 2 * random_gamma(0.5 * (freedom - 1), s);
    const double square = decay_ + f * (r * r + others) + 2 * r * std::sqrt(decay_ * f);
    // (R sqrt(f) + sqrt(c))^2 + f S can come out as a tiny negative number by rounding alone.
    return std::copysign(std::sqrt(std::max(square, 0.0)), r + std::sqrt(decay_ / f));
  }

  TemperatureRamp ramp_;
  double decay_;
};
}  // namespace

std::unique_ptr<Thermostat> make_bussi(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<Bussi>(ramp, coupling_steps);
}

}  // namespace nacre
