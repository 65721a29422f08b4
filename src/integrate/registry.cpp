#include "integrate/registry.h"

#include <algorithm>

#include "integrate/ensemble.h"
#include "integrate/mttk.h"
#include "io/ranges.h"

namespace nacre {

namespace {
constexpr double no_thermostat_above = 1e5;  // T_coup of npt_ber in steps: constant enthalpy

// GPUMD's ensembles that are not here, so that a deck which uses one is told so by name.
const std::vector<std::string> missing_ensembles{
    "nvt_qtb",   "npt_qtb", "heat_nhc", "heat_bdp",    "heat_lan",    "heat_nhc_power", "heat_ttm", "heat_hybrid",
    "ttm",       "pimd",    "rpmd",     "trpmd",       "ti",          "ti_spring",      "ti_rs",    "ti_as",
    "ti_liquid", "msst",    "nphug",    "wall_piston", "wall_mirror", "wall_harmonic"};

TemperatureRamp read_ramp(const Words& line) {
  return {line.real(2, "T_1", temperatures()), line.real(3, "T_2", temperatures())};
}
double read_coupling(const Words& line) { return line.real(4, "T_coup", coupling_steps()); }

std::unique_ptr<Ensemble> make_nve(const Words&) {
  return std::make_unique<VerletEnsemble>("nve", std::nullopt, nullptr);
}

template <auto make_thermostat>
std::unique_ptr<Ensemble> make_nvt(const Words& line) {
  const TemperatureRamp ramp = read_ramp(line);
  return std::make_unique<VerletEnsemble>(line[1], ramp, make_thermostat(ramp, read_coupling(line)));
}

std::unique_ptr<Ensemble> make_baoab(const Words& line) {
  return std::make_unique<BaoabEnsemble>(read_ramp(line), read_coupling(line));
}

std::unique_ptr<Ensemble> make_npt_berendsen(const Words& line) {
  const TemperatureRamp ramp = read_ramp(line);
  const double coupling = read_coupling(line);
  Barostat barostat(read_pressure_coupling(line, 5, PressureCoupling::Method::berendsen));
  if (coupling > no_thermostat_above)
    return std::make_unique<VerletEnsemble>(line[1], std::nullopt, nullptr, std::move(barostat));
  return std::make_unique<VerletEnsemble>(line[1], ramp, make_berendsen(ramp, coupling), std::move(barostat));
}

std::unique_ptr<Ensemble> make_npt_stochastic(const Words& line) {
  const TemperatureRamp ramp = read_ramp(line);
  auto thermostat = make_bussi(ramp, read_coupling(line));
  return std::make_unique<VerletEnsemble>(
      line[1], ramp, std::move(thermostat),
      Barostat(read_pressure_coupling(line, 5, PressureCoupling::Method::stochastic)));
}

std::unique_ptr<Ensemble> make_nvt_mttk(const Words& line) {
  const MttkLine read = read_mttk_line(line);
  return std::make_unique<VerletEnsemble>(line[1], read.ramp, make_nose_hoover(*read.ramp, read.thermostat_steps));
}

std::unique_ptr<Ensemble> make_mttk(const Words& line) { return std::make_unique<MttkEnsemble>(line); }

const std::string mttk_heat = "temp <T_1 K> <T_2 K> [tperiod <steps>]";
const std::string mttk_pressure = "iso|aniso|tri <p_1 GPa> <p_2 GPa> | {x|y|z|yz|xz|xy <p_1> <p_2>} [pperiod <steps>]";
const std::string nvt_syntax = "<T_1 K> <T_2 K> <T_coup steps>";
const std::string npt_syntax = nvt_syntax +
                               " and <p GPa> <C GPa> <p_coup steps> | <pxx pyy pzz> <Cxx Cyy Czz> <p_coup> | "
                               "<pxx pyy pzz pyz pxz pxy> <Cxx Cyy Czz Cyz Cxz Cxy> <p_coup>";
}  // namespace

const std::vector<EnsembleEntry>& ensemble_table() {
  static const std::vector<EnsembleEntry> table{
      {"nve", "", "Constant energy: velocity Verlet alone.", 0, 0, make_nve},
      {"nvt_ber", nvt_syntax,
       "Berendsen velocity scaling: right mean temperature, too small fluctuations; for equilibration.", 3, 3,
       make_nvt<make_berendsen>},
      {"nvt_nhc", nvt_syntax, "Nose-Hoover chain of four thermostats: canonical and deterministic.", 3, 3,
       make_nvt<make_nose_hoover>},
      {"nvt_bdp", nvt_syntax,
       "Bussi-Donadio-Parrinello stochastic velocity rescaling: canonical, gentle on the dynamics.", 3, 3,
       make_nvt<make_bussi>},
      {"nvt_lan", nvt_syntax, "Langevin friction and noise around velocity Verlet: canonical, momentum not conserved.",
       3, 3, make_nvt<make_langevin>},
      {"nvt_bao", nvt_syntax, "Langevin dynamics split as BAOAB: the most exact positions at a large time step.", 3, 3,
       make_baoab},
      {"npt_ber", npt_syntax,
       "Berendsen thermostat and barostat: right mean pressure, no volume fluctuations; T_coup above 1e5 switches the "
       "thermostat off.",
       6, 16, make_npt_berendsen},
      {"npt_scr", npt_syntax,
       "Bussi-Donadio-Parrinello thermostat and stochastic cell rescaling: the isothermal-isobaric ensemble.", 6, 16,
       make_npt_stochastic},
      {"nvt_mttk", mttk_heat,
       "The Nose-Hoover chain of nvt_nhc, in the words of the two below; tperiod is 100 unless given.", 3, 5,
       make_nvt_mttk},
      {"npt_mttk", mttk_heat + " " + mttk_pressure,
       "Martyna-Tuckerman-Tobias-Klein: a piston with a mass, chains on atoms and piston; isothermal-isobaric and "
       "deterministic; tperiod 100, pperiod 1000 unless given, words in any order.",
       6, 25, make_mttk},
      {"nph_mttk", mttk_pressure, "The same piston without chains: constant enthalpy.", 3, 20, make_mttk},
  };
  return table;
}

std::vector<std::string> known_ensembles() {
  std::vector<std::string> names;
  for (const auto& entry : ensemble_table()) names.push_back(entry.name);
  return names;
}

std::unique_ptr<Ensemble> make_ensemble(const Words& line) {
  if (line.size() > 1 && std::count(missing_ensembles.begin(), missing_ensembles.end(), line[1]) > 0)
    throw line.error("an ensemble of GPUMD that Nacre does not have yet").key("ensemble").value(line[1]);
  const std::string& name = line.choice(1, "ensemble", known_ensembles());
  for (const auto& entry : ensemble_table()) {
    if (entry.name != name) continue;
    line.expect_arguments(1 + entry.fewest, 1 + entry.most, "ensemble " + name + " " + entry.syntax);
    return entry.make(line);
  }
  throw line.error("unknown ensemble").value(name);  // not reached: choice() has checked
}

}  // namespace nacre
