#include <cmath>

#include "core/elements.h"
#include "core/printable.h"
#include "core/units.h"
#include "io/formats/foreign_units.h"
#include "io/formats/lammps.h"

namespace nacre::formats {

namespace {
/// Masses of decks are rounded: 12, 12.01 and 12.0107 are carbon. Neighbours in the table are further apart.
constexpr double mass_tolerance = 0.1;

/// "" when no element is so heavy.
std::string element_of_mass(double mass) {
  int best = 1;
  for (int z = 1; z <= element_count; ++z)
    if (std::abs(element_mass(z) - mass) < std::abs(element_mass(best) - mass)) best = z;
  return std::abs(element_mass(best) - mass) <= mass_tolerance ? std::string(element_symbol(best)) : "";
}
}  // namespace

std::string LammpsTypes::element(int type) const {
  if (type >= 1 && type <= static_cast<int>(given_.size())) return given_[type - 1];
  const Error error = Error("which element is this type? nacre convert --types C Na names those of the types 1, 2, ...")
                          .key("type")
                          .value(std::to_string(type));
  if (!given_.empty()) throw Error(error).allowed("1 to " + std::to_string(given_.size()) + ", of --types");
  if (const auto named = name_.find(type); named != name_.end() && atomic_number(named->second) > 0)
    return named->second;
  const auto found = mass_.find(type);
  if (found == mass_.end()) throw error;
  const std::string symbol = element_of_mass(found->second);
  if (!symbol.empty()) return symbol;
  throw Error("no element has the mass " + number_text(found->second) +
              " amu of this type; nacre convert --types C Na names those of the types 1, 2, ...")
      .key("type")
      .value(std::to_string(type));
}

std::optional<LammpsUnits> lammps_units(const Choices& choices, const std::string& said) {
  using namespace foreign_units;
  const std::string& word = choices.units.empty() ? said : choices.units;
  if (word.empty()) return std::nullopt;
  if (word == "metal") return LammpsUnits{units::fs_per_time / fs_per_ps, 1};
  if (word == "real") return LammpsUnits{units::fs_per_time, kcal_per_mol};
  throw Error("these units are not read").key("units").value(word).allowed("metal | real");
}

}  // namespace nacre::formats
