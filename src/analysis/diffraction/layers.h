// Stacks of sp2 sheets, found atom by atom.
//   sheet atom  three bonds, and at most 0.35 Å off the plane of its neighbours; its normal n is that plane's
//   partner     a sheet atom j above (or below) i: h = r_ij . n_i with 2.8 <= |h| <= 5.0 Å, aside |r_ij - h n_i| <= 1.5
//               A (an atom over the middle of a hexagon has all six at 1.42), normals within 25 degrees of each other
//   spacing     of i on one side: mean |h| of its partners there that are at most 0.5 Å farther than the nearest
//   height      sheets in the stack through i: 1 + steps up + steps down, each step to the nearest partner (first by
//               |h|, then by the distance aside) and on in the same direction; at most 50, which stands for any more,
//               as in a crystal
// The spacing is geometry of pairs of atoms, not the position of a diffraction peak, and exists for two layers too. It
// is the geometric spacing of xrd and that of hybridization. 5.0 Å holds the 4.6 Å that sodium opens a hard carbon to
// (10.1039/d5sc07068f) with the spread around it; 2.8 Å is below every stack of carbon sheets at rest.
#pragma once
#include <array>
#include <cstdint>
#include <map>
#include <vector>

#include "analysis/bonds/bond_graph.h"
#include "analysis/spread.h"

namespace nacre {

/// The sheet atoms of a structure and what lies above and below each.
struct SheetNet {
  /// The nearest partner on one side.
  struct Side {
    int next = -1;        ///< place of it; -1: there is none
    bool turned = false;  ///< its normal points the other way
    double spacing = 0;   ///< Å
  };
  std::vector<int> node;                   ///< [sheet atom] in the net of bonds
  std::vector<Vec3> normal;                ///< [sheet atom] unit vector
  std::vector<int> sheet_atom;             ///< [place], in the order of the neighbour list
  std::vector<std::array<Side, 2>> sides;  ///< [place] above, below
};
/// `graph` is the net of bonds of the same atoms and pairs.
SheetNet sheet_net(const Atoms& atoms, const Box& box, const BondGraph& graph, const std::vector<PairCutoff>& pairs);

class Layers {
 public:
  static constexpr double largest_offset = 0.35, nearest = 2.8, farthest = 5.0, aside = 1.5, angle = 25,
                          same_sheet = 0.5;
  static constexpr int largest_height = 50;

  /// `graph` is the net of bonds of the same atoms and pairs.
  void add(const Atoms& atoms, const Box& box, const BondGraph& graph, const std::vector<PairCutoff>& pairs);
  void add(const Layers& later);

  std::int64_t sheet_atoms() const { return sheet_atoms_; }
  std::int64_t stacked_atoms() const { return sheet_atoms_ - single(); }  ///< with a partner
  const Spread& spacing() const { return spacing_; }
  /// [sheets in the stack] atoms
  const std::map<int, std::int64_t>& heights() const { return heights_; }
  /// Over stacked atoms.
  double mean_height() const;

 private:
  std::int64_t single() const { return heights_.count(1) ? heights_.at(1) : 0; }
  std::int64_t sheet_atoms_ = 0;
  Spread spacing_{0.05};
  std::map<int, std::int64_t> heights_;
};

}  // namespace nacre
