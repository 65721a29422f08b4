#include "insert/electrode.h"

#include <cstdint>
#include <map>
#include <utility>
#include <vector>

#include "core/elements.h"
#include "core/error.h"

namespace nacre::insert {

namespace {
using Composition = std::vector<std::pair<std::string, std::int64_t>>;

/// Counts of what is not inserted, in the order of the first atom of each.
Composition composition_of(const Atoms& atoms, const std::string& inserted) {
  std::vector<std::int64_t> count(atoms.species.size());
  std::vector<int> order;
  for (const int t : atoms.type)
    if (atoms.species[t] != inserted && count[t]++ == 0) order.push_back(t);
  Composition out;
  for (const int t : order) out.emplace_back(atoms.species[t], count[t]);
  return out;
}

double known_mass(const std::string& species, const std::string& file, const char* key, const char* allowed) {
  if (const int z = atomic_number(species)) return element_mass(z);
  throw Error("the mass of this species is not known").file(file).key(key).value(species).allowed(allowed);
}
}  // namespace

int usual_charge(const std::string& species) {
  static const std::map<std::string, int> known{{"Li", 1}, {"Na", 1}, {"K", 1},  {"Rb", 1}, {"Cs", 1},
                                                {"Be", 2}, {"Mg", 2}, {"Ca", 2}, {"Sr", 2}, {"Ba", 2},
                                                {"Zn", 2}, {"Al", 3}, {"Y", 3}};
  const auto found = known.find(species);
  return found == known.end() ? 0 : found->second;
}

double host_mass(const Atoms& atoms, const InsertSettings& settings) {
  double mass = 0;
  for (const auto& [element, count] : composition_of(atoms, settings.species)) {
    if (settings.host_molar_mass)
      mass += element == settings.host ? static_cast<double>(count) * *settings.host_molar_mass : 0;
    else
      mass += static_cast<double>(count) * known_mass(element, settings.file, "host_molar_mass", "g/mol");
  }
  return mass;
}

double guest_mass(const InsertSettings& settings) {
  if (!settings.of_total_mass) return 0;
  return known_mass(settings.species, settings.file, "capacity_basis", "host, or a species that is an element");
}

std::string host_formula(const Atoms& atoms, const std::string& inserted) {
  std::string text;
  for (const auto& [element, count] : composition_of(atoms, inserted))
    text += (text.empty() ? "" : " ") + element + std::to_string(count);
  return text;
}

}  // namespace nacre::insert
