// All rings of a net up to a size, each once. Three definitions of a ring, distances in bonds:
//
//   primitive  no short cut: the distance of any two members through the net is their distance along the ring
//              (Franzblau, Phys. Rev. B 44, 4925 (1991); the same as Yuan and Cormack 2002)
//   king       a shortest path between two neighbours of an atom that does not pass that atom, closed through it, for
//              every atom and pair (King, Nature 213, 1112 (1967))
//   guttman    a shortest path between the ends of a bond that does not use the bond, closed by it, for every bond
//              (Guttman, J. Non-Cryst. Solids 116, 145 (1990))
//
// Rings live in the infinite net and are counted once for each cell; a closed walk that ends in another image of its
// first atom is no ring.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/bonds/bond_graph.h"

namespace nacre {

enum class RingCriterion { primitive, king, guttman };
inline constexpr int smallest_ring = 3, largest_ring = 64;
RingCriterion parse_ring_criterion(const std::string& word);
std::string to_text(RingCriterion criterion);

/// Rings in the order of their roots: members of ring r are [begin[r], begin[r + 1]), neighbours beside each other.
struct RingList {
  std::vector<std::int64_t> begin{0};
  std::vector<int> node;     ///< of the graph
  std::vector<Shift> shift;  ///< relative to the first member's

  std::int64_t rings() const { return static_cast<std::int64_t>(begin.size()) - 1; }
  int size(std::int64_t ring) const { return static_cast<int>(begin[ring + 1] - begin[ring]); }
  void close() { begin.push_back(static_cast<std::int64_t>(node.size())); }
};

/// Primitive rings, `rank` by ring_order(). The lists are the same, to the last entry, whichever does it.
using PrimitiveRings = RingList (*)(const BondGraph& graph, const std::vector<int>& rank, int max_size);
RingList primitive_rings_on_cpu(const BondGraph& graph, const std::vector<int>& rank, int max_size);

/// Throws Error(bad_input) with key "max-size" outside 3 .. 64, and when a cell is so thin that shifts of a ring could
/// pass 500 cells. `primitive`: who searches for primitive rings; the others are found on the CPU.
RingList find_rings(const BondGraph& graph, int max_size, RingCriterion criterion,
                    PrimitiveRings primitive = primitive_rings_on_cpu);

}  // namespace nacre
