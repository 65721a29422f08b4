#include "force/force_spread.h"

#include <algorithm>
#include <cmath>

namespace nacre {

ForceSpread force_spread(const std::vector<std::vector<Vec3>>& forces) {
  ForceSpread out;
  const double members = static_cast<double>(forces.size());
  out.atom.resize(forces[0].size());
  for (std::size_t i = 0; i < out.atom.size(); ++i) {
    // Differences to the first member, so that equal members give 0 exactly.
    Vec3 mean;
    for (const auto& f : forces) mean += f[i] - forces[0][i];
    mean *= 1 / members;
    double sum = 0;
    for (const auto& f : forces) {
      const Vec3 d = f[i] - forces[0][i] - mean;
      sum += dot(d, d);
    }
    out.atom[i] = std::sqrt(sum / members);
    out.largest = std::max(out.largest, out.atom[i]);
    out.mean += out.atom[i];
  }
  if (!out.atom.empty()) out.mean /= static_cast<double>(out.atom.size());
  return out;
}

}  // namespace nacre
