// Graphitic domains: stacks of sp2 layers in any carbon, from the net of bonds.
//
//   sheet atom  three bonds, in one plane with its neighbours: layers.h
//   layer       sheet atoms that are bonded, their normals within 25 degrees, and the atoms of two or three bonds at their edges, which
//               are bonded to one of them and at most 0.35 Å off its plane; at least 16 atoms
//   domain      layers above each other: a quarter of the sheet atoms of the smaller one have their nearest partner (layers.h) in
//               the other; at least two layers
//   La          diameter of the circle of a layer's area, an atom having 3 sqrt(3) b^2 / 4 of it, b = 1.42 Å: La = sqrt(4 N A / pi),
//               N the mean number of atoms of its layers
//   Lc          number of layers times the mean spacing of partners
//   normal      mean of the normals, to the same side
//
// Layers joined at their edges to a sheet are one layer, so that a sheet that fills the cell gives the cell's area; layers
// that overlap like bricks give one domain whose Lc counts all of them.
#pragma once
#include <cstdint>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"

namespace nacre {

struct GraphiticDomain {
  std::int64_t frame = 0;  ///< counted from 1
  int layers = 0;
  std::int64_t atoms = 0;
  double la = 0, lc = 0, spacing = 0;  ///< Å
  Vec3 normal;                         ///< unit vector, its largest component positive
  Vec3 centre;                         ///< Å, inside the cell
};

/// Accumulates over frames.
class GraphiticDomains {
 public:
  static constexpr int least_atoms = 16;         ///< of a layer
  static constexpr double least_overlap = 0.25;  ///< of the smaller layer's sheet atoms

  explicit GraphiticDomains(std::vector<PairCutoff> pairs) : pairs_(std::move(pairs)) {}
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  GraphiticDomains measure(const Atoms& atoms, const Box& box) const;
  void add(const GraphiticDomains& later);

  /// The largest of each frame first.
  const std::vector<GraphiticDomain>& domains() const { return domains_; }
  const std::vector<PairCutoff>& pairs() const { return pairs_; }
  std::int64_t frames() const { return frames_; }
  std::int64_t atoms() const { return atoms_; }
  double share() const;                               ///< of atoms in domains
  double mean(double GraphiticDomain::*value) const;  ///< over domains, by their atoms; 0 without any

 private:
  std::vector<PairCutoff> pairs_;
  std::vector<GraphiticDomain> domains_;
  std::int64_t frames_ = 0, atoms_ = 0;
};

report::Table domain_table(const GraphiticDomains& result);

}  // namespace nacre
