// The frame of all pictures of voltages: axes around all points, capacity above, a line at 0 V, stages shaded.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "insert/voltage_plot.h"
#include "report/figure.h"

namespace nacre::insert {

using report::Points;

/// Where the frame is on its page (pixels).
struct FrameLayout {
  int width = 680, height = 460;
  double left = 80, right = 650, top = 60, bottom = 400;
  double headroom = 0.05;  ///< above the highest point, of the range
};

class VoltageFrame {
 public:
  /// `points`: N, voltage. `capacity`: mAh/g an atom; not finite or 0: no upper axis.
  VoltageFrame(const std::vector<Points>& points, double capacity, const FrameLayout& layout = {});

  /// Down to `bottom`, for panels below; a name that is wider than its part is cut to its first word.
  void shade(const std::vector<Regime>& regimes, double bottom);
  void shade(const std::vector<Regime>& regimes) { shade(regimes, y_.begin); }
  /// An empty name: no numbers and name below, because a panel follows.
  void axes(const std::string& name);
  Points place(const Points& points) const { return report::placed(x_, y_, points); }
  /// At the upper right.
  report::Legend legend();
  Svg& svg() { return svg_; }
  const Axis& x() const { return x_; }

 private:
  Svg svg_;
  Axis x_, y_;
  double capacity_ = 0;
};

/// Middle of the step from one number of atoms to another, where its voltage belongs.
inline double middle(std::int64_t number, std::int64_t before) {
  return 0.5 * (static_cast<double>(number) + static_cast<double>(before));
}

/// Smoothed voltages of full windows, at the middles of these.
Points smoothed_points(const LedgerBase& base, const std::vector<LedgerRow>& rows);

}  // namespace nacre::insert
