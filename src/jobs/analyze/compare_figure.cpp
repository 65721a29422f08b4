// The figure of nacre analyze compare: four panels, the structures over each other.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/pairs/rdf.h"
#include "jobs/analyze/compare_table.h"
#include "report/figure.h"
#include "report/read_csv.h"

namespace nacre::jobs::analyze {

namespace {
using report::color_of, report::Points;

/// The first of the columns `names` that the table has, over its first column; empty: none.
Points curve(const report::Table& table, const std::vector<std::string>& names) {
  std::size_t column = 0;
  for (const std::string& name : names)
    for (std::size_t c = 1; c < table.columns.size() && column == 0; ++c)
      if (table.columns[c].name == name) column = c;
  Points points;
  if (column == 0) return points;
  for (const auto& row : table.rows) {
    const auto x = report::number_of(row[0]), y = report::number_of(row[column]);
    if (x && y) points.emplace_back(*x, *y);
  }
  return points;
}

/// One panel of curves: axes around all of them.
struct Panel {
  double left, top;
  const char *x_name, *y_name;
  static constexpr double width = 320, height = 220;

  void draw_axes(Svg& svg, Axis& x, Axis& y) const {
    x.begin = left, x.end = left + width, y.begin = top + height, y.end = top;
    report::panel_axes(svg, x, y, x_name, y_name);
  }
  void draw_bars(Svg& svg, Axis& x, Axis& y, int first, int last) const {
    x.begin = left, x.end = left + width, y.begin = top + height, y.end = top;
    svg.y_scale(y, x.begin, x.end);
    for (int n = first; n <= last; ++n) svg.text(x.place(n), y.begin + 18, std::to_string(n), Svg::Anchor::middle);
    report::bar_axes(svg, x, y, x_name, y_name);
  }
  void draw(Svg& svg, const std::vector<Points>& curves) const {
    double low = 0, high = 0, first = 1e300, last = -1e300;
    for (const Points& points : curves)
      for (const auto& [u, v] : points) {
        low = std::min(low, v), high = std::max(high, v);
        first = std::min(first, u), last = std::max(last, u);
      }
    if (!(first < last) || !(low < high))
      return svg.text(left + width / 2, top + height / 2, fmt::format("no {}", y_name), Svg::Anchor::middle);
    Axis x{first, last}, y{1.05 * low, 1.08 * high};
    draw_axes(svg, x, y);
    for (std::size_t k = 0; k < curves.size(); ++k) svg.path(report::placed(x, y, curves[k]), color_of(k), false);
  }
};

std::vector<Points> curves_of(const std::vector<Compared>& structures, const std::string& table,
                              const std::vector<std::string>& columns) {
  std::vector<Points> curves;
  for (const Compared& s : structures) {
    const auto found = s.tables.find(table);
    curves.push_back(found == s.tables.end() ? Points{} : curve(found->second, columns));
  }
  return curves;
}

/// Means over 0.5 Å on either side: single pores of small cells would hide the rest.
Points averaged(const Points& points) {
  Points out = points;
  for (std::size_t k = 0; k < points.size(); ++k) {
    double sum = 0, count = 0;
    for (const auto& [u, v] : points)
      if (std::abs(u - points[k].first) < 0.5 + 1e-9) sum += v, count += 1;
    out[k].second = sum / count;
  }
  return out;
}

/// g(r) as its peaks are read from it.
Points smoothed(const Points& points) {
  if (points.size() < 2) return points;
  std::vector<double> values;
  for (const auto& p : points) values.push_back(p.second);
  values = smooth(values, points[1].first - points[0].first);
  Points out = points;
  for (std::size_t k = 0; k < out.size(); ++k) out[k].second = values[k];
  return out;
}

template <class Change>
std::vector<Points> each(std::vector<Points> curves, Change&& change) {
  for (Points& points : curves) points = change(points);
  return curves;
}

/// Pore sizes up to the widest pore: the rest of the axis is empty.
std::vector<Points> cut(std::vector<Points> curves) {
  double last = 0;
  for (const Points& points : curves)
    for (const auto& [u, v] : points)
      if (v > 0) last = std::max(last, u);
  for (Points& points : curves)
    points.erase(std::remove_if(points.begin(), points.end(), [&](const auto& p) { return p.first > last + 0.5; }),
                 points.end());
  return curves;
}

/// Rings of 3 to 8 atoms for 100 atoms, bars side by side.
void draw_rings(Svg& svg, const Panel& panel, const std::vector<Compared>& structures) {
  constexpr int first = 3, last = 8;
  std::vector<std::vector<double>> rings;
  double high = 0;
  for (const Compared& s : structures) {
    rings.emplace_back();
    for (int n = first; n <= last; ++n) {
      rings.back().push_back(100 * s.summary.number("rings.per_atom." + std::to_string(n)).value_or(0));
      high = std::max(high, rings.back().back());
    }
  }
  Axis x{first - 0.5, last + 0.5}, y{0, high > 0 ? 1.08 * high : 1};
  panel.draw_bars(svg, x, y, first, last);
  const double step = 0.8 / static_cast<double>(rings.size());
  for (std::size_t k = 0; k < rings.size(); ++k)
    for (int n = first; n <= last; ++n) {
      const double left = x.place(n - 0.4 + step * static_cast<double>(k)),
                   right = x.place(n - 0.4 + step * static_cast<double>(k + 1));
      report::bar(svg, left, right, y, rings[k][n - first], color_of(k));
    }
}
}  // namespace

std::string compare_svg(const std::vector<Compared>& structures) {
  Svg svg(860, 660);
  report::Legend legend = report::Legend::row(svg, 70, 25);
  for (std::size_t k = 0; k < structures.size(); ++k) legend.line(structures[k].name, color_of(k));
  Panel{70, 50, "r (Å), smoothed by 0.03 Å", "g(r), C-C"}.draw(
      svg, each(curves_of(structures, "rdf.csv", {"g_C-C", "g_total"}), smoothed));
  Panel{500, 50, "2θ (degrees)", "intensity per atom"}.draw(svg, curves_of(structures, "xrd.csv", {"intensity"}));
  draw_rings(svg, {70, 360, "atoms in a ring", "rings for 100 atoms"}, structures);
  Panel{500, 360, "pore diameter (Å), averaged over 1 Å", "volume share (1/Å)"}.draw(
      svg, each(cut(curves_of(structures, "pores.csv", {"density_per_A"})), averaged));
  return svg.finish();
}

}  // namespace nacre::jobs::analyze
