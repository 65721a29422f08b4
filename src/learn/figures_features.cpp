// Pictures of features: correlation, SHAP values, importances.
#include "learn/figure_parts.h"
#include "learn/figures.h"

namespace nacre::learn {

namespace {
constexpr double cell = 44;

void column_names(Svg& svg, const std::vector<std::string>& names, double left, double bottom) {
  const bool upright = longest_width(names) <= cell;
  for (std::size_t j = 0; j < names.size(); ++j) {
    const double middle = left + (static_cast<double>(j) + 0.5) * cell;
    if (upright) svg.text(middle, bottom + 18, names[j], Svg::Anchor::middle);
    if (!upright) svg.vertical_text(middle + 4, bottom + 8 + text_width(names[j]) / 2, names[j]);
  }
}

}  // namespace

std::string correlation_svg(const Correlation& c) {
  const auto n = static_cast<double>(c.names.size());
  const double left = longest_width(c.names) + 24, top = 44, side = n * cell;
  const double below = longest_width(c.names) <= cell ? 34 : longest_width(c.names) + 24;
  Svg svg(static_cast<int>(left + side + 90), static_cast<int>(top + side + below));
  svg.text(left + side / 2, 26, "Pearson correlation", Svg::Anchor::middle);
  for (std::size_t i = 0; i < c.names.size(); ++i) {
    const double y = top + static_cast<double>(i) * cell;
    svg.text(left - 8, y + cell / 2 + 5, c.names[i], Svg::Anchor::end);
    for (std::size_t j = 0; j < c.names.size(); ++j) {
      const double r = c.at(static_cast<int>(i), static_cast<int>(j)), x = left + static_cast<double>(j) * cell;
      const bool none = std::isnan(r);
      rectangle(svg, x + 0.5, y + 0.5, x + cell - 0.5, y + cell - 0.5, none ? report::grid : report::diverging(r));
      svg.text(x + cell / 2, y + cell / 2 + 5, none ? "–" : fmt::format("{:.2f}", std::abs(r) < 0.005 ? 0.0 : r),
               Svg::Anchor::middle, !none && std::abs(r) > 0.6 ? report::paper : ink);
    }
  }
  column_names(svg, c.names, left, top + side);
  report::color_bar(svg, left + side + 18, top, side, &report::diverging, -1, 1);
  for (const int v : {-1, 0, 1}) svg.text(left + side + 40, top + side * (1 - v) / 2 + 5, fmt::format("{}", v));
  return svg.finish();
}

namespace {
constexpr int color_steps = 16;
constexpr double swarm_line = 34;

/// 0 .. 1 between the 5th and the 95th percentile of a feature, as colour step.
class ValueColors {
 public:
  explicit ValueColors(const std::vector<double>& column) {
    std::vector<double> sorted = column;
    std::sort(sorted.begin(), sorted.end());
    low_ = sorted[sorted.size() * 5 / 100], high_ = sorted[(sorted.size() - 1) * 95 / 100];
    if (low_ == high_) low_ = sorted.front(), high_ = sorted.back();
  }
  int step(double x) const {
    if (high_ == low_) return color_steps / 2;
    return std::clamp(static_cast<int>((x - low_) / (high_ - low_) * color_steps), 0, color_steps - 1);
  }

