#include "sites/networks.h"

#include <algorithm>

namespace nacre::sites {

/// Points [0, done) are in networks, [done, reached) belong to the one that is growing but their bonds are still to be
/// followed, the others are free.
void split_networks(const std::vector<Vec3>& points, double bond, Networks& out) {
  auto& p = out.point;
  p.assign(points.begin(), points.end());
  out.begin.assign(1, 0);
  const double limit = bond * bond;
  const std::size_t n = p.size();
  for (std::size_t done = 0, reached = 1; done < n; ++reached) {
    for (; done < reached; ++done)
      for (std::size_t k = reached; k < n; ++k) {
        const Vec3 d = p[k] - p[done];
        if (dot(d, d) < limit) std::swap(p[k], p[reached++]);
      }
    out.begin.push_back(static_cast<int>(reached));
  }
}

}  // namespace nacre::sites
