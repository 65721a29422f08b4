#include "run/checkpointing.h"

#include <fmt/format.h>

#include <filesystem>

#include "io/hash.h"

namespace nacre::run {

namespace {
Record evaluation_record(const Evaluation& now) {
  Record r;
  r.put("energy", now.energy);
  r.put("virial", now.virial);
  r.put("force", now.force);
  r.put("atom_energy", now.atom_energy);
  return r;
}

void load_evaluation(const Record& r, Evaluation& now) {
  now.energy = r.real("energy");
  now.virial = r.matrix("virial");
  now.force = r.vectors("force");
  now.atom_energy = r.reals_at("atom_energy");
}

/// Hash of the potential file, so that a changed potential is noticed; 0 for the built-in one.
std::uint64_t potential_hash(const Deck& deck) {
  const std::string path = deck.potential_path();
  if (!std::filesystem::exists(path)) return 0;
  return fnv1a(read_text(path));
}

Record deck_record(const Deck& deck, const DeckPosition& position, const Simulation& simulation) {
  Record r;
  r.put_integer("deck_hash", static_cast<std::int64_t>(deck.hash()));
  r.put_integer("potential_hash", static_cast<std::int64_t>(potential_hash(deck)));
  r.put_integer("command", static_cast<std::int64_t>(position.command));
  r.put_integer("step_in_run", position.step_in_run);
  r.put_integer("velocity_from_file", simulation.velocity_from_file);
  r.put("conserved_start", position.conserved_start);
  r.put("time_start_fs", position.time_start_fs);
  position.drift.save(r);
  return r;
}

DeckPosition position_from(const Record& r) {
  DeckPosition p{static_cast<std::size_t>(r.integer("command")),
                 r.integer("step_in_run"),
                 r.real("conserved_start"),
                 r.real("time_start_fs"),
                 {}};
  p.drift.load(r);
  return p;
}

void check_same(const Record& r, const Deck& deck, const std::string& checkpoint) {
  if (static_cast<std::uint64_t>(r.integer("deck_hash")) != deck.hash())
    throw Error("the deck was changed since " + checkpoint + " was written; resume needs the deck as it was")
        .file(deck.file);
  if (static_cast<std::uint64_t>(r.integer("potential_hash")) != potential_hash(deck))
    throw Error("the potential was changed since " + checkpoint + " was written").file(deck.potential_path());
}

const Record& part(const Checkpoint& checkpoint, const std::string& name) {
  const auto found = checkpoint.parts.find(name);
  if (found == checkpoint.parts.end()) throw Error("the checkpoint lacks a part").key(name);
  return found->second;
}
}  // namespace

Checkpointing::Checkpointing(const Deck& deck, std::int64_t interval)
    : deck_(deck), path_(deck.path(checkpoint_name)), interval_(interval) {}

bool Checkpointing::exists() const { return has_checkpoint(path_); }

Checkpointing::Parts Checkpointing::parts_of(const Simulation& simulation, const Ensemble* ensemble,
                                             const DeckPosition& position, OutputFiles& outputs,
                                             const Outputs* computed) const {
  Parts parts;
  parts["deck"] = deck_record(deck_, position, simulation);
  parts["evaluation"] = evaluation_record(simulation.now);
  if (simulation.engine) simulation.engine->save(parts["force"]);
  if (ensemble != nullptr) ensemble->save(parts["ensemble"]);
  outputs.save(parts["outputs"]);
  if (computed != nullptr) computed->save(parts);
  return parts;
}

void Checkpointing::remember_start(const Simulation& simulation, const DeckPosition& position, OutputFiles& outputs) {
  if (last_step_ >= 0 || start_) return;
  start_.emplace();
  const System& now = simulation.system;
  start_->system = {now.atoms.clone(), now.box, now.step, now.time_fs, now.seed};
  start_->parts = parts_of(simulation, nullptr, position, outputs, nullptr);
}

void Checkpointing::write(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position,
                          OutputFiles& outputs, const Outputs* computed) {
  const Parts parts = parts_of(simulation, ensemble, position, outputs, computed);
  // Two with the same outputs would lose the same end: the one before them stays.
  const bool has_grown = parts.at("outputs").integers != last_outputs_.integers;
  const Previous previous = last_step_ < 0 ? Previous::replace : has_grown ? Previous::keep : Previous::leave;
  write_checkpoint(path_, simulation.system, parts, previous);
  if (start_) write_checkpoint(previous_checkpoint(path_), start_->system, start_->parts);
  start_.reset();
  last_step_ = simulation.system.step;
  last_outputs_ = parts.at("outputs");
}

DeckPosition Checkpointing::read(Simulation& simulation, OutputFiles& outputs, Record& ensemble_state,
                                 std::map<std::string, Record>& computed) {
  if (!exists()) throw Error("--resume needs a checkpoint; there is none in this folder").file(path_);
  DeckPosition position;
  went_back_ = load_or_go_back(path_, [&](const std::string& file) {
    position = read_from(file, simulation, outputs, ensemble_state, computed);
  });
  return position;
}

DeckPosition Checkpointing::read_from(const std::string& file, Simulation& simulation, OutputFiles& outputs,
                                      Record& ensemble_state, Parts& computed) {
  Checkpoint checkpoint = read_checkpoint(file);
  try {
    const Record& deck = part(checkpoint, "deck");
    check_same(deck, deck_, checkpoint_name);
    simulation.system = std::move(checkpoint.system);
    simulation.velocity_from_file = deck.integer("velocity_from_file") != 0;
    load_force(deck_, simulation);
    simulation.engine->load(part(checkpoint, "force"));
    load_evaluation(part(checkpoint, "evaluation"), simulation.now);
    if (checkpoint.parts.count("ensemble") > 0) ensemble_state = checkpoint.parts["ensemble"];
    outputs.restore(part(checkpoint, "outputs"));
    last_step_ = simulation.system.step;
    last_outputs_ = part(checkpoint, "outputs");
    const DeckPosition position = position_from(deck);
    computed = std::move(checkpoint.parts);
    return position;
  } catch (const LostEnd&) {
    throw;
  } catch (Error& e) {
    throw e.file().empty() ? e.file(file) : e;
  }
}

std::string Checkpointing::last_good() const {
  if (last_step_ >= 0) return fmt::format("{} holds step {}", path_, last_step_);
  return "no checkpoint was written yet";
}

}  // namespace nacre::run
