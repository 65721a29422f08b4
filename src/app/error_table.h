// Errors by class, on the terminal and in the summary: what `nacre train` and `nacre predict` say alike.
#pragma once
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <vector>

#include "app/summary.h"
#include "train/report/evaluation.h"

namespace nacre::app {

inline std::vector<Summary::Map> class_maps(const std::vector<train::ClassErrors>& classes) {
  std::vector<Summary::Map> maps;
  for (const train::ClassErrors& c : classes) {
    Summary::Map map{{"class", c.name}, {"frames", static_cast<std::int64_t>(c.frames)}};
    if (std::isfinite(c.rmse_energy)) map.emplace_back("rmse_energy_eV_per_atom", c.rmse_energy);
    if (std::isfinite(c.rmse_force)) map.emplace_back("rmse_force_eV_per_A", c.rmse_force);
    if (std::isfinite(c.rmse_virial)) map.emplace_back("rmse_virial_eV_per_atom", c.rmse_virial);
    maps.push_back(std::move(map));
  }
  return maps;
}

inline std::string error_table_head() {
  return fmt::format("  {:<6} {:<18} {:>6} {:>16} {:>12} {:>16}", "errors", "class", "frames", "energy meV/atom",
                     "force meV/A", "virial meV/atom");
}
inline std::string error_table_row(const char* set, const train::ClassErrors& c) {
  const auto milli = [](double v) { return std::isfinite(v) ? fmt::format("{:.3f}", 1000 * v) : "-"; };
  return fmt::format("  {:<6} {:<18} {:>6} {:>16} {:>12} {:>16}", set, c.name.empty() ? "(all)" : c.name, c.frames,
                     milli(c.rmse_energy), milli(c.rmse_force), milli(c.rmse_virial));
}

}  // namespace nacre::app
