// Angular distribution functions: how often two neighbours of an atom are seen from it under which angle.
//   theta = angle(r_j - r_i, r_k - r_i),   r_j, r_k images of atoms, periodic cells of any shape
//   p(theta) = n(theta) / (sum n  d theta)   per degree: the integral over 0 .. 180 degrees is 1
//   n: pairs (j, k) of neighbours of a centre i within the distances asked for, one bin of width d theta
// A pair of neighbours is one angle where both may stand for either, (j, k) and (k, j) are two where the distances
// asked of the first and the second differ and both fit. Counts are integers: the same on any number of threads.
//
// Bins: angle k d theta <= theta < (k + 1) d theta, 180 in the last. An angle that falls on an edge of a bin (120
// degrees in bins of 1 degree) may be counted in either because of rounding; the mean does not depend on it.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "analysis/pairs/pair_cutoffs.h"
#include "core/atoms.h"
#include "core/box.h"
#include "report/table.h"

namespace nacre {

/// Angles to count: around atoms of `centre`, between a neighbour of `first` at from <= r < to and one of `second`.
/// Empty names: any element.
struct AngleKind {
  std::string centre, first, second;
  double first_from = 0, first_to = 0, second_from = 0, second_to = 0;  ///< Å
  bool symmetric() const { return first == second && first_from == second_from && first_to == second_to; }
  std::string name() const;  ///< "first-centre-second"; "total" for any
};

struct AngleCounts {
  std::vector<std::int64_t> bins;
  std::int64_t sum_microdegrees = 0, angles = 0;
  void add(double degrees);
  void add(const AngleCounts& other);
  double mean() const;                  ///< degrees; 0 when there are none
  double deviation() const;             ///< standard deviation by the middles of the bins (degrees)
  double density(std::size_t k) const;  ///< p in bin k, 1/degree
  double middle(std::size_t k) const;   ///< degrees
  double peak() const;                  ///< middle of the fullest bin
};

class Adf {
 public:
  /// Throws Error(bad_input) when there are no kinds, a distance is not 0 <= from < to, or bins < 1.
  Adf(std::vector<AngleKind> kinds, int bins);
  /// Throws Error(bad_input) when no atom belongs to any of the pairs.
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  std::vector<AngleCounts> measure(const Atoms& atoms, const Box& box) const;
  void add(const std::vector<AngleCounts>& frame);

  const std::vector<AngleKind>& kinds() const { return kinds_; }
  const AngleCounts& counts(std::size_t kind) const { return counts_[kind]; }
  /// All kinds together.
  AngleCounts total() const;
  std::int64_t frames() const { return frames_; }
  int bins() const { return bins_; }

 private:
  std::vector<AngleKind> kinds_;
  std::vector<AngleCounts> counts_;
  int bins_;
  std::int64_t frames_ = 0;
};

/// The angles between bonds: every centre with every two neighbours, the pairs' cutoffs from 0 on.
std::vector<AngleKind> bond_angle_kinds(const std::vector<PairCutoff>& pairs);

/// Comment that states criterion, cutoffs and units; columns angle (degrees), p of the total and of each kind that
/// occurs.
report::Table adf_table(const Adf& result, const std::string& criterion);
std::string adf_svg(const Adf& result, const std::string& criterion);

}  // namespace nacre
