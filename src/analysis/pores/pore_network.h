// Cavities and the windows between them.
//
// Every grid point with d > 0 climbs to the highest of its 26 neighbours, until it stands on a local maximum: the
// points that reach the same maximum are a cavity. Where two cavities meet, the highest point of the border is a
// window. In a periodic cell the way up may leave the cell, so each point keeps the lattice vector that leads to its
// maximum, and a window joins cavity `a` of a cell with cavity `b` of the cell at `shift`; a cavity may meet itself. At
// any level t the parts of {d >= t} are those of the graph of cavities (top >= t) and windows (radius >= t), which is a
// few thousand numbers instead of millions.
//
// Percolation: windows are opened from the widest on; parts are joined by union-find, in which every cavity knows its
// cell relative to the root. A window that closes a way around to another cell makes its part a channel; its dimension
// is the rank of the lattice vectors of all such ways. The first of them is the pore-limiting diameter.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "analysis/pores/pore_cells.h"
#include "analysis/pores/pore_grid.h"

namespace nacre {

struct Cavity {
  std::int64_t top;  ///< grid point
  double radius;     ///< d there or, once refined, of the largest sphere
  Vec3 centre;       ///< of that sphere, in the cell of the grid point or beside it
};

struct PoreWindow {
  int a, b;
  CellShift shift;     ///< cell of b when a is in cell 0
  std::int64_t point;  ///< the lower of the two points that meet, the highest such
  double radius;       ///< d there or, once refined, of the touching sphere in the window
  bool exact = false;  ///< refined
};

struct PoreNetwork {
  std::vector<Cavity> cavities;      ///< highest first
  std::vector<PoreWindow> windows;   ///< widest first
  std::vector<std::int32_t> cavity;  ///< [grid point], -1 inside atoms
};

PoreNetwork find_network(const PoreGrid& grid);
/// Exact radii of cavities with d >= `from` and of windows whose radius decides something, near `probe` and near the
/// percolation. There the windows of the grid give way to spheres that three atoms hold, found near them, each joining
/// the cavities that its two sides climb to; those of the grid that these do not make superfluous stay, not exact. Two
/// tops of the grid that are one cavity are joined at its radius.
void refine(PoreNetwork& network, const PoreGrid& grid, const AtomBins& atoms, double from, double probe);

/// Union-find of nodes in a periodic graph.
class PeriodicParts {
 public:
  explicit PeriodicParts(int nodes);
  /// Node b of the cell at `shift` is joined to node a of cell 0. Returns the dimension of the part.
  int join(int a, int b, CellShift shift);
  int root(int node);
  /// Node b of the cell at `shift` and node a of cell 0 are in one part, and joining them would open no new way.
  bool are_linked(int a, int b, CellShift shift);
  int dimension(int node) { return rank_[root(node)]; }

 private:
  CellShift between(int a, int b, CellShift shift);
  bool is_new(int root, CellShift way) const;
  void add_way(int root, CellShift way);
  std::vector<int> parent_, rank_;
  std::vector<CellShift> cell_;                ///< relative to the parent's
  std::vector<std::array<CellShift, 3>> way_;  ///< independent ones
};

struct Percolation {
  double radius = 0;  ///< of the largest sphere that can travel for ever; 0: none, not even a point
  int dimension = 0;  ///< of the channels it can travel, windows equal to 0.01 Å counted as one
  bool exact = true;  ///< the limiting window is one of three atoms, not a grid point
  double cavity = 0;  ///< radius of the largest sphere along such a way
};
Percolation percolation(const PoreNetwork& network);

/// Parts of the void that a probe of this radius can be in: numbered from the largest top down.
struct PoreParts {
  std::vector<int> part;       ///< [cavity], -1 where the probe does not fit
  std::vector<int> dimension;  ///< [part] 0: closed
};
PoreParts parts_at(const PoreNetwork& network, double probe);

}  // namespace nacre
