#include "run/lammps/fixes.h"

#include <fmt/format.h>

#include <algorithm>

#include "integrate/barostat.h"
#include "integrate/ensemble.h"
#include "integrate/mttk.h"

namespace nacre::run {

namespace {

// An elastic constant above this (GPa) freezes its component, as docs/input.md says.
constexpr double frozen_above = 2000;
constexpr const char* axes[6] = {"x", "y", "z", "yz", "xz", "xy"};

/// The numbers of a line `ensemble NAME T_1 T_2 T_coup {P}`; times in ps.
struct EnsembleLine {
  std::string name;
  double first = 0, last = 0, coupling = 0;
  std::vector<double> pressure, elastic;  ///< GPa: one, three or six of each
  double pressure_coupling = 0;
};

std::vector<double> numbers(const Words& line, std::size_t first, std::size_t count) {
  std::vector<double> all;
  for (std::size_t i = first; i < first + count; ++i) all.push_back(line.real(i, "ensemble"));
  return all;
}

EnsembleLine read_ensemble_line(const Words& line, double step_ps) {
  EnsembleLine e{line[1], 0, 0, 0, {}, {}, 0};
  if (line.size() < 5) return e;
  e.first = line.real(2, "T_1"), e.last = line.real(3, "T_2"), e.coupling = step_ps * line.real(4, "T_coup");
  if (line.size() < 8) return e;
  const std::size_t components = (line.size() - 6) / 2;
  e.pressure = numbers(line, 5, components), e.elastic = numbers(line, 5 + components, components);
  e.pressure_coupling = step_ps * line.real(line.size() - 1, "p_coup");
  return e;
}

std::string temperatures(const EnsembleLine& e) {
  return fmt::format("{:.10g} {:.10g} {:.10g}", e.first, e.last, e.coupling);
}

void add_fix(LammpsLines& out, const std::string& name, const std::string& rest) {
  out.lines.push_back(fmt::format("fix {} {}", name, rest));
  out.fixes.push_back(name);
}

/// "x P P tau" for each direction that the line names.
std::string mttk_pressures(const Words& line, double coupling_ps) {
  std::string text;
  for (std::size_t i = 2; i < line.size(); ++i)
    if (is_mttk_direction(line[i]))
      text += fmt::format(" {} {:.10g} {:.10g} {:.10g}", line[i], bar_per_GPa * line.real(i + 1, "p_1"),
                          bar_per_GPa * line.real(i + 2, "p_2"), coupling_ps);
  return text;
}

/// LAMMPS shears no cell that it holds at right angles.
bool shears(const PistonRule& rule) { return rule.controlled[3] || rule.controlled[4] || rule.controlled[5]; }

/// fix nvt, npt or nph: the same equations, whose chains have the same length.
void add_mttk(const Words& line, const std::string& group, double step_ps, LammpsLines& out) {
  const MttkLine read = read_mttk_line(line);
  std::string text = group + " " + line[1].substr(0, 3);
  if (read.ramp)
    text += fmt::format(" temp {:.10g} {:.10g} {:.10g} tchain 4", read.ramp->first, read.ramp->last,
                        step_ps * read.thermostat_steps);
  if (read.rule) {
    text += mttk_pressures(line, step_ps * read.rule->coupling_steps);
    text += read.rule->has_chain ? " pchain 4" : " pchain 0";
    if (shears(*read.rule)) out.lines.push_back("change_box all triclinic");
    if (read.rule->has_chain && !read.rule->isotropic)
      out.other = "fix npt has one chain for all pistons instead of one each; the ensemble is the same";
  }
  add_fix(out, "move", text);
}

/// "iso P P tau", or one for each component that is not frozen.
std::string pressures(const EnsembleLine& e, bool with_shear) {
  const auto one = [&](const char* axis, double p) {
    return fmt::format(" {} {:.10g} {:.10g} {:.10g}", axis, bar_per_GPa * p, bar_per_GPa * p, e.pressure_coupling);
  };
  if (e.pressure.size() == 1) return e.elastic[0] > frozen_above ? "" : one("iso", e.pressure[0]);
  std::string text;
  for (std::size_t k = 0; k < e.pressure.size() && (k < 3 || with_shear); ++k)
    if (e.elastic[k] <= frozen_above) text += one(axes[k], e.pressure[k]);
  return text;
}

/// fix temp/csvr is in LAMMPS's package EXTRA-FIX, which Debian's lacks; and no script can ask for a fix before it is used.
void add_rescaling(const std::string& group, const std::string& heat, std::uint64_t seed, LammpsLines& out) {
  out.lines.push_back(fmt::format("# with the package EXTRA-FIX: fix heat {} temp/csvr {} {}", group, heat, seed));
  add_fix(out, "heat", fmt::format("{} langevin {} {}", group, heat, seed));
  out.other = "fix langevin, because fix temp/csvr needs the package EXTRA-FIX; the ensemble is the same";
}

void add_thermostat(const EnsembleLine& e, const std::string& group, std::uint64_t seed, LammpsLines& out) {
  const std::string heat = temperatures(e);
  if (e.name.ends_with("_ber")) add_fix(out, "heat", group + " temp/berendsen " + heat);
  if (e.name == "nvt_bdp") add_rescaling(group, heat, seed, out);
  if (e.name == "nvt_lan" || e.name == "nvt_bao")
    add_fix(out, "heat", fmt::format("{} langevin {} {}", group, heat, seed));
  if (e.name == "nvt_bao") out.other = "fix langevin splits the step otherwise than BAOAB; the ensemble is the same";
}

void add_berendsen_barostat(const EnsembleLine& e, const std::string& group, LammpsLines& out) {
  if (e.pressure.size() == 6) {
    out.missing = "fix press/berendsen knows no shear; npt_scr has a counterpart that does";
    return;
  }
  const double modulus = *std::min_element(e.elastic.begin(), e.elastic.end());
  add_fix(out, "press",
          fmt::format("{} press/berendsen{} modulus {:.10g}", group, pressures(e, false), bar_per_GPa * modulus));
  if (e.pressure.size() == 3 && std::count(e.elastic.begin(), e.elastic.end(), modulus) < 3)
    out.other = "fix press/berendsen has one modulus; the smallest was taken";
}

// T_coup in steps above which npt_ber has no thermostat.
constexpr double no_thermostat_above_steps = 1e5;

}  // namespace

LammpsLines lammps_ensemble(const RunSettings& settings, const std::string& group, std::uint64_t seed) {
  LammpsLines out;
  const Words& line = settings.ensemble->words;
  if (line[1].ends_with("_mttk")) return add_mttk(line, group, 1e-3 * settings.time_step.dt_fs, out), out;
  const EnsembleLine e = read_ensemble_line(settings.ensemble->words, 1e-3 * settings.time_step.dt_fs);
  if (e.name == "nvt_nhc") {
    add_fix(out, "move", fmt::format("{} nvt temp {} tchain 4", group, temperatures(e)));
  } else if (e.name == "npt_scr") {
    add_fix(out, "move", fmt::format("{} npt temp {}{}", group, temperatures(e), pressures(e, true)));
    out.other = "fix npt is a Nose-Hoover barostat, not stochastic cell rescaling; the ensemble is the same";
  } else {
    add_fix(out, "move", group + " nve");
    const bool is_adiabatic =
        e.name == "npt_ber" && settings.ensemble->words.real(4, "T_coup") > no_thermostat_above_steps;
    if (e.name != "nve" && !is_adiabatic) add_thermostat(e, group, seed, out);
    if (e.name == "npt_ber") add_berendsen_barostat(e, group, out);
  }
  return out;
}

LammpsLines lammps_minimization(const Minimize& m) {
  LammpsLines out;
  if (m.cell != CellFreedom::fixed) {
    const char* kind = m.cell == CellFreedom::hydrostatic ? "iso" : m.cell == CellFreedom::orthogonal ? "aniso" : "tri";
    const bool one = m.pressure_GPa.x == m.pressure_GPa.y && m.pressure_GPa.y == m.pressure_GPa.z;
    if (one)
      add_fix(out, "relax", fmt::format("all box/relax {} {:.10g} vmax 0.001", kind, bar_per_GPa * m.pressure_GPa.x));
    else
      add_fix(out, "relax",
              fmt::format("all box/relax x {:.10g} y {:.10g} z {:.10g} vmax 0.001", bar_per_GPa * m.pressure_GPa.x,
                          bar_per_GPa * m.pressure_GPa.y, bar_per_GPa * m.pressure_GPa.z));
    out.other = "fix box/relax holds no stress tolerance; look at the pressure that it ends with";
  }
  const std::string style = m.method == "lbfgs" || m.cell != CellFreedom::fixed ? "cg" : m.method;
  if (m.method != style) out.other = "min_style " + style + " takes the place of " + m.method;
  out.lines.push_back("min_style " + style);
  out.lines.push_back(fmt::format("min_modify norm inf dmax {:.10g}", m.max_move_A));
  out.lines.push_back(fmt::format("minimize 0.0 {:.10g} {} {}", std::max(0.0, m.force_tolerance), m.steps,
                                  20 * std::max<std::int64_t>(m.steps, 1)));
  return out;
}

}  // namespace nacre::run
