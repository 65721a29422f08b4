#include "run/runner.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/clock.h"
#include "core/units.h"
#include "integrate/steps.h"
#include "run/deck/compare.h"

namespace nacre::run {

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

Dynamics dynamics_of(const RunSettings& settings, const Run& run, std::int64_t step_in_run, Simulation& simulation) {
  return {simulation.system,
          simulation.engine->host_force(),
          simulation.now,
          settings.time_step.dt_fs / units::fs_per_time,
          driven_atoms(settings, simulation.system.atoms),
          step_in_run,
          run.steps,
          {},
          settings.move ? units::fs_per_time * settings.move->as<Move>()->velocity_A_fs : Vec3{}};
}

/// Where steps are shortened so that no atom moves too far, none is looked at for that.
GuardLimits limits_of(const RunSettings& settings) {
  GuardLimits limits = settings.guard;
  if (settings.time_step.max_distance_A > 0) limits.distance_A = std::numeric_limits<double>::infinity();
  return limits;
}
}  // namespace

struct Runner::Work {
  RunSettings settings;
  std::unique_ptr<Ensemble> ensemble;
  Dynamics dynamics;
  Watch watch;
  std::unique_ptr<Stepper> stepper;
  std::optional<Outputs> outputs;  ///< once the run has begun

  Work(const Deck& deck, const Run& run, const DeckPosition& position, Simulation& simulation)
      : settings(settings_of_run(deck, position.command)),
        ensemble(make_ensemble(settings)),
        dynamics(dynamics_of(settings, run, position.step_in_run, simulation)),
        watch(dynamics, ensemble->conserves_momentum(), limits_of(settings)),
        stepper(simulation.engine->stepper(dynamics, *ensemble, settings, watch)) {}
  Work(const Work&) = delete;
  Work& operator=(const Work&) = delete;
};

Runner::Runner(const Deck& deck, const RunOptions& options, RunCalls calls)
    : deck_(deck),
      lock_(deck.folder, "nacre run"),
      options_(options),
      calls_(std::move(calls)),
      files_(deck.folder, growing_files(deck)),
      checkpointing_(deck, options.checkpoint_interval) {
  simulation_.notice = [this](const std::string& text) { notice(text); };
  simulation_.seed_override = options.seed;
  simulation_.use_cuda = options.use_cuda;
}

DeckReport Runner::go() {
  if (options_.resume)
    resume();
  else
    start_fresh();
  report_.energy_eV = simulation_.now.energy;
  try {
    commands();
  } catch (const Error& e) {
    fail(e);
  }
  report_.atoms = simulation_.system.atoms.size();
  return std::move(report_);
}

void Runner::start_fresh() {
  load_model(deck_, simulation_);
  for (const std::string& name : files_.older())
    notice(name + " is there already; this run appends to it, as GPUMD does");
  if (checkpointing_.exists())
    notice(fmt::format("the older {} will be replaced; --resume would continue from it", checkpoint_name));
}

void Runner::resume() {
  position_ = checkpointing_.read(simulation_, files_, ensemble_state_, computed_);
  if (!checkpointing_.went_back().empty()) notice(checkpointing_.went_back());
  if (calls_.resumed) calls_.resumed(simulation_.system.step);
}

void Runner::commands() {
  while (position_.command < deck_.commands.size() && !report_.interrupted()) {
    const Command& command = deck_.commands[position_.command];
    apply_at_once(deck_, command, simulation_);
    if (const auto* r = command.as<Run>())
      run(*r);
    else if (command.as<Minimize>())
      minimize(command);
    else if (command.as<CellCompute>())
      strain_cells(command);
    else
      ++position_.command;
  }
}

void Runner::run(const Run& run) {
  const bool resumed = position_.in_run();
  use_force_of(settings_of_run(deck_, position_.command), deck_, simulation_);
  if (!resumed) ensure_velocities(simulation_);
  checkpointing_.remember_start(simulation_, position_, files_);
  Work work(deck_, run, position_, simulation_);
  if (resumed)
    work.ensemble->load(ensemble_state_);
  else
    begin(work);
  work.watch.start_from(position_.cell_start);
  work.stepper->begin({position_.conserved_start, position_.time_start_fs}, position_.drift, resumed);
  work.outputs.emplace(work.settings, simulation_.system, calls_, files_, resumed);
  if (resumed) work.outputs->load(std::exchange(computed_, {}));
  report_.runs.push_back({});
  report_.runs.back().line = deck_.commands[position_.command].words.line();
  if (calls_.began) calls_.began(position_.command);
  loop(work);
  if (work.dynamics.step_in_run == work.dynamics.steps_in_run) end_outputs(work);
  finish(work);
}

