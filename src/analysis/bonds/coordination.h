// Coordination: how many atoms have 0, 1, 2, 3, 4, ... bonded neighbours.
//   z_i = number of j (periodic images counted, any cell) with |r_j - r_i| < r_c(species of i, species of j)
// An atom is counted when its species occurs in at least one of the pairs given, so C-C=1.85 says nothing of Na atoms.
// Valid for any cutoff and cell: thin cells see their own images. Counts are integers: the same on any number of
// threads.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"

namespace nacre {

/// z_i of every atom (0 for atoms whose species is in no pair).
std::vector<int> coordination_numbers(const Atoms& atoms, const Box& box, const std::vector<PairCutoff>& pairs);

/// counts[z] atoms have z neighbours.
struct CoordinationCounts {
  std::vector<std::int64_t> counts;

  std::int64_t atoms() const;
  std::int64_t count(int z) const { return z >= 0 && z < static_cast<int>(counts.size()) ? counts[z] : 0; }
  double share(int z) const;  ///< count(z) / atoms(); 0 when there are no atoms
  double mean() const;        ///< mean z
  int largest() const { return static_cast<int>(counts.size()) - 1; }
  void add(int z);
  void add(const CoordinationCounts& other);
};

/// Accumulates over frames.
class Coordination {
 public:
  explicit Coordination(std::vector<PairCutoff> pairs) : pairs_(std::move(pairs)) {}
  /// Throws Error(bad_input) with the file's species when no atom belongs to any of the pairs.
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  Coordination measure(const Atoms& atoms, const Box& box) const;
  void add(const Coordination& later);

  const CoordinationCounts& total() const { return total_; }
  const std::map<std::string, CoordinationCounts>& by_species() const { return by_species_; }
  std::int64_t frames() const { return frames_; }
  const std::vector<PairCutoff>& pairs() const { return pairs_; }

 private:
  std::vector<PairCutoff> pairs_;
  CoordinationCounts total_;
  std::map<std::string, CoordinationCounts> by_species_;
  std::int64_t frames_ = 0;
};

/// Comments name the criterion, the cutoffs and the range of validity; columns species ("all" first), coordination,
/// count, share.
report::Table coordination_table(const Coordination& result);

}  // namespace nacre
