// A structure of the engine as the oracles of tests/reference take it.
#pragma once
#include "build/structure.h"
#include "reference/structure.h"

namespace nacre {

inline reference::Structure plain(const Structure& s) {
  reference::Structure r;
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) r.cell[k][d] = s.box.h()[k][d];
  for (int k = 0; k < 3; ++k) r.periodic[k] = s.box.is_periodic(k);
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    r.position.push_back({s.atoms.position[i].x, s.atoms.position[i].y, s.atoms.position[i].z});
    r.species.push_back(s.atoms.species[s.atoms.type[i]]);
  }
  return r;
}

}  // namespace nacre
