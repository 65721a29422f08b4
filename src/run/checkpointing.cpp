#include "run/checkpointing.h"

#include <fmt/format.h>

#include "core/clock.h"
#include "core/record_sizes.h"
#include "io/hash.h"
#include "io/paths.h"
#include "run/deck/compare.h"

namespace nacre::run {

namespace {
/// The part that a deck that is done has besides "outputs".
constexpr const char* ended_outputs = "ended outputs";

Record evaluation_record(const Evaluation& now) {
  Record r;
  r.put("energy", now.energy);
  r.put("virial", now.virial);
  r.put("force", now.force);
  r.put("atom_energy", now.atom_energy);
  return r;
}

/// Arrays are empty where nothing was computed yet, or was not asked for.
std::size_t atoms_in(const Record& r, const char* array, std::size_t atoms) {
  return r.reals_at(array).empty() ? 0 : atoms;
}

void load_evaluation(const Record& r, Evaluation& now, std::size_t atoms) {
  now.energy = r.real("energy");
  now.virial = r.matrix("virial");
  now.force = vectors_of(r, "force", atoms_in(r, "force", atoms));
  now.atom_energy = reals_of(r, "atom_energy", atoms_in(r, "atom_energy", atoms));
}

/// Of the potentials after the first; 0 without any.
std::int64_t hash_of_others(const Deck& deck) {
  const std::vector<std::string> paths = deck.potential_paths();
  if (paths.size() < 2) return 0;
  Fnv1a hash;
  for (std::size_t p = 1; p < paths.size(); ++p) hash.add_word(static_cast<std::uint64_t>(hash_of_file(paths[p])));
  return static_cast<std::int64_t>(hash.value());
}

Record deck_record(const Deck& deck, const DeckPosition& position, const Simulation& simulation) {
  Record r;
  r.put_integer("deck_hash", static_cast<std::int64_t>(deck.hash()));
  r.put_integer("deck_hash_without_count", static_cast<std::int64_t>(hash_without_count(deck)));
  r.put_integer("last_count", last_count(deck));
  r.put_integer("finished", position.command == deck.commands.size());
  r.put_integer("potential_hash", hash_of_file(deck.potential_path()));
  r.put_integer("command", static_cast<std::int64_t>(position.command));
  r.put_integer("step_in_run", position.step_in_run);
  if (const std::int64_t hash = hash_of_others(deck); hash != 0) r.put_integer("other_potentials_hash", hash);
  r.put_integer("averages", simulation.averages);
  r.put_integer("velocity_from_file", simulation.velocity_from_file);
  r.put("conserved_start", position.conserved_start);
  r.put("time_start_fs", position.time_start_fs);
  r.put("cell_start", position.cell_start);
  position.drift.save(r);
  return r;
}

/// Checkpoints of version 0.1.0 lack the cell at the start of the run: `cell` then stands for it.
DeckPosition position_from(const Record& r, const Mat3& cell, const Deck& deck) {
  DeckPosition p{static_cast<std::size_t>(integer_of(r, "command", 0, static_cast<std::int64_t>(deck.commands.size()))),
                 count_of(r, "step_in_run"),
                 r.real("conserved_start"),
                 r.real("time_start_fs"),
                 r.reals.count("cell_start") > 0 ? r.matrix("cell_start") : cell,
                 {}};
  p.drift.load(r);
  return p;
}

/// A key that checkpoints of 0.1.0 do not have.
std::int64_t integer_or(const Record& r, const std::string& key, std::int64_t otherwise) {
  return r.integers.count(key) != 0 ? r.integer(key) : otherwise;
}

/// The last `run` says another number, and all else is the same.
bool has_other_count(const Record& r, const Deck& deck) {
  return r.integers.count("deck_hash_without_count") != 0 &&
         static_cast<std::uint64_t>(r.integer("deck_hash_without_count")) == hash_without_count(deck) &&
         r.integer("last_count") != last_count(deck);
}

/// Only a longer run goes on from what a shorter one left.
void check_extension(const Record& r, const Deck& deck) {
  const std::int64_t before = r.integer("last_count");
  const std::size_t last = last_run(deck);
  const auto refused = [&](const std::string& why) {
    return deck.commands[last].words.error(why).key("run").value(std::to_string(last_count(deck)));
  };
  if (last_count(deck) < before)
    throw refused("the deck was changed: only a larger count goes on from the checkpoint")
        .allowed(fmt::format("{} or more", before));
  if (has_ramp(deck, last))
    throw refused("the temperature goes from one value to another over this run: another count is another run")
        .allowed(std::to_string(before));
  if (!is_last_act(deck, last))
    throw refused("lines after this run were done: it cannot be made longer").allowed(std::to_string(before));
}

void check_same(const Record& r, const Deck& deck, const std::string& checkpoint) {
  if (has_other_count(r, deck))
    check_extension(r, deck);
  else if (static_cast<std::uint64_t>(r.integer("deck_hash")) != deck.hash())
    throw Error("the deck was changed since " + checkpoint + " was written; resume needs the deck as it was")
        .file(deck.file);
  if (r.integer("potential_hash") != hash_of_file(deck.potential_path()))
    throw Error("the potential was changed since " + checkpoint + " was written").file(deck.potential_path());
  if (integer_or(r, "other_potentials_hash", hash_of_others(deck)) != hash_of_others(deck))
    throw Error("a potential after the first was changed since " + checkpoint + " was written").file(deck.file);
}

const Record& part(const Checkpoint& checkpoint, const std::string& name) {
  const auto found = checkpoint.parts.find(name);
  if (found == checkpoint.parts.end()) throw Error("the checkpoint lacks a part").key(name);
  return found->second;
}
}  // namespace

Checkpointing::Checkpointing(const Deck& deck, std::optional<std::int64_t> interval)
    : deck_(deck),
      path_(deck.path(checkpoint_name)),
      interval_(interval.value_or(standard_interval)),
      is_exact_(interval.has_value()) {}

bool Checkpointing::is_due(std::int64_t step_in_run) const {
  return interval_ > 0 && step_in_run % interval_ == 0 && (is_exact_ || now_seconds() >= not_before_);
}

bool Checkpointing::exists() const { return has_checkpoint(path_); }

EarlierWork earlier_run(const Deck& deck) {
  return earlier_work(deck.path(checkpoint_name), [&](const Checkpoint& checkpoint) {
    const Record& r = part(checkpoint, "deck");
    const bool same = static_cast<std::uint64_t>(r.integer("deck_hash")) == deck.hash();
    const bool at_end = same && r.integer("command") == static_cast<std::int64_t>(deck.commands.size());
    return WorkDone{integer_or(r, "finished", at_end) != 0, checkpoint.system.step};
  });
}

CheckpointParts Checkpointing::parts(const Simulation& simulation, const Ensemble* ensemble,
                                     const DeckPosition& position, OutputFiles& outputs,
                                     const Outputs* computed) const {
  CheckpointParts parts;
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
  start_->parts = parts(simulation, nullptr, position, outputs, nullptr);
}

void Checkpointing::write(const Simulation& simulation, const Ensemble* ensemble, const DeckPosition& position,
                          OutputFiles& outputs, const Outputs* computed) {
  const double begin = now_seconds();
  write(simulation, parts(simulation, ensemble, position, outputs, computed));
  const double end = now_seconds();
  not_before_ = end + (end - begin) / largest_share;
}

void Checkpointing::write_end(const Simulation& simulation, CheckpointParts last, OutputFiles& outputs) {
  last.at("deck").put_integer("finished", 1);
  outputs.save(last[ended_outputs]);
  write(simulation, last);
}

void Checkpointing::write(const Simulation& simulation, const CheckpointParts& parts) {
  const bool has_grown = parts.at("outputs").integers != last_outputs_.integers;
  write_checkpoint(path_, simulation.system, parts, previous_of(last_step_ < 0, has_grown));
  if (start_) write_checkpoint(previous_checkpoint(path_), start_->system, start_->parts);
  start_.reset();
  last_step_ = simulation.system.step;
  last_outputs_ = parts.at("outputs");
}

DeckPosition Checkpointing::read(Simulation& simulation, OutputFiles& outputs, Record& ensemble_state,
                                 CheckpointParts& computed) {
  if (!exists()) throw Error("--resume needs a checkpoint; there is none in this folder").file(path_);
  DeckPosition position;
  went_back_ = load_or_go_back(path_, [&](const std::string& file) {
    position = read_from(file, simulation, outputs, ensemble_state, computed);
  });
  return position;
}

/// Where the deck goes on, the outputs as they were then. Of one that is done they stay, if nothing of them was lost.
DeckPosition Checkpointing::restore(const Checkpoint& checkpoint, const Mat3& cell, OutputFiles& outputs) const {
  const Record& deck = part(checkpoint, "deck");
  DeckPosition position = position_from(deck, cell, deck_);
  if (integer_or(deck, "finished", 0) == 0 || has_other_count(deck, deck_)) {
    outputs.restore(part(checkpoint, "outputs"));
    return position;
  }
  outputs.check(part(checkpoint, checkpoint.parts.count(ended_outputs) != 0 ? ended_outputs : "outputs"));
  position.command = deck_.commands.size(), position.step_in_run = 0;
  return position;
}

DeckPosition Checkpointing::read_from(const std::string& file, Simulation& simulation, OutputFiles& outputs,
                                      Record& ensemble_state, CheckpointParts& computed) {
  Checkpoint checkpoint = read_checkpoint(file);
  try {
    const Record& deck = part(checkpoint, "deck");
    check_same(deck, deck_, checkpoint_name);
    simulation.system = std::move(checkpoint.system);
    simulation.velocity_from_file = deck.integer("velocity_from_file") != 0;
    simulation.averages = integer_or(deck, "averages", 0) != 0;
    load_force(deck_, simulation);
    simulation.engine->load(part(checkpoint, "force"));
    load_evaluation(part(checkpoint, "evaluation"), simulation.now, simulation.system.atoms.size());
    if (checkpoint.parts.count("ensemble") > 0) ensemble_state = checkpoint.parts["ensemble"];
    if (count_of(deck, "step_in_run") > 0 && simulation.now.force.size() != simulation.system.atoms.size())
      throw Error("the checkpoint lacks the forces of a run that has begun", Error::Kind::failed).key("force");
    const DeckPosition position = restore(checkpoint, simulation.system.box.h(), outputs);
    last_step_ = simulation.system.step;
    last_outputs_ = part(checkpoint, "outputs");
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
