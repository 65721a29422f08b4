#include "sites/intercalation.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace nacre::sites {

namespace {
using Pair = std::pair<const Plane*, const Plane*>;

bool on_opposite_sides(const Plane& a, const Plane& b) { return dot(a.foot(), b.foot()) < 0; }

std::optional<Pair> nearest_opposite(const std::vector<Plane>& planes) {
  std::optional<Pair> best;
  double best_sum = 0;
  for (std::size_t i = 0; i < planes.size(); ++i)
    for (std::size_t j = i + 1; j < planes.size(); ++j) {
      const double sum = std::fabs(planes[i].height) + std::fabs(planes[j].height);
      if (!on_opposite_sides(planes[i], planes[j]) || (best && sum >= best_sum)) continue;
      best = Pair{&planes[i], &planes[j]}, best_sum = sum;
    }
  return best;
}

Pair largest_two(const std::vector<Plane>& planes) {
  std::size_t first = 0, second = 1;
  if (planes[1].atoms() > planes[0].atoms()) std::swap(first, second);
  for (std::size_t k = 2; k < planes.size(); ++k) {
    if (planes[k].atoms() > planes[first].atoms()) {
      second = first, first = k;
    } else if (planes[k].atoms() > planes[second].atoms()) {
      second = k;
    }
  }
  return {&planes[std::min(first, second)], &planes[std::max(first, second)]};
}

std::optional<Pair> choose_pair(const std::vector<Plane>& planes, PairRule rule) {
  if (planes.size() < 2) return {};
  if (rule == PairRule::largest) return largest_two(planes);
  if (rule == PairRule::opposite)
    if (const auto pair = nearest_opposite(planes)) return pair;
  return Pair{&planes[0], &planes[1]};
}
}  // namespace

IntercalationTest test_intercalation(int networks, const std::vector<Plane>& planes, const FeatureSettings& settings) {
  IntercalationTest test;
  test.networks = networks;
  test.enough = networks >= 2;
  const auto pair = choose_pair(planes, settings.pair);
  if (!pair) return test;
  const Plane &a = *pair->first, &b = *pair->second;
  test.has_pair = true;
  test.opposite = on_opposite_sides(a, b);
  test.rmsd = {a.rmsd, b.rmsd};
  test.distance = {std::fabs(a.height), std::fabs(b.height)};
  test.border = {a.border, b.border};
  test.angle = angle_between(a, b);
  test.flat = a.rmsd < settings.flatness && b.rmsd < settings.flatness;
  test.parallel = test.angle < settings.angle;
  test.between = a.border >= 0 && b.border >= 0;
  return test;
}

}  // namespace nacre::sites
