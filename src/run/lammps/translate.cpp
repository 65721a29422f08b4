#include "run/lammps/translate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "io/lammps_data.h"
#include "run/lammps/fixes.h"

namespace nacre::run {

namespace {

// Å: the list of ghosts is made anew when an atom has moved half of it (docs/lammps.md says why not LAMMPS's 2 Å).
constexpr double lammps_skin = 1.0;

/// "1:5 9 12:20" of indices counted from 0, in ascending order.
std::string id_ranges(const std::vector<int>& atoms) {
  std::string text;
  for (std::size_t k = 0; k < atoms.size();) {
    std::size_t last = k;
    while (last + 1 < atoms.size() && atoms[last + 1] == atoms[last] + 1) ++last;
    text += last == k ? fmt::format(" {}", atoms[k] + 1) : fmt::format(" {}:{}", atoms[k] + 1, atoms[last] + 1);
    k = last + 1;
  }
  return text;
}

class Translator {
 public:
  Translator(const Deck& deck, Simulation& simulation) : deck_(deck), simulation_(simulation) {}

  LammpsInput translate() {
    do_first_lines();
    begin();
    for (std::size_t i = first_act_; i < deck_.commands.size(); ++i) act(i);
    return std::move(out_);
  }

 private:
  static bool is_act(const Command& c) { return c.as<Run>() != nullptr || c.as<Minimize>() != nullptr; }
  std::string where(const Command& c) const {
    return fmt::format("{}:{}: {}", std::filesystem::path(c.words.file()).filename().string(), c.words.line(),
                       c.words[0]);
  }
  void line(const std::string& text) { out_.script += text + "\n"; }
  /// Both end in the report and, as comments, where the lines would stand.
  void miss(const Command& c, const std::string& why) { tell(out_.missing, where(c) + ": no counterpart: " + why); }
  void differ(const Command& c, const std::string& how) { tell(out_.other, where(c) + ": " + how); }
  void tell(std::vector<std::string>& list, const std::string& text) {
    list.push_back(text);
    line("# " + text);
  }

  void do_first_lines() {
    const auto& commands = deck_.commands;
    first_act_ = std::find_if(commands.begin(), commands.end(), is_act) - commands.begin();
    for (std::size_t i = 0; i < first_act_; ++i) apply_at_once(deck_, commands[i], simulation_);
    ensure_velocities(simulation_);
  }

  void begin() {
    const System& system = simulation_.system;
    const LammpsStructure structure = lammps_structure(system.atoms, system.box);
    out_.atoms = system.atoms.size();
    out_.data = lammps_data(structure, "LAMMPS data file: atoms of " + deck_.file);
    out_.potential = std::filesystem::path(deck_.potential_path()).filename().string();
    line("# " + deck_.file + " for LAMMPS, written by nacre convert deck");
    if (structure.mirrored) line("# The cell of model.xyz is left-handed: these atoms are its mirror image.");
    line("units metal\natom_style atomic");
    const auto edge = [&](int k) { return structure.periodic[k] ? 'p' : 's'; };
    line(fmt::format("boundary {} {} {}", edge(0), edge(1), edge(2)));
    if (structure.is_triclinic()) line("box tilt large");
    line("read_data data.lammps\npair_style nacre");
    std::string elements;
    for (const LammpsType& t : structure.types) elements += " " + t.element, elements_.push_back(t.element);
    line("pair_coeff * * " + out_.potential + elements);
    line(fmt::format("neighbor {:.10g} bin\nneigh_modify delay 0 every 1 check yes", lammps_skin));
    line("thermo_style custom step temp ke pe pxx pyy pzz pyz pxz pxy lx ly lz xy xz yz");
  }

  void act(std::size_t i) {
    const Command& c = deck_.commands[i];
    if (c.as<Run>()) run(i);
    if (const auto* m = c.as<Minimize>()) minimize(i, *m);
    if (c.as<CellCompute>()) miss(c, "strained cells: LAMMPS's example ELASTIC does this");
    if (i < first_act_ || is_act(c)) return;
    if (const auto* v = c.as<SetVelocity>()) velocity(*v);
    if (c.as<ChangeBox>()) miss(c, "a change of the cell after the first run; use LAMMPS's change_box");
  }

  void velocity(const SetVelocity& v) {
    if (simulation_.velocity_from_file) return;
    line(fmt::format("velocity all create {:.10g} {} mom yes rot no dist gaussian", v.temperature_K, seed(v.seed)));
  }
  /// LAMMPS takes positive integers of 31 bits.
  std::uint64_t seed(std::optional<std::uint64_t> given = std::nullopt) const {
    return given.value_or(simulation_.system.seed) % 899999999 + 1;
  }

  // --- what holds for a run

