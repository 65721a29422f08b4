#include "run/deck/describe.h"

#include <fmt/format.h>

#include "build/structure.h"

namespace nacre::run {

namespace {
template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string join(const std::vector<std::string>& words, std::size_t first, const char* between) {
  std::string all;
  for (std::size_t i = first; i < words.size(); ++i) all += (i > first ? between : "") + words[i];
  return all;
}

std::string group_text(const GroupChoice& g) {
  return g.all() ? "" : fmt::format(", group {} of method {}", g.label, g.method);
}

std::string column_text(const ExtxyzColumns& c) {
  std::vector<std::string> names{"positions"};
  const auto add = [&](bool on, const char* name) {
    if (on) names.push_back(name);
  };
  add(c.mass, "masses"), add(c.velocity, "velocities"), add(c.force, "forces"), add(c.atom_energy, "atomic energies");
  add(c.unwrapped_position, "unwrapped positions"), add(c.atom_virial, "atomic virials"), add(c.group, "group labels");
  return join(names, 0, ", ");
}

std::string every(std::int64_t interval) {
  return interval == 1 ? "every step" : fmt::format("every {} steps", interval);
}

/// "cg to 0.001 eV/Å or 500 steps, full cell at 1 GPa to 0.0001 GPa, frames every 10 steps to relax.xyz".
std::string minimize_text(const Minimize& m) {
  std::string text = m.force_tolerance < 0
                         ? fmt::format("{}, {} steps", m.method, m.steps)
                         : fmt::format("{} to {} eV/A or {} steps", m.method, m.force_tolerance, m.steps);
  if (m.cell != CellFreedom::fixed) {
    const Vec3 p = m.pressure_GPa;
    text += fmt::format(", {} cell at ", cell_freedom_text(m.cell)) +
            (p.x == p.y && p.y == p.z ? fmt::format("{}", p.x) : fmt::format("{} {} {}", p.x, p.y, p.z)) +
            fmt::format(" GPa to {} GPa", m.stress_tolerance_GPa);
  }
  if (m.dump_interval > 0) text += fmt::format(", frames {} to {}", every(m.dump_interval), m.dump_file);
  return text;
}

std::string observer_text(const Observer& o) {
  return fmt::format("{}, values {}, frames {}, to observer files",
                     o.average ? "the mean of the potentials moves the atoms" : "each potential",
                     every(o.thermo_interval), every(o.frame_interval));
}

std::string flux_text(const FluxCompute& c) {
  return fmt::format("{}, {} lags, to {}", every(c.interval), c.window,
                     c.quantity == FluxCompute::Quantity::heat ? "hac.out" : "viscosity.out");
}

std::string motion_text(const MotionCompute& c) {
  std::string text = fmt::format("{}, {} lags, to {}", every(c.interval), c.window,
                                 c.quantity == MotionCompute::Quantity::displacement ? "msd.out" : "sdc.out");
  text += group_text(c.group);
  if (c.all_groups >= 0) text += fmt::format(", each group of method {}", c.all_groups);
  if (c.save_every > 0) text += fmt::format(", a copy {}", every(c.save_every));
  return text;
}

/// What a line means by itself.
std::string meaning(const Command& command) {
  const auto words = [&] { return join(command.words.all(), 1, " "); };
  return std::visit(
      Overloaded{
          [](const UsePotential& p) { return p.file; },
          [](const Replicate& r) {
            return fmt::format("the cell {} x {} x {} times", r.count[0], r.count[1], r.count[2]);
          },
          [](const SetVelocity& v) {
            return fmt::format("Maxwell velocities of {} K", v.temperature_K) +
                   (v.seed ? fmt::format(", seed {}", *v.seed) : "");
          },
          [](const CorrectVelocity& c) {
            return "momentum removed " + every(c.interval) +
                   (c.method < 0 ? "" : fmt::format(", from each group of method {}", c.method));
          },
          [](const TimeStep& t) {
            return fmt::format("{} fs", t.dt_fs) +
                   (t.max_distance_A > 0
                        ? fmt::format(", less where an atom would move more than {} A", t.max_distance_A)
                        : "");
          },
          [&](const ChangeBox&) { return words(); },
          [&](const UseEnsemble&) { return words(); },
          [](const Fix& f) {
            return fmt::format("atoms of group {} of method {} held still", f.group.label, f.group.method);
          },
          [](const Move& m) {
            return fmt::format("atoms of group {} of method {} at {} {} {} A/fs", m.group.label, m.group.method,
                               m.velocity_A_fs.x, m.velocity_A_fs.y, m.velocity_A_fs.z);
          },
          [&](const Deform&) { return words(); },
          [&](const Guard&) { return words(); },
          [](const Run& r) { return fmt::format("{} steps", r.steps); },
          [](const Minimize& m) { return minimize_text(m); },
          [](const ThermoDump& d) { return every(d.interval) + " to thermo.out"; },
          [](const FrameDump& d) {
            return fmt::format("{} to {}: {}{}", every(d.interval), d.file, column_text(d.columns),
                               group_text(d.group));
          },
          [](const ColumnDump& d) { return fmt::format("{} to {}{}", every(d.interval), d.file, group_text(d.group)); },
          [](const RestartDump& d) { return every(d.interval) + " to restart.xyz"; },
          [](const RdfCompute& c) {
            return fmt::format("{} to {} A, {} bins, to rdf.out", every(c.interval), c.cutoff_A, c.bins);
          },
          [](const AdfCompute& c) {
            return fmt::format("{}, {} bins, {} to adf.out", every(c.interval), c.bins,
                               c.global() ? "all angles" : fmt::format("{} kind(s) of angles", c.triples.size()));
          },
          [](const MotionCompute& c) { return motion_text(c); },
          [](const Extrapolation& c) {
            return fmt::format("{}, frames above {} to extrapolation_dump.xyz, stop above {}", every(c.check_interval),
                               c.low, c.high);
          },
          [](const Active& a) {
            return fmt::format("{} to active.out, frames above {} eV/A to active.xyz", every(a.interval), a.threshold);
          },
          [](const Observer& o) { return observer_text(o); },
          [](const GroupCompute& c) {
            return fmt::format("{}, means of {} samples, groups of method {}, to compute.out", every(c.interval),
                               c.samples, c.method);
          },
          [](const DosCompute& c) {
            return fmt::format("{}, {} lags, {} frequencies to {} rad/ps, to dos.out and mvac.out", every(c.interval),
                               c.window, c.points, c.largest) +
                   group_text(c.group);
          },
          [](const FluxCompute& c) { return flux_text(c); },
          [](const CellCompute& c) {
            return c.quantity == CellCompute::Quantity::elastic
                       ? fmt::format("strains of {} to elastic.out", c.strain)
                       : fmt::format("{} cells from {} to {} times this one, to cohesive.out", c.points, c.from, c.to);
          },
          [](const Ignored&) { return std::string("has no effect"); },
          [](const Unreadable&) { return std::string("could not be read"); },
      },
      command.action);
}

/// "4000 steps of 1 fs (4 ps), nvt_bdp 300 300 100".
std::string run_text(const Deck& deck, std::size_t index, const Run& run) {
  const RunSettings s = settings_of_run(deck, index);
  std::string text = fmt::format("{} steps of {} fs ({:g} ps)", run.steps, s.time_step.dt_fs,
                                 1e-3 * s.time_step.dt_fs * static_cast<double>(run.steps));
  if (s.time_step.dt_fs == 0) return text + ", in which nothing moves";
  if (s.ensemble != nullptr) text += ", " + join(s.ensemble->words.all(), 1, " ");
  for (const Command* f : s.fixes) text += group_text(f->as<Fix>()->group) + " fixed";
  return text;
}
}  // namespace

std::string describe_system(const System& system) {
  const Atoms& atoms = system.atoms;
  std::vector<std::size_t> count(atoms.species.size());
  for (const int t : atoms.type) ++count[t];
  std::string species;
  for (std::size_t t = 0; t < count.size(); ++t)
    if (count[t] > 0) species += fmt::format("{}{} {}", species.empty() ? "" : ", ", atoms.species[t], count[t]);
  std::string periodic;
  for (int k = 0; k < 3; ++k)
    if (system.box.is_periodic(k)) periodic += fmt::format(" {}", "abc"[k]);
  const Mat3& h = system.box.h();
  return fmt::format("{} atoms ({}), cell {:.4g} x {:.4g} x {:.4g} A, {:.4g} g/cm3, {}", atoms.size(), species,
                     norm(h.row(0)), norm(h.row(1)), norm(h.row(2)), mass_density(atoms, system.box),
                     periodic.empty() ? "open" : "periodic along" + periodic);
}

std::string describe_command(const Deck& deck, std::size_t index) {
  const Command& c = deck.commands[index];
  const auto* run = c.as<Run>();
  return fmt::format("line {:<4} {:<17}{}", c.words.line(), c.words[0], run ? run_text(deck, index, *run) : meaning(c));
}

std::string describe_deck(const Deck& deck) {
  std::string text;
  for (std::size_t i = 0; i < deck.commands.size(); ++i) text += "  " + describe_command(deck, i) + "\n";
  return text;
}

}  // namespace nacre::run
