// Picture of the principal components.
#include "learn/figure_parts.h"
#include "learn/figures.h"

namespace nacre::learn {

namespace {
constexpr double side = 340, step = 420, top = 40;
constexpr int arrows = 5;

Axis axis_of(const std::vector<double>& v, double begin, double end) {
  const auto [low, high] = std::minmax_element(v.begin(), v.end());
  return report::axis_around(*low, *high, begin, end);
}

/// Features of the longest loadings in the plane of components a and b, as lines from the origin.
void loading_lines(Svg& svg, const Components& c, std::size_t a, std::size_t b, const Axis& x, const Axis& y) {
  const std::size_t p = c.names.size();
  std::vector<double> length;
  for (std::size_t f = 0; f < p; ++f) length.push_back(std::hypot(c.loading[a * p + f], c.loading[b * p + f]));
  const double reach = 0.85 * std::min({x.high, -x.low, y.high, -y.low});
  const std::vector<int> order = falling_order(length);
  const std::vector<std::string> shown = short_names(c.names);
  Points names;  // where they stand
  for (std::size_t i = 0; i < std::min<std::size_t>(arrows, p); ++i) {
    const std::size_t f = static_cast<std::size_t>(order[i]);
    if (length[f] < 0.05 * length[order[0]]) break;  // too short to be a line
    const double u = reach * c.loading[a * p + f] / length[order[0]],
                 v = reach * c.loading[b * p + f] / length[order[0]];
    svg.line(x.place(0), y.place(0), x.place(u), y.place(v), ink, 1.2);
    const double out = 12 / std::hypot(x.place(u) - x.place(0), y.place(v) - y.place(0)) + 1;
    const double at = x.place(u * out);
    double height = y.place(v * out) + 4;
    for (const auto& [other, taken] : names)  // below a name that is there already
      if (std::abs(at - other) < 30 && std::abs(height - taken) < 14) height = taken + 15;
    names.emplace_back(at, height);
    svg.text(at, height, shown[f], u < 0 ? Svg::Anchor::end : Svg::Anchor::start);
  }
}

void plane(Svg& svg, const Components& c, const Table& table, const std::vector<std::vector<double>>& place,
           std::size_t b, double left) {
  const Axis x = axis_of(place[0], left, left + side), y = axis_of(place[b], top + side, top);
  report::panel_axes(svg, x, y, fmt::format("component 1 ({:.1f} %)", 100 * c.share[0]),
                     fmt::format("component {} ({:.1f} %)", b + 1, 100 * c.share[b]));
  Legend legend = Legend::row(svg, left + 4, top - 12);
  const std::size_t classes = std::max<std::size_t>(1, table.classes.size());
  for (std::size_t k = 0; k < classes; ++k) {
    Points points;
    for (int row = 0; row < table.rows(); ++row)
      if (table.label.empty() || table.label[row] == static_cast<int>(k))
        points.emplace_back(x.place(place[0][row]), y.place(place[b][row]));
    svg.dots(points, color_of(k), 4);
    if (!table.label.empty()) legend.words(table.classes[k], color_of(k));
  }
  loading_lines(svg, c, 0, b, x, y);
}

void shares(Svg& svg, const Components& c, double left) {
  const auto p = static_cast<double>(c.share.size());
  const Axis x{0.3, p + 0.7, left, left + side}, y{0, 100, top + side, top};
  svg.y_scale(y, left, left + side);
  double sum = 0;
  Points points;
  for (std::size_t i = 0; i < c.share.size(); ++i) {
    const double middle = x.place(static_cast<double>(i) + 1), high = y.place(100 * c.share[i]);
    rectangle(svg, middle - 0.35 * side / p, high, middle + 0.35 * side / p, y.begin, color_of(0));
    points.emplace_back(middle, y.place(100 * (sum += c.share[i])));
    if (c.share.size() <= 16 || i % 2 == 0)
      svg.text(middle, y.begin + 18, fmt::format("{}", i + 1), Svg::Anchor::middle);
  }
  svg.path(points, color_of(1), false);
  svg.dots(points, color_of(1), 6);
  report::bar_axes(svg, x, y, "component", "variance (%): each, sum");
}
}  // namespace

std::string components_svg(const Components& c, const Table& table) {
  const std::size_t kept = std::min<std::size_t>(3, c.names.size());
  const auto place = c.project(table, static_cast<int>(kept));
  Svg svg(static_cast<int>(step * static_cast<double>(kept) + 20), static_cast<int>(side + 100));
  for (std::size_t b = 1; b < kept; ++b) plane(svg, c, table, place, b, 70 + step * static_cast<double>(b - 1));
  shares(svg, c, 70 + step * static_cast<double>(kept - 1));
  return svg.finish();
}

}  // namespace nacre::learn
