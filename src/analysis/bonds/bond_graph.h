// The net of bonds of one structure, images exact: what rings and hybridisation walk over.
//
//   bond i - j + s   when   |r_j + s h - r_i| < r_c(species of i, species of j),   s = (s_a, s_b, s_c) lattice shift
//
// Nodes are the atoms in the order of the neighbour list (a space-filling curve), so that near atoms are near in
// memory; positions are those inside the cell. The infinite net's nodes are pairs (node, shift): any cell, of any
// shape, down to one atom, is exact. A shift travels as one integer, s_a + 2^10 s_b + 2^20 s_c, so that shifts add, and
// comparing them orders them (c first), with one instruction each.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

using Shift = std::int32_t;
inline constexpr int largest_shift = 500;  ///< of each component; 2^9 = 512 would run into the next

inline Shift pack_shift(int a, int b, int c) { return a + 1024 * b + 1024 * 1024 * c; }
/// The three numbers again: each lies in (-512, 512), so a borrow of the next one shows.
inline std::array<int, 3> unpack_shift(Shift s) {
  const auto low = [](Shift v) { return ((v + 512) & 1023) - 512; };
  const int a = low(s), b = low((s - a) / 1024);
  return {a, b, ((s - a) / 1024 - b) / 1024};
}

struct Bond {
  int node;     ///< of the neighbour
  Shift shift;  ///< lattice vectors from the near atom's cell to the neighbour's
};

struct BondGraph {
  std::vector<std::int64_t> begin{0};  ///< [node + 1] bonds of a node; each bond is listed from both ends
  std::vector<Bond> bond;              ///< sorted by node and shift
  std::vector<Vec3> position;          ///< [node] Å, inside the cell along periodic directions
  std::vector<int> atom;               ///< [node] index in Atoms
  std::vector<char> counted;           ///< [node] the atom's species is in one of the pairs
  Mat3 cell;
  int largest_step = 0;  ///< largest component of any bond's shift

  int nodes() const { return static_cast<int>(atom.size()); }
  int degree(int node) const { return static_cast<int>(begin[node + 1] - begin[node]); }
  Vec3 translation(Shift s) const {
    const auto u = unpack_shift(s);
    return Vec3{static_cast<double>(u[0]), static_cast<double>(u[1]), static_cast<double>(u[2])} * cell;
  }
  /// From the node to its neighbour (Å).
  Vec3 vector(int node, const Bond& b) const { return position[b.node] + translation(b.shift) - position[node]; }
};

/// Throws Error(bad_input) with key "cutoff" when no atom belongs to any of the pairs, or when a cell is so thin that a
/// bond crosses it more than 500 times.
BondGraph bond_graph(const Atoms& atoms, const Box& box, const std::vector<PairCutoff>& pairs);

}  // namespace nacre
