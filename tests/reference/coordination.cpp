#include "coordination.h"

namespace reference {

std::vector<int> coordination(const Structure& structure, double cutoff) {
  std::vector<int> count;
  for (const auto& neighbours : periodic_pairs(structure, cutoff)) count.push_back(static_cast<int>(neighbours.size()));
  return count;
}

}  // namespace reference
