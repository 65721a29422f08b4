// Crystals from their published cells, repeated and, on request, rattled.
//   graphite  hexagonal, 4 atoms, AB stacking (P6_3/mmc, sites 2b and 2c): a 2.461 Å, c 6.708 Å
//   graphene  hexagonal, 2 atoms, one layer, open along z: a 2.461 Å, c the height of the cell, 20 Å
//   diamond   cubic, 8 atoms: a 3.567 Å
//   bcc       cubic, 2 atoms, sodium unless another element is named: a 4.2906 Å
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "build/structure.h"

namespace nacre {

struct Crystal {
  std::string name;                    ///< one of known_crystals()
  std::string element;                 ///< empty: C, for bcc Na
  std::optional<double> a, c;          ///< Å; absent: the values above
  std::array<int, 3> repeat{1, 1, 1};  ///< cells along the lattice vectors
  double rattle = 0;                   ///< Å, standard deviation of each coordinate's normal displacement
  std::uint64_t seed = 1;              ///< of the rattle
};

std::vector<std::string> known_crystals();
/// Throws Error(bad_input) for an unknown name or element, a lattice constant that is not positive or that the crystal
/// does not have, repeats below 1 and a negative rattle.
Structure crystal(const Crystal& request);
/// Moves each coordinate of each atom by a normal random number of standard deviation sigma (Å).
void rattle(Atoms& atoms, double sigma, std::uint64_t seed);

}  // namespace nacre