 private:
  double low_, high_;
};

/// Dots of one feature: those that fall on the same place of the axis stand above and below each other.
void swarm(Svg& svg, const Explanation& e, const std::vector<double>& column, int feature, int every, const Axis& x,
           double middle) {
  constexpr double column_width = 2.5;
  const std::size_t places = static_cast<std::size_t>((x.end - x.begin) / column_width) + 1;
  std::vector<int> filled(places, 0);
  std::vector<std::pair<std::size_t, int>> dot;  // place, order there
  int most = 1;
  for (int row = 0; row < e.rows; row += every) {
    const auto place = static_cast<std::size_t>((x.place(e.at(row, feature)) - x.begin) / column_width);
    dot.emplace_back(place, filled[place]++), most = std::max(most, filled[place]);
  }
  const double step = std::min(2.0, (swarm_line - 6) / most);
  const ValueColors colors(column);
  std::vector<Points> points(color_steps);
  for (std::size_t i = 0; i < dot.size(); ++i) {
    const int row = static_cast<int>(i) * every, order = dot[i].second;
    const int away = (order + 1) / 2;
    const double offset = order % 2 == 0 ? away * step : -away * step;
    points[colors.step(column[row])].emplace_back(x.place(e.at(row, feature)), middle + offset);
  }
  for (int s = 0; s < color_steps; ++s) svg.dots(points[s], report::low_to_high((s + 0.5) / color_steps), 3.2);
}
}  // namespace

std::string shap_svg(const Explanation& e, const Table& table, const std::string& class_name, int most_rows) {
  std::vector<std::string> names(table.features.begin(), table.features.begin() + e.width);
  const double left = longest_width(names) + 30, top = 24, height = swarm_line * e.width;
  const auto [low, high] = std::minmax_element(e.values.begin(), e.values.end());
  const Axis x = report::axis_around(*low, *high, left, left + 560), y{0, 1, top + height, top};
  Svg svg(static_cast<int>(x.end + 90), static_cast<int>(y.begin + 56));
  svg.x_scale(x, y.begin, y.end);
  svg.line(x.place(0), y.begin, x.place(0), y.end, report::grey);
  svg.line(x.begin, y.begin, x.end, y.begin, ink);
  const int every = std::max(1, (e.rows + most_rows - 1) / std::max(1, most_rows));
  double middle = top + swarm_line / 2;
  for (const int f : falling_order(e.mean_absolute())) {
    svg.text(left - 10, middle + 5, names[f], Svg::Anchor::end);
    swarm(svg, e, table.columns[f], f, every, x, middle);
    middle += swarm_line;
  }
  svg.text((x.begin + x.end) / 2, y.begin + 42,
           fmt::format("SHAP value: change of the probability of {} from {:.3f}", class_name, e.base),
           Svg::Anchor::middle);
  report::color_bar(svg, x.end + 24, top + 20, height - 40, &report::low_to_high, 0, 1);
  svg.text(x.end + 32, top + 12, "high", Svg::Anchor::middle);
  svg.text(x.end + 32, top + height - 4, "low", Svg::Anchor::middle);
  svg.vertical_text(x.end + 60, top + height / 2, "value of the feature");
  return svg.finish();
}

namespace {
struct Bars {
  std::string name;
  std::vector<double> value, error;
};

void bar_panel(Svg& svg, const Bars& bars, const std::vector<int>& order, double left, double top, const char* color) {
  constexpr double line = 24, width = 230;
  double low = 0, high = 1e-12;
  for (std::size_t f = 0; f < bars.value.size(); ++f) {
    const double error = bars.error.empty() ? 0 : bars.error[f];
    low = std::min(low, bars.value[f] - error), high = std::max(high, bars.value[f] + error);
  }
  const Axis x{low * 1.08, high * 1.08, left, left + width};
  const double bottom = top + line * static_cast<double>(order.size());
  svg.x_scale(x, bottom, top, x.ticks().size() > 5 ? 2 : 1);
  double y = top;
  for (const int f : order) {
    const double zero = x.place(0), end = x.place(bars.value[f]);
    rectangle(svg, std::min(zero, end), y + 4, std::max(zero, end), y + line - 4, color);
    if (!bars.error.empty())
      report::horizontal_error(svg, x, bars.value[f] - bars.error[f], bars.value[f] + bars.error[f], y + line / 2);
    y += line;
  }
  svg.line(x.place(0), bottom, x.place(0), top, ink);
  svg.text(left + width / 2, bottom + 40, bars.name, Svg::Anchor::middle);
}
}  // namespace

std::string importance_svg(const Forest& forest, const Explanation* explanation) {
  std::vector<Bars> panels{{"Gini importance (sum 1)", forest.gini_importance, {}}};
  if (!forest.permutation_importance.empty())
    panels.push_back({"permutation: fall of accuracy", forest.permutation_importance, forest.permutation_error});
  if (explanation != nullptr) panels.push_back({"mean |SHAP|: probability", explanation->mean_absolute(), {}});
  std::vector<std::string> names;
  for (const auto& feature : forest.definitions.features) names.push_back(feature.first);
  const std::vector<int> order = falling_order(forest.gini_importance);
  const double left = longest_width(names) + 30, top = 20, step = 270;
  const double height = 24 * static_cast<double>(names.size());
  Svg svg(static_cast<int>(left + step * static_cast<double>(panels.size())), static_cast<int>(top + height + 56));
  double y = top;
  for (const int f : order) svg.text(left - 10, (y += 24) - 7, names[f], Svg::Anchor::end);
  for (std::size_t i = 0; i < panels.size(); ++i)
    bar_panel(svg, panels[i], order, left + step * static_cast<double>(i), top, color_of(i));
  return svg.finish();
}

}  // namespace nacre::learn
