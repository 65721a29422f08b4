#include "run/check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "core/units.h"
#include "integrate/plan.h"
#include "look/settings_look.h"
#include "look/structure_look.h"
#include "run/compute_outputs.h"
#include "run/deck/describe.h"
#include "run/deck_names.h"
#include "run/doubt_outputs.h"
#include "run/observer_outputs.h"
#include "run/output_estimate.h"

namespace nacre::run {

namespace {
class Checker {
 public:
  Checker(const Deck& deck, DeckCheck& check) : deck_(deck), check_(check), names_(deck, check.allow_outside) {
    simulation_.notice = [this](const std::string& text) { check_.notices.push_back(text); };
  }

  void all() {
    check_.notices = deck_.notes;
    has_model_ = attempt([&] {
      load_model(deck_, simulation_);
      for (const std::string& note : simulation_.model_notes) check_.notices.push_back(note);
      check_.model = describe_system(simulation_.system);
    });
    if (has_model_) attempt([&] { look_at_model(); });
    for (std::size_t i = 0; i < deck_.commands.size(); ++i) line(i);
    if (const std::string text = estimate_.warning(deck_, check_.resumed); !text.empty())
      check_.notices.push_back(text);
  }

 private:
  /// Runs one check; false and a noted error when it throws. What two checks find is noted once.
  template <class Body>
  bool attempt(Body&& body) {
    try {
      body();
      return true;
    } catch (const Error& e) {
      if (told_.insert(e.what()).second) check_.errors.push_back(e);
      return false;
    }
  }

  /// Atoms in one place are for a minimisation to part, where the deck begins with one.
  void look_at_model() {
    const auto first = std::find_if(deck_.commands.begin(), deck_.commands.end(),
                                    [](const Command& c) { return c.as<Run>() || c.as<Minimize>(); });
    const bool minimized = first != deck_.commands.end() && first->as<Minimize>();
    const System& system = simulation_.system;
    const auto found =
        look::look_at(system.atoms, system.box, minimized ? look::Purpose::evaluated : look::Purpose::simulated);
    for (const std::string& w : found.warnings) warn("model.xyz: " + w);
    look::throw_errors(found, deck_.path("model.xyz"), 1);
  }

  void warn(const std::string& text) {
    if (std::find(check_.warnings.begin(), check_.warnings.end(), text) == check_.warnings.end())
      check_.warnings.push_back(text);
  }

  /// Of one `run`: what it is told does not fit the atoms.
  void look_at_settings(const Command& command, const RunSettings& settings) {
    const TimeStep& t = settings.time_step;
    const EnsemblePlan plan = make_ensemble(settings.ensemble->words)->plan();
    auto all = look::look_at_time_step(simulation_.system.atoms, t.dt_fs, t.max_distance_A > 0);
    const bool chain = plan.heat == EnsemblePlan::Heat::nose_hoover;
    const Words& words = settings.ensemble->words;
    const double barostat = plan.has_piston     ? plan.piston.coupling_steps
                            : plan.has_barostat ? words.real(words.size() - 1, "p_coup")
                                                : 0;
    for (const std::string& w : look::look_at_coupling(t.dt_fs, plan.coupling_steps, barostat, chain)) all.push_back(w);
    for (const std::string& w : all) warn(fmt::format("line {}: {}", command.words.line(), w));
  }

  /// What a wrong line would have changed is not known: nothing is checked that depends on it.
  void skip(const Command& c) {
    if (is_keyword(c, "replicate") || is_keyword(c, "change_box")) has_model_ = false;
    if (is_keyword(c, "velocity")) simulation_.system.atoms.has_velocity = true;
  }

