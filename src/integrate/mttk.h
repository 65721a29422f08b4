// Constant pressure by a piston with a mass: Martyna, Tobias, Klein 10.1063/1.467468; the explicit integrator: Martyna,
// Tuckerman, Tobias, Klein 10.1080/00268979600100761. Rows of h are the lattice vectors, v_g is symmetric:
//   dr/dt = v + r v_g                               dh/dt = h v_g
//   dv/dt = F/m - v v_g - (tr v_g / N_f) v - w_1 v      w_1 ..: Nose-Hoover chain of the atoms (nose_hoover.cpp)
//   W_g dv_g/dt = V (P - P_0) + (2 K / N_f) 1 - W_g u_1 v_g      u_1 ..: chains of the pistons
// conserved:  K + U + W_g v_g : v_g / 2 + integral V P_0 : v_g dt + energies of all chains
//   P    pressure with its kinetic part (eV/Å^3)   P_0  target     V    volume (Å^3)    K  kinetic energy (eV)
//   v_g  rate of strain (1/time)     W_g = (N_f + 3)/3 k_B T tau_p^2     N_f  degrees of freedom of the atoms
// Where P_0 is the same in all directions, the integral is P_0 (V - V_start). `iso`: v_g is a number times the unit matrix
// and its equation is the mean of those of the diagonal. Components that are not controlled, and those of open directions,
// are zero. Each component has a chain of its own: one for all would leave the oscillations of a stiff cell out of
// equilibrium with each other. nph_mttk: no chains; T of the mass is that of the start of the run.
#pragma once
#include <optional>

#include "integrate/dynamics.h"
#include "integrate/piston_math.h"
#include "integrate/thermostat.h"

namespace nacre {

/// "ensemble nvt_mttk|npt_mttk|nph_mttk ..." with GPUMD's words in any order.
struct MttkLine {
  std::optional<TemperatureRamp> ramp;  ///< where a temperature is held
  double thermostat_steps = 100;        ///< n_T
  std::optional<PistonRule> rule;       ///< where a pressure is held
};

/// Throws Error with file, line, key, value and what is allowed.
MttkLine read_mttk_line(const Words& line);
/// iso, aniso, tri, x, y, z, yz, xz or xy?
bool is_mttk_direction(const std::string& word);

class MttkEnsemble : public Ensemble {
 public:
  explicit MttkEnsemble(const Words& line);

  std::string name() const override { return line_[1]; }
  void start(Dynamics& dynamics) override;
  void step(Dynamics& dynamics) override;
  double bath_energy() const override;
  double target_temperature(const Dynamics& dynamics) const override { return ramp_ ? ramp_->at(dynamics) : -1; }
  EnsemblePlan plan() const override;
  Error too_much_strain() const override;
  void save(Record& record) const override;
  void load(const Record& record) override;

 private:
  PistonStep piston_step(const Dynamics& dynamics) const;
  void push(const PistonStep& now, const Dynamics& dynamics);
  void move(const PistonStep& now, Dynamics& dynamics);

  Words line_;
  std::optional<TemperatureRamp> ramp_;
  std::unique_ptr<Thermostat> thermostat_;
  PistonRule rule_;
  Piston piston_;
};

}  // namespace nacre
