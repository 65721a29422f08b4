// Selections by element: "C" or "C,Na".
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"

namespace nacre {

/// Symbols of a comma-separated list; throws Error(bad_input) with key "select" for an unknown element.
std::vector<std::string> parse_species(const std::string& list);

/// A copy of positions and types of the atoms of these species; all atoms when the list is empty. Throws
/// Error(bad_input) naming the species that are there when none is left.
Atoms select_species(const Atoms& atoms, const std::vector<std::string>& selected);

}  // namespace nacre
