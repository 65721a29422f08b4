// How many rings of each size lie in an environment. The rings are those of the whole structure, found once
// (analysis/rings/ring_search.h); each atom knows the rings that it is a member of, and a ring of the environment is counted
// at the first of its members there: for rings that lie wholly inside this is the ring's first member, so only first
// members are listed.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "analysis/rings/ring_search.h"
#include "core/box.h"
#include "sites/features.h"

namespace nacre::sites {

class RingCounts {
 public:
  using Counts = std::array<std::int64_t, largest_counted_ring - smallest_counted_ring + 1>;

  RingCounts(const Atoms& hosts, const Box& box, const FeatureSettings& settings);

  /// Adds the rings that are counted at a host atom: `at` is its position with the guest as the origin.
  void add(int host, Vec3 at, Counts& counts) const;

 private:
  struct Membership {
    std::int64_t ring;
    int member;
  };
  bool is_near(int node, Shift shift, Vec3 origin) const;
  bool counts_here(const Membership& m, Vec3 at) const;

  BondGraph graph_;
  RingList rings_;
  RingPlace place_;
  double limit_;                     ///< Å^2
  std::vector<std::int64_t> begin_;  ///< [host + 1]
  std::vector<Membership> membership_;
};

}  // namespace nacre::sites
