#include "build/species.h"

#include <algorithm>

#include "core/elements.h"
#include "core/error.h"

namespace nacre {

int known_element(const std::string& symbol) {
  if (const int z = atomic_number(symbol)) return z;
  throw Error("unknown element").key("species").value(symbol).allowed("H .. Lr").nearest(nearest_element(symbol));
}

void set_species(Atoms& atoms, std::size_t i, const std::string& symbol) {
  auto found = std::find(atoms.species.begin(), atoms.species.end(), symbol);
  if (found == atoms.species.end()) found = atoms.species.insert(found, symbol);
  atoms.type[i] = static_cast<int>(found - atoms.species.begin());
  atoms.mass[i] = element_mass(known_element(symbol));
}

}  // namespace nacre