// The checkpoint stands at the start of the act: one that is cut off begins again, with its files cut back.
void Runner::act(const std::function<bool(const RunSettings&, const std::vector<char>&)>& ends) {
  const RunSettings settings = settings_of_run(deck_, position_.command);
  use_force_of(settings, deck_, simulation_);
  save(nullptr);
  const std::vector<char> fixed = fixed_atoms(settings, simulation_.system.atoms);
  if (calls_.began) calls_.began(position_.command);
  if (ends(settings, fixed)) {
    ++position_.command;
    save(nullptr);
  }
  if (position_.command < deck_.commands.size()) see_whether_to_stop();
}

void Runner::minimize(const Command& command) {
  act([&](const RunSettings& settings, const std::vector<char>& fixed) {
    Minimization minimization(
        command, settings.guard, simulation_, files_, [this] { return stop_is_asked(); }, calls_.minimize_step);
    const MinimizeReport done = minimization.go(fixed);
    report_.minimizations.push_back(done);
    if (calls_.minimize_ended) calls_.minimize_ended(done);
    if (done.reason == RelaxReason::interrupted) return false;
    report_.energy_eV = done.energy_eV;
    return true;
  });
}

// Atoms and cell stay as they are.
void Runner::strain_cells(const Command& command) {
  act([&](const RunSettings& settings, const std::vector<char>& fixed) {
    return StrainedCells(command, settings.guard, fixed, simulation_, [this] { return stop_is_asked(); }).go(files_);
  });
}

void Runner::begin(Work& work) {
  rest_fixed_atoms(work.dynamics);
  work.stepper->evaluate();
  work.watch.check_start(work.dynamics);
  work.ensemble->start(work.dynamics);
  position_.conserved_start = kinetic_energy(work.dynamics) + work.dynamics.now.energy + work.ensemble->bath_energy();
  position_.time_start_fs = simulation_.system.time_fs;
  position_.cell_start = simulation_.system.box.h();
  position_.drift = Drift();
}

void Runner::loop(Work& work) {
  const double force_before = simulation_.engine->force_seconds();
  const NeighborCounts lists_before = simulation_.engine->neighbor_counts();
  begin_seconds_ = now_seconds();
  begun_at_ = work.dynamics.step_in_run;
  {
    const Stopwatch whole(report_.runs.back().seconds);
    while (work.dynamics.step_in_run < work.dynamics.steps_in_run && !report_.interrupted()) {
      take_steps(work);
      after_steps(work);
    }
    write_pending(work);
    work.stepper->bring_all();
  }
  add_times(force_before, lists_before);
}

// The step at which the host has something to do next.
std::int64_t Runner::next_stop(const Work& work) const {
  const std::int64_t done = work.dynamics.step_in_run;
  std::int64_t stop =
      std::min({done + work.stepper->longest(), work.dynamics.steps_in_run, work.outputs->next_due(done),
                checkpointing_.next_due(done), next_progress(work.dynamics)});
  if (options_.stop_after > 0)
    stop = std::min(stop, done + std::max<std::int64_t>(1, options_.stop_after - report_.steps));
  return stop;
}

// What the last steps left to be written is written while a device takes the next ones.
void Runner::take_steps(Work& work) {
  RunReport& report = report_.runs.back();
  const std::int64_t stop = next_stop(work);
  {
    const Stopwatch compute(report.parts.integrate);
    work.stepper->start(stop - work.dynamics.step_in_run, {work.outputs->request(stop), work.outputs->is_due(stop)});
  }
  {
    const Stopwatch output(report.parts.output);
    write_pending(work);
  }
  const Stopwatch compute(report.parts.integrate);
  const std::int64_t steps = work.stepper->finish();
  report.steps += steps;
  report_.steps += steps;
  position_.step_in_run = work.dynamics.step_in_run;
}

void Runner::after_steps(Work& work) {
  const Stopwatch output(report_.runs.back().parts.output);
  const std::int64_t done = work.dynamics.step_in_run;
  pending_progress_ = progress_is_due(work.dynamics);
  if (pending_progress_ || work.outputs->is_due(done)) {
    pending_ = work.stepper->thermo();
    if (work.outputs->needs_atoms(done)) work.stepper->start_snapshot(work.outputs->needs(done));
    if (!work.stepper->overlaps()) write_pending(work);
  }
  if (done == work.dynamics.steps_in_run) return;  // finish() writes the checkpoint
  see_whether_to_stop();
  if (!report_.interrupted() && !checkpointing_.is_due(done)) return;
  write_pending(work);
  work.stepper->bring_all();
  position_.drift = work.stepper->drift();
  save(work.ensemble.get(), &*work.outputs);
}

void Runner::write_pending(Work& work) {
  if (!pending_) return;
  if (work.outputs->needs_atoms(work.dynamics.step_in_run)) work.stepper->wait_snapshot();
  work.outputs->write(work.dynamics, *pending_);
  if (pending_progress_) calls_.progress.call(status(work.dynamics, *pending_));
  pending_.reset();
}

