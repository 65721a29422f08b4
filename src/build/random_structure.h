// Random sequential insertion (Widom, J. Chem. Phys. 44, 3888 (1966), 10.1063/1.1726548): atoms are placed one after
// another at uniform random points of a periodic orthogonal cell; a point closer than the minimum distance to an atom
// placed before is thrown away and drawn anew. Spheres of diameter d jam at a packing fraction N pi d^3 / (6 V) of
// about 0.38; the tries needed grow without bound on the way there.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "build/structure.h"

namespace nacre {

struct RandomStructure {
  std::vector<std::string> species;  ///< element symbols
  std::vector<int> counts;           ///< atoms of each, placed in this order
  Vec3 edges;                        ///< Å, along x, y, z
  double min_distance = 0;           ///< Å, between any two atoms, periodic images included
  std::uint64_t seed = 1;
};

/// Points drawn for one atom before the request is given up.
inline constexpr int random_structure_tries = 100000;

/// O(N). The same request gives the same structure on every machine.
/// Throws Error(bad_input) for an unknown element or numbers out of range, and Error(failed) with the number of atoms
/// reached when the minimum distance leaves no room.
Structure random_structure(const RandomStructure& request);

}  // namespace nacre
