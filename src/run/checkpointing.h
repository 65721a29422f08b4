// What a run puts into nacre.checkpoint besides the System, and how it gets it back. Parts: docs/checkpoint.md.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <string>

#include "run/drift.h"
#include "run/output_files.h"
#include "run/outputs.h"
#include "run/simulation.h"

namespace nacre::run {

inline constexpr const char* checkpoint_name = "nacre.checkpoint";

/// Where a deck stands.
struct DeckPosition {
  std::size_t command = 0;       ///< index of the line that is next, or of the `run` being done
  std::int64_t step_in_run = 0;  ///< steps of it done; 0: it has not begun
  double conserved_start = 0;    ///< kinetic + potential + bath energy at the start of the run (eV)
  double time_start_fs = 0;      ///< simulated time at the start of the run
  Mat3 cell_start = identity();  ///< lattice vectors at the start of the run (Å)
  Drift drift;                   ///< of the conserved energy in this run
  bool in_run() const { return step_in_run > 0; }
};

/// What of an earlier run lies in the folder.
struct EarlierRun {
  enum class State { none, unfinished, finished } state = State::none;
  std::int64_t step = 0;  ///< that the checkpoint holds
};
/// Throws Error(bad_input) for a checkpoint that cannot be read.
EarlierRun earlier_run(const Deck& deck);

using CheckpointParts = std::map<std::string, Record>;

class Checkpointing {
 public:
  /// `interval`: steps between checkpoints within a run; 0: at the ends of runs only.
  Checkpointing(const Deck& deck, std::int64_t interval);

  bool exists() const;
  bool is_due(std::int64_t step_in_run) const { return interval_ > 0 && step_in_run % interval_ == 0; }
  /// The first step after this one at which a checkpoint is due.
  std::int64_t next_due(std::int64_t step_in_run) const {
    return interval_ > 0 ? (step_in_run / interval_ + 1) * interval_ : std::numeric_limits<std::int64_t>::max();
  }

  /// Writes the file whole. `ensemble` and `computed` may be null between runs. Throws Error(failed); the older one
  /// then stays.
  void write(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position,
             const OutputFiles& outputs, const Outputs* computed);
  /// The two halves of it: what there is to write now, and the file.
  CheckpointParts parts(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position,
                        const OutputFiles& outputs, const Outputs* computed) const;
  void write(const Simulation& simulation, const CheckpointParts& parts);
  /// Of a deck that is done: `last` is the state of its last run before the outputs were ended, from which a longer run
  /// of the same deck goes on.
  void write_end(const Simulation& simulation, CheckpointParts last);

  /// Fills the simulation, makes its engine and cuts the outputs back. `ensemble_state` is for Ensemble::load,
  /// `computed` for Outputs::load.
  /// The outputs stay where the deck is done and its last `run` is not longer than it was; the position is the end.
  /// Throws Error when there is no checkpoint, it is damaged, or it belongs to another deck or potential.
  DeckPosition read(Simulation& simulation, OutputFiles& outputs, Record& ensemble_state,
                    std::map<std::string, Record>& computed);

  /// "nacre.checkpoint holds step 2000" or "no checkpoint was written yet".
  std::string last_good() const;
  const std::string& path() const { return path_; }

 private:
  const Deck& deck_;
  std::string path_;
  std::int64_t interval_;
  std::int64_t last_step_ = -1;
};

}  // namespace nacre::run