  void run(std::size_t i) {
    const RunSettings settings = settings_of_run(deck_, i);
    line("\n# " + where(deck_.commands[i]));
    say_unused(i);
    const std::string group = fixed_group(settings);
    line(fmt::format("timestep {:.10g}", 1e-3 * settings.time_step.dt_fs));
    LammpsLines ensemble = lammps_ensemble(settings, group, seed());
    put(*settings.ensemble, ensemble);
    step_limit(settings);
    corrections(settings);
    for (const Command* d : settings.dumps) dump(*d);
    line(fmt::format("run {}", deck_.commands[i].as<Run>()->steps));
    end();
  }

  void minimize(std::size_t i, const Minimize& m) {
    const Command& c = deck_.commands[i];
    const RunSettings settings = settings_of_run(deck_, i);
    line("\n# " + where(c));
    fixed_group(settings);
    if (m.dump_interval > 0) frames(m.dump_interval, m.dump_file, "all", "id type element x y z");
    put(c, lammps_minimization(m));
    end();
  }

  /// Guards stay in force, so they are named once.
  void say_unused(std::size_t act) {
    for (; said_ < act; ++said_) {
      const Command& c = deck_.commands[said_];
      if (c.as<Guard>()) miss(c, "LAMMPS runs on; fix halt stops at a value of a variable");
      if (c.as<Move>()) miss(c, "fix move of LAMMPS is nearest");
      if (c.as<Deform>()) miss(c, "fix deform of LAMMPS is nearest");
    }
  }

  void put(const Command& c, const LammpsLines& lines) {
    if (!lines.missing.empty()) miss(c, lines.missing);
    if (!lines.other.empty()) differ(c, lines.other);
    for (const std::string& l : lines.lines) line(l);
    fixes_.insert(fixes_.end(), lines.fixes.begin(), lines.fixes.end());
  }

  void fix(const std::string& name, const std::string& rest) {
    line("fix " + name + " " + rest);
    fixes_.push_back(name);
  }

  /// The group of the atoms that move.
  std::string fixed_group(const RunSettings& settings) {
    const std::vector<char> fixed = fixed_atoms(settings, simulation_.system.atoms);
    if (fixed.empty()) return "all";
    std::vector<int> held;
    for (std::size_t i = 0; i < fixed.size(); ++i)
      if (fixed[i] != 0) held.push_back(static_cast<int>(i));
    line("group held id" + id_ranges(held));
    line("group moving subtract all held\nvelocity held set 0 0 0");
    fix("hold", "held setforce 0 0 0");
    holds_ = true;
    return "moving";
  }

  void step_limit(const RunSettings& settings) {
    const TimeStep& t = settings.time_step;
    if (t.max_distance_A > 0)
      fix("step", fmt::format("all dt/reset 1 NULL {:.10g} {:.10g} units box", 1e-3 * t.dt_fs, t.max_distance_A));
  }

  void corrections(const RunSettings& settings) {
    const CorrectVelocity& c = settings.correct_velocity;
    if (c.interval == 0) return;
    if (c.method >= 0) return tell(out_.missing, "correct_velocity: no counterpart for groups of a method");
    fix("correct", fmt::format("all momentum {} linear 1 1 1 angular", c.interval));
  }

  // --- outputs

  void dump(const Command& c) {
    if (const auto* t = c.as<ThermoDump>()) return line(fmt::format("thermo {}", t->interval));
    if (const auto* f = c.as<FrameDump>()) return frame_dump(*f);
    if (const auto* d = c.as<ColumnDump>()) return column_dump(*d);
    if (const auto* r = c.as<RestartDump>()) return line(fmt::format("restart {} restart.a restart.b", r->interval));
    if (const auto* r = c.as<RdfCompute>()) return rdf(*r);
    if (c.as<AdfCompute>()) return miss(c, "compute adf of LAMMPS's package EXTRA-COMPUTE is nearest");
    if (c.as<MotionCompute>())
      return miss(c, "compute msd and vacf of LAMMPS have one origin; analyse the frames instead");
    if (const auto* e = c.as<Extrapolation>()) return extrapolation(c, *e);
    if (const auto* o = c.as<Observer>(); o && o->average)
      return miss(c, "the mean of several potentials: here the first moves the atoms");
    miss(c, "LAMMPS has no such output");
  }

