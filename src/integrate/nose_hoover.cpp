// Nose-Hoover chain of M = 4, 10.1080/00268979600100761. Half a time step of the chain acts before and after velocity
// Verlet. Chain link j has velocity w_j (1/time) and mass Q_1 = N_f k_B T tau^2, Q_j = k_B T tau^2:
//   dw_1/dt = (2 K - N_f k_B T)/Q_1 - w_1 w_2,   dw_j/dt = (Q_{j-1} w_{j-1}^2 - k_B T)/Q_j - w_j w_{j+1},   dv/dt =
//   -w_1 v
// conserved:  K + U + sum_j Q_j w_j^2 / 2 + integral (N_f k_B T w_1 + k_B T (w_2 + w_3 + w_4)) dt
#include <array>
#include <cmath>

#include "integrate/steps.h"
#include "integrate/thermostat.h"

namespace nacre {

namespace {
constexpr int links = 4;
constexpr int substeps = 4;  // with the weights below the chain stays accurate down to tau = dt
// Third-order Suzuki-Yoshida weights, 1/(2 - 2^(1/3)) and 1 minus twice that.
constexpr double outer_weight = 1.3512071919596578;
constexpr std::array<double, 3> weights{outer_weight, 1 - 2 * outer_weight, outer_weight};

class NoseHoover : public Thermostat {
 public:
  NoseHoover(TemperatureRamp ramp, double coupling_steps) : ramp_(ramp), n_(coupling_steps) {}
  void before(Dynamics& dynamics) override { half_step(dynamics); }
  void after(Dynamics& dynamics) override { half_step(dynamics); }

  void save(Record& record) const override {
    Thermostat::save(record);
    record.put("chain_velocity", std::vector<double>(w_.begin(), w_.end()));
    record.put("chain_mass", std::vector<double>(q_.begin(), q_.end()));
    record.put("chain_heat", heat_);
  }
  void load(const Record& record) override {
    Thermostat::load(record);
    load_links(record, "chain_velocity", w_);
    load_links(record, "chain_mass", q_);
    heat_ = record.real("chain_heat");
  }

 private:
  using Links = std::array<double, links>;

  static void load_links(const Record& record, const std::string& name, Links& to) {
    const auto& from = record.reals_at(name);
    if (from.size() != links) throw Error("the checkpoint entry has the wrong size", Error::Kind::failed).key(name);
    for (int j = 0; j < links; ++j) to[j] = from[j];
  }

  void half_step(Dynamics& dynamics) {
    const double freedom = degrees_of_freedom(dynamics, true), kt = ramp_.energy_at(dynamics);
    if (!(freedom > 0)) return;
    set_masses(freedom, kt, n_ * dynamics.dt);
    double twice_kinetic = 2 * kinetic_energy(dynamics), factor = 1;
    for (int s = 0; s < substeps; ++s)
      for (const double weight : weights)
        factor *= advance(0.5 * dynamics.dt * weight / substeps, freedom, kt, twice_kinetic);
    scale_velocities(dynamics, factor);
    bath_ = heat_;
    for (int j = 0; j < links; ++j) bath_ += 0.5 * q_[j] * w_[j] * w_[j];
  }

  // Masses follow a ramp of T and a changing time step. The energy of each link stays, so the conserved quantity does.
  void set_masses(double freedom, double kt, double tau) {
    for (int j = 0; j < links; ++j) {
      const double q = (j == 0 ? freedom : 1) * kt * tau * tau;
      if (q != q_[j]) w_[j] *= std::sqrt(q_[j] / q);
      q_[j] = q;
    }
  }

  double link_force(int j, double freedom, double kt, double twice_kinetic) const {
    const double drive = j == 0 ? twice_kinetic - freedom * kt : q_[j - 1] * w_[j - 1] * w_[j - 1] - kt;
    return drive / q_[j];
  }

  void push(int j, double t, double freedom, double kt, double twice_kinetic) {
    const double drag = j + 1 < links ? std::exp(-0.25 * t * w_[j + 1]) : 1;
    w_[j] = (w_[j] * drag + 0.5 * t * link_force(j, freedom, kt, twice_kinetic)) * drag;
  }

  // The chain for a time t, symmetric in time; returns the factor of the atoms' velocities.
  double advance(double t, double freedom, double kt, double& twice_kinetic) {
    for (int j = links - 1; j >= 0; --j) push(j, t, freedom, kt, twice_kinetic);
    const double factor = std::exp(-t * w_[0]);
    twice_kinetic *= factor * factor;
    for (int j = 0; j < links; ++j) heat_ += (j == 0 ? freedom : 1) * kt * t * w_[j];
    for (int j = 0; j < links; ++j) push(j, t, freedom, kt, twice_kinetic);
    return factor;
  }

  TemperatureRamp ramp_;
  double n_;
  Links w_{}, q_{};
  double heat_ = 0;
};
}  // namespace

std::unique_ptr<Thermostat> make_nose_hoover(TemperatureRamp ramp, double coupling_steps) {
  return std::make_unique<NoseHoover>(ramp, coupling_steps);
}

}  // namespace nacre
