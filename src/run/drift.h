// Drift of a conserved energy: the slope of the least-squares line through (t, E), one point a step. The difference of
// the first and the last point would be ruled by the fluctuation that velocity Verlet leaves on E.
//   slope = (n sum tE - sum t sum E) / (n sum tt - (sum t)^2)
#pragma once
#include <vector>

#include "core/record.h"
#include "integrate/device_dynamics.h"

namespace nacre::run {

class Drift {
 public:
  Drift() = default;
  explicit Drift(const DriftSums& s) : n_(s.n), t_(s.t), e_(s.e), tt_(s.tt), te_(s.te) {}
  DriftSums sums() const { return {n_, t_, e_, tt_, te_}; }
  /// t: fs since the start of the run; energy: eV, relative to the start, so that no digits are lost.
  void add(double t, double energy) { n_ += 1, t_ += t, e_ += energy, tt_ += t * t, te_ += t * energy; }
  /// eV/fs; 0 with fewer than two points.
  double slope() const {
    const double spread = n_ * tt_ - t_ * t_;
    return n_ > 1 && spread > 0 ? (n_ * te_ - t_ * e_) / spread : 0;
  }
  void save(Record& record) const { record.put("drift", std::vector<double>{n_, t_, e_, tt_, te_}); }
  void load(const Record& record) {
    const auto& v = record.reals_at("drift");
    if (v.size() == 5) n_ = v[0], t_ = v[1], e_ = v[2], tt_ = v[3], te_ = v[4];
  }

 private:
  double n_ = 0, t_ = 0, e_ = 0, tt_ = 0, te_ = 0;
};

}  // namespace nacre::run
