#include "app/run/runner.h"

#include <fmt/format.h>

#include "app/deck/describe.h"
#include "app/run/signals.h"
#include "core/units.h"
#include "integrate/steps.h"
#include "integrate/time_step.h"
#include "integrate/velocity.h"

namespace nacre::app {

namespace {
/// Adds the wall time of its own life to a sum.
class Stopwatch {
 public:
  explicit Stopwatch(double& sum) : sum_(sum), begin_(now_seconds()) {}
  ~Stopwatch() { sum_ += now_seconds() - begin_; }

 private:
  double& sum_;
  double begin_;
};

std::unique_ptr<Ensemble> ensemble_of(const RunSettings& settings) { return make_ensemble(settings.ensemble->words); }
}  // namespace

Runner::Runner(const Deck& deck, const RunOptions& options, Progress& progress)
    : deck_(deck),
      options_(options),
      progress_(progress),
      files_(deck.folder, growing_files(deck)),
      checkpointing_(deck, options.checkpoint_interval) {
  simulation_.notice = [this](const std::string& text) { progress_.line("note: " + text); };
  simulation_.seed_override = options.seed;
}

DeckReport Runner::go() {
  const StopRequest catch_signals;
  if (options_.resume) {
    position_ = checkpointing_.read(simulation_, files_, ensemble_state_);
    progress_.line(fmt::format("resumed at step {} from {}", simulation_.system.step, checkpointing_.path()));
  } else {
    start_fresh();
  }
  report_.atoms = simulation_.system.atoms.size();
  report_.energy_eV = simulation_.now.energy;
  try {
    while (position_.command < deck_.commands.size() && !report_.interrupted) {
      const Command& command = deck_.commands[position_.command];
      apply_at_once(deck_, command, simulation_);
      if (const auto* r = command.as<Run>())
        run(*r);
      else
        ++position_.command;
    }
  } catch (const Error& e) {
    fail(e);
  }
  report_.atoms = simulation_.system.atoms.size();
  return std::move(report_);
}

void Runner::start_fresh() {
  load_model(deck_, simulation_);
  for (const std::string& name : files_.older())
    progress_.line("note: " + name + " is there already; this run appends to it, as GPUMD does");
  if (checkpointing_.exists())
    progress_.line(
        fmt::format("note: the older {} will be replaced; --resume would continue from it", checkpoint_name));
}

void Runner::run(const Run& run) {
  const bool resumed = position_.in_run();
  if (!resumed) ensure_velocities(simulation_);
  const RunSettings settings = settings_of_run(deck_, position_.command);
  const auto ensemble = ensemble_of(settings);
  Dynamics dynamics{simulation_.system,
                    *simulation_.force,
                    simulation_.now,
                    settings.time_step.dt_fs / units::fs_per_time,
                    fixed_atoms(settings, simulation_.system.atoms),
                    position_.step_in_run,
                    run.steps,
                    {}};
  const Watch watch(dynamics, ensemble->conserves_momentum());
  if (resumed)
    ensemble->load(ensemble_state_);
  else
    begin(dynamics, *ensemble, watch);
  Outputs outputs(settings, simulation_.system, files_, resumed);
  report_.runs.push_back({});
  report_.runs.back().line = deck_.commands[position_.command].words.line();
  progress_.line(describe_command(deck_, position_.command));
  progress_.start_run(dynamics.step_in_run, run.steps, simulation_.system.atoms.size());
  loop(dynamics, *ensemble, settings, outputs, watch);
  progress_.finish_run();
  finish(dynamics, *ensemble);
}

void Runner::begin(Dynamics& dynamics, Ensemble& ensemble, const Watch& watch) {
  rest_fixed_atoms(dynamics);
  force(dynamics);
  watch.check_start(dynamics);
  ensemble.start(dynamics);
  position_.conserved_start = kinetic_energy(dynamics) + dynamics.now.energy + ensemble.bath_energy();
  position_.time_start_fs = simulation_.system.time_fs;
  position_.drift = Drift();
}

void Runner::loop(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings, Outputs& outputs,
                  const Watch& watch) {
  RunReport& report = report_.runs.back();
  const double force_before = simulation_.force->seconds();
  const NeighborCounts lists_before = simulation_.force->neighbor_counts();
  {
    const Stopwatch whole(report.seconds);
    while (dynamics.step_in_run < dynamics.steps_in_run && !report_.interrupted) {
      dynamics.request = outputs.request(dynamics.step_in_run + 1);
      {
        const Stopwatch integrate(report.parts.integrate);
        step(dynamics, ensemble, settings);
        inspect(dynamics, ensemble, watch);
      }
      const Stopwatch output(report.parts.output);
      after_step(dynamics, ensemble, outputs);
    }
  }
  const NeighborCounts lists = simulation_.force->neighbor_counts();
  const double in_force = simulation_.force->seconds() - force_before;
  report.rebuilds = lists.rebuilds - lists_before.rebuilds;
  report.parts.neighbor = lists.seconds - lists_before.seconds;
  report.parts.force = in_force - report.parts.neighbor;
  report.parts.integrate -= in_force;
}

void Runner::step(Dynamics& dynamics, Ensemble& ensemble, const RunSettings& settings) {
  const TimeStep& limit = settings.time_step;
  if (limit.max_distance_A > 0)
    dynamics.dt = limited_time_step(dynamics, limit.dt_fs / units::fs_per_time, limit.max_distance_A);
  ensemble.step(dynamics);
  System& system = simulation_.system;
  ++dynamics.step_in_run;
  ++system.step;
  system.time_fs += dynamics.dt * units::fs_per_time;
  const CorrectVelocity& correct = settings.correct_velocity;
  if (correct.interval > 0 && dynamics.step_in_run % correct.interval == 0)
    correct_velocities(system.atoms, correct.method < 0 ? nullptr : &system.atoms.group[correct.method],
                       dynamics.fixed);
}

void Runner::inspect(const Dynamics& dynamics, const Ensemble& ensemble, const Watch& watch) {
  const double kinetic = watch.check_step(dynamics, ensemble.target_temperature(dynamics));
  const double conserved = kinetic + dynamics.now.energy + ensemble.bath_energy();
  position_.drift.add(simulation_.system.time_fs - position_.time_start_fs, conserved - position_.conserved_start);
}

void Runner::after_step(Dynamics& dynamics, Ensemble& ensemble, Outputs& outputs) {
  const std::int64_t done = dynamics.step_in_run;
  ++report_.runs.back().steps;
  ++report_.steps;
  position_.step_in_run = done;
  const bool progress = progress_.is_due(done);
  if (progress || outputs.is_due(done)) {
    const Thermo thermo = measure(dynamics, ensemble.conserves_momentum());
    outputs.write(dynamics, thermo);
    if (progress) progress_.update(done, dynamics, thermo);
  }
  if (done == dynamics.steps_in_run) return;  // finish() writes the checkpoint
  report_.interrupted = should_stop();
  if (report_.interrupted || checkpointing_.is_due(done)) save(&ensemble);
}

bool Runner::should_stop() {
  const int signal = StopRequest::signal();
  if (signal != 0) report_.why = fmt::format("signal {}", signal);
  if (options_.stop_after > 0 && report_.steps >= options_.stop_after) report_.why = "--stop-after";
  return !report_.why.empty();
}

void Runner::save(const Ensemble* ensemble) { checkpointing_.write(simulation_, ensemble, position_, files_); }

void Runner::finish(const Dynamics& dynamics, const Ensemble& ensemble) {
  RunReport& report = report_.runs.back();
  const Thermo thermo = measure(dynamics, ensemble.conserves_momentum());
  constexpr double fs_per_ns = 1e6;
  report.drift_eV_per_atom_ns = position_.drift.slope() * fs_per_ns / static_cast<double>(dynamics.system.atoms.size());
  report.temperature_K = report_.temperature_K = thermo.temperature;
  report.energy_eV = report_.energy_eV = dynamics.now.energy;
  report_.seconds += report.seconds;
  const NeighborCounts lists = simulation_.force->neighbor_counts();
  report_.mean_neighbors = lists.mean_neighbors;
  report_.neighbor_bytes = lists.bytes;
  if (report_.interrupted) return;
  ++position_.command;
  position_.step_in_run = 0;
  save(nullptr);
  if (position_.command < deck_.commands.size()) report_.interrupted = should_stop();
}

void Runner::fail(const Error& e) const {
  if (e.kind() != Error::Kind::failed) throw Error(e);
  progress_.finish_run();
  std::string where = fmt::format(" (after step {}; {})", simulation_.system.step, checkpointing_.last_good());
  throw Error(e.message() + where, Error::Kind::failed).file(e.file()).line(e.line());
}

}  // namespace nacre::app
