// Pair histogram: how many ordered pairs of atoms of two types lie at which distance, periodic images counted.
//   n_ab[k] = number of (i of type a, image of j of type b) with k <= |r_j - r_i| / dr < k + 1,  dr = r_max / bins
// What g(r) and the Debye sum are made of.
//
// Exact for any cell: triclinic, thinner than r_max (an atom sees its own images), open along some vectors. Coordinates
// are integers (r_max and cell over 2^30), distances floats whose rounding is spelt out (fma), so that the counts are
// the same integers on any number of threads and on any instruction set; an edge of a bin is off by 1e-7 r at most.
//
// Method: cells of about eight atoms; each cell meets the half of its surroundings that comes later, in rows of cells
// that lie one after another in memory, so that a SIMD vector sees many candidates in a row. Work for N atoms of
// density rho: 2 to 4 times the N 2/3 pi rho r_max^3 pairs that are counted, and as many increments as pairs.
#pragma once
#include <cstdint>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

struct PairHistogram {
  static constexpr std::int64_t most_counts = std::int64_t{1} << 27;

  int types = 0, bins = 0;
  double r_max = 0;                  ///< Å
  std::vector<std::int64_t> counts;  ///< [(a * types + b) * bins + k], symmetric in a and b

  double width() const { return r_max / bins; }
  const std::int64_t* pair(int a, int b) const {
    return counts.data() + static_cast<std::size_t>(a * types + b) * static_cast<std::size_t>(bins);
  }
  /// Adds pairs that were counted once, in either order of their types, as ordered pairs.
  void add_both_ways(const std::int64_t* once);
};

/// Throws Error(bad_input) when r_max or bins is not positive or the table would not fit (2^27 counts), and
/// Error(failed) naming an atom whose position is not finite.
PairHistogram pair_histogram(const Atoms& atoms, const Box& box, double r_max, int bins);
/// Of the CPU, or of the GPU (cuda_pair_histogram.h): the same integers.
using MakePairHistogram = PairHistogram (*)(const Atoms& atoms, const Box& box, double r_max, int bins);

}  // namespace nacre
