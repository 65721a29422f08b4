// Runner: takes a checked deck through its lines. Velocity of the work, checkpoints, outputs and the watch over it are
// parts of their own; the physics of a step is the ensemble's.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "run/checkpointing.h"
#include "run/minimization.h"
#include "run/outputs.h"
#include "run/progress.h"
#include "run/stepper.h"
#include "run/watch.h"

namespace nacre::app {

struct RunOptions {
  bool resume = false;
  std::int64_t stop_after = 0;  ///< steps this process does at most; 0: no limit
  std::int64_t checkpoint_interval = 1000;
  std::optional<std::uint64_t> seed;
  bool use_cuda = false;  ///< the steps run on the present CUDA device
};

/// Seconds of wall time by part.
struct PartTimes {
  double force = 0, neighbor = 0, integrate = 0, output = 0;
  double device = 0;  ///< waiting for a GPU, which does the first three
};

/// One `run` of the deck, as far as this process did it.
struct RunReport {
  long line = 0;
  std::int64_t steps = 0;
  double seconds = 0;
  double drift_eV_per_atom_ns = 0;  ///< of kinetic + potential + bath energy, over the whole run
  double temperature_K = 0, energy_eV = 0;
  long rebuilds = 0;
  PartTimes parts;
};

struct DeckReport {
  std::size_t atoms = 0;
  std::int64_t steps = 0;  ///< done by this process
  double seconds = 0;      ///< in runs
  double temperature_K = 0, energy_eV = 0;
  double mean_neighbors = 0;
  std::size_t neighbor_bytes = 0;
  bool interrupted = false;
  std::string why;  ///< when interrupted
  std::vector<RunReport> runs;
  std::vector<MinimizeReport> minimizations;
};

class Runner {
 public:
  Runner(const Deck& deck, const RunOptions& options, Progress& progress);

  /// Runs the deck to its end or to the step after a stop was asked for; a checkpoint is then written.
  /// Throws Error(failed) when the run goes wrong, naming the cause, the step and the last good checkpoint.
  DeckReport go();

 private:
  void start_fresh();
  void run(const Run& run);
  void minimize(const Command& command);
  void begin(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, const Watch& watch);
  void loop(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, Outputs& outputs);
  std::int64_t next_stop(const Dynamics& dynamics, const Stepper& stepper, const Outputs& outputs) const;
  void take_steps(Dynamics& dynamics, Stepper& stepper, Outputs& outputs);
  void after_steps(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, Outputs& outputs);
  void write_pending(const Dynamics& dynamics, Stepper& stepper, Outputs& outputs);
  void add_times(double force_before, const NeighborCounts& lists_before);
  void finish(const Ensemble& ensemble, const Stepper& stepper, const Dynamics& dynamics);
  bool should_stop();
  void save(const Ensemble* ensemble, const Outputs* outputs = nullptr);
  [[noreturn]] void fail(const Error& error) const;

  const Deck& deck_;
  const RunOptions& options_;
  Progress& progress_;
  OutputFiles files_;
  Checkpointing checkpointing_;
  Simulation simulation_;
  DeckPosition position_;
  Record ensemble_state_;
  std::map<std::string, Record> computed_;  ///< of the checkpoint: what outputs have accumulated
  std::optional<Thermo> pending_;           ///< of steps whose output is not written yet
  bool pending_progress_ = false;
  DeckReport report_;
};

}  // namespace nacre::app
