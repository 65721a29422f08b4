#include "run/deck/deck.h"

#include <algorithm>
#include <filesystem>

#include "force/registry.h"
#include "io/paths.h"
#include "io/settings_file.h"
#include "run/deck/keywords.h"

namespace nacre::run {

namespace fs = std::filesystem;

std::string Deck::path(const std::string& name) const {
  return folder == "." ? name : (fs::path(folder) / name).string();
}

std::vector<std::string> Deck::potential_paths() const {
  std::vector<std::string> paths;
  for (const Command& c : commands)
    if (const auto* p = c.as<UsePotential>())
      paths.push_back(p->file == default_force && !file_exists(path(p->file)) ? p->file : path(p->file));
  return paths;
}

std::string Deck::potential_path() const {
  const std::vector<std::string> paths = potential_paths();
  return paths.empty() ? path("") : paths.front();
}

std::uint64_t Deck::hash() const {
  HashOfLines hash;
  for (const Command& command : commands) hash.add(command.words.all());
  return hash.value();
}

namespace {
/// Which lines may follow which. Each broken rule is one error. A line that could not be read may have been the one that
/// a rule asks for: nothing is reported that would not be wrong with it.
class OrderCheck {
 public:
  OrderCheck(std::vector<Error>& errors, std::vector<std::string>& notes) : errors_(errors), notes_(notes) {}

  void visit(const Command& c) {
    if (c.as<UsePotential>()) has_potential_ = true;
    if (c.as<Replicate>() && has_potential_) report(c, "must stand before `potential`");
    if (c.as<UseEnsemble>()) ensemble(c);
    if (const auto* f = c.as<Fix>()) fixed_methods_.push_back(f->group.method);
    if (const auto* m = c.as<Move>()) once(c, has_move_, "a group moves in this run already"), move_ = {c.words, *m};
    if (c.as<Deform>()) once(c, has_deform_, "the cell is deformed in this run already");
    if (c.as<Run>()) run(c);
    if (c.as<Minimize>() || c.as<CellCompute>()) minimize(c);
  }
  void finish(const Deck& deck) {
    check_committee(deck);
    check_forces(deck);
    if (has_run_ || has_failed_lines_) return;
    errors_.push_back(Error("the deck has no `run` and no `minimize`").file(deck.file));
  }
  void unreadable(const std::string& keyword) {
    has_failed_lines_ = true;
    if (keyword == "potential") has_potential_ = true;
    if (keyword == "ensemble") has_ensemble_ = ensemble_is_unknown_ = true;
    if (keyword == "run") end_run();
  }

 private:
  void report(const Command& c, const std::string& message) {
    errors_.push_back(c.words.error(message).key(c.words[0]));
  }
  /// Several potentials are a committee; the first of them moves the atoms, or their mean.
  void check_committee(const Deck& deck) {
    const Command *second = nullptr, *committee = nullptr;
    int potentials = 0;
    for (const Command& c : deck.commands) {
      if (c.as<UsePotential>() && ++potentials == 2) second = &c;
      if (c.as<Active>() || c.as<Observer>()) committee = &c;
    }
    if (second != nullptr && committee == nullptr && !has_failed_lines_)
      report(*second, "a second potential; nacre runs with one, unless `active` or `dump_observer` compares several");
    if (second == nullptr && committee != nullptr && !has_failed_lines_)
      report(*committee, "needs two lines `potential` or more, of the same elements");
  }
  /// `active` takes the forces of the first potential from the run itself.
  void check_forces(const Deck& deck) {
    for (std::size_t i = 0; i < deck.commands.size(); ++i) {
      if (!deck.commands[i].as<Run>()) continue;
      const RunSettings settings = settings_of_run(deck, i);
      for (const Command* c : settings.dumps)
        if (settings.averages && c->as<Active>())
          report(*c, "needs a run that the first potential moves; in this one `dump_observer average` takes the mean");
    }
  }
  void once(const Command& c, bool& flag, const std::string& message) {
    if (flag) report(c, message);
    flag = true;
  }
  void ensemble(const Command& c) {
    once(c, has_ensemble_, "there is an ensemble for this run already");
    ensemble_line_ = c.words.line();
    ensemble_is_unknown_ = false;
  }
  void run(const Command& c) {
    if (!has_potential_) report(c, "no `potential` above this line");
    if (!has_ensemble_) take_ensemble_before(c);
    if (has_move_) check_move();
    has_run_ = true;
    end_run();
  }
  void take_ensemble_before(const Command& c) {
    if (ensemble_is_unknown_) return;
    if (ensemble_line_ == 0) return report(c, "no `ensemble` for this run, and none above it");
    notes_.push_back(c.words
                         .error("has no `ensemble` of its own; that of line " + std::to_string(ensemble_line_) +
                                " is taken, as for the run before")
                         .key("run")
                         .what());
  }
  /// Else nothing holds the matter back, and it goes along.
  void check_move() {
    const int method = move_.as<Move>()->group.method;
    if (std::find(fixed_methods_.begin(), fixed_methods_.end(), method) == fixed_methods_.end() && !has_failed_lines_)
      report(move_, "needs a `fix` of another group of the same method for this run");
  }
  void end_run() {
    has_ensemble_ = has_move_ = has_deform_ = false;
    fixed_methods_.clear();
  }
  void minimize(const Command& c) {
    if (!has_potential_) report(c, "no `potential` above this line");
    has_run_ = true;
  }