void Runner::add_times(double force_before, const NeighborCounts& lists_before) {
  RunReport& report = report_.runs.back();
  const NeighborCounts lists = simulation_.engine->neighbor_counts();
  report.rebuilds = lists.rebuilds - lists_before.rebuilds;
  if (simulation_.engine->is_device()) {
    report.parts.device = std::exchange(report.parts.integrate, 0);
    return;
  }
  const double in_force = simulation_.engine->force_seconds() - force_before;
  report.parts.neighbor = lists.seconds - lists_before.seconds;
  report.parts.force = in_force - report.parts.neighbor;
  report.parts.integrate -= in_force;
}

// What the outputs write at the end is not in the state that a longer run goes on from.
void Runner::end_outputs(Work& work) {
  position_.drift = work.stepper->drift();
  if (is_last_act(deck_, position_.command))
    end_ = checkpointing_.parts(simulation_, work.ensemble.get(), position_, files_, &*work.outputs);
  work.outputs->finish(work.dynamics);
}

void Runner::finish(const Work& work) {
  position_.drift = work.stepper->drift();
  add_results(work);
  if (calls_.run_ended) calls_.run_ended(report_.runs.back());
  if (report_.interrupted()) return;
  ++position_.command;
  position_.step_in_run = 0;
  if (end_)
    save_end();
  else
    save(nullptr);
  if (position_.command < deck_.commands.size()) see_whether_to_stop();
}

void Runner::add_results(const Work& work) {
  RunReport& report = report_.runs.back();
  const Dynamics& dynamics = work.dynamics;
  const Thermo thermo = measure(dynamics, work.ensemble->conserves_momentum());
  constexpr double fs_per_ns = 1e6;
  report.drift_eV_per_atom_ns = position_.drift.slope() * fs_per_ns / static_cast<double>(dynamics.system.atoms.size());
  report.temperature_K = report_.temperature_K = thermo.temperature;
  report.energy_eV = report_.energy_eV = dynamics.now.energy;
  report_.seconds += report.seconds;
  const NeighborCounts lists = simulation_.engine->neighbor_counts();
  report_.mean_neighbors = lists.mean_neighbors;
  report_.neighbor_bytes = lists.bytes;
}

bool Runner::progress_is_due(const Dynamics& dynamics) const {
  const ProgressCall& p = calls_.progress;
  if (!p.call) return false;
  if (p.is_due) return p.is_due(dynamics.step_in_run, dynamics.steps_in_run);
  return ends_part(dynamics.step_in_run, dynamics.steps_in_run, p.parts);
}

std::int64_t Runner::next_progress(const Dynamics& dynamics) const {
  const ProgressCall& p = calls_.progress;
  if (p.next_due) return p.next_due(dynamics.step_in_run, dynamics.steps_in_run);
  if (!p.call || p.is_due) return std::numeric_limits<std::int64_t>::max();
  return next_end_of_part(dynamics.step_in_run, dynamics.steps_in_run, p.parts);
}

RunStatus Runner::status(const Dynamics& dynamics, const Thermo& thermo) const {
  constexpr double least = 1e-9;  // nothing is divided by zero
  RunStatus s;
  s.step = dynamics.step_in_run, s.steps = dynamics.steps_in_run;
  s.temperature_K = thermo.temperature, s.energy_eV = dynamics.now.energy;
  s.seconds = std::max(least, now_seconds() - begin_seconds_);
  const double steps_per_second = static_cast<double>(s.step - begun_at_) / s.seconds;
  s.atom_steps_per_second = steps_per_second * static_cast<double>(dynamics.system.atoms.size());
  s.seconds_left = static_cast<double>(s.steps - s.step) / std::max(least, steps_per_second);
  return s;
}

void Runner::notice(const std::string& text) const {
  if (calls_.notice) calls_.notice(text);
}

// Once asked, always asked.
bool Runner::stop_is_asked() { return stop_asked_ = stop_asked_ || (calls_.stop && calls_.stop()); }

void Runner::see_whether_to_stop() {
  if (stop_is_asked()) report_.end = DeckEnd::stop_asked;
  if (options_.stop_after > 0 && report_.steps >= options_.stop_after) report_.end = DeckEnd::step_limit;
}

void Runner::save(const Ensemble* ensemble, const Outputs* outputs) {
  checkpointing_.write(simulation_, ensemble, position_, files_, outputs);
  if (calls_.checkpointed) calls_.checkpointed(simulation_.system.step);
}

void Runner::save_end() {
  checkpointing_.write_end(simulation_, std::move(*end_), files_);
  end_.reset();
  if (calls_.checkpointed) calls_.checkpointed(simulation_.system.step);
}

void Runner::fail(const Error& e) const {
  if (e.kind() != Error::Kind::failed) throw Error(e);
  std::string where = fmt::format(" (after step {}; {})", simulation_.system.step, checkpointing_.last_good());
  throw Error(e.message() + where, Error::Kind::failed).file(e.file()).line(e.line());
}

}  // namespace nacre::run
