#include "train/report/plots.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/figure.h"
#include "train/report/evaluation.h"

namespace nacre::train {

namespace {
using report::blue, report::green, report::ink, report::orange;

struct Curve {
  std::string name, color;
  bool dashed = false;
  report::Points points;  ///< step, value; values of 0 cannot be drawn and are left out
};

template <class Value>
Curve curve(const std::string& name, const char* color, bool dashed, const std::vector<LossRow>& rows, Value&& value) {
  Curve c{name, color, dashed, {}};
  for (const LossRow& row : rows)
    if (row.step > 0 && value(row) > 0 && std::isfinite(value(row)))
      c.points.emplace_back(static_cast<double>(row.step), value(row));
  return c;
}

std::vector<Curve> loss_curves(const std::vector<LossRow>& rows, bool with_test) {
  std::vector<Curve> all;
  all.push_back(curve("total", ink, false, rows, [](const LossRow& r) { return r.train.total; }));
  all.push_back(curve("energy (eV/atom)", blue, false, rows, [](const LossRow& r) { return r.train.rmse_energy; }));
  all.push_back(curve("force (eV/Å)", orange, false, rows, [](const LossRow& r) { return r.train.rmse_force; }));
  all.push_back(curve("virial (eV/atom)", green, false, rows, [](const LossRow& r) { return r.train.rmse_virial; }));
  all.push_back(
      curve("difference (eV)", report::purple, false, rows, [](const LossRow& r) { return r.train.rmse_difference; }));
  if (with_test) {
    all.push_back(curve("", report::purple, true, rows, [](const LossRow& r) { return r.test.rmse_difference; }));
    all.push_back(curve("", blue, true, rows, [](const LossRow& r) { return r.test.rmse_energy; }));
    all.push_back(curve("", orange, true, rows, [](const LossRow& r) { return r.test.rmse_force; }));
    all.push_back(curve("", green, true, rows, [](const LossRow& r) { return r.test.rmse_virial; }));
  }
  std::erase_if(all, [](const Curve& c) { return c.points.empty(); });
  return all;
}

/// A logarithmic axis around all values, never of no length.
template <class Get>
Axis axis_around(const std::vector<Curve>& curves, Get&& get, double begin, double end) {
  double low = std::numeric_limits<double>::infinity(), high = 0;
  for (const Curve& c : curves)
    for (const auto& p : c.points) low = std::min(low, get(p)), high = std::max(high, get(p));
  if (!(high > 0)) low = 1, high = 10;
  if (high < 1.5 * low) low /= 1.3, high *= 1.3;
  return {low, high, begin, end, true};
}

}  // namespace

std::string loss_plot(const std::vector<LossRow>& rows, const std::string& unit, bool with_test) {
  const std::vector<Curve> curves = loss_curves(rows, with_test);
  const Axis x = axis_around(
      curves, [](const auto& p) { return p.first; }, 80, 480);
  const Axis y = axis_around(
      curves, [](const auto& p) { return p.second; }, 360, 20);
  Svg svg(640, 420);
  svg.axes(x, y, unit, "loss and RMSE");
  report::Legend legend(svg, 492, 40, Svg::Anchor::start, 22);
  for (const Curve& c : curves) {
    svg.path(report::placed(x, y, c.points), c.color, c.dashed);
    if (!c.name.empty()) legend.line(c.name, c.color);
  }
  if (with_test) svg.text(legend.x(), legend.y() + 8, "dashed: test set");
  return svg.finish();
}

double rmse(const Cloud& cloud) {
  double sum = 0;
  for (std::size_t i = 0; i < cloud.target.size(); ++i)
    sum += (cloud.predicted[i] - cloud.target[i]) * (cloud.predicted[i] - cloud.target[i]);
  return cloud.target.empty() ? 0 : std::sqrt(sum / static_cast<double>(cloud.target.size()));
}

namespace {
std::pair<double, double> range_of(const std::vector<Cloud>& clouds) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const Cloud& c : clouds) {
    for (const double v : c.target) low = std::min(low, v), high = std::max(high, v);
    for (const double v : c.predicted) low = std::min(low, v), high = std::max(high, v);
  }
  if (!(low <= high)) return {0, 1};
  const double margin = std::max(0.04 * (high - low), 1e-6 * std::max(1.0, std::abs(high)));
  return {low - margin, high + margin};
}

report::Points thinned(const Cloud& c, const Axis& x, const Axis& y) {
  const std::size_t step = c.target.size() / most_points + 1;
  report::Points points;
  for (std::size_t i = 0; i < c.target.size(); i += step)
    points.emplace_back(x.place(c.target[i]), y.place(c.predicted[i]));
  return points;
}
}  // namespace

std::string parity_plot(const std::vector<Cloud>& clouds, const ParityLabels& labels) {
  const auto [low, high] = range_of(clouds);
  const Axis x{low, high, 80, 440}, y{low, high, 380, 20};
  Svg svg(460, 440);
  svg.axes(x, y, "target " + labels.quantity + " (" + labels.unit + ")",
           "predicted " + labels.quantity + " (" + labels.unit + ")");
  svg.line(x.begin, y.begin, x.end, y.end, report::grey);
  report::Legend legend(svg, 92, 42, Svg::Anchor::start, 20);
  for (std::size_t k = 0; k < clouds.size(); ++k) {
    svg.dots(thinned(clouds[k], x, y), report::color_of(k), clouds[k].target.size() > 500 ? 2.5 : 5);
    legend.words(
        fmt::format("{}: RMSE {:.4g} {}", clouds[k].name, labels.rmse_factor * rmse(clouds[k]), labels.rmse_unit),
        report::color_of(k));
  }
  return svg.finish();
}

Cloud energy_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions) {
  Cloud cloud{name, {}, {}};
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    if (!set.frames[f].energy) continue;
    const auto n = static_cast<double>(set.frames[f].atoms.size());
    cloud.target.push_back(*set.frames[f].energy / n);
    cloud.predicted.push_back(predictions[f].energy / n);
  }
  return cloud;
}

Cloud force_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions) {
  Cloud cloud{name, {}, {}};
  for (std::size_t f = 0; f < set.frames.size(); ++f)
    for (std::size_t i = 0; i < set.frames[f].force.size(); ++i)
      for (int k = 0; k < 3; ++k) {
        cloud.target.push_back(set.frames[f].force[i][k]);
        cloud.predicted.push_back(predictions[f].force[i][k]);
      }
  return cloud;
}

Cloud difference_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions) {
  Cloud cloud{name, {}, {}};
  for (const DifferencePair& d : differences_of(set, predictions))
    cloud.target.push_back(d.target), cloud.predicted.push_back(d.predicted);
  return cloud;
}

Cloud virial_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions) {
  Cloud cloud{name, {}, {}};
  for (std::size_t f = 0; f < set.frames.size(); ++f) {
    if (!set.frames[f].virial) continue;
    const auto n = static_cast<double>(set.frames[f].atoms.size());
    for (const double v : six_of(*set.frames[f].virial)) cloud.target.push_back(v / n);
    for (const double v : six_of(predictions[f].virial)) cloud.predicted.push_back(v / n);
  }
  return cloud;
}

}  // namespace nacre::train
