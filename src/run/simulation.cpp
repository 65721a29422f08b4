#include "run/simulation.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <limits>

#include "build/replicate.h"
#include "core/units.h"
#include "device/memory.h"
#include "integrate/change_box.h"
#include "integrate/velocity.h"
#include "io/paths.h"
#include "io/unused_parts.h"

namespace nacre::run {

namespace {
/// With the unit, because a wrong one is seen in the temperature.
std::string velocity_note(const std::string& path, const Atoms& atoms) {
  double kinetic = 0;
  for (std::size_t i = 0; i < atoms.size(); ++i) kinetic += atoms.mass[i] * dot(atoms.velocity[i], atoms.velocity[i]);
  const double kelvin = kinetic / (units::boltzmann * std::max(1.0, 3.0 * static_cast<double>(atoms.size()) - 3));
  constexpr double doubtful = 6000;  // K: carbon melts below
  std::string text = fmt::format("{}: its velocities, read as A/fs, are those of {:.4g} K", path, kelvin);
  if (kelvin > doubtful)
    text += "; is that their unit? Those of LAMMPS (A/ps) are 1000, those of ASE 10.18 times larger";
  return text;
}
}  // namespace

void load_model(const Deck& deck, Simulation& simulation) {
  const std::string path = deck.path("model.xyz");
  if (!file_exists(path)) throw Error("a deck needs a model.xyz beside its run.in; there is none").file(path);
  std::string rest;
  Frame frame = read_frame(path, &rest);
  if (!rest.empty()) simulation.model_notes.push_back(rest);
  if (const std::string parts = unused_parts(frame); !parts.empty())
    simulation.model_notes.push_back(path + ": not used: " + parts);
  System& system = simulation.system;
  system.atoms = std::move(frame.atoms);
  system.box = frame.box;
  system.seed = simulation.seed_override.value_or(default_seed);
  simulation.velocity_from_file = system.atoms.has_velocity;
  if (system.atoms.has_velocity) simulation.model_notes.push_back(velocity_note(path, system.atoms));
}

void load_force(const Deck& deck, Simulation& simulation) {
  std::unique_ptr<Engine> engine = simulation.averages ? make_mean_engine(deck.potential_paths(), simulation.use_cuda)
                                                       : make_engine(deck.potential_path(), simulation.use_cuda);
  try {
    simulation.system.atoms.use_species(engine->species());
  } catch (Error& e) {
    throw e.file(deck.path("model.xyz"));
  }
  simulation.engine = std::move(engine);
}

void use_force_of(const RunSettings& settings, const Deck& deck, Simulation& simulation) {
  if (settings.averages == simulation.averages) return;
  simulation.averages = settings.averages;
  try {
    load_force(deck, simulation);
  } catch (Error& e) {
    throw e.file().empty() ? e.file(deck.file) : e;
  }
}

std::unique_ptr<Ensemble> make_ensemble(const RunSettings& settings) {
  const Words& words = settings.ensemble->words;
  if (!(settings.time_step.dt_fs > 0))
    return nacre::make_ensemble(Words(words.file(), words.line(), {"ensemble", "nve"}));
  std::unique_ptr<Ensemble> ensemble = nacre::make_ensemble(words);
  if (settings.deform != nullptr && !ensemble->grow(settings.deform->as<Deform>()->growth))
    throw settings.deform->words.error("deforms a cell under three pressures")
        .key("deform")
        .value(words[1])
        .allowed("ensemble npt_ber or npt_scr with three pressures");
  return ensemble;
}

namespace {
constexpr double bytes_an_atom = 100;  // positions, velocities, masses, types, labels

void replicate_system(const Replicate& r, System& system) {
  const double atoms = static_cast<double>(system.atoms.size()) * r.count[0] * r.count[1] * r.count[2];
  if (atoms <= std::numeric_limits<int>::max())  // else replicate() says so
    check_memory(bytes_an_atom * atoms, fmt::format("replicate: {:.10g} atoms", atoms));
  Structure repeated = replicate(system.atoms, system.box, r.count[0], r.count[1], r.count[2]);
  system.atoms = std::move(repeated.atoms);
  system.box = repeated.box;
}

void set_velocity(const SetVelocity& v, Simulation& simulation) {
  if (simulation.velocity_from_file) {
    simulation.notice("velocity: ignored, because model.xyz brings velocities");
    return;
  }
  System& system = simulation.system;
  if (v.seed && !simulation.seed_override) system.seed = *v.seed;
  initialize_velocities(system.atoms, v.temperature_K, system.seed);
  system.atoms.has_velocity = true;
}
}  // namespace

void apply_at_once(const Deck& deck, const Command& command, Simulation& simulation) {
  try {
    if (command.as<UsePotential>() && !simulation.engine) load_force(deck, simulation);  // the first moves the atoms
    if (const auto* r = command.as<Replicate>()) replicate_system(*r, simulation.system);
    if (const auto* v = command.as<SetVelocity>()) set_velocity(*v, simulation);
    if (command.as<ChangeBox>()) {
      change_box(simulation.system, command.words);
      if (simulation.engine) simulation.engine->reset();
    }
  } catch (const Error& e) {
    if (!e.file().empty()) throw;
    throw command.words.at(e);
  }
}

void ensure_velocities(Simulation& simulation) {
  if (simulation.system.atoms.has_velocity) return;
  simulation.notice(fmt::format("no velocities given: {} K is set, as GPUMD does", default_temperature));
  initialize_velocities(simulation.system.atoms, default_temperature, simulation.system.seed);
  simulation.system.atoms.has_velocity = true;
}

std::vector<char> fixed_atoms(const RunSettings& settings, const Atoms& atoms) {
  if (settings.fixes.empty()) return {};
  std::vector<char> fixed(atoms.size(), 0);
  for (const Command* fix : settings.fixes) {
    const GroupChoice& group = fix->as<Fix>()->group;
    check_group(*fix, group, atoms);
    for (const int i : atoms_of(group, atoms)) fixed[i] = Dynamics::still;
  }
  return fixed;
}

std::vector<char> driven_atoms(const RunSettings& settings, const Atoms& atoms) {
  std::vector<char> fixed = fixed_atoms(settings, atoms);
  if (settings.move == nullptr) return fixed;
  const GroupChoice& group = settings.move->as<Move>()->group;
  check_group(*settings.move, group, atoms);
  for (const int i : atoms_of(group, atoms)) {
    if (fixed[i] != 0) throw settings.move->words.error("moves atoms that `fix` holds still").key("move");
    fixed[i] = Dynamics::driven;
  }
  return fixed;
}

std::vector<int> atoms_of(const GroupChoice& group, const Atoms& atoms) {
  std::vector<int> chosen;
  for (int i = 0; i < static_cast<int>(atoms.size()); ++i)
    if (group.all() || atoms.group[group.method][i] == group.label) chosen.push_back(i);
  return chosen;
}

}  // namespace nacre::run
