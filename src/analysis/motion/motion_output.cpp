// Tables and pictures of the motion of atoms.
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "analysis/motion/motion.h"
#include "core/whole_number.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
constexpr std::size_t most_frequencies = 2000;
using report::Points;

double trace(Vec3 v) { return v.x + v.y + v.z; }
std::string name_of(const MotionCurve& c) { return c.species.empty() ? "total" : c.species; }

/// Curves worth a line of their own: with one element the total says the same.
std::vector<const MotionCurve*> drawn(const MotionResult& r) {
  std::vector<const MotionCurve*> out;
  for (const MotionCurve& c : r.curves)
    if (r.curves.size() > 2 || !c.species.empty()) out.push_back(&c);
  return out;
}

std::string header(const MotionResult& r, const char* what) {
  const char* positions = r.unwrapped_by_us ? "positions followed through the periodic cell by their nearest images"
                                            : "positions from the column unwrapped_position";
  return fmt::format(
      "{}, mean over atoms and all time origins of {} frames, one every {:.9g} ps\n"
      "{}{}; drift of the centre of mass {}\n"
      "valid for: lags far below the trajectory's {:.9g} ps; at the longest lag {} origins are left, which overlap",
      what, r.frames, r.spacing_ps, positions,
      r.cell_changes ? "; the cell changes: displacements are those beside the motion of the cell" : "",
      r.settings.remove_drift ? "removed" : "kept", static_cast<double>(r.frames - 1) * r.spacing_ps,
      r.frames - r.lags + 1);
}

std::string error_text(const DiffusionResult& d) {
  const auto one = [](double e) { return e < 0 ? std::string("unknown") : fmt::format("{:.4g}", e); };
  return fmt::format("standard error {} from atoms, {} from pieces of the trajectory", one(d.atoms_error),
                     one(d.pieces_error));
}

/// A table over a first column, with columns of these names for every curve.
report::Table table_of(const MotionResult& r, const std::string& name, const std::string& first,
                       const std::vector<std::string>& columns) {
  report::Table table{name, {}, {{first, "{:.9g}"}}, {}};
  for (const MotionCurve& c : r.curves)
    for (const std::string& column : columns) table.columns.push_back({column + name_of(c), "{:.9g}"});
  return table;
}

void append(std::vector<report::Cell>& row, Vec3 v) { row.insert(row.end(), {v.x, v.y, v.z, trace(v)}); }

Points line_of(const std::vector<Vec3>& curve, double spacing, const Axis& x, const Axis& y, double share) {
  Points points;
  for (std::size_t m = 0; m < curve.size(); ++m) {
    const double t = static_cast<double>(m) * spacing, v = share * trace(curve[m]);
    if ((x.logarithmic && !(t >= x.low)) || (y.logarithmic && !(v >= y.low))) continue;
    points.emplace_back(x.place(t), y.place(v));
  }
  return points;
}

/// Lowest and highest of what line_of() draws, m > 0.
std::pair<double, double> range_of(const std::vector<const MotionCurve*>& curves) {
  double low = 1e300, high = 0;
  for (const MotionCurve* c : curves)
    for (std::size_t m = 1; m < c->msd.size(); ++m) {
      const double v = trace(c->msd[m]);
      if (v > 0) low = std::min(low, v), high = std::max(high, v);
    }
  return high > 0 ? std::pair(low, high) : std::pair(0.1, 10.0);
}

Axis decades(double low, double high, double begin, double end) {
  return {std::pow(10, std::floor(std::log10(low))), std::pow(10, std::ceil(std::log10(high * 1.0001))), begin, end,
          true};
}

/// VACF at t = 0, never 0.
double at_start(const MotionCurve& c) { return std::max(trace(c.vacf[0]), 1e-300); }

void grey_window(Svg& svg, const Axis& x, const Axis& y, const MotionResult& r) {
  const double left = x.place(std::max(r.time(r.window.first), x.low)), right = x.place(r.time(r.window.last));
  report::rectangle(svg, left, y.begin, right, y.end, report::grey, 0.12);
}

std::string label(const MotionCurve& c, const DiffusionResult& d) {
  std::string text = fmt::format("{} ({}): D = {:.3g}", c.species.empty() ? "all" : c.species, c.atoms, d.d);
  if (d.error() >= 0) text += fmt::format(" ± {:.1g}", d.error());
  return text + " Å²/ps";
}
}  // namespace

report::Table msd_table(const MotionResult& r) {
  report::Table table = table_of(r, "msd.csv", "t_ps", {"x_", "y_", "z_", "msd_"});
  add_comments(table, header(r, "mean squared displacement (A^2) by component and whole"));
  add_comments(table, fmt::format("D: half the slope of a straight line with offset through lags {:.9g} to {:.9g} ps",
                                  r.time(r.window.first), r.time(r.window.last)));
  for (const MotionCurve& c : r.curves)
    add_comments(
        table, fmt::format("{}: {} atoms, D {:.6g} A^2/ps ({:.6g} cm^2/s), {}; grows as t^{:.3g}", name_of(c), c.atoms,
                           c.einstein.d, c.einstein.d * cm2_s_per_A2_ps, error_text(c.einstein), c.exponent));
  for (std::int64_t m = 0; m < r.lags; ++m) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(r.time(m));
    for (const MotionCurve& c : r.curves) append(row, c.msd[m]);
  }
  return table;
}

