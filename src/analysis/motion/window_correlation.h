// Correlation of a vector of each atom with itself, averaged over atoms and time origins while samples arrive.
//   displacement:  C(m) = < (u(t + m) - u(t))^2 >    by component: mean squared displacement
//   product:       C(m) = < v(t + m) v(t) >          by component: velocity autocorrelation
//   m = 0 .. window - 1: lag in samples; < >: mean over the atoms of a curve and all origins t with a sample at t + m
// The last `window` samples are kept: 24 bytes an atom and sample. A sample costs window x atoms multiply-adds a
// component, read once from memory. Every lag uses all origins there are: after n samples lag m has n - m.
//
// A lag is summed by one thread over the atoms in their order, so sums do not depend on the number of threads.
#pragma once
#include <cstdint>
#include <vector>

#include "core/record.h"
#include "core/vec3.h"

namespace nacre {

enum class Correlated { displacement, product };

/// What one atom adds, by component: `later` and `earlier` are its vectors at t + m and t.
template <Correlated kind>
inline Vec3 correlate(Vec3 later, Vec3 earlier) {
  if (kind == Correlated::product) return {later.x * earlier.x, later.y * earlier.y, later.z * earlier.z};
  const Vec3 d = later - earlier;
  return {d.x * d.x, d.y * d.y, d.z * d.z};
}

class WindowCorrelation {
 public:
  /// `curve`: [atom] the curve an atom belongs to, -1 for none; `curves`: their number.
  WindowCorrelation(Correlated kind, std::int64_t window, const std::vector<int>& curve, int curves);

  /// The vectors of all atoms, in the order of `curve`.
  void add(const std::vector<Vec3>& values);

  std::int64_t samples() const { return samples_; }
  std::int64_t window() const { return window_; }
  std::int64_t atoms(int curve) const { return begin_[curve + 1] - begin_[curve]; }
  /// C(m) of a curve, by component: as many lags as there are samples, at most window(). Zeros when it has no atoms.
  std::vector<Vec3> mean(int curve) const;

  void save(Record& record) const;
  void load(const Record& record);

 private:
  std::int64_t chosen() const { return static_cast<std::int64_t>(atom_.size()); }
  const Vec3* sample(std::int64_t k) const { return buffer_.data() + (k % window_) * chosen(); }
  template <Correlated kind>
  void add_lag(std::int64_t lag);

  Correlated kind_;
  std::int64_t window_, samples_ = 0;
  std::vector<int> atom_;            ///< the atoms that are in a curve, curve after curve
  std::vector<std::int64_t> begin_;  ///< [curve + 1] first entry of atom_
  std::vector<Vec3> buffer_;         ///< [sample % window][entry of atom_]
  std::vector<Vec3> sums_;           ///< [lag * curves + curve]
};

}  // namespace nacre
