#include "neighbor/pair_list.h"

#include <utility>

namespace nacre {

NeighborList list_of_pairs(const Atoms& atoms, const Box& box, std::vector<double> cutoff) {
  NeighborSettings settings;
  settings.types = static_cast<int>(atoms.species.size());
  settings.outer = std::move(cutoff);
  settings.skin = 0;
  settings.reverse = false;
  NeighborList list(settings);
  list.update(atoms, box);
  return list;
}

}  // namespace nacre
