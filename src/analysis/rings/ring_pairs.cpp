#include "analysis/rings/ring_pairs.h"

#include <algorithm>
#include <tuple>
#include <vector>

namespace nacre {

namespace {
/// One bond of one ring, from its lower end (node, then shift).
struct RingSide {
  int low, high;
  Shift across;  ///< from the lower end's cell to the higher end's
  Shift at;      ///< cell of the lower end in the ring's own frame
  std::int64_t ring;

  auto bond() const { return std::tie(low, high, across); }
};

void add_sides(const RingList& rings, std::int64_t r, std::vector<RingSide>& sides) {
  for (int k = 0, n = rings.size(r); k < n; ++k) {
    std::int64_t p = rings.begin[r] + k, q = rings.begin[r] + (k + 1) % n;
    if (rings.node[p] > rings.node[q] || (rings.node[p] == rings.node[q] && rings.shift[p] > rings.shift[q]))
      std::swap(p, q);
    sides.push_back({rings.node[p], rings.node[q], rings.shift[q] - rings.shift[p], rings.shift[p], r});
  }
}

std::vector<RingSide> ring_sides(const RingList& rings, int size) {
  std::vector<RingSide> sides;
  for (std::int64_t r = 0; r < rings.rings(); ++r)
    if (rings.size(r) == size) add_sides(rings, r, sides);
  std::sort(sides.begin(), sides.end(), [](const RingSide& a, const RingSide& b) { return a.bond() < b.bond(); });
  return sides;
}
}  // namespace

std::int64_t pairs_sharing_a_bond(const RingList& rings, int m, int n) {
  const std::vector<RingSide> first = ring_sides(rings, m), second = ring_sides(rings, n);
  // A pair is two rings and the lattice vector between their frames: other images of the second are other pairs.
  std::vector<std::tuple<std::int64_t, std::int64_t, Shift>> pairs;
  auto from = second.begin();
  for (const RingSide& a : first) {
    while (from != second.end() && from->bond() < a.bond()) ++from;
    for (auto b = from; b != second.end() && b->bond() == a.bond(); ++b)
      pairs.emplace_back(a.ring, b->ring, b->at - a.at);
  }
  std::sort(pairs.begin(), pairs.end());
  return std::unique(pairs.begin(), pairs.end()) - pairs.begin();
}

}  // namespace nacre
