// What a run puts into nacre.checkpoint besides the System, and how it gets it back. Parts: docs/checkpoint.md.
#pragma once
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>

#include "io/checkpoint.h"
#include "run/drift.h"
#include "run/output_files.h"
#include "run/outputs.h"
#include "run/simulation.h"

namespace nacre::run {

inline constexpr const char* checkpoint_name = "nacre.checkpoint";
inline constexpr std::int64_t standard_interval = 1000;  ///< steps
inline constexpr double largest_share = 0.02;            ///< of the time, for checkpoints within a run

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

/// What of an earlier run lies in the folder. Throws Error(bad_input) for checkpoints that cannot be read.
EarlierWork earlier_run(const Deck& deck);

using CheckpointParts = std::map<std::string, Record>;

class Checkpointing {
 public:
  /// `interval`: steps between checkpoints within a run; 0: at the ends of runs only; absent: standard_interval, or a
  /// multiple of it where writing would take more than largest_share of the time.
  Checkpointing(const Deck& deck, std::optional<std::int64_t> interval);

  bool exists() const;
  bool is_due(std::int64_t step_in_run) const;
  /// The first step after this one at which a checkpoint is due.
  std::int64_t next_due(std::int64_t step_in_run) const {
    return interval_ > 0 ? (step_in_run / interval_ + 1) * interval_ : std::numeric_limits<std::int64_t>::max();
  }

  /// The state before the first run, unless one was written or read already: it becomes the checkpoint before the
  /// first one.
  void remember_start(const Simulation& simulation, const DeckPosition& position, OutputFiles& outputs);
  /// Writes the file whole, once the outputs are on the disk; the one that was there is kept beside it. `ensemble` and
  /// `computed` may be null between runs. Throws Error(failed); the older one then stays.
  void write(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position, OutputFiles& outputs,
             const Outputs* computed);
  /// What there is to write now; the outputs are on the disk when it returns.
  CheckpointParts parts(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position,
                        OutputFiles& outputs, const Outputs* computed) const;
  /// Of a deck that is done: `last` is the state of its last run before the outputs were ended, from which a longer run
  /// of the same deck goes on. As write(), once the ends too are on the disk.
  void write_end(const Simulation& simulation, CheckpointParts last, OutputFiles& outputs);

  /// Fills the simulation, makes its engine and cuts the outputs back. `ensemble_state` is for Ensemble::load,
  /// `computed` for Outputs::load.
  /// The outputs stay where the deck is done and its last `run` is not longer than it was; the position is the end.
  /// Where an output has lost its end it goes back to the checkpoint before; went_back() then says so.
  /// Throws Error when there is no checkpoint, it is damaged, or it belongs to another deck or potential.
  DeckPosition read(Simulation& simulation, OutputFiles& outputs, Record& ensemble_state, CheckpointParts& computed);

  const std::string& went_back() const { return went_back_; }

  /// "nacre.checkpoint holds step 2000" or "no checkpoint was written yet".
  std::string last_good() const;
  const std::string& path() const { return path_; }

 private:
  void write(const Simulation& simulation, const CheckpointParts& parts);
  DeckPosition read_from(const std::string& file, Simulation& simulation, OutputFiles& outputs, Record& ensemble_state,
                         CheckpointParts& computed);
  DeckPosition restore(const Checkpoint& checkpoint, const Mat3& cell, OutputFiles& outputs) const;

  const Deck& deck_;
  std::string path_, went_back_;
  std::int64_t interval_;
  bool is_exact_;                    ///< the interval is the user's
  double not_before_ = 0;            ///< the next one, where it is not
  std::optional<Checkpoint> start_;  ///< until the first checkpoint is written
  Record last_outputs_;              ///< of the last checkpoint
  std::int64_t last_step_ = -1;
};

}  // namespace nacre::run
