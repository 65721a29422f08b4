// select.csv and the picture beside it.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "report/svg.h"
#include "train/data/select.h"

namespace nacre::train {

std::string select_table(const std::vector<SelectRow>& rows) {
  std::string text = "frame,max_force_spread_eV_per_A,order,distance,pc1,pc2\n";
  for (std::size_t f = 0; f < rows.size(); ++f)
    fmt::format_to(std::back_inserter(text), "{},{:.8g},{},{},{:.8g},{:.8g}\n", f + 1, rows[f].spread, rows[f].order,
                   rows[f].distance ? fmt::format("{:.8g}", *rows[f].distance) : "", rows[f].first, rows[f].second);
  return text;
}

namespace {
constexpr const char *grey = "#888888", *blue = "#0072b2", *orange = "#d55e00", *green = "#009e73";

/// An axis around all values with a margin, never of no length.
Axis axis_around(std::vector<double> values, double begin, double end) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double margin = std::max(0.05 * (*high - *low), 1e-9);
  return {*low - margin, *high + margin, begin, end};
}

using Places = std::vector<std::pair<double, double>>;
}  // namespace

std::string select_picture(const std::vector<SelectRow>& rows, const PrincipalMap& known, const double share[2]) {
  std::vector<double> xs = known.first, ys = known.second;
  for (const SelectRow& r : rows) xs.push_back(r.first), ys.push_back(r.second);
  const Axis x = axis_around(xs, 80, 480), y = axis_around(ys, 380, 20);
  Places outside, inside, chosen, before;
  for (const SelectRow& r : rows)
    (r.order > 0 ? chosen : r.in_band ? inside : outside).emplace_back(x.place(r.first), y.place(r.second));
  for (std::size_t k = 0; k < known.first.size(); ++k)
    before.emplace_back(x.place(known.first[k]), y.place(known.second[k]));
  Svg svg(640, 440);
  svg.axes(x, y, fmt::format("pc1 ({:.1f} % of the variance)", 100 * share[0]),
           fmt::format("pc2 ({:.1f} %)", 100 * share[1]));
  double line = 42;
  const auto draw = [&](const Places& places, const std::string& name, const char* color, double diameter) {
    if (places.empty()) return;
    svg.dots(places, color, diameter);
    svg.text(494, line, fmt::format("{} {}", places.size(), name), Svg::Anchor::start, color);
    line += 20;
  };
  draw(outside, "outside the band", grey, 4);
  draw(inside, "in the band", blue, 5);
  draw(before, "known", green, 6);
  draw(chosen, "chosen", orange, 9);
  return svg.finish();
}

}  // namespace nacre::train
