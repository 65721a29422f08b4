#include "insert/voltage_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::insert {

namespace {
constexpr double letter = 7;  // pixels, of a character, about

/// The range of x: all points, from 0 where they begin near it.
std::pair<double, double> sides(const std::vector<Points>& all) {
  double left = std::numeric_limits<double>::infinity(), right = -left;
  for (const Points& points : all)
    for (const auto& [n, unused] : points) left = std::min(left, n), right = std::max(right, n);
  if (!(left <= right)) left = 0, right = 1;
  if (left > 0 && left < 0.2 * right) left = 0;
  if (left == right) left -= 1, right += 1;
  return {left, right + 0.02 * (right - left)};
}
}  // namespace

VoltageFrame::VoltageFrame(const std::vector<Points>& all, double capacity, const FrameLayout& layout)
    : svg_(layout.width, layout.height), capacity_(capacity) {
  double low = 0, high = 0.1;
  for (const Points& points : all)
    for (const auto& [unused, v] : points) low = std::min(low, v), high = std::max(high, v);
  const auto [left, right] = sides(all);
  x_ = {left, right, layout.left, layout.right};
  y_ = {low - 0.05 * (high - low), high + layout.headroom * (high - low), layout.bottom, layout.top};
}

void VoltageFrame::shade(const std::vector<Regime>& regimes, double bottom) {
  for (std::size_t i = 0; i < regimes.size(); ++i) {
    const double a = x_.place(std::clamp(regimes[i].begin, x_.low, x_.high));
    const double b = x_.place(std::clamp(regimes[i].end, x_.low, x_.high));
    report::shaded_range(svg_, a, b, bottom, y_.end, i);
    std::string name = regimes[i].name;
    if (letter * static_cast<double>(name.size()) > b - a) name = name.substr(0, name.find(' '));
    svg_.text((a + b) / 2, y_.end + 16, name, Svg::Anchor::middle);
  }
}

void VoltageFrame::axes(const std::string& name) {
  svg_.axes(x_, y_, name, "voltage (V)");
  if (std::isfinite(capacity_) && capacity_ > 0)
    svg_.top_axis({x_.low * capacity_, x_.high * capacity_, x_.begin, x_.end}, y_.end, "capacity (mAh/g)");
  if (y_.low < 0) svg_.line(x_.begin, y_.place(0), x_.end, y_.place(0), report::ink, 1.2);
}

report::Legend VoltageFrame::legend() { return {svg_, x_.end - 12, y_.end + 20, Svg::Anchor::end}; }

Points smoothed_points(const LedgerBase& base, const std::vector<LedgerRow>& rows) {
  Points out;
  const auto number_before = [&](std::size_t row) { return row == 0 ? base.start_number : rows[row - 1].number; };
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::isfinite(rows[i].voltage) && rows[i].window == base.window)
      out.emplace_back(middle(rows[i].number, number_before(i + 1 - rows[i].window)), rows[i].smoothed);
  return out;
}

}  // namespace nacre::insert