  void line(std::size_t index) {
    const Command& c = deck_.commands[index];
    if (c.as<Unreadable>()) return skip(c);
    const bool applied = attempt([&] {
      if (has_model_ || c.as<UsePotential>()) apply_at_once(deck_, c, simulation_);
    });
    if (!applied) skip(c);
    if (c.as<UsePotential>()) describe_force();
    attempt([&] { names_.add(c); });
    if (is_dump(c)) dump(c);
    if (const auto* v = c.as<CorrectVelocity>(); v && has_model_)
      attempt([&] { check_group(c, {v->method, v->method < 0 ? -1 : 0}, simulation_.system.atoms); });
    if (const auto* f = c.as<Fix>(); f && has_model_)
      attempt([&] { check_group(c, f->group, simulation_.system.atoms); });
    if (const auto* m = c.as<Move>(); m && has_model_)
      attempt([&] { check_group(c, m->group, simulation_.system.atoms); });
    if (const auto* m = c.as<Minimize>()) minimize(c, *m);
    if (const auto* r = c.as<Run>(); r && has_model_) run(index, *r);
  }

  void describe_force() {
    if (simulation_.engine)
      check_.force = fmt::format("{}, cutoff {:g} A", simulation_.engine->name(), simulation_.engine->cutoff());
  }

  void dump(const Command& c) {
    const auto* frame = c.as<FrameDump>();
    const auto* columns = c.as<ColumnDump>();
    const GroupChoice group = frame ? frame->group : columns ? columns->group : GroupChoice{};
    if (has_model_) attempt([&] { check_group(c, group, simulation_.system.atoms); });
  }

  void minimize(const Command& c, const Minimize& m) {
    if (!has_model_) return;
    estimate_.add(m, simulation_.system.atoms);
    attempt([&] {
      try {
        const System& system = simulation_.system;
        CellStrain(m.cell, m.pressure_GPa, system.box, system.atoms.size());
      } catch (const Error& e) {
        throw c.words.at(e);
      }
    });
  }

  void run(std::size_t index, const Run& run) {
    attempt([&] { ensure_velocities(simulation_); });
    const RunSettings settings = settings_of_run(deck_, index);
    estimate_.add(settings, run.steps, simulation_.system.atoms);
    if (settings.ensemble == nullptr || !simulation_.engine) return;  // reported already
    attempt([&] { use_force_of(settings, deck_, simulation_); });
    attempt([&] { start(settings, run); });
    attempt([&] { look_at_settings(deck_.commands[index], settings); });
    attempt([&] { check_copies(settings.dumps); });
    for (const Command* c : settings.dumps) {
      if (is_doubt(*c)) attempt([&] { make_doubt_output(*c, settings); });
      if (c->as<Observer>()) attempt([&] { make_observer(*c, settings, simulation_.system); });
      if (is_compute(*c)) attempt([&] { check_compute(*c, settings, run.steps, simulation_.system.atoms); });
    }
  }

  /// The ensemble looks at the cell and the atoms it is given; nothing moves.
  void start(const RunSettings& settings, const Run& run) {
    const Words& words = settings.ensemble->words;
    const std::size_t n = simulation_.system.atoms.size();
    simulation_.now.force.resize(n);
    simulation_.now.atom_energy.resize(n);
    const double dt = settings.time_step.dt_fs / units::fs_per_time;
    Dynamics dynamics{simulation_.system, simulation_.engine->host_force(), simulation_.now, dt, {}, 0, run.steps, {}};
    dynamics.fixed = driven_atoms(settings, simulation_.system.atoms);
    try {
      make_ensemble(settings)->start(dynamics);
    } catch (const Error& e) {
      throw e.file().empty() ? words.at(e) : e;
    }
  }

  const Deck& deck_;
  DeckCheck& check_;
  DeckNames names_;
  OutputEstimate estimate_;
  Simulation simulation_;
  std::set<std::string> told_;  ///< errors that a check found
  bool has_model_ = false;
};
}  // namespace

void check_deck(const Deck& deck, DeckCheck& check) { Checker(deck, check).all(); }

Deck read_and_check_deck(const std::string& where, DeckCheck& check) {
  Deck deck = read_deck(where, check.errors);
  check_deck(deck, check);
  const auto line_of = [&](const Error& e) { return e.file() == deck.file ? e.line() : 0; };
  std::stable_sort(check.errors.begin(), check.errors.end(),
                   [&](const Error& a, const Error& b) { return line_of(a) < line_of(b); });
  return deck;
}

}  // namespace nacre::run
