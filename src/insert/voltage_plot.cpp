#include "insert/voltage_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "io/svg.h"

namespace nacre::insert {

namespace {
using Points = std::vector<std::pair<double, double>>;
// Colours that stay apart for most eyes (Okabe and Ito).
constexpr const char* blue = "#0072b2";
constexpr const char* orange = "#d55e00";
constexpr const char* shades[] = {"#e69f00", "#56b4e9", "#009e73", "#cc79a7"};

/// The frame of both pictures: axes around all points, capacity above, a line at 0 V.
class Frame {
 public:
  /// `capacity`: mAh/g an atom; not finite: no upper axis.
  Frame(const std::vector<Points>& all, double capacity) : svg_(680, 460) {
    double low = 0, high = 0.1, left = std::numeric_limits<double>::infinity(), right = -left;
    for (const Points& points : all)
      for (const auto& [n, v] : points)
        low = std::min(low, v), high = std::max(high, v), left = std::min(left, n), right = std::max(right, n);
    if (!(left <= right)) left = 0, right = 1;
    if (left > 0 && left < 0.2 * right) left = 0;
    if (left == right) left -= 1, right += 1;
    right += 0.02 * (right - left);
    const double margin = 0.05 * (high - low);
    x_ = {left, right, 80, 650}, y_ = {low - margin, high + margin, 400, 60};
    capacity_ = capacity;
  }
  void shade(const std::vector<Regime>& regimes) {
    for (std::size_t i = 0; i < regimes.size(); ++i) {
      const double a = x_.place(std::clamp(regimes[i].begin, x_.low, x_.high));
      const double b = x_.place(std::clamp(regimes[i].end, x_.low, x_.high));
      svg_.area({{a, y_.begin}, {b, y_.begin}, {b, y_.end}, {a, y_.end}}, shades[i % 4], 0.15);
      svg_.text((a + b) / 2, y_.end + 16, regimes[i].name, Svg::Anchor::middle);
    }
  }
  void axes(const std::string& name) {
    svg_.axes(x_, y_, name, "voltage (V)");
    if (std::isfinite(capacity_) && capacity_ > 0)
      svg_.top_axis({x_.low * capacity_, x_.high * capacity_, x_.begin, x_.end}, y_.end, "capacity (mAh/g)");
    if (y_.low < 0) svg_.line(x_.begin, y_.place(0), x_.end, y_.place(0), "#222222", 1.2);
  }
  Points place(const Points& points) const {
    Points out;
    for (const auto& [n, v] : points) out.emplace_back(x_.place(n), y_.place(v));
    return out;
  }
  Svg& svg() { return svg_; }
  void legend(int line, const std::string& words, const char* color) {
    svg_.text(638, y_.end + 20 + 18 * line, words, Svg::Anchor::end, color);
  }

 private:
  Svg svg_;
  Axis x_, y_;
  double capacity_ = 0;
};

double middle(std::int64_t number, std::int64_t before) { return 0.5 * static_cast<double>(number + before); }
}  // namespace

// A voltage belongs to the step from N' to N and is drawn halfway.
std::string voltage_plot(const LedgerBase& base, const std::vector<LedgerRow>& rows,
                         const std::vector<Regime>& regimes) {
  Points raw, smooth;
  const auto number_before = [&](std::size_t row) { return row == 0 ? base.start_number : rows[row - 1].number; };
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!std::isfinite(rows[i].voltage)) continue;
    raw.emplace_back(middle(rows[i].number, number_before(i)), rows[i].voltage);
    if (rows[i].window == base.window)
      smooth.emplace_back(middle(rows[i].number, number_before(i + 1 - rows[i].window)), rows[i].smoothed);
  }
  Frame frame({raw}, capacity_mAh_g(1, base.host_atoms, base.host_molar_mass));
  frame.shade(regimes);
  frame.axes(base.species + " atoms");
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  frame.legend(0, "each row", blue);
  if (smooth.size() > 1) {
    frame.svg().path(frame.place(smooth), orange, false);
    frame.legend(1, fmt::format("mean of {} rows", base.window), orange);
  }
  return frame.svg().finish();
}

std::string band_plot(const std::vector<BandRow>& band, std::size_t runs) {
  Points raw, mean, edge, low;
  for (const BandRow& b : band) {
    const double n = static_cast<double>(b.number), back = 0.5 * b.window;
    raw.emplace_back(n - 0.5, b.mean);
    mean.emplace_back(n - back, b.smoothed_mean);
    edge.emplace_back(n - back, b.smoothed_high);
    low.emplace_back(n - back, b.smoothed_low);
  }
  edge.insert(edge.end(), low.rbegin(), low.rend());
  const bool known = !band.empty() && band.back().number != 0;
  Frame frame({raw, edge}, known ? band.back().capacity / static_cast<double>(band.back().number) : 0);
  frame.axes("inserted atoms");
  frame.svg().area(frame.place(edge), orange, 0.25);
  frame.svg().dots(frame.place(raw), blue, raw.size() > 300 ? 3 : 5);
  frame.svg().path(frame.place(mean), orange, false);
  frame.legend(0, fmt::format("mean of {} runs", runs), blue);
  frame.legend(1, "smoothed, lowest to highest", orange);
  return frame.svg().finish();
}

}  // namespace nacre::insert
