#include "run/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/units.h"
#include "integrate/steps.h"
#include "run/deck/describe.h"
#include "run/signals.h"

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
  simulation_.use_cuda = options.use_cuda;
}

DeckReport Runner::go() {
  const StopRequest catch_signals;
  if (options_.resume) {
    position_ = checkpointing_.read(simulation_, files_, ensemble_state_, computed_);
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
      else if (command.as<Minimize>())
        minimize(command);
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
  const auto stepper = simulation_.device != nullptr
                           ? make_device_stepper(*simulation_.device, dynamics, *ensemble, settings, watch)
                           : make_host_stepper(dynamics, *ensemble, settings, watch);
  if (resumed)
    ensemble->load(ensemble_state_);
  else
    begin(dynamics, *ensemble, *stepper, watch);
  stepper->begin({position_.conserved_start, position_.time_start_fs}, position_.drift, resumed);
  Outputs outputs(settings, simulation_.system, files_, resumed);
  if (resumed) outputs.load(std::exchange(computed_, {}));
  report_.runs.push_back({});
  report_.runs.back().line = deck_.commands[position_.command].words.line();
  progress_.line(describe_command(deck_, position_.command));
  progress_.start_run(dynamics.step_in_run, run.steps, simulation_.system.atoms.size());
  loop(dynamics, *ensemble, *stepper, outputs);
  if (dynamics.step_in_run == dynamics.steps_in_run) outputs.finish(dynamics);
  progress_.finish_run();
  finish(*ensemble, *stepper, dynamics);
}

// The checkpoint stands at the start of the minimisation: one that is cut off begins again, with its frames cut back.
void Runner::minimize(const Command& command) {
  save(nullptr);
  const std::vector<char> fixed = fixed_atoms(settings_of_run(deck_, position_.command), simulation_.system.atoms);
  progress_.line(describe_command(deck_, position_.command));
  const MinimizeReport done = Minimization(deck_, command, simulation_, files_, progress_).go(fixed);
  report_.minimizations.push_back(done);
  if (done.reason != RelaxReason::interrupted) {
    report_.energy_eV = done.energy_eV;
    ++position_.command;
    save(nullptr);
  }
  if (position_.command < deck_.commands.size()) report_.interrupted = should_stop();
}

void Runner::begin(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, const Watch& watch) {
  rest_fixed_atoms(dynamics);
  stepper.evaluate();
  watch.check_start(dynamics);
  ensemble.start(dynamics);
  position_.conserved_start = kinetic_energy(dynamics) + dynamics.now.energy + ensemble.bath_energy();
  position_.time_start_fs = simulation_.system.time_fs;
  position_.drift = Drift();
}

void Runner::loop(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, Outputs& outputs) {
  const double force_before = simulation_.force->seconds();
  const NeighborCounts lists_before = simulation_.force->neighbor_counts();
  {
    const Stopwatch whole(report_.runs.back().seconds);
    while (dynamics.step_in_run < dynamics.steps_in_run && !report_.interrupted) {
      take_steps(dynamics, stepper, outputs);
      after_steps(dynamics, ensemble, stepper, outputs);
    }
    write_pending(dynamics, stepper, outputs);
    stepper.bring_all();
  }
  add_times(force_before, lists_before);
}

// The step at which the host has something to do next.
std::int64_t Runner::next_stop(const Dynamics& dynamics, const Stepper& stepper, const Outputs& outputs) const {
  const std::int64_t done = dynamics.step_in_run;
  std::int64_t stop = std::min({done + stepper.longest(), dynamics.steps_in_run, outputs.next_due(done),
                                checkpointing_.next_due(done), progress_.next_due(done)});
  if (options_.stop_after > 0)
    stop = std::min(stop, done + std::max<std::int64_t>(1, options_.stop_after - report_.steps));
  return stop;
}

// What the last steps left to be written is written while a device takes the next ones.
void Runner::take_steps(Dynamics& dynamics, Stepper& stepper, Outputs& outputs) {
  RunReport& report = report_.runs.back();
  const std::int64_t stop = next_stop(dynamics, stepper, outputs);
  {
    const Stopwatch compute(report.parts.integrate);
    stepper.start(stop - dynamics.step_in_run, {outputs.request(stop), outputs.is_due(stop)});
  }
  {
    const Stopwatch output(report.parts.output);
    write_pending(dynamics, stepper, outputs);
  }
  const Stopwatch compute(report.parts.integrate);
  const std::int64_t steps = stepper.finish();
  report.steps += steps;
  report_.steps += steps;
  position_.step_in_run = dynamics.step_in_run;
}

void Runner::after_steps(Dynamics& dynamics, Ensemble& ensemble, Stepper& stepper, Outputs& outputs) {
  const Stopwatch output(report_.runs.back().parts.output);
  const std::int64_t done = dynamics.step_in_run;
  pending_progress_ = progress_.is_due(done);
  if (pending_progress_ || outputs.is_due(done)) {
    pending_ = stepper.thermo();
    if (outputs.needs_atoms(done)) stepper.start_snapshot(outputs.needs(done));
    if (!stepper.overlaps()) write_pending(dynamics, stepper, outputs);
  }
  if (done == dynamics.steps_in_run) return;  // finish() writes the checkpoint
  report_.interrupted = should_stop();
  if (!report_.interrupted && !checkpointing_.is_due(done)) return;
  write_pending(dynamics, stepper, outputs);
  stepper.bring_all();
  position_.drift = stepper.drift();
  save(&ensemble, &outputs);
}

void Runner::write_pending(const Dynamics& dynamics, Stepper& stepper, Outputs& outputs) {
  if (!pending_) return;
  if (outputs.needs_atoms(dynamics.step_in_run)) stepper.wait_snapshot();
  outputs.write(dynamics, *pending_);
  if (pending_progress_) progress_.update(dynamics.step_in_run, dynamics, *pending_);
  pending_.reset();
}

void Runner::add_times(double force_before, const NeighborCounts& lists_before) {
  RunReport& report = report_.runs.back();
  const NeighborCounts lists = simulation_.force->neighbor_counts();
  report.rebuilds = lists.rebuilds - lists_before.rebuilds;
  if (simulation_.device != nullptr) {
    report.parts.device = report.parts.integrate;
    report.parts.integrate = 0;
    return;
  }
  const double in_force = simulation_.force->seconds() - force_before;
  report.parts.neighbor = lists.seconds - lists_before.seconds;
  report.parts.force = in_force - report.parts.neighbor;
  report.parts.integrate -= in_force;
}

bool Runner::should_stop() {
  const int signal = StopRequest::signal();
  if (signal != 0) report_.why = fmt::format("signal {}", signal);
  if (options_.stop_after > 0 && report_.steps >= options_.stop_after) report_.why = "--stop-after";
  return !report_.why.empty();
}

void Runner::save(const Ensemble* ensemble, const Outputs* outputs) {
  checkpointing_.write(simulation_, ensemble, position_, files_, outputs);
}

void Runner::finish(const Ensemble& ensemble, const Stepper& stepper, const Dynamics& dynamics) {
  RunReport& report = report_.runs.back();
  position_.drift = stepper.drift();
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