report::Table vacf_table(const MotionResult& r) {
  report::Table table = table_of(r, "vacf.csv", "t_ps", {"x_", "y_", "z_", "vacf_", "D_"});
  add_comments(table, header(r, "velocity autocorrelation (A^2/ps^2) by component and whole; D(t): its integral / 3"));
  add_comments(table, fmt::format("Green-Kubo D: mean of D(t) over {:.9g} to {:.9g} ps", r.time(r.window.first),
                                  r.time(r.window.last)));
  std::vector<std::vector<Vec3>> integrals;
  for (const MotionCurve& c : r.curves) {
    add_comments(table, fmt::format("{}: {} atoms, D {:.6g} A^2/ps ({:.6g} cm^2/s), {}", name_of(c), c.atoms,
                                    c.green_kubo.d, c.green_kubo.d * cm2_s_per_A2_ps, error_text(c.green_kubo)));
    integrals.push_back(running_integral(c.vacf, r.spacing_ps));
  }
  for (std::int64_t m = 0; m < r.lags; ++m) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(r.time(m));
    for (std::size_t k = 0; k < r.curves.size(); ++k) {
      append(row, r.curves[k].vacf[m]);
      row.emplace_back(trace(integrals[k][m]) / 3);
    }
  }
  return table;
}

report::Table spectrum_table(const MotionResult& r) {
  report::Table table = table_of(r, "spectrum.csv", "nu_THz", {""});
  add_comments(table, header(r, "power spectrum of the velocity autocorrelation (1/THz), integral 1"));
  const double last = r.time(r.lags - 1);
  add_comments(
      table,
      fmt::format(
          "g(nu) = 4 integral C(t)/C(0) cos(2 pi nu t) cos^2(pi t / 2 T) dt, T = {:.9g} ps: resolution {:.4g} THz\n"
          "valid for: frequencies below {:.6g} THz, half of the sampling frequency",
          last, 1 / last, 0.5 / r.spacing_ps));
  std::vector<std::vector<double>> g;
  for (const MotionCurve& c : r.curves) g.push_back(power_spectrum(c.vacf, r.spacing_ps, most_frequencies));
  for (std::size_t k = 0; k < g[0].size(); ++k) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(static_cast<double>(k) / (2 * last));
    for (const auto& one : g) row.emplace_back(one[k]);
  }
  return table;
}

std::string msd_svg(const MotionResult& r) {
  const auto curves = drawn(r);
  const auto [low, high] = range_of(curves);
  const double top = 40 + report::Legend::line_height * static_cast<double>(curves.size());
  const Axis x = {r.spacing_ps, r.time(r.lags - 1), 80, 650, true}, y = decades(low, high, top + 360, top);
  Svg svg(680, within<int>(top) + 420);
  grey_window(svg, x, y, r);
  svg.axes(x, y, "t (ps)", "mean squared displacement (Å²)");
  svg.text(80, 22, fmt::format("{} frames, all time origins; dashed: fit over the grey window", r.frames));
  report::Legend legend(svg, 80, 40);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const MotionCurve& c = *curves[i];
    svg.path(line_of(c.msd, r.spacing_ps, x, y, 1), report::color_of(i), false);
    Points fit;
    for (std::int64_t m = std::max<std::int64_t>(r.window.first, 1); m <= r.window.last; ++m)
      if (const double v = 6 * c.einstein.d * r.time(m) + trace(c.offset); v >= y.low && v <= y.high)
        fit.emplace_back(x.place(r.time(m)), y.place(v));
    svg.path(fit, report::ink, true);
    legend.words(label(c, c.einstein) + fmt::format(", MSD ~ t^{:.2f}", c.exponent), report::color_of(i));
  }
  return svg.finish();
}

std::string vacf_svg(const MotionResult& r) {
  const auto curves = drawn(r);
  double low = -0.1, low_d = 0, high_d = 1e-12;
  std::vector<std::vector<Vec3>> integrals;
  for (const MotionCurve* c : curves) {
    integrals.push_back(running_integral(c->vacf, r.spacing_ps));
    for (const Vec3 v : c->vacf) low = std::min(low, 1.1 * trace(v) / at_start(*c));
    for (const Vec3 v : integrals.back())
      low_d = std::min(low_d, 1.1 * trace(v) / 3), high_d = std::max(high_d, 1.15 * trace(v) / 3);
  }
  const double top = 40 + report::Legend::line_height * static_cast<double>(curves.size());
  const Axis x = {0, r.time(r.lags - 1), 80, 650}, y = {low, 1.05, top + 240, top},
             y_d = {low_d, high_d, top + 520, top + 290};
  Svg svg(680, within<int>(top) + 580);
  svg.axes(x, y, "", "VACF / VACF(0)");
  grey_window(svg, x, y_d, r);
  svg.axes(x, y_d, "t (ps)", "integral of the VACF / 3 (Å²/ps)");
  svg.text(80, 22, fmt::format("{} frames, all time origins; D: mean of the integral over the grey window", r.frames));
  report::Legend legend(svg, 80, 40);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    const MotionCurve& c = *curves[i];
    svg.path(line_of(c.vacf, r.spacing_ps, x, y, 1 / at_start(c)), report::color_of(i), false);
    svg.path(line_of(integrals[i], r.spacing_ps, x, y_d, 1.0 / 3), report::color_of(i), false);
    legend.words(label(c, c.green_kubo), report::color_of(i));
  }
  return svg.finish();
}

}  // namespace nacre