  void extrapolation(const Command& c, const Extrapolation& e) {
    const std::filesystem::path set = std::filesystem::path(c.words.file()).parent_path() / e.file;
    out_.active_sets.push_back(set.string());
    differ(c, "every check is a frame, without atoms where none is above gamma_low" +
                  std::string(std::isfinite(e.high) ? "; above gamma_high this run and those after it end" : ""));
    line("compute grade all nacre/grade " + set.filename().string());
    run_computes_.push_back("grade");
    line(fmt::format("variable strange atom \"c_grade > {:.10g}\"", e.low));
    frames(e.check_interval, "extrapolation_dump.xyz", "all", "id type element x y z c_grade");
    line("dump_modify " + open_dumps_.back() + " thresh v_strange == 1");
    if (!std::isfinite(e.high)) return;
    line("variable grade equal c_grade");
    fix("grade", fmt::format("all halt {} v_grade > {:.10g} error soft", e.check_interval, e.high));
  }

  std::string group_of(const GroupChoice& choice) {
    if (choice.all()) return "all";
    const std::string name = fmt::format("g{}_{}", choice.method, choice.label);
    if (std::find(groups_.begin(), groups_.end(), name) == groups_.end()) {
      line("group " + name + " id" + id_ranges(atoms_of(choice, simulation_.system.atoms)));
      groups_.push_back(name);
    }
    return name;
  }

  void frame_dump(const FrameDump& f) {
    const ExtxyzColumns& c = f.columns;
    std::string columns = "id type element";
    columns += c.unwrapped_position ? " xu yu zu" : " x y z";
    if (c.mass) columns += " mass";
    if (c.velocity) columns += " vx vy vz";
    if (c.force) columns += " fx fy fz";
    if (c.atom_energy) columns += " c_energy", per_atom("energy", "pe/atom");
    if (c.atom_virial)
      columns += " c_stress[1] c_stress[2] c_stress[3] c_stress[4] c_stress[5] c_stress[6]",
          per_atom("stress", "stress/atom NULL virial");
    frames(f.interval, f.file, group_of(f.group), columns);
  }

  void column_dump(const ColumnDump& d) {
    const bool force = d.quantity == ColumnDump::Quantity::force;
    frames(d.interval, d.file, group_of(d.group), force ? "id fx fy fz" : "id vx vy vz");
  }

  void per_atom(const std::string& name, const std::string& kind) {
    if (std::find(computes_.begin(), computes_.end(), name) != computes_.end()) return;
    line("compute " + name + " all " + kind);
    computes_.push_back(name);
  }

  /// A dump of LAMMPS under the deck's name and .lammpstrj.
  void frames(std::int64_t interval, const std::string& file, const std::string& group, const std::string& columns) {
    const std::string name = fmt::format("d{}", ++dumps_);
    line(fmt::format("dump {} {} custom {} {}.lammpstrj {}", name, group, interval, file, columns));
    std::string modify = "dump_modify " + name + " sort id";
    if (columns.find("element") != std::string::npos) {
      modify += " element";
      for (const std::string& e : elements_) modify += " " + e;
    }
    line(modify);
    open_dumps_.push_back(name);
  }

  void rdf(const RdfCompute& r) {
    std::string pairs;
    const auto& species = simulation_.engine->species();
    for (const auto& [a, b] : r.pairs) pairs += " " + types(species[a]) + " " + types(species[b]);
    line(fmt::format("comm_modify cutoff {:.10g}", r.cutoff_A + lammps_skin + 0.1));
    line(fmt::format("compute rdf all rdf {}{} cutoff {:.10g}", r.bins, pairs, r.cutoff_A));
    fix("rdf", fmt::format("all ave/time {} 1 {} c_rdf[*] file rdf.out mode vector ave running overwrite", r.interval,
                           r.interval));
    run_computes_.push_back("rdf");
  }
  /// LAMMPS's types of an element: "2", or "2*3".
  std::string types(const std::string& element) const {
    const auto first = std::find(elements_.begin(), elements_.end(), element);
    const auto count = std::count(elements_.begin(), elements_.end(), element);
    const auto number = first - elements_.begin() + 1;
    return count > 1 ? fmt::format("{}*{}", number, number + count - 1) : fmt::format("{}", number);
  }

  /// What held for this run alone.
  void end() {
    for (const std::string& f : fixes_) line("unfix " + f);
    for (const std::string& d : open_dumps_) line("undump " + d);
    for (const std::string& c : run_computes_) line("uncompute " + c);
    if (holds_) line("group moving delete\ngroup held delete");
    fixes_.clear(), open_dumps_.clear(), run_computes_.clear();
    holds_ = false;
  }

  const Deck& deck_;
  Simulation& simulation_;
  LammpsInput out_;
  std::size_t first_act_ = 0, said_ = 0;
  int dumps_ = 0;
  bool holds_ = false;
  std::vector<std::string> elements_;  ///< [LAMMPS's type]
  std::vector<std::string> fixes_, open_dumps_, run_computes_, computes_, groups_;
};

}  // namespace

LammpsInput translate_to_lammps(const Deck& deck, Simulation& simulation) {
  return Translator(deck, simulation).translate();
}

}  // namespace nacre::run
