// Ring statistics of frames: accumulate (add), reduce, result.
//   rings_n      rings of n atoms a cell, summed over frames
//   share_n      atoms that are in at least one ring of n, over all atoms counted
//   planarity_n, roundness_n   means over the rings of n (ring_math.h)
//   signature    of an atom: the sizes of all rings through it, as 5-6-7, or 6x12 for twelve of six
// What a ring is: ring_search.h. An atom is counted when its species occurs in one of the pairs. Counts are integers
// and means are summed ring after ring: the same on any number of threads.
#pragma once
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

#include "analysis/rings/ring_math.h"
#include "analysis/rings/ring_search.h"
#include "report/table.h"

namespace nacre {

struct RingSettings {
  std::vector<PairCutoff> pairs;
  int max_size = 12;
  RingCriterion criterion = RingCriterion::primitive;
  PrimitiveRings primitive = primitive_rings_on_cpu;  ///< or on the GPU (cuda_rings.h)
};

/// One frame with its rings.
struct RingFrame {
  BondGraph graph;
  RingList rings;
  std::vector<RingShape> shape;      ///< [ring]
  std::vector<std::uint32_t> count;  ///< [node * (max_size - 2) + size - 3] rings of a size through an atom
};

RingFrame ring_frame(const Atoms& atoms, const Box& box, const RingSettings& settings);

class Rings {
 public:
  struct Size {
    std::int64_t rings = 0, atoms = 0;    ///< atoms: in at least one
    double planarity = 0, roundness = 0;  ///< sums over rings
    double mean_planarity() const { return rings > 0 ? planarity / static_cast<double>(rings) : 0; }
    double mean_roundness() const { return rings > 0 ? roundness / static_cast<double>(rings) : 0; }
  };

  /// Throws what find_rings throws.
  explicit Rings(RingSettings settings);
  /// Throws Error(bad_input) with the file's species when no atom belongs to any of the pairs.
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  RingFrame measure(const Atoms& atoms, const Box& box) const { return ring_frame(atoms, box, settings_); }
  void add(RingFrame frame);

  const RingSettings& settings() const { return settings_; }
  const Size& size(int n) const { return size_[n]; }
  std::int64_t rings() const;  ///< of all sizes
  std::int64_t frames() const { return frames_; }
  std::int64_t atoms() const { return atoms_; }  ///< counted, summed over frames
  double per_atom(int n) const { return ratio(size_[n].rings); }
  double share(int n) const { return ratio(size_[n].atoms); }
  /// Signatures and their numbers of atoms, the most frequent first.
  std::vector<std::pair<std::string, std::int64_t>> signatures() const;
  /// The frame added last.
  const RingFrame& last() const { return last_; }

 private:
  double ratio(std::int64_t n) const { return atoms_ > 0 ? static_cast<double>(n) / static_cast<double>(atoms_) : 0; }
  void add_shapes();
  void add_atoms();

  RingSettings settings_;
  std::vector<Size> size_;  ///< [n]
  std::unordered_map<std::string, std::int64_t> signature_;
  std::int64_t frames_ = 0, atoms_ = 0;
  RingFrame last_;
};

/// `counts[k]` rings of k + 3 atoms; "none" when there are none.
std::string ring_signature(const std::uint32_t* counts, int sizes);

/// Table: columns size, rings, rings_per_atom, atoms_share, planarity_A, roundness.
report::Table rings_table(const Rings& result);
/// Rows of the last frame: frame, atom, signature, one column a size.
report::Table ring_atoms_table(const Rings& result);
/// Rows of the last frame: frame, size, planarity_A, roundness, atoms, images. Each ring starts at its smallest atom
/// and goes on to the smaller of its two neighbours.
report::Table ring_members_table(const Rings& result);
/// Bars: rings of each size for 100 atoms, and the share of atoms in them.
std::string rings_plot(const Rings& result);

}  // namespace nacre
