// Diamond, and what the oracle of Nacre says of it.
#pragma once
#include <nacre/structure.h>

inline constexpr double oracle_energy = -471.181826860433;  // eV, of 64 atoms
inline constexpr double oracle_force = -6.175113802207;     // eV/Å, along x on the atom that was moved

/// n^3 cubic cells of eight atoms, 3.566 Å.
inline nacre::Structure diamond(int n) {
  const double a = 3.566;
  const double place[8][3] = {{0, 0, 0},          {0, 0.5, 0.5},      {0.5, 0, 0.5},      {0.5, 0.5, 0},
                              {0.25, 0.25, 0.25}, {0.25, 0.75, 0.75}, {0.75, 0.25, 0.75}, {0.75, 0.75, 0.25}};
  nacre::Structure s;
  s.species = {"C"};
  s.periodic = nacre::periodic_everywhere;
  for (int k = 0; k < 3; ++k) s.cell[4 * k] = n * a;
  for (int x = 0; x < n; ++x)
    for (int y = 0; y < n; ++y)
      for (int z = 0; z < n; ++z)
        for (const auto& p : place) {
          s.types.push_back(0);
          s.positions.insert(s.positions.end(), {(x + p[0]) * a, (y + p[1]) * a, (z + p[2]) * a});
        }
  return s;
}
