// The elements: symbols, atomic numbers, standard atomic masses (amu) and covalent radii (Å).
#pragma once
#include <string>
#include <string_view>

namespace nacre {

inline constexpr int element_count = 103;  ///< H to Lr

/// Atomic number of a symbol (case matters: "Na"), or 0 when unknown.
int atomic_number(std::string_view symbol);
std::string_view element_symbol(int atomic_number);
/// The symbol of H .. `last` that is nearest to a word which is none, for messages; "" when none is near.
std::string nearest_element(std::string_view word, int last = element_count);
/// amu; IUPAC 2021 abridged standard atomic weights, mass number of the longest-lived isotope where there is none.
double element_mass(int atomic_number);
/// Å; DFT-D3 covalent radii (H to Pu), used by type-wise ZBL; 0 where the table ends.
double covalent_radius(int atomic_number);

}  // namespace nacre
