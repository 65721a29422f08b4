#include <fmt/format.h>

#include <memory>

#include "app/command_check.h"
#include "app/run_progress.h"
#include "app/signals.h"
#include "app/summary.h"
#include "core/clock.h"
#include "run/runner.h"

namespace nacre::app {

namespace {
struct RunArguments {
  std::string where = ".";
  run::RunOptions run;
};

double speed(std::size_t atoms, std::int64_t steps, double seconds) {
  return seconds > 0 ? static_cast<double>(atoms) * static_cast<double>(steps) / seconds : 0;
}

/// "force 81 %, neighbour lists 12 %, ...".
std::string part_text(const run::RunReport& r) {
  const double whole = r.seconds > 0 ? r.seconds : 1;
  const auto share = [&](double s) { return 100 * s / whole; };
  if (r.parts.device > 0)
    return fmt::format("waiting for the GPU {:.1f} %, output {:.1f} %", share(r.parts.device), share(r.parts.output));
  return fmt::format("force {:.1f} %, neighbour lists {:.1f} %, integration {:.1f} %, output {:.1f} %",
                     share(r.parts.force), share(r.parts.neighbor), share(r.parts.integrate), share(r.parts.output));
}

void print_report(const run::DeckReport& report, RunProgress& progress) {
  for (const run::RunReport& r : report.runs) {
    progress.line(fmt::format("run of line {}: {} steps in {}, {:.4g} atom-step/s", r.line, r.steps,
                              duration_text(r.seconds), speed(report.atoms, r.steps, r.seconds)));
    progress.line("  time: " + part_text(r));
    progress.line(fmt::format("  neighbour lists built {} times; drift of the conserved energy {:.3g} eV/atom/ns",
                              r.rebuilds, r.drift_eV_per_atom_ns));
  }
  if (report.runs.empty() && report.minimizations.empty()) progress.line("nothing left to do");
}

Summary::Map run_map(const run::DeckReport& report, const run::RunReport& r) {
  return {{"line", std::int64_t{r.line}},
          {"steps", r.steps},
          {"seconds", r.seconds},
          {"atom_steps_per_second", speed(report.atoms, r.steps, r.seconds)},
          {"temperature_K", r.temperature_K},
          {"energy_eV", r.energy_eV},
          {"drift_eV_per_atom_ns", r.drift_eV_per_atom_ns},
          {"neighbor_rebuilds", std::int64_t{r.rebuilds}},
          {"force_seconds", r.parts.force},
          {"neighbor_seconds", r.parts.neighbor},
          {"integrate_seconds", r.parts.integrate},
          {"device_seconds", r.parts.device},
          {"output_seconds", r.parts.output}};
}

Summary::Map minimize_map(const run::MinimizeReport& m) {
  return {{"line", std::int64_t{m.line}},
          {"method", m.method},
          {"end", relax_reason_text(m.reason)},
          {"steps", m.steps},
          {"force_calls", m.calls},
          {"energy_eV", m.energy_eV},
          {"enthalpy_eV", m.enthalpy_eV},
          {"max_force_eV_per_A", m.max_force_eV_per_A},
          {"stress_error_GPa", m.stress_error_GPa},
          {"seconds", m.seconds}};
}

void write_summary(const run::DeckReport& report, const GlobalOptions& options) {
  Summary summary;
  summary.put("atoms", static_cast<std::int64_t>(report.atoms));
  summary.put("steps", report.steps);
  summary.put("seconds", report.seconds);
  summary.put("atom_steps_per_second", speed(report.atoms, report.steps, report.seconds));
  summary.put("energy_eV", report.energy_eV);
  summary.put("temperature_K", report.temperature_K);
  summary.put("state", report.interrupted() ? "interrupted" : "done");
  summary.put("mean_neighbors", report.mean_neighbors);
  summary.put("neighbor_list_bytes", static_cast<std::int64_t>(report.neighbor_bytes));
  std::vector<Summary::Map> runs;
  for (const run::RunReport& r : report.runs) runs.push_back(run_map(report, r));
  summary.put_maps("runs", std::move(runs));
  std::vector<Summary::Map> minimizations;
  for (const run::MinimizeReport& m : report.minimizations) minimizations.push_back(minimize_map(m));
  summary.put_maps("minimizations", std::move(minimizations));
  write_summary_file(summary, options);
}

std::string stop_text(const run::DeckReport& report) {
  if (report.end == run::DeckEnd::step_limit) return "--stop-after";
  return fmt::format("signal {}", StopRequest::signal());
}

void run_deck(const RunArguments& arguments, const GlobalOptions& options) {
  run::RunOptions run_options = arguments.run;
  run_options.use_cuda = apply_global_options(options, Computes::anywhere) == Device::cuda;
  if (arguments.run.resume && arguments.run.seed) throw Error("a run that is resumed keeps its seed").key("--seed");
  const CheckedDeck checked = read_and_check(arguments.where);
  report_errors(checked);
  RunProgress progress(options.quiet);
  if (!options.quiet) fmt::print("{}", checked.text);
  const StopRequest catch_signals;
  run::RunCalls calls = progress.calls(checked.deck);
  calls.stop = [] { return StopRequest::signal() != 0; };
  const run::DeckReport report = run::Runner(checked.deck, run_options, std::move(calls)).go();
  print_report(report, progress);
  write_summary(report, options);
  if (report.interrupted())
    throw Error(
        fmt::format("stopped by {}; {} is written, --resume goes on from it", stop_text(report), run::checkpoint_name),
        Error::Kind::interrupted);
}
}  // namespace

void register_run(CLI::App& app, GlobalOptions& options) {
  CLI::App* command = app.add_subcommand("run", "Run a GPUMD-style deck: run.in and model.xyz");
  auto a = std::make_shared<RunArguments>();
  command->add_option("DIR", a->where, "Folder with run.in and model.xyz, or the deck file itself")
      ->capture_default_str();
  command->add_flag("--resume", a->run.resume, "Go on from nacre.checkpoint in the deck's folder");
  command->add_option("--stop-after", a->run.stop_after, "Write a checkpoint and stop after this many steps")
      ->check(CLI::PositiveNumber);
  command
      ->add_option("--checkpoint-interval", a->run.checkpoint_interval,
                   "Steps between checkpoints; 0: after each run only")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--seed", a->run.seed, "Key of the random numbers; overrides `velocity ... seed`");
  add_global_options(command, options, "nacre run input/anneal-carbon --threads 2");
  command->callback([a, &options] { run_deck(*a, options); });
}

}  // namespace nacre::app
