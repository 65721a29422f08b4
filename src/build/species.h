// Element symbols for the builders.
#pragma once
#include <string>

#include "core/atoms.h"

namespace nacre {

/// Atomic number. Throws Error with key "species" and the nearest symbol when there is no such element.
int known_element(const std::string& symbol);
/// Makes atom i an atom of `symbol`: type (a new species where needed) and standard mass.
void set_species(Atoms& atoms, std::size_t i, const std::string& symbol);

}  // namespace nacre
