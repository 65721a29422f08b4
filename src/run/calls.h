// What a deck that runs tells those who started it, and what it asks them. Every call comes from the thread that runs
// the deck; what is given by reference lives as long as the call. An empty function is not called.
//
// None of them costs when it is not due: pressures are made, and atoms are brought from a GPU, for those steps alone.
#pragma once
#include <cstdint>
#include <functional>
#include <string>

#include "integrate/device_dynamics.h"
#include "run/reports.h"

namespace nacre::run {

/// How far one `run` is.
struct RunStatus {
  std::int64_t step = 0, steps = 0;  ///< done, of this `run`
  double temperature_K = 0, energy_eV = 0;
  double seconds = 0;  ///< of wall time since this program began with it
  double atom_steps_per_second = 0, seconds_left = 0;
};

/// When a RunStatus is wanted. Steps are those of a `run`: 1 ... steps.
struct ProgressCall {
  std::function<void(const RunStatus&)> call;
  std::int64_t parts = 10;  ///< times a run, where is_due is empty
  /// Asked after each step, on a GPU after each chunk of steps.
  std::function<bool(std::int64_t step, std::int64_t steps)> is_due;
  /// With is_due: the first step after `step` that is due, where that is known beforehand, so that a chunk ends there.
  std::function<std::int64_t(std::int64_t step, std::int64_t steps)> next_due;
};

/// The last steps of equal parts of a run.
bool ends_part(std::int64_t step, std::int64_t steps, std::int64_t parts);
/// The first step after `step` at which a part ends; the whole run being done, one that never comes.
std::int64_t next_end_of_part(std::int64_t step, std::int64_t steps, std::int64_t parts);

/// What a row of thermo.out says.
struct ThermoRow {
  std::int64_t step = 0;  ///< of the system: all runs of the deck together
  double time_fs = 0;
  Thermo thermo;  ///< temperature (K), kinetic energy (eV), pressure (GPa)
  double energy_eV = 0;
  const Box& box;
};
struct ThermoCall {
  std::int64_t interval = 0;  ///< steps of each `run`; 0: never
  std::function<void(const ThermoRow&)> call;
};

/// The atoms after a step; of `now`, energy and virial always, and the arrays that `parts` asks for.
struct FrameView {
  const System& system;
  const Evaluation& now;
};
struct FrameCall {
  std::int64_t interval = 0;  ///< steps of each `run`; 0: never
  SnapshotParts parts;
  std::function<void(const FrameView&)> call;
};

/// An accepted step of a `minimize`.
struct MinimizeStatus {
  std::int64_t step = 0, steps = 0;  ///< done, at most
  double value_eV = 0;               ///< energy; where the cell is relaxed too, enthalpy
  bool is_enthalpy = false;
  double max_force_eV_per_A = 0;
  double stress_error_GPa = 0;  ///< 0 where the cell stays
};

struct RunCalls {
  std::function<bool()> stop;  ///< true: write a checkpoint after this step (on a GPU: chunk of steps) and stop
  std::function<void(const std::string&)> notice;  ///< what the user should know
  std::function<void(std::int64_t step)> resumed;  ///< the checkpoint is read; it holds this step of the system
  std::function<void(std::size_t command)> began;  ///< a `run` or `minimize` begins: its index in Deck::commands
  ProgressCall progress;
  ThermoCall thermo;
  FrameCall frame;
  std::function<void(const MinimizeStatus&)> minimize_step;
  std::function<void(const RunReport&)> run_ended;            ///< interrupted ones included
  std::function<void(const MinimizeReport&)> minimize_ended;  ///< interrupted ones included
  std::function<void(std::int64_t step)> checkpointed;        ///< the checkpoint holds this step of the system
};

}  // namespace nacre::run
