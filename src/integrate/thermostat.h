// Thermostats: parts that exchange heat with the velocities around the steps of velocity Verlet. An ensemble owns one
// and calls before() as the first and after() as the last thing of a step. Equations: docs/physics/thermostats.md.
//   T  target temperature (K), ramped linearly over the run      N_f  degrees of freedom (integrate/dynamics.h)
//   n  coupling time in steps: tau = n dt                        K    kinetic energy (eV)
#pragma once
#include <memory>

#include "core/random.h"
#include "integrate/dynamics.h"
#include "integrate/thermostat_math.h"

namespace nacre {

struct EnsemblePlan;

class Thermostat {
 public:
  virtual ~Thermostat() = default;
  virtual void before(Dynamics&) {}
  virtual void after(Dynamics&) {}
  /// Adds itself to the plan.
  virtual void describe(EnsemblePlan& plan) const = 0;
  virtual bool conserves_momentum() const { return true; }
  /// Energy in the bath (eV): what the atoms lost to it since the start of the run.
  double bath_energy() const { return bath_; }
  virtual void save(Record& record) const;
  virtual void load(const Record& record);

 protected:
  /// v *= factor, where `kinetic` is the kinetic energy now; the bath takes the difference.
  void scale(Dynamics& dynamics, double factor, double kinetic);
  double bath_ = 0;
};

/// Weak coupling, Berendsen et al. 10.1063/1.448118: right mean, too narrow a distribution.
std::unique_ptr<Thermostat> make_berendsen(TemperatureRamp ramp, double coupling_steps);
/// Nose-Hoover chain of four, Martyna, Klein, Tuckerman 10.1080/00268979600100761: canonical, deterministic.
std::unique_ptr<Thermostat> make_nose_hoover(TemperatureRamp ramp, double coupling_steps);
/// Stochastic velocity rescaling, Bussi, Donadio, Parrinello 10.1063/1.2408420: canonical.
std::unique_ptr<Thermostat> make_bussi(TemperatureRamp ramp, double coupling_steps);
/// Langevin half steps around velocity Verlet, Bussi, Parrinello 10.1103/PhysRevE.75.056707: canonical.
std::unique_ptr<Thermostat> make_langevin(TemperatureRamp ramp, double coupling_steps);

/// The exact solution of dv = -gamma v dt + noise over a time in which v decays by `decay` = exp(-gamma t):
/// v -> c v + sqrt((1 - c^2) k_B T / m) xi, xi three standard normals an atom. Returns the energy (eV) that the atoms
/// lost. kt = k_B T in eV.
double langevin_exchange(Dynamics& dynamics, double decay, double kt, Purpose purpose);

}  // namespace nacre
