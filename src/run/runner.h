// Runner: takes a checked deck through its lines. Stepping, checkpoints, outputs and the watch over the steps are parts
// of their own; the physics of a step is the ensemble's. It prints nothing and changes no state of the process: files
// are written into the deck's folder, and what is worth saying goes through RunCalls.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "io/folder_lock.h"
#include "run/calls.h"
#include "run/checkpointing.h"
#include "run/minimization.h"
#include "run/outputs.h"
#include "run/reports.h"
#include "run/stepper.h"
#include "run/watch.h"

namespace nacre::run {

class Runner {
 public:
  /// The deck is referred to; its folder is locked as long as the runner lives. Throws Error(failed) when another
  /// process works there.
  Runner(const Deck& deck, const RunOptions& options, RunCalls calls = {});

  /// Runs the deck to its end or to the step after a stop was asked for; a checkpoint is then written.
  /// Throws Error(failed) when the run goes wrong, naming the cause, the step and the last good checkpoint.
  DeckReport go();
  /// The atoms as go() left them.
  const System& system() const { return simulation_.system; }

 private:
  struct Work;  // what works together in one `run`

  void start_fresh();
  void resume();
  void commands();
  void run(const Run& run);
  /// What stands between runs; `ends`: does it, false when it was cut off. Gets the settings and who is fixed.
  void act(const std::function<bool(const RunSettings&, const std::vector<char>&)>& ends);
  void minimize(const Command& command);
  void strain_cells(const Command& command);
  void begin(Work& work);
  void loop(Work& work);
  std::int64_t next_stop(const Work& work) const;
  void take_steps(Work& work);
  void after_steps(Work& work);
  void write_pending(Work& work);
  void add_times(double force_before, const NeighborCounts& lists_before);
  void end_outputs(Work& work);
  void finish(const Work& work);
  void add_results(const Work& work);

  bool progress_is_due(const Dynamics& dynamics) const;
  std::int64_t next_progress(const Dynamics& dynamics) const;
  RunStatus status(const Dynamics& dynamics, const Thermo& thermo) const;
  void notice(const std::string& text) const;
  bool stop_is_asked();
  void see_whether_to_stop();
  void save_end();
  void save(const Ensemble* ensemble, const Outputs* outputs = nullptr);
  [[noreturn]] void fail(const Error& error) const;

  const Deck& deck_;
  FolderLock lock_;
  RunOptions options_;
  RunCalls calls_;
  OutputFiles files_;
  Checkpointing checkpointing_;
  Simulation simulation_;
  DeckPosition position_;
  Record ensemble_state_;
  std::map<std::string, Record> computed_;  ///< of the checkpoint: what outputs have accumulated
  std::optional<Thermo> pending_;           ///< of steps whose output is not written yet
  std::optional<CheckpointParts> end_;      ///< of the last run of the deck, before its outputs ended
  bool pending_progress_ = false;
  bool stop_asked_ = false;
  double begin_seconds_ = 0;   ///< of the present run
  std::int64_t begun_at_ = 0;  ///< its step then
  DeckReport report_;
};

}  // namespace nacre::run
