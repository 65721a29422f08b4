// Nose-Hoover chain of M = 4, 10.1080/00268979600100761. Half a time step of the chain acts before and after velocity
// Verlet. Chain link j has velocity w_j (1/time) and mass Q_1 = N_f k_B T tau^2, Q_j = k_B T tau^2:
//   dw_1/dt = (2 K - N_f k_B T)/Q_1 - w_1 w_2,   dw_j/dt = (Q_{j-1} w_{j-1}^2 - k_B T)/Q_j - w_j w_{j+1}
//   dv/dt   = -w_1 v
// conserved:  K + U + sum_j Q_j w_j^2 / 2 + integral (N_f k_B T w_1 + k_B T (w_2 + w_3 + w_4)) dt
// The chain itself: NoseHooverChain in thermostat_math.h.
#include "integrate/plan.h"
#include "integrate/steps.h"
#include "integrate/thermostat.h"

namespace nacre {

namespace {
class NoseHoover : public Thermostat {
 public:
  NoseHoover(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), n_(coupling_steps) {}
  void before(Dynamics& dynamics) override { half_step(dynamics); }
  void after(Dynamics& dynamics) override { half_step(dynamics); }
  void describe(EnsemblePlan& plan) const override {
    plan.heat = EnsemblePlan::Heat::nose_hoover;
    plan.coupling_steps = n_;
  }

  void save(Record& record) const override {
    Thermostat::save(record);
    save_chain(record, chain_);
  }
  void load(const Record& record) override {
    Thermostat::load(record);
    load_chain(record, chain_);
  }

 private:
  void half_step(Dynamics& dynamics) {
    const double freedom = degrees_of_freedom(dynamics, true), kt = ramp_.energy_at(dynamics), dt = dynamics.dt;
    if (!(freedom > 0)) return;
    scale_velocities(dynamics,
                     chain_.half_step(dt, freedom, kt, n_ * dt, kinetic_energy(dynamics), PlainExponential()));
    bath_ = chain_.energy();
  }

  TemperatureRamp ramp_;
  double n_;
  NoseHooverChain chain_;
};
}  // namespace

std::unique_ptr<Thermostat> make_nose_hoover(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<NoseHoover>(ramp, coupling_steps);
}

}  // namespace nacre
