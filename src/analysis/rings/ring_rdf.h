// Distances inside rings: for each size n, the pairs of members of one primitive n-ring.
//   p_n(r) = pairs with r1 <= r < r2 / (rings of n * (r2 - r1))        1/Å; its integral is n (n - 1) / 2
// A regular polygon of bond b has 2nd and 3rd distances 1.618 b (5); 1.732 b, 2 b (6); 1.802 b, 2.247 b (7); 1.848 b,
// 2.414 b, 2.613 b (8): where the peaks of g(r) of a disordered carbon come from. Members are the ring's own images
// (ring_search.h), so a ring that crosses the boundary, or a cell of two atoms, is exact. Counts are integers.
#pragma once
#include <cstdint>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct RingRdfSettings {
  std::vector<PairCutoff> bonds;  ///< empty: nothing is counted
  int max_size = 8;
  double r_max = 10;  ///< Å
  int bins = 500;
};

class RingRdf {
 public:
  explicit RingRdf(const RingRdfSettings& settings) : settings_(settings), size_(settings.max_size + 1) {}
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  struct Size;
  std::vector<Size> measure(const Atoms& atoms, const Box& box) const;
  void add(const std::vector<Size>& frame);

  bool wanted() const { return !settings_.bonds.empty(); }
  const RingRdfSettings& settings() const { return settings_; }
  double width() const { return settings_.r_max / settings_.bins; }
  std::int64_t rings(int n) const { return size_[n].rings; }
  /// p_n in each bin, and the pairs that it is made of.
  std::vector<double> density(int n) const;
  const std::vector<std::int64_t>& pairs(int n) const { return size_[n].pairs; }
  /// Sizes of which there is a ring.
  std::vector<int> sizes() const;

  struct Size {
    std::int64_t rings = 0;
    std::vector<std::int64_t> pairs;  ///< [bin]
  };

 private:
  RingRdfSettings settings_;
  std::vector<Size> size_;
};

}  // namespace nacre
