// Table and picture of an X-ray pattern.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "analysis/diffraction/xrd.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
using report::Points;

Points place(const Pattern& p, const std::vector<double>& y_values, const Axis& x, const Axis& y) {
  Points points;
  for (int i = 0; i < p.grid.size(); ++i) points.emplace_back(x.place(p.grid.two_theta(i)), y.place(y_values[i]));
  return points;
}
}  // namespace

report::Table xrd_table(const XrdReport& r) {
  const Pattern& p = r.pattern;
  report::Table table{"xrd.csv", {}, {{"two_theta_deg", "{:.6g}"}, {"Q", "{:.7g}"}, {"intensity", "{:.7g}"}}, {}};
  add_comments(
      table, fmt::format(
                 "X-ray powder pattern, wavelength {} A, {} frame(s)\nmethod: {}\n"
                 "intensity: electrons squared per atom; form factors of Waasmaier and Kirfel, no dispersion, no "
                 "thermal factor; polarisation (1 + cos^2 2theta) / 2 {}\n"
                 "2theta in degrees, Q in 1/A; columns of pairs add up to the intensity\n"
                 "valid for: peaks wider than {:.3g} degrees at {:.4g} degrees; shifts much smaller than that need the "
                 "fitted centre",
                 p.grid.wavelength, r.frames, p.method, p.grid.polarization ? "included" : "left out",
                 r.resolution_degrees(p.grid.low), p.grid.low));
  if (r.other)
    add_comments(table, fmt::format("intensity_fft: {}; largest difference {:.3g} of the highest intensity",
                                    r.other->method, r.difference));
  for (const auto& entry : p.partial) table.columns.push_back({entry.first.first + "-" + entry.first.second, "{:.7g}"});
  if (r.other) table.columns.push_back({"intensity_fft", "{:.7g}"});
  for (int i = 0; i < p.grid.size(); ++i) {
    auto& row = table.rows.emplace_back();
    row = {p.grid.two_theta(i), p.grid.Q(i), p.intensity[i]};
    for (const auto& entry : p.partial) row.emplace_back(entry.second[i]);
    if (r.other) row.emplace_back(r.other->intensity[i]);
  }
  return table;
}

std::string xrd_svg(const XrdReport& r) {
  const Pattern& p = r.pattern;
  double low = 0, high = 0;
  const auto cover = [&](const std::vector<double>& v) {
    low = std::min(low, *std::min_element(v.begin(), v.end())),
    high = std::max(high, *std::max_element(v.begin(), v.end()));
  };
  cover(p.intensity);
  if (p.partial.size() > 1)
    for (const auto& entry : p.partial) cover(entry.second);
  const Axis x{p.grid.low, p.grid.high, 80, 650}, y{low < 0 ? 1.05 * low : 0, 1.1 * high, 400, 30};
  Svg svg(680, 460);
  svg.axes(x, y, "2θ (degrees)", "intensity per atom (e²)");
  if (low < 0) svg.line(x.begin, y.place(0), x.end, y.place(0), report::grey);
  report::Legend legend(svg, 638, 50, Svg::Anchor::end);
  std::size_t line = 0;
  const auto curve = [&](const Pattern& pattern, const std::vector<double>& v, const std::string& name, bool dashed) {
    const char* color = report::color_of(line++);
    svg.path(place(pattern, v, x, y), color, dashed);
    legend.words(name, color);
  };
  if (p.partial.size() > 1)
    for (const auto& entry : p.partial) curve(p, entry.second, entry.first.first + "-" + entry.first.second, true);
  curve(p, p.intensity, r.other ? "Debye" : "all", false);
  if (r.other) curve(*r.other, r.other->intensity, "structure factor", true);
  for (const PeakFit& peak : r.peaks) {
    const double top = y.place(peak.height + peak.background);
    svg.text(x.place(peak.centre), std::max(44.0, top - 8), fmt::format("{:.3f} Å", r.d(peak.centre)),
             Svg::Anchor::middle);
  }
  return svg.finish();
}

}  // namespace nacre
