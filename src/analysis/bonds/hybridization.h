// Hybridisation of carbon by the number of bonds, and what depends on it.
//   z_i            bonds of atom i (bond_graph.h); sp: z = 2, sp2: z = 3, sp3: z = 4. A carbon's bonds to H, O and N
//                  count too, below 1.3, 1.7 and 1.75 Å unless the pairs say otherwise
//   sensitivity    the shares again with other cutoffs of the first pair, because no cutoff is the right one
//   bond lengths   each bond once (Å); also for each pair of coordinations (z_i <= z_j)
//   angles         j - i - k for every two bonds of an atom (degrees); also for each coordination of the atom i
//   z = 2          linear (angle above 150 degrees: a chain) or bent (the edge of a sheet)
//   undercoordinated  atoms with fewer than three bonds
//   layers         stacks of sheets (layers.h)
//   5|7 pairs      primitive pentagon and heptagon that share a bond; a Stone-Wales defect has four such pairs
// Counted are the carbon atoms where a pair names carbon, else all atoms whose species is in a pair; bond lengths are
// those of the pairs given. Histograms are integers; sums run in the order of the atoms: the
// same on any number of threads.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/bonds/bond_graph.h"
#include "analysis/bonds/coordination.h"
#include "analysis/diffraction/layers.h"
#include "analysis/spread.h"
#include "report/table.h"

namespace nacre {

struct HybridizationSettings {
  std::vector<PairCutoff> pairs;
  std::vector<double> scan{1.7, 1.85, 2.0};  ///< Å: cutoffs of the first pair for the sensitivity
};

class Hybridization {
 public:
  static constexpr double linear_angle = 150;  ///< degrees

  /// Throws Error(bad_input) with key "scan" when a cutoff is not above 0.
  explicit Hybridization(HybridizationSettings settings);
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  Hybridization measure(const Atoms& atoms, const Box& box) const;
  void add(const Hybridization& later);

  const HybridizationSettings& settings() const { return settings_; }
  /// The pairs given and those that carbon's other bonds added, of elements that the frames have.
  const std::vector<PairCutoff>& pairs() const { return pairs_; }
  std::int64_t frames() const { return frames_; }
  const CoordinationCounts& counts() const { return counts_; }
  const std::vector<CoordinationCounts>& scan() const { return scan_; }  ///< as settings().scan
  const Spread& bonds() const { return bonds_; }
  const Spread& angles() const { return angles_; }
  const std::map<std::pair<int, int>, Spread>& bonds_by_coordination() const { return bonds_by_; }
  const std::map<int, Spread>& angles_by_coordination() const { return angles_by_; }
  std::int64_t linear() const { return linear_; }
  std::int64_t bent() const { return bent_; }
  std::int64_t undercoordinated() const { return counts_.count(0) + counts_.count(1) + counts_.count(2); }
  std::int64_t pentagons() const { return pentagons_; }
  std::int64_t heptagons() const { return heptagons_; }
  std::int64_t pairs_5_7() const { return pairs_5_7_; }
  const Layers& layers() const { return layers_; }

 private:
  void add_frame(const Atoms& atoms, const Box& box);
  void add_bonds(const BondGraph& graph, const Atoms& atoms);
  void add_angles(const BondGraph& graph);
  void add_rings(const BondGraph& graph);
  void add_scan(const Atoms& atoms, const Box& box, const BondGraph& graph);


  HybridizationSettings settings_;
  std::vector<PairCutoff> pairs_;
  bool carbon_only_;
  std::int64_t frames_ = 0, linear_ = 0, bent_ = 0, pentagons_ = 0, heptagons_ = 0, pairs_5_7_ = 0;
  CoordinationCounts counts_;
  std::vector<CoordinationCounts> scan_;
  Spread bonds_{0.01}, angles_{1.0};
  std::map<std::pair<int, int>, Spread> bonds_by_;
  std::map<int, Spread> angles_by_;
  Layers layers_;
};

/// Shares at every cutoff: columns cutoff_A, coordination, count, share. The cutoff in use comes first.
report::Table hybridization_table(const Hybridization& result);
/// Histograms: columns bond_A or angle_deg (middle of the bin) and count.
report::Table bond_table(const Hybridization& result);
report::Table angle_table(const Hybridization& result);
/// Shares at the cutoffs, bond lengths, bond angles.
std::string hybridization_plot(const Hybridization& result);

}  // namespace nacre
