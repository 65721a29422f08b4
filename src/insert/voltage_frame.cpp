#include "insert/voltage_frame.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace nacre::insert {

namespace {
constexpr const char* shade_colour = "#555555";
constexpr double shade_opacity[] = {0.05, 0.13};
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
    svg_.area({{a, bottom}, {b, bottom}, {b, y_.end}, {a, y_.end}}, shade_colour, shade_opacity[i % 2]);
    std::string name = regimes[i].name;
    if (letter * static_cast<double>(name.size()) > b - a) name = name.substr(0, name.find(' '));
    svg_.text((a + b) / 2, y_.end + 16, name, Svg::Anchor::middle);
  }
}

void VoltageFrame::axes(const std::string& name) {
  svg_.axes(x_, y_, name, "voltage (V)");
  if (std::isfinite(capacity_) && capacity_ > 0)
    svg_.top_axis({x_.low * capacity_, x_.high * capacity_, x_.begin, x_.end}, y_.end, "capacity (mAh/g)");
  if (y_.low < 0) svg_.line(x_.begin, y_.place(0), x_.end, y_.place(0), "#222222", 1.2);
}

Points VoltageFrame::place(const Points& points) const {
  Points out;
  for (const auto& [n, v] : points) out.emplace_back(x_.place(n), y_.place(v));
  return out;
}

void VoltageFrame::legend(int line, const std::string& words, const char* color) {
  svg_.text(x_.end - 12, y_.end + 20 + 18 * line, words, Svg::Anchor::end, color);
}

Points smoothed_points(const LedgerBase& base, const std::vector<LedgerRow>& rows) {
  Points out;
  const auto number_before = [&](std::size_t row) { return row == 0 ? base.start_number : rows[row - 1].number; };
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::isfinite(rows[i].voltage) && rows[i].window == base.window)
      out.emplace_back(middle(rows[i].number, number_before(i + 1 - rows[i].window)), rows[i].smoothed);
  return out;
}

}  // namespace nacre::insert
