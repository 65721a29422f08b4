#include "api/engine/engine_inside.h"
#include "run/check.h"
#include "run/runner.h"

#include "nacre/simulation.h"

#include <filesystem>

#include "io/files.h"
#include "io/folder_lock.h"

namespace nacre::v1 {

struct Simulation::Inside {
  run::Deck deck;
};

namespace {

namespace fs = std::filesystem;

/// Errors of the deck and of all that it names, in the order of its lines.
std::vector<nacre::Error> errors_of(const std::string& where, run::Deck& deck) {
  run::DeckCheck check;
  check.allow_outside = true;  // whoever calls the library has written the lines
  deck = run::read_and_check_deck(where, check);
  return check.errors;
}

void expect_one_line(const std::string& text, const std::string& argument, const char* breaks) {
  if (text.find_first_of(breaks) != std::string::npos || text.empty())
    throw bad_argument("cannot stand in run.in", argument, "\"" + text + "\"", "one line, and a path without blanks");
}

/// model.xyz and run.in of the settings.
void write_deck(const SimulationSettings& settings) {
  expect_one_line(settings.folder, "folder", "\n");
  expect_one_line(settings.potential, "potential", " \t\n");
  std::string text = "potential " + settings.potential + "\n";
  for (const std::string& line : settings.lines) {
    expect_one_line(line, "lines", "\n");
    text += line + "\n";
  }
  fs::create_directories(settings.folder);
  const FolderLock lock(settings.folder, "nacre::Simulation");
  write_structure((fs::path(settings.folder) / "model.xyz").string(), settings.structure, 17);
  write_whole((fs::path(settings.folder) / "run.in").string(), text);
}

ThermoRow public_row(const run::ThermoRow& r) {
  const Mat3& p = r.thermo.pressure;
  return {r.step,           r.time_fs,   r.thermo.temperature,
          r.thermo.kinetic, r.energy_eV, {p.m[0][0], p.m[1][1], p.m[2][2], p.m[1][2], p.m[0][2], p.m[0][1]},
          from_box(r.box)};
}

SimulationFrame public_frame(const run::FrameView& view, bool forces) {
  SimulationFrame frame{view.system.step, view.system.time_fs, from_atoms(view.system.atoms, view.system.box)};
  frame.structure.energy = view.now.energy;
  frame.structure.virial = from_mat3(view.now.virial);
  if (forces) frame.structure.forces = flat(view.now.force);
  return frame;
}

SimulationStatus public_status(const run::RunStatus& s) {
  return {s.step, s.steps, s.temperature_K, s.energy_eV, s.seconds, s.atom_steps_per_second, s.seconds_left};
}

void check_intervals(const SimulationCalls& calls) {
  const auto at_least_one = [](const char* name, bool used, std::int64_t value) {
    if (used && value < 1) throw bad_argument("not an interval", name, std::to_string(value), "1 or more");
  };
  at_least_one("progress_parts", bool(calls.progress), calls.progress_parts);
  at_least_one("thermo_interval", bool(calls.thermo), calls.thermo_interval);
  at_least_one("frame_interval", bool(calls.frame), calls.frame_interval);
}

run::RunCalls inner_calls(const SimulationCalls& calls) {
  run::RunCalls inner;
  inner.stop = calls.stop;
  inner.notice = calls.notice;
  if (calls.progress) inner.progress.call = [&](const run::RunStatus& s) { calls.progress(public_status(s)); };
  inner.progress.parts = calls.progress_parts;
  if (calls.thermo) {
    inner.thermo.interval = calls.thermo_interval;
    inner.thermo.call = [&](const run::ThermoRow& row) { calls.thermo(public_row(row)); };
  }
  if (calls.frame) {
    inner.frame.interval = calls.frame_interval;
    inner.frame.parts.forces = calls.frame_forces;
    inner.frame.call = [&](const run::FrameView& view) { calls.frame(public_frame(view, calls.frame_forces)); };
  }
  return inner;
}

SimulationReport public_report(const run::DeckReport& r) {
  SimulationReport report{r.interrupted(), r.steps, r.seconds, r.temperature_K, r.energy_eV, {}, {}, {}};
  for (const run::RunReport& one : r.runs)
    report.runs.push_back(
        {one.line, one.steps, one.seconds, one.temperature_K, one.energy_eV, one.drift_eV_per_atom_ns});
  for (const run::MinimizeReport& one : r.minimizations)
    report.minimizations.push_back(
        {one.line, relax_reason_text(one.reason), one.steps, one.calls, one.energy_eV, one.max_force_eV_per_A});
  return report;
}

}  // namespace

Simulation::Simulation(const std::string& deck) : inside_(std::make_unique<Inside>()) {
  guarded([&] { throw_first(errors_of(deck, inside_->deck), inside_->deck.file); });
}
Simulation::Simulation(const SimulationSettings& settings) : inside_(std::make_unique<Inside>()) {
  guarded([&] {
    write_deck(settings);
    throw_first(errors_of(settings.folder, inside_->deck), inside_->deck.file);
  });
}
Simulation::Simulation(Simulation&&) noexcept = default;
Simulation& Simulation::operator=(Simulation&&) noexcept = default;
Simulation::~Simulation() = default;

SimulationReport Simulation::run(const SimulationOptions& o, const SimulationCalls& calls) {
  return guarded([&] {
    check_intervals(calls);
    const bool use_cuda = choose_cuda(o.device, o.cuda_device);
    if (o.resume && o.seed)
      throw bad_argument("a run that is resumed keeps its seed", "seed", std::to_string(*o.seed), "none");
    run::Runner runner(inside_->deck, {o.resume, o.stop_after, o.checkpoint_interval, o.seed, use_cuda},
                       inner_calls(calls));
    SimulationReport report = public_report(runner.go());
    report.structure = from_atoms(runner.system().atoms, runner.system().box);
    return report;
  });
}

std::vector<Error> check_deck(const std::string& deck) {
  return guarded([&] {
    run::Deck read;
    std::vector<Error> out;
    for (const nacre::Error& e : errors_of(deck, read)) out.push_back(public_error(e));
    return out;
  });
}

}  // namespace nacre::v1
