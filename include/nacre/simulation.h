// Molecular dynamics and minimisation by a deck: run.in and model.xyz in a folder (docs/input.md), as `nacre run` does
// it. Files are written into the folder; what is worth saying goes through calls, which come from the thread that runs.
//
//   nacre::Simulation simulation("input/anneal-carbon");
//   nacre::SimulationCalls calls;
//   calls.progress = [](const nacre::SimulationStatus& s) { ... };
//   nacre::SimulationReport report = simulation.run({}, calls);
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <nacre/potential.h>

namespace nacre::v1 {

/// A deck made from data instead of files.
struct SimulationSettings {
  std::string folder;              ///< of model.xyz, run.in and all outputs; made where it is missing
  Structure structure;             ///< becomes model.xyz
  std::string potential;           ///< file, or tersoff-carbon; without blanks
  std::vector<std::string> lines;  ///< of run.in, after that of the potential: "ensemble nve", "run 1000", ...
};

struct SimulationOptions {
  bool resume = false;          ///< go on from nacre.checkpoint in the folder, with the bits of a run that was not cut
  std::int64_t stop_after = 0;  ///< steps at most, then a checkpoint is written; 0: no limit
  std::int64_t checkpoint_interval = 1000;  ///< steps within a run; 0: after each run only
  std::optional<std::uint64_t> seed;        ///< of the random numbers; overrides that of the deck
  Device device = Device::cpu;
  int cuda_device = 0;
};

struct SimulationStatus {
  std::int64_t step = 0, steps = 0;  ///< done, of this `run`
  double temperature = 0;            ///< K
  double energy = 0;                 ///< eV, potential
  double seconds = 0;                ///< of wall time in this `run`
  double atom_steps_per_second = 0, seconds_left = 0;
};

struct ThermoRow {
  std::int64_t step = 0;        ///< all runs of the deck together
  double time = 0;              ///< fs
  double temperature = 0;       ///< K
  double kinetic_energy = 0;    ///< eV
  double potential_energy = 0;  ///< eV
  std::array<double, 6>
      stress{};   ///< GPa, xx yy zz yz xz xy; positive = compressed; pressure = mean of the first three
  Matrix cell{};  ///< Å
};

struct SimulationFrame {
  std::int64_t step = 0;  ///< all runs of the deck together
  double time = 0;        ///< fs
  Structure structure;    ///< positions not wrapped, velocities; energy, virial and, where asked for, forces
};

/// Empty functions are not called, and cost nothing.
struct SimulationCalls {
  std::function<bool()> stop;                      ///< asked after each step: true writes a checkpoint and ends the run
  std::function<void(const std::string&)> notice;  ///< what the user should know
  std::function<void(const SimulationStatus&)> progress;
  std::int64_t progress_parts = 10;  ///< how often each `run` calls progress
  std::function<void(const ThermoRow&)> thermo;
  std::int64_t thermo_interval = 100;  ///< steps
  std::function<void(const SimulationFrame&)> frame;
  std::int64_t frame_interval = 1000;  ///< steps
  bool frame_forces = false;
};

struct RunResult {
  long line = 0;           ///< of run.in
  std::int64_t steps = 0;  ///< done by this call
  double seconds = 0;
  double temperature = 0, energy = 0;  ///< K; eV, potential; of the last step
  double drift = 0;                    ///< eV/atom/ns, of kinetic + potential + bath energy
};

struct MinimizeResult {
  long line = 0;    ///< of run.in
  std::string end;  ///< "converged", ...
  std::int64_t steps = 0, force_calls = 0;
  double energy = 0;     ///< eV
  double max_force = 0;  ///< eV/Å
};

struct SimulationReport {
  bool interrupted = false;  ///< by calls.stop or stop_after; a checkpoint is written
  std::int64_t steps = 0;    ///< of all runs, by this call
  double seconds = 0;
  double temperature = 0, energy = 0;  ///< K; eV, potential; of the last step
  std::vector<RunResult> runs;
  std::vector<MinimizeResult> minimizations;
  Structure structure;  ///< at the end, with velocities; positions not wrapped
};

class Simulation {
 public:
  /// A folder with run.in, or the deck file itself. Reads and checks all of it, and all files that it names.
  /// Throws Error with file and line; where several lines are wrong the first, and their number.
  explicit Simulation(const std::string& deck);
  /// Writes model.xyz and run.in into the folder first; replaces those that are there.
  explicit Simulation(const SimulationSettings& settings);
  Simulation(Simulation&&) noexcept;
  Simulation& operator=(Simulation&&) noexcept;
  ~Simulation();

  /// Runs the deck from its start, or from the checkpoint, to its end. Throws Error(failed) when the run goes wrong,
  /// naming the cause, the step and the last good checkpoint; and what a call throws.
  SimulationReport run(const SimulationOptions& options = {}, const SimulationCalls& calls = {});

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Everything that is wrong with a deck; empty: nothing. Throws Error only when there is no deck to read.
std::vector<Error> check_deck(const std::string& deck);

}  // namespace nacre::v1
