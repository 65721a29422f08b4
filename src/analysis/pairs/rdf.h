// Radial distribution functions, total and of every pair of species, with coordination numbers.
//   g_ab(r) = n_ab(r) / (sum_frames N_a N_b / V * 4 pi / 3 (r2^3 - r1^3))      r1 <= r < r2: a bin
//   z_ab(r) = sum_{r' < r} n_ab(r') / sum_frames N_a                           neighbours of species b around an a
//   n_ab: ordered pairs (i of a, j of b), images counted (pair_histogram.h); all frames summed
// Normalised with N_b, not N_b - 1: an ideal gas has g_aa = (N_a - 1) / N_a. sum_ab x_a x_b g_ab = g, x_a = N_a / N,
// while the numbers do not change. Where a direction is open, V is still the volume of the cell given, and g does not
// tend to 1.
//
// Errors: the frames are cut into `blocks` to 2 `blocks` runs of equal length; standard error of the blocks' means.
// Fewer than two blocks: Poisson, g / sqrt(number of unordered pairs).
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "analysis/pairs/pair_histogram.h"
#include "analysis/rings/ring_rdf.h"
#include "core/atoms.h"
#include "core/box.h"
#include "core/record.h"
#include "report/table.h"

namespace nacre {

struct RdfSettings {
  double r_max = 10;  ///< Å
  int bins = 500;
  int blocks = 5;  ///< at least 2
  /// Parts of a bin in which pairs are counted beside, to find peaks: a power of two, for which the sums over the parts
  /// are the counts of the bins, bit for bit. 1: none.
  int parts = 1;
  MakePairHistogram histogram = pair_histogram;
};

/// One g(r); first == second == "" for the total.
struct RdfCurve {
  std::string first, second;
  std::vector<std::int64_t> pairs;             ///< ordered pairs in each bin
  std::vector<double> g, error, coordination;  ///< coordination: of `first` by `second`, to the bin's upper edge
  std::vector<double> fine;                    ///< g in the parts of the bins; empty: not counted
};

struct FirstPeak {
  double position = 0, height = 0;       ///< Å; fitted above half height (peak_positions); 0 when there is no peak
  double minimum = 0, coordination = 0;  ///< Å, the minimum that follows; coordination up to it
};
/// Of g smoothed by a normal distribution of 0.03 Å. `width`: of a bin (Å).
FirstPeak first_peak(const RdfCurve& curve, double width);
/// A curve smoothed by a normal distribution of 0.03 Å, in which peaks are looked for.
std::vector<double> smooth(const std::vector<double>& g, double width);
/// Positions (Å) of the first peaks of a curve, at most so many, found as the first peak of an RdfCurve is. Each is the
/// centre of a normal distribution fitted to what is above half height: ln g by a parabola, each point with weight g, the
/// inverse of the variance of its logarithm. Peaks of fewer than four points have the centre of gravity.
std::vector<double> peak_positions(const std::vector<double>& g, double width, int most);
/// The same with the positions from the parts of the bins, where they were counted.
std::vector<double> peak_positions(const RdfCurve& curve, double width, int most);

class Rdf {
 public:
  /// Throws Error(bad_input) when a number is out of range.
  explicit Rdf(const RdfSettings& settings);
  void add(const Atoms& atoms, const Box& box) { add(measure(atoms, box)); }
  /// The two halves of it: what takes long, for several frames at once, and what keeps their order.
  struct Block;
  Block measure(const Atoms& atoms, const Box& box) const;
  void add(const Block& frame);
  void save(Record& record) const;  // rdf_state.cpp
  void load(const Record& record);

  const RdfSettings& settings() const { return settings_; }
  std::int64_t frames() const { return frames_; }
  double width() const { return settings_.r_max / settings_.bins; }
  /// Blocks that the errors come from; below 2: Poisson.
  int complete_blocks() const;
  bool all_periodic() const { return all_periodic_; }
  RdfCurve total() const;
  /// Every ordered pair of species, in order of their names.
  std::vector<RdfCurve> partials() const;

  /// Sums over frames; of one, or of some that follow each other.
  using Key = std::pair<std::string, std::string>;
  struct Sums {
    std::vector<std::int64_t> pairs;
    std::vector<std::int64_t> fine;  ///< in parts of the bins; empty: not counted
    double norm = 0;                 ///< sum of N_a N_b / V, 1/Å^3
    double centres = 0;              ///< sum of N_a
    void add(const Sums& other);
  };
  struct Block {
    std::map<Key, Sums> curves;
    std::int64_t frames = 0;
    bool all_periodic = true;
    void add(const Block& other);
  };

 private:
  int parts_of(const Atoms& atoms) const;
  Block all() const;
  RdfCurve curve(const Key& key, const Sums& sums) const;
  void add_errors(RdfCurve& curve, const Key& key) const;

  RdfSettings settings_;
  std::vector<Block> blocks_;  ///< each of block_frames_ frames but the last
  std::int64_t block_frames_ = 1, frames_ = 0;
  bool all_periodic_ = true;
};

/// Comment that states criterion, normalisation, units and range; columns r, then g, error and coordination of the
/// total and of each pair.
/// With `rings`, a column of distances inside the rings of each size.
report::Table rdf_table(const Rdf& result, const RingRdf* rings = nullptr);
std::string rdf_svg(const Rdf& result);
/// Distances inside rings, one curve a size.
std::string ring_rdf_svg(const RingRdf& rings);

}  // namespace nacre
