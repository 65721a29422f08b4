#include "jobs/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "core/clock.h"
#include "core/lines.h"
#include "io/file_names.h"
#include "io/folder_lock.h"
#include "io/paths.h"
#include "jobs/checked_deck.h"
#include "jobs/detailed_error.h"
#include "jobs/earlier_results.h"
#include "jobs/final_structure.h"
#include "jobs/names.h"
#include "jobs/run_progress.h"
#include "jobs/text.h"
#include "run/checkpointing.h"
#include "run/deck_names.h"
#include "run/runner.h"

namespace nacre::jobs {

namespace {
namespace fs = std::filesystem;
using report::Summary;

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

std::string page_of(const run::DeckReport& report) {
  std::string text;
  for (const run::RunReport& r : report.runs)
    text += fmt::format(
        "run of line {}: {} steps in {}, {:.4g} atom-step/s\n"
        "  time: {}\n"
        "  neighbour lists built {} times; drift of the conserved energy {:.3g} eV/atom/ns\n",
        r.line, r.steps, duration_text(r.seconds), speed(report.atoms, r.steps, r.seconds), part_text(r), r.rebuilds,
        r.drift_eV_per_atom_ns);
  return report.runs.empty() && report.minimizations.empty() ? "nothing left to do\n" : text;
}

report::Section section_of(const run::DeckReport& report) {
  return {"run",
          "run",
          "",
          {number_row("atoms", "atoms", static_cast<double>(report.atoms)),
           number_row("steps", "steps", static_cast<double>(report.steps)),
           number_row("energy_eV", "energy (eV)", report.energy_eV, "eV", "{:.10g}"),
           number_row("temperature_K", "temperature (K)", report.temperature_K, "K", "{:.1f}")}};
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

Summary summary_of(const run::DeckReport& report) {
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
  return summary;
}

/// Files that a dump with this name made, its '*' being digits: names as the deck would write them.
std::vector<std::string> frames_of_their_own(const run::Deck& deck, const std::string& pattern) {
  const fs::path place = fs::path(pattern).parent_path();
  std::vector<std::string> names;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(place.empty() ? deck.folder : deck.path(place.string()), none)) {
    std::string name = (place / entry.path().filename()).string();
    if (fits_numbered(name, pattern)) names.push_back(std::move(name));
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// Known also by a link.
FileNames inputs_of(const run::Deck& deck) {
  FileNames inputs;
  for (const std::string& path : {deck.file, deck.path("model.xyz")}) inputs.read(path, "input");
  for (const std::string& path : deck.potential_paths())
    if (inputs.known(path).empty()) inputs.read(path, "input");
  return inputs;
}

/// What the deck writes besides what grows: restart.xyz, frames of their own file, the checkpoints, the end.
std::vector<std::string> whole_files(const run::Deck& deck) {
  std::vector<std::string> names{run::checkpoint_name, previous_checkpoint(run::checkpoint_name), final_structure_name};
  for (const run::Command& c : deck.commands) {
    if (c.as<run::RestartDump>()) names.emplace_back("restart.xyz");
    const auto* frames = c.as<run::FrameDump>();
    if (frames == nullptr || !frames->separate()) continue;
    for (std::string& name : frames_of_their_own(deck, frames->file)) names.push_back(std::move(name));
  }
  return names;
}

/// Nothing of an earlier run is mixed with this one, and none that has not ended is lost. No other process works here
/// meanwhile.
void make_room(const run::Deck& deck, bool restart, bool append, Log& log) {
  const FolderLock lock(deck.folder, "nacre run");
  if (!restart) expect_ended([&] { return run::earlier_run(deck); }, "step");
  if (append) return;
  std::vector<std::string> names = run::growing_files(deck), paths;
  for (std::string& name : whole_files(deck)) names.push_back(std::move(name));
  const FileNames inputs = inputs_of(deck);
  for (const std::string& name : names)
    if (is_plain_file(deck.path(name)) && inputs.known(deck.path(name)).empty()) paths.push_back(deck.path(name));
  for (const std::string& path : paths)
    if (!inputs.known(path + ".old").empty())
      throw Error("the deck reads this file, and an earlier result would be moved to its name; give it another")
          .file(path + ".old");
  set_aside(paths, log);
}

/// Unless a dump of the deck or an input has that name.
void write_end(const run::Deck& deck, const System& system) {
  const std::vector<std::string> growing = run::growing_files(deck);
  if (std::find(growing.begin(), growing.end(), final_structure_name) != growing.end()) return;
  const std::string path = deck.path(final_structure_name);
  if (inputs_of(deck).known(path).empty()) write_final_structure(path, system);
}

std::string stop_text(const run::DeckReport& report, const Surroundings& around) {
  std::string by = around.stopped_by ? around.stopped_by() : "request";
  if (report.end == run::DeckEnd::step_limit) by = "--stop-after";
  return fmt::format("stopped by {}; {} is written, --resume goes on from it", by, run::checkpoint_name);
}
}  // namespace

void RunDeck::options(Options& table) {
  table.add_positional("DIR", where, "Folder with run.in and model.xyz, or the deck file itself").as(Path::input);
  table.add("resume", settings.resume, "Go on from nacre.checkpoint in the deck's folder");
  table.add("restart", restart, "Begin anew though a checkpoint of unfinished work is there; it is moved to .old")
      .without({"resume"});
  table.add("append", append, "Append to thermo.out and the like of an earlier run, which are moved to .old otherwise")
      .without({"resume"});
  table.add("stop-after", settings.stop_after, "Write a checkpoint and stop after this many steps")
      .in(positive())
      .no_standard();
  table
      .add(
          "checkpoint-interval", settings.checkpoint_interval,
          "Steps between checkpoints; 0: after each run only. Unless given, as many more as keep them below 2 % of the "
          "time")
      .in(at_least(0))
      .standing_for("1000");
  table.add("allow-outside", allow_outside, "Let the deck write files outside of its folder");
  table.add("seed", settings.seed, "Key of the random numbers; overrides `velocity ... seed`");
}

void RunDeck::own_files(const Surroundings& around, FileNames& names) const {
  std::vector<Error> errors;
  try {
    const run::Deck deck = run::read_deck(around.path(where), errors);
    run::DeckNames found(deck, true);
    for (const run::Command& command : deck.commands) found.add(command);
    FileNames own = found.names();
    const std::string end = deck.path(final_structure_name);
    if (own.known(end).empty()) own.write(end, "the final structure");  // else a dump of the deck has that name
    if (errors.empty()) put_first(own, names);
  } catch (const Error&) {  // the job will say what is wrong
  }
}

report::Report RunDeck::run(const Surroundings& around) {
  settings.use_cuda = around.device == Device::cuda;
  if (settings.resume && settings.seed) throw Error("a run that is resumed keeps its seed").key("--seed");
  const CheckedDeck checked = read_and_check(around.path(where), {allow_outside, settings.resume});
  throw_all(checked.errors, "the deck", checked.deck.file);
  if (!settings.resume) make_room(checked.deck, restart, append, around.said());
  for (const std::string& line : split_lines(checked.text)) around.said().line(line);
  RunProgress progress(around.said());
  run::RunCalls calls = progress.calls(checked.deck);
  calls.stop = around.stop;
  run::Runner runner(checked.deck, settings, std::move(calls));
  const run::DeckReport found = runner.go();
  if (!found.interrupted()) write_end(checked.deck, runner.system());
  report::Report report;
  report.words = page_of(found);
  if (!report.words.empty()) report.sections.push_back(section_of(found));  // else they would be the page
  report.summary = summary_of(found);
  if (!found.interrupted()) return report;
  throw DetailedError(Error(stop_text(found, around), Error::Kind::interrupted)).found(std::move(report));
}

}  // namespace nacre::jobs
