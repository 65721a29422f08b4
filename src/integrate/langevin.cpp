// Langevin dynamics, m dv = F dt - gamma m v dt + sqrt(2 gamma m k_B T) dW with gamma = 1/tau. The friction and noise
// part is solved exactly (an Ornstein-Uhlenbeck process) for half a step before and half a step after velocity Verlet.
// Each atom is pushed on its own, so total momentum is not conserved and all 3 N degrees of freedom count.
#include <cmath>

#include "device/parallel.h"
#include "integrate/thermostat.h"

namespace nacre {

double langevin_exchange(Dynamics& dynamics, double decay, double kt, Purpose purpose) {
  const System& s = dynamics.system;
  Atoms& a = dynamics.system.atoms;
  const double spread = (1 - decay * decay) * kt;
  return 0.5 * parallel_sum<double>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) {
           if (dynamics.is_fixed(i)) return 0.0;
           const auto xi = random_normal(s.seed, s.step, i, purpose);
           const double sigma = std::sqrt(spread / a.mass[i]);
           const Vec3 old = a.velocity[i], fresh = decay * old + sigma * Vec3{xi[0], xi[1], xi[2]};
           a.velocity[i] = fresh;
           return a.mass[i] * (dot(old, old) - dot(fresh, fresh));
         });
}

namespace {
class Langevin : public Thermostat {
 public:
  Langevin(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), half_decay_(std::exp(-0.5 / coupling_steps)) {}
  bool conserves_momentum() const override { return false; }
  void before(Dynamics& dynamics) override { exchange(dynamics, Purpose::langevin_first); }
  void after(Dynamics& dynamics) override { exchange(dynamics, Purpose::langevin_second); }

 private:
  void exchange(Dynamics& dynamics, Purpose purpose) {
    bath_ += langevin_exchange(dynamics, half_decay_, ramp_.energy_at(dynamics), purpose);
  }

  TemperatureRamp ramp_;
  double half_decay_;
};
}  // namespace

std::unique_ptr<Thermostat> make_langevin(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<Langevin>(ramp, coupling_steps);
}

}  // namespace nacre
