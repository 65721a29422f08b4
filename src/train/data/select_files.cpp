// select.csv and the picture beside it.
#include <fmt/format.h>

#include <algorithm>

#include "report/csv.h"
#include "report/figure.h"
#include "train/data/select.h"

namespace nacre::train {

report::Table select_table(const std::vector<SelectRow>& rows, const std::string& quantity) {
  report::Table table{
      "select.csv",
      {},
      {{"frame"}, {quantity, "{:.8g}"}, {"order"}, {"distance", "{:.8g}"}, {"pc1", "{:.8g}"}, {"pc2", "{:.8g}"}},
      {}};
  for (std::size_t f = 0; f < rows.size(); ++f)
    table.rows.push_back({static_cast<std::int64_t>(f + 1), rows[f].spread, static_cast<std::int64_t>(rows[f].order),
                          report::finite_cell(rows[f].distance), rows[f].first, rows[f].second});
  return table;
}

namespace {
Axis axis_of(const std::vector<double>& values, double begin, double end) {
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  return report::axis_around(*low, *high, begin, end, 0.05);
}
}  // namespace

std::string select_picture(const std::vector<SelectRow>& rows, const PrincipalMap& known, const double share[2]) {
  std::vector<double> xs = known.first, ys = known.second;
  for (const SelectRow& r : rows) xs.push_back(r.first), ys.push_back(r.second);
  const Axis x = axis_of(xs, 80, 480), y = axis_of(ys, 380, 20);
  report::Points outside, inside, chosen, before;
  for (const SelectRow& r : rows)
    (r.order > 0 ? chosen : r.in_band ? inside : outside).emplace_back(x.place(r.first), y.place(r.second));
  for (std::size_t k = 0; k < known.first.size(); ++k)
    before.emplace_back(x.place(known.first[k]), y.place(known.second[k]));
  Svg svg(640, 440);
  svg.axes(x, y, fmt::format("pc1 ({:.1f} % of the variance)", 100 * share[0]),
           fmt::format("pc2 ({:.1f} %)", 100 * share[1]));
  report::Legend legend(svg, 494, 42, Svg::Anchor::start, 20);
  const auto draw = [&](const report::Points& places, const std::string& name, const char* color, double diameter) {
    if (places.empty()) return;
    svg.dots(places, color, diameter);
    legend.words(fmt::format("{} {}", places.size(), name), color);
  };
  draw(outside, "outside the band", report::grey, 4);
  draw(inside, "in the band", report::blue, 5);
  draw(before, "known", report::green, 6);
  draw(chosen, "chosen", report::orange, 9);
  return svg.finish();
}

}  // namespace nacre::train
