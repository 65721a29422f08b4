// Pictures of classifications: ROC, calibration, confusion; and principal components.
#include "learn/figure_parts.h"
#include "learn/figures.h"

namespace nacre::learn {

namespace {
const char* shown_name(const std::string& method) {
  if (method == "svm") return "SVM";
  if (method == "k_means") return "k-means";
  if (method == "gaussian_mixture") return "Gaussian mixture";
  return "forest";
}
const char* shown_split(const std::string& split) {
  return split == "random" ? "random rows left out" : "one group left out";
}

std::vector<std::string> splits_of(const Evaluation& e) {
  std::vector<std::string> out;
  for (const MethodScore& m : e.methods)
    if (std::find(out.begin(), out.end(), m.split) == out.end()) out.push_back(m.split);
  return out;
}

std::vector<const MethodScore*> methods_of(const Evaluation& e, const std::string& split) {
  std::vector<const MethodScore*> out;
  for (const MethodScore& m : e.methods)
    if (m.split == split) out.push_back(&m);
  return out;
}

constexpr double panel_side = 340, panel_step = 420;

struct Panel {
  Axis x, y;
};
Panel unit_panel(Svg& svg, std::size_t number, const std::string& title, const std::string& x_name,
                 const std::string& y_name) {
  const double left = 70 + panel_step * static_cast<double>(number);
  const Panel p{{0, 1, left, left + panel_side}, {0, 1, 40 + panel_side, 40}};
  report::panel_axes(svg, p.x, p.y, x_name, y_name);
  svg.text(left + panel_side / 2, 26, title, Svg::Anchor::middle);
  svg.line(p.x.begin, p.y.begin, p.x.end, p.y.end, report::grey);
  return p;
}

void roc_curve(Svg& svg, const Panel& p, const MethodScore& m, const char* color, Legend& legend) {
  Points points;
  for (std::size_t i = 0; i < m.roc.threshold.size(); ++i)
    points.emplace_back(p.x.place(m.roc.false_positive[i]), p.y.place(m.roc.true_positive[i]));
  svg.path(points, color, false);
  legend.words(fmt::format("{}: {:.3f} ± {:.3f}", shown_name(m.method), m.roc.auc, m.roc.error), color);
}
}  // namespace

std::string roc_svg(const Evaluation& e) {
  const auto splits = splits_of(e);
  Svg svg(static_cast<int>(panel_step * static_cast<double>(splits.size()) + 20), static_cast<int>(panel_side + 100));
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const Panel p =
        unit_panel(svg, s, fmt::format("{}: area under the curve", shown_split(splits[s])), "share of false positives",
                   fmt::format("share of true positives ({})", e.classes[e.positive]));
    const auto methods = methods_of(e, splits[s]);
    const double lines = static_cast<double>(methods.size()) - 1;
    Legend legend(svg, p.x.end - 10, p.y.begin - 12 - Legend::line_height * lines, Svg::Anchor::end);
    for (std::size_t i = 0; i < methods.size(); ++i) roc_curve(svg, p, *methods[i], color_of(i), legend);
  }
  return svg.finish();
}

namespace {
void calibration_curve(Svg& svg, const Panel& p, const MethodScore& m, const char* color, Legend& legend) {
  Points points;
  for (const CalibrationBin& bin : m.calibration) {
    if (bin.rows == 0) continue;
    const double x = p.x.place(bin.mean_probability), share = bin.positive_share;
    points.emplace_back(x, p.y.place(share));
    report::vertical_error(svg, x, p.y, std::max(0.0, share - bin.error), std::min(1.0, share + bin.error), color);
  }
  svg.path(points, color, false);
  svg.dots(points, color, 7);
  legend.words(fmt::format("{}: {:.3f}", shown_name(m.method), m.brier), color);
}
}  // namespace

std::string calibration_svg(const Evaluation& e) {
  const auto splits = splits_of(e);
  Svg svg(static_cast<int>(panel_step * static_cast<double>(splits.size()) + 20), static_cast<int>(panel_side + 100));
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const Panel p = unit_panel(svg, s, fmt::format("{}: Brier score", shown_split(splits[s])),
                               fmt::format("probability of {} given", e.classes[e.positive]), "share of rows that are");
    const auto methods = methods_of(e, splits[s]);
    Legend legend(svg, p.x.begin + 12, p.y.end + 22);
    for (std::size_t i = 0; i < methods.size(); ++i)
      if (methods[i]->is_probability && methods[i]->method != "k_means")
        calibration_curve(svg, p, *methods[i], color_of(i), legend);
  }
  return svg.finish();
}

namespace {
constexpr double box = 78;

void confusion_panel(Svg& svg, const MethodScore& m, const std::vector<std::string>& classes, double left, double top) {
  const Confusion& c = m.confusion;
  svg.text(left + box * c.classes / 2, top - 10,
           fmt::format("{}: {:.1f} ± {:.1f} %", shown_name(m.method), 100 * c.accuracy(), 100 * c.accuracy_error()),
           Svg::Anchor::middle);
  for (int i = 0; i < c.classes; ++i) {
    long long row = 0;
    for (int j = 0; j < c.classes; ++j) row += c.at(i, j);
    for (int j = 0; j < c.classes; ++j) {
      const double share = row > 0 ? static_cast<double>(c.at(i, j)) / static_cast<double>(row) : 0;
      const double x = left + box * j, y = top + box * i;
      const char* ink = share > 0.65 ? report::paper : report::ink;
      rectangle(svg, x + 0.5, y + 0.5, x + box - 0.5, y + box - 0.5, report::white_to_blue(0.05 + 0.95 * share));
      svg.text(x + box / 2, y + box / 2 - 3, fmt::format("{}", c.at(i, j)), Svg::Anchor::middle, ink);
      svg.text(x + box / 2, y + box / 2 + 15, fmt::format("{:.0f} %", 100 * share), Svg::Anchor::middle, ink);
    }
    svg.text(left + box * (i + 0.5), top + box * c.classes + 17, classes[i], Svg::Anchor::middle);
  }
}
}  // namespace

std::string confusion_svg(const Evaluation& e) {
  const auto splits = splits_of(e);
  const double size = box * static_cast<double>(e.classes.size());
  const double left = longest_width(e.classes) + 50, step_x = std::max(size, 190.0) + 36, step_y = size + 92;
  const auto count = static_cast<double>(methods_of(e, splits[0]).size());
  Svg svg(static_cast<int>(left + step_x * count), static_cast<int>(step_y * static_cast<double>(splits.size()) + 20));
  for (std::size_t s = 0; s < splits.size(); ++s) {
    const double top = 62 + step_y * static_cast<double>(s);
    svg.text(left, top - 36, fmt::format("{}; rows: true class, columns: class given", shown_split(splits[s])));
    for (std::size_t k = 0; k < e.classes.size(); ++k)
      svg.text(left - 10, top + box * (static_cast<double>(k) + 0.5) + 5, e.classes[k], Svg::Anchor::end);
    const auto methods = methods_of(e, splits[s]);
    for (std::size_t i = 0; i < methods.size(); ++i)
      confusion_panel(svg, *methods[i], e.classes, left + step_x * static_cast<double>(i), top);
  }
  return svg.finish();
}

}  // namespace nacre::learn
