// X-ray powder pattern by Debye's formula over a pair histogram (Debye, Ann. Phys. 351, 809 (1915)):
//   N I(Q) = P [ sum_a N_a f_a^2 + sum_ab f_a f_b sum_k (n_ab[k] - c_ab[k]) w(r_k) sin(Q r_k) / (Q r_k) ]
//   c_ab[k] = N_a N_b / V * 4 pi r_k^2 dr          w(r): damping
//   n_ab: ordered pairs (pair_histogram.h)   f: form_factors.h
// c is the scattering of a continuum of the same density: without it the edge of the sphere of radius r_max would
// scatter as a particle does. It is subtracted bin by bin, so that its own rounding to bins cancels.
//   damping  none:  w = 1: a line becomes 3.8 / r_max wide in Q (FWHM), with ripples beside it that look like peaks
//            lorch: w = sin(x) / x, x = pi r / r_max: 5.4 / r_max, ripples of some percent
//            gauss: w = exp(-s^2 r^2 / 2): a line becomes normal with standard deviation s in Q (2.35 s wide); what the
//                   sum over nodes (structure_factor.h) gives exactly, once s r_max is above 4. The default, with
//                   s = 3 / r_max: 7.1 / r_max, ripples of a percent
// A structure open in all directions is a particle: all its pairs, no continuum, no damping: exact. One that is open in
// some is refused: a continuum with faces has no such c.
//
// Cost: the histogram, and bins x angles x pairs of species rotations (pair_loops_sines.h).
#pragma once
#include <cstdint>
#include <map>
#include <optional>

#include "analysis/diffraction/diffraction.h"
#include "analysis/pairs/pair_histogram.h"
#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

enum class Damping { none, lorch, gauss };

struct DebyeSettings {
  AngleGrid grid;
  /// Å; 0: half the smallest height of the first frame's cell, at most 60 Å; of a crystal (long_range_order.h)
  /// crystal_reach() where that is more.
  double r_max = 0;
  double bin = 0.001;  ///< Å
  Damping damping = Damping::gauss;
  double sigma = 0;  ///< 1/Å, of gauss; 0: 3 / r_max
  MakePairHistogram histogram = pair_histogram;
};

class Debye {
 public:
  explicit Debye(const DebyeSettings& settings);
  /// Throws Error(bad_input) for a cell that is open along some vectors but not all.
  void add(const Atoms& atoms, const Box& box);
  /// Settles r_max and sigma by the first frame.
  /// `crystal`: of who has looked already whether it is one (long_range_order.h).
  void start(const Atoms& atoms, const Box& box, std::optional<bool> crystal = {});
  /// The two halves of add, after start: what takes long, for several frames at once, and what
  /// keeps their order.
  PairHistogram measure(const Atoms& atoms, const Box& box) const;
  void add(const Atoms& atoms, const Box& box, const PairHistogram& pairs);
  Pattern pattern() const;

  double r_max() const { return bins_ * settings_.bin; }
  double sigma() const { return settings_.sigma > 0 ? settings_.sigma : 3 / r_max(); }
  std::int64_t frames() const { return frames_; }
  bool particle() const { return particle_; }
  /// FWHM in Q (1/Å) that a sharp line gets; 0 for a particle.
  double resolution() const;
  /// Height of the cut-off's ripples at a distance in Q (1/Å) from a line of height 1; 0 for a particle.
  double ripple(double distance) const;

 private:
  struct Sums {
    std::vector<std::int64_t> pairs;  ///< ordered, both orders of two species
    double norm = 0;                  ///< sum of N_a N_b / V, both orders
  };
  double window(double r) const;
  std::vector<double> weights(const Sums& sums) const;
  std::string description() const;

  DebyeSettings settings_;
  int bins_ = 0;
  bool particle_ = false;
  std::int64_t frames_ = 0;
  std::map<std::string, double> number_;  ///< atoms, summed over frames
  std::map<SpeciesPair, Sums> sums_;
};

}  // namespace nacre
