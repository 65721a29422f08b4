#include "analysis/diffraction/real_peaks.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double longest_spacing = 6;  ///< Å
constexpr double least_flank = 0.5, least_rise = 4, least_width = 0.6;

/// A maximum and the lowest points on both sides of it, up to the next ones.
struct Summit {
  int left, top, right;
};

std::vector<Summit> summits_of(const std::vector<double>& y, const std::vector<int>& tops) {
  const auto lowest = [&](int begin, int end) {
    return static_cast<int>(std::min_element(y.begin() + begin, y.begin() + end + 1) - y.begin());
  };
  std::vector<Summit> out;
  for (std::size_t k = 0; k < tops.size(); ++k) {
    const int begin = k == 0 ? 0 : tops[k - 1];
    const int end = k + 1 == tops.size() ? static_cast<int>(y.size()) - 1 : tops[k + 1];
    out.push_back({lowest(begin, tops[k]), tops[k], lowest(tops[k], end)});
  }
  return out;
}

bool is_small_angle_rise(const Pattern& p, const Summit& s) {
  const std::vector<double>& y = p.intensity;
  if (2 * pi / p.grid.Q(s.top) < longest_spacing) return false;
  const double flank = y[s.top] - *std::min_element(y.begin(), y.begin() + s.top + 1);
  return flank < least_flank * (y[s.top] - y[s.right]);
}

/// 1/Å, where the data are half as high above the higher foot.
double width_of(const Pattern& p, const Summit& s) {
  const std::vector<double>& y = p.intensity;
  const double half = 0.5 * (y[s.top] + std::max(y[s.left], y[s.right]));
  int a = s.top, b = s.top;
  while (a > s.left && y[a] > half) --a;
  while (b < s.right && y[b] > half) ++b;
  return p.grid.Q(b) - p.grid.Q(a);
}

class Ripples {
 public:
  Ripples(const Pattern& p, const std::vector<Summit>& summits, const std::function<double(double)>& ripple)
      : grid_(p.grid), ripple_(ripple), reduced_(reduced_intensity(p)) {
    for (const Summit& s : summits) lines_.push_back({grid_.Q(s.top), rise(s)});
    lines_.push_back({grid_.Q(0), std::abs(reduced_[0])});  // what rises below the first angle
  }
  /// `least`: a share of the highest rise.
  bool explain(const Summit& s, double least) const {
    const double own = rise(s), Q = grid_.Q(s.top);
    double level = 0, highest = 0;
    for (const Line& line : lines_) highest = std::max(highest, line.height);
    if (own < least * highest) return true;
    for (const Line& line : lines_)
      if (line.height > own) level += line.height * ripple_(std::abs(line.Q - Q));
    return own < least_rise * level;
  }

 private:
  struct Line {
    double Q, height;
  };
  double rise(const Summit& s) const { return reduced_[s.top] - std::max(reduced_[s.left], reduced_[s.right]); }

  const AngleGrid& grid_;
  const std::function<double(double)>& ripple_;
  std::vector<double> reduced_;
  std::vector<Line> lines_;
};
}  // namespace

std::vector<double> reduced_intensity(const Pattern& p) {
  std::vector<double> out(p.intensity.size());
  for (int i = 0; i < p.grid.size(); ++i)
    out[i] = p.intensity[i] * p.grid.Q(i) / (p.grid.polarization_factor(p.grid.two_theta(i)) * p.f2[i]);
  return out;
}

std::vector<int> real_peaks(const Pattern& pattern, const std::vector<int>& tops, const PatternLimits& limits) {
  const std::vector<Summit> summits = summits_of(pattern.intensity, tops);
  std::vector<int> kept;
  if (!limits.ripple) {
    for (const Summit& s : summits)
      if (!is_small_angle_rise(pattern, s)) kept.push_back(s.top);
    return kept;
  }
  const Ripples ripples(pattern, summits, limits.ripple);
  for (const Summit& s : summits) {
    const bool is_narrow = width_of(pattern, s) < least_width * limits.resolution;
    if (!is_small_angle_rise(pattern, s) && !is_narrow && !ripples.explain(s, limits.least_rise)) kept.push_back(s.top);
  }
  return kept;
}

double unshifted_centre(const Pattern& p, const std::vector<double>& y, int top) {
  const int n = static_cast<int>(y.size());
  while (top + 1 < n && y[top + 1] > y[top]) ++top;
  while (top > 0 && y[top - 1] > y[top]) --top;
  const double x = p.grid.two_theta(top);
  if (top == 0 || top + 1 == n) return x;
  const double bend = y[top - 1] - 2 * y[top] + y[top + 1];
  return bend == 0 ? x : x + 0.5 * (y[top - 1] - y[top + 1]) / bend * p.grid.step;
}

}  // namespace nacre
