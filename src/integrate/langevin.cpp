// Langevin dynamics, m dv = F dt - gamma m v dt + sqrt(2 gamma m k_B T) dW with gamma = 1/tau. The friction and noise
// part is solved exactly (an Ornstein-Uhlenbeck process) for half a step before and half a step after velocity Verlet.
// Each atom is pushed on its own, so total momentum is not conserved and all 3 N degrees of freedom count.
#include <cassert>
#include <cmath>

#include "device/parallel.h"
#include "integrate/atom_math.h"
#include "integrate/plan.h"
#include "integrate/thermostat.h"

namespace nacre {

double langevin_exchange(Dynamics& dynamics, double decay, double kt, Purpose purpose) {
  const System& s = dynamics.system;
  Atoms& a = dynamics.system.atoms;
  assert(decay > 0 && decay <= 1 && kt >= 0);
  const double spread = (1 - decay * decay) * kt;
  return 0.5 * parallel_sum<double>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) {
           if (dynamics.is_fixed(i)) return 0.0;
           const Vec3 old = a.velocity[i], fresh = exchanged(old, a.mass[i], decay, spread, s.seed, s.step, i, purpose);
           a.velocity[i] = fresh;
           return twice_lost_energy(old, fresh, a.mass[i]);
         });
}

namespace {
class Langevin : public Thermostat {
 public:
  Langevin(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), half_decay_(std::exp(-0.5 / coupling_steps)) {}
  bool conserves_momentum() const override { return false; }
  void before(Dynamics& dynamics) override { exchange(dynamics, Purpose::langevin_first); }
  void after(Dynamics& dynamics) override { exchange(dynamics, Purpose::langevin_second); }
  void describe(EnsemblePlan& plan) const override {
    plan.heat = EnsemblePlan::Heat::langevin;
    plan.decay = half_decay_;
  }

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
