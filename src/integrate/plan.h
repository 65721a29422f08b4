// Plain descriptions of an ensemble and of the state of its baths, for engines that do not call Ensemble::step: the
// GPU. The state travels through the ensemble's own save() and load(), so a checkpoint fits every device.
#pragma once
#include "core/record.h"
#include "integrate/barostat_math.h"
#include "integrate/piston_math.h"
#include "integrate/thermostat_math.h"

namespace nacre {

struct EnsemblePlan {
  enum class Heat { none, berendsen, bussi, nose_hoover, langevin, baoab };
  Heat heat = Heat::none;
  bool has_target = false;    ///< a temperature is held: `ramp` counts
  bool has_barostat = false;  ///< the cell changes: `rule` counts, or `piston`
  bool has_piston = false;    ///< `piston` counts, `rule` does not
  bool conserves_momentum = true;
  TemperatureRamp ramp;
  double coupling_steps = 1;  ///< n
  double decay = 1;           ///< bussi, baoab: exp(-1/n); langevin: exp(-1/(2n)), half a step
  PressureRule rule;
  PistonRule piston;

  /// Does a target, of temperature or pressure, change over the run?
  bool has_ramp() const;
};

/// What the baths of an ensemble remember.
struct BathState {
  double bath = 0;  ///< heat that the atoms lost to the thermostat, eV
  double work = 0;  ///< work done on the piston, eV; of a piston with a mass its energy
  NoseHooverChain chain;
  Piston piston;
};

/// From and to the entries that the ensembles' save() and load() know. Throws Error(failed) as Record does.
BathState read_baths(const Record& record, const EnsemblePlan& plan);
void write_baths(Record& record, const EnsemblePlan& plan, const BathState& state);

/// The thermostats' and pistons' own entries.
void save_chain(Record& record, const NoseHooverChain& chain, const std::string& before = "");
void load_chain(const Record& record, NoseHooverChain& chain, const std::string& before = "");
void save_piston(Record& record, const Piston& piston);
void load_piston(const Record& record, Piston& piston);

}  // namespace nacre
