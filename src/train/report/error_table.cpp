#include "train/report/error_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace nacre::train {

std::vector<report::Summary::Map> class_maps(const std::vector<ClassErrors>& classes) {
  std::vector<report::Summary::Map> maps;
  for (const ClassErrors& c : classes) {
    report::Summary::Map map{{"class", c.name}, {"frames", static_cast<std::int64_t>(c.frames)}};
    if (std::isfinite(c.rmse_energy)) map.emplace_back("rmse_energy_eV_per_atom", c.rmse_energy);
    if (std::isfinite(c.rmse_force)) map.emplace_back("rmse_force_eV_per_A", c.rmse_force);
    if (std::isfinite(c.rmse_virial)) map.emplace_back("rmse_virial_eV_per_atom", c.rmse_virial);
    if (std::isfinite(c.rmse_difference)) map.emplace_back("rmse_difference_eV", c.rmse_difference);
    maps.push_back(std::move(map));
  }
  return maps;
}

bool any_difference(const std::vector<ClassErrors>& classes) {
  return std::any_of(classes.begin(), classes.end(),
                     [](const ClassErrors& c) { return std::isfinite(c.rmse_difference); });
}

std::string error_table_head(bool with_difference) {
  return fmt::format("  {:<6} {:<18} {:>6} {:>16} {:>12} {:>16}", "errors", "class", "frames", "energy meV/atom",
                     "force meV/A", "virial meV/atom") +
         (with_difference ? fmt::format(" {:>17}", "difference meV") : "");
}

std::string error_table_row(const char* set, const ClassErrors& errors, bool with_difference) {
  const auto milli = [](double v) { return std::isfinite(v) ? fmt::format("{:.3f}", 1000 * v) : "-"; };
  return fmt::format("  {:<6} {:<18} {:>6} {:>16} {:>12} {:>16}", set, errors.name.empty() ? "(all)" : errors.name,
                     errors.frames, milli(errors.rmse_energy), milli(errors.rmse_force), milli(errors.rmse_virial)) +
         (with_difference ? fmt::format(" {:>17}", milli(errors.rmse_difference)) : "");
}

}  // namespace nacre::train