  std::vector<Error>& errors_;
  std::vector<std::string>& notes_;
  bool has_potential_ = false, has_ensemble_ = false, has_run_ = false, has_failed_lines_ = false;
  bool has_move_ = false, has_deform_ = false;
  Command move_;                      ///< the latest line `move`
  std::vector<int> fixed_methods_;    ///< of the lines `fix` for the next run
  bool ensemble_is_unknown_ = false;  ///< the latest line `ensemble` could not be read
  long ensemble_line_ = 0;            ///< of the latest one that could
};
}  // namespace

Deck read_deck(const std::string& where, std::vector<Error>& errors) {
  Deck deck;
  deck.file = settings_file(where, "run.in");
  const fs::path parent = fs::path(deck.file).parent_path();
  deck.folder = parent.empty() ? "." : parent.string();
  OrderCheck order(errors, deck.notes);
  for (const Words& line : read_word_lines(deck.file)) {
    try {
      deck.commands.push_back(parse_command(line));
      if (const std::string note = note_on_old_syntax(line); !note.empty()) deck.notes.push_back(note);
      order.visit(deck.commands.back());
    } catch (const Error& e) {
      errors.push_back(e);
      deck.commands.push_back({line, Unreadable{}});
      order.unreadable(line[0]);
    }
  }
  order.finish(deck);
  return deck;
}

bool is_keyword(const Command& c, const char* keyword) { return c.words[0] == keyword; }

bool is_compute(const Command& c) {
  return c.as<RdfCompute>() || c.as<AdfCompute>() || c.as<MotionCompute>() || c.as<GroupCompute>() ||
         c.as<DosCompute>() || c.as<FluxCompute>();
}

bool is_dump(const Command& c) {
  return c.as<ThermoDump>() || c.as<FrameDump>() || c.as<ColumnDump>() || c.as<RestartDump>() ||
         c.as<Extrapolation>() || c.as<Active>() || c.as<Observer>() || is_compute(c);
}

RunSettings settings_of_run(const Deck& deck, std::size_t index) {
  RunSettings s;
  s.potentials = deck.potential_paths();
  for (std::size_t i = 0; i < index; ++i) {
    const Command& c = deck.commands[i];
    if (is_keyword(c, "run")) {
      RunSettings next;  // what outlives a run
      next.time_step.dt_fs = s.time_step.dt_fs;
      next.guard = s.guard;
      next.ensemble = s.ensemble;
      next.potentials = s.potentials;
      s = next;
    }
    if (is_keyword(c, "ensemble")) s.ensemble = c.as<UseEnsemble>() ? &c : nullptr;
    if (const auto* t = c.as<TimeStep>()) s.time_step = *t;
    if (const auto* g = c.as<Guard>())
      for (const auto& [limit, value] : g->limits) s.guard.*limit = value;
    if (c.as<Fix>()) s.fixes.push_back(&c);
    if (c.as<Move>()) s.move = &c;
    if (c.as<Deform>()) s.deform = &c;
    if (const auto* v = c.as<CorrectVelocity>()) s.correct_velocity = *v;
    if (const auto* o = c.as<Observer>()) s.averages |= o->average;
    if (is_dump(c)) s.dumps.push_back(&c);
  }
  return s;
}

std::vector<std::string> moving_potentials(const RunSettings& settings) {
  if (settings.averages) return settings.potentials;
  return {settings.potentials.at(0)};
}

std::string growing_file(const Command& dump) {
  if (dump.as<ThermoDump>()) return "thermo.out";
  if (const auto* f = dump.as<FrameDump>()) return f->separate() ? "" : f->file;
  if (const auto* c = dump.as<ColumnDump>()) return c->file;
  if (const auto* m = dump.as<Minimize>()) return m->dump_file;
  if (dump.as<Extrapolation>()) return "extrapolation_dump.xyz";
  if (dump.as<Active>()) return "active.out";
  if (dump.as<RdfCompute>()) return "rdf.out";
  if (dump.as<AdfCompute>()) return "adf.out";
  if (const auto* m = dump.as<MotionCompute>())
    return m->quantity == MotionCompute::Quantity::displacement ? "msd.out" : "sdc.out";
  if (const auto* o = dump.as<Observer>()) return observer_names(*o, 1)[0] + ".out";
  if (dump.as<GroupCompute>()) return "compute.out";
  if (const auto* c = dump.as<CellCompute>())
    return c->quantity == CellCompute::Quantity::elastic ? "elastic.out" : "cohesive.out";
  if (dump.as<DosCompute>()) return "dos.out";
  if (const auto* f = dump.as<FluxCompute>())
    return f->quantity == FluxCompute::Quantity::heat ? "hac.out" : "viscosity.out";
  return "";
}

std::vector<std::string> observer_names(const Observer& observer, std::size_t potentials) {
  if (observer.average) return {"observer"};
  std::vector<std::string> names;
  for (std::size_t p = 0; p < potentials; ++p) names.push_back("observer" + std::to_string(p));
  return names;
}

std::vector<std::string> further_files(const Command& dump, std::size_t potentials) {
  if (dump.as<Active>()) return {active_frames};
  if (dump.as<DosCompute>()) return {"mvac.out"};
  std::vector<std::string> files;
  if (const auto* o = dump.as<Observer>())
    for (const std::string& name : observer_names(*o, potentials)) {
      if (name + ".out" != growing_file(dump)) files.push_back(name + ".out");
      files.push_back(name + ".xyz");
    }
  return files;
}

std::vector<std::string> growing_files(const Deck& deck) {
  std::vector<std::string> names;
  const std::size_t potentials = deck.potential_paths().size();
  for (const Command& c : deck.commands) {
    std::vector<std::string> files = further_files(c, potentials);
    files.insert(files.begin(), growing_file(c));
    for (const std::string& file : files)
      if (!file.empty() && std::find(names.begin(), names.end(), file) == names.end()) names.push_back(file);
  }
  return names;
}

void check_group(const Command& command, const GroupChoice& group, const Atoms& atoms) {
  if (group.all()) return;
  const auto methods = static_cast<int>(atoms.group.size());
  if (group.method >= methods)
    throw command.words.error("model.xyz has no such grouping method")
        .key(command.words[0])
        .value(std::to_string(group.method))
        .allowed(methods == 0 ? "none: the file has no group column" : "0 .. " + std::to_string(methods - 1));
  const auto& labels = atoms.group[group.method];
  const int largest = labels.empty() ? 0 : *std::max_element(labels.begin(), labels.end());
  if (group.label <= largest) return;
  throw command.words.error("no such group")
      .key(command.words[0])
      .value(std::to_string(group.label))
      .allowed("0 .. " + std::to_string(largest));
}

}  // namespace nacre::run
