// The state that steps act on, and the interface of ensembles. State is data; an ensemble's step is a list of the free
// functions of integrate/steps.h: NVE reads kick, drift, force, kick. Thermostats and barostats are parts, not bases.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/record.h"
#include "core/system.h"
#include "force/force.h"
#include "io/words.h"

namespace nacre {

struct Dynamics {
  System& system;
  Force* force;                  ///< null where the steps are a device's (device_dynamics.h)
  Evaluation& now;               ///< energy, forces, virial at the present positions
  double dt = 0;                 ///< internal time units
  std::vector<char> fixed;       ///< not 0: forces do not move the atom (velocity and force zeroed); empty: none
  std::int64_t step_in_run = 0;  ///< 0 .. steps_in_run - 1, for ramps
  std::int64_t steps_in_run = 1;
  Request request;  ///< what the next force call must compute besides the usual
  Vec3 drive{};     ///< velocity of driven atoms (Å/time unit)

  static constexpr char still = 1, driven = 2;  ///< kinds of fixed atoms
  bool is_fixed(std::size_t atom) const { return !fixed.empty() && fixed[atom] != 0; }
  bool is_driven(std::size_t atom) const { return !fixed.empty() && fixed[atom] == driven; }
  std::size_t moving() const;  ///< number of atoms that move
};

struct EnsemblePlan;
struct CellGrowth;

class Ensemble {
 public:
  virtual ~Ensemble() = default;
  virtual std::string name() const = 0;
  /// Once at the start of a run (not when resumed): checks that fit the system, initial state of the thermostat.
  virtual void start(Dynamics&) {}
  /// One step from t to t + dt; forces are those of the new positions afterwards. Does not advance step counters.
  virtual void step(Dynamics&) = 0;
  /// True when the total momentum stays what it was; then 3 degrees of freedom do not count for the temperature.
  virtual bool conserves_momentum() const { return true; }
  /// Energy that left to heat and volume baths so far (eV): kinetic + potential + this is conserved by exact dynamics.
  virtual double bath_energy() const { return 0; }
  /// Target temperature (K) at this step of the run, or -1 when there is none.
  virtual double target_temperature(const Dynamics&) const { return -1; }
  /// Lets lengths of the cell grow in the run to come. False where pressure control cannot do that.
  virtual bool grow(const CellGrowth&) { return false; }
  /// The ensemble in plain data, for the GPU (integrate/plan.h).
  virtual EnsemblePlan plan() const = 0;
  /// What step() throws when pressure control strains the cell too much; names the line of the deck.
  virtual Error too_much_strain() const { return Error("the cell strains too much", Error::Kind::failed); }
  virtual void save(Record&) const {}
  virtual void load(const Record&) {}
};

/// Reads "ensemble <method> ..." (GPUMD's arguments; temperatures K, pressures and elastic constants GPa, coupling
/// times in steps). Throws Error with file, line, key, value, allowed range.
std::unique_ptr<Ensemble> make_ensemble(const Words& line);
std::vector<std::string> known_ensembles();

/// Degrees of freedom behind the temperature: 3 a moving atom, less 3 when momentum is conserved and nothing is fixed.
double degrees_of_freedom(const Dynamics& dynamics, bool momentum_conserved);

struct Thermo {
  double kinetic = 0;      ///< eV, moving atoms
  double temperature = 0;  ///< K, 2 kinetic / (k_B degrees of freedom)
  Mat3 pressure;           ///< GPa, kinetic part included, (sum m v v + virial) / V
};
Thermo measure(const Dynamics& dynamics, bool momentum_conserved);

}  // namespace nacre
