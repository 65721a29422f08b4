// What a deck is run with, and what is said of it at the end.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "minimize/relax.h"

namespace nacre::run {

struct RunOptions {
  bool resume = false;          ///< go on from the checkpoint in the deck's folder
  std::int64_t stop_after = 0;  ///< steps done at most, then a checkpoint is written; 0: no limit
  /// Steps within a run; 0: after each run only. Absent: 1000, or as many more as keep the writing below 2 % of the time.
  std::optional<std::int64_t> checkpoint_interval;
  std::optional<std::uint64_t> seed;  ///< overrides that of the deck
  bool use_cuda = false;              ///< the steps run on the present CUDA device
};

/// Seconds of wall time by part.
struct PartTimes {
  double force = 0, neighbor = 0, integrate = 0, output = 0;
  double device = 0;  ///< waiting for a GPU, which does the first three
};

/// One `run` of the deck, as far as it was done.
struct RunReport {
  long line = 0;
  std::int64_t steps = 0;
  double seconds = 0;
  double drift_eV_per_atom_ns = 0;  ///< of kinetic + potential + bath energy, over the whole run
  double temperature_K = 0, energy_eV = 0;
  long rebuilds = 0;
  PartTimes parts;
};

/// One `minimize` of the deck.
struct MinimizeReport {
  long line = 0;
  std::string method;
  RelaxReason reason = RelaxReason::interrupted;
  std::int64_t steps = 0, calls = 0;
  double energy_eV = 0, enthalpy_eV = 0, max_force_eV_per_A = 0, stress_error_GPa = 0, seconds = 0;
  bool cell_was_free = false;
  double volume_A3 = 0;
};

enum class DeckEnd {
  done,
  stop_asked,  ///< RunCalls::stop said so; a checkpoint is written
  step_limit,  ///< RunOptions::stop_after; a checkpoint is written
};

struct DeckReport {
  std::size_t atoms = 0;
  std::int64_t steps = 0;  ///< of runs; those before a resume do not count
  double seconds = 0;      ///< in runs
  double temperature_K = 0, energy_eV = 0;
  double mean_neighbors = 0;
  std::size_t neighbor_bytes = 0;
  DeckEnd end = DeckEnd::done;
  std::vector<RunReport> runs;
  std::vector<MinimizeReport> minimizations;
  bool interrupted() const { return end != DeckEnd::done; }
};

}  // namespace nacre::run
