// Table and picture of g(r).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "analysis/pairs/rdf.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
std::string header(const Rdf& result) {
  return fmt::format(
      "radial distribution functions g(r), total and of pairs of species; {} frame(s), r < {} A, bins of {:.9g} A\n"
      "g = ordered pairs / (sum of N_a N_b / V times the volume of the shell): N, not N - 1; periodic images counted\n"
      "r (A): middle of the bin; z_A-B: neighbours of species B around an A up to the upper edge of the bin\n"
      "errors: {}\n"
      "valid for: any cell and r, counts are exact{}{}",
      result.frames(), result.settings().r_max, result.width(),
      result.complete_blocks() < 2 ? "Poisson, from the number of pairs; more frames give block errors"
                                   : fmt::format("standard error of {} blocks of frames", result.complete_blocks()),
      "; beyond half the smallest height of the cell an atom meets its own images",
      result.all_periodic() ? "" : "; the cell has open directions: V is that of the cell given, g does not tend to 1");
}

std::string ring_header(const RingRdf* rings) {
  if (rings == nullptr || !rings->wanted()) return "";
  std::string text =
      fmt::format("ringN: pairs inside primitive rings of N members, for each ring and A (1/A); bonds (A): {}; rings:",
                  to_text(rings->settings().bonds));
  for (const int n : rings->sizes()) text += fmt::format(" {} of {}", rings->rings(n), n);
  return text;
}
}  // namespace

report::Table rdf_table(const Rdf& result, const RingRdf* rings) {
  std::vector<RdfCurve> curves = result.partials();
  curves.insert(curves.begin(), result.total());
  std::vector<int> sizes;
  std::vector<std::vector<double>> inside;
  if (rings != nullptr) sizes = rings->sizes();
  for (const int n : sizes) inside.push_back(rings->density(n));
  report::Table table{"rdf.csv", {}, {{"r_A", "{:.9g}"}}, {}};
  add_comments(table, header(result));
  add_comments(table, ring_header(rings));
  for (const RdfCurve& c : curves) {
    const std::string name = c.first.empty() ? "total" : c.first + "-" + c.second;
    for (const auto& [what, format] :
         {std::pair("g_", "{:.9g}"), std::pair("error_", "{:.4g}"), std::pair("z_", "{:.9g}")})
      table.columns.push_back({what + name, format});
  }
  for (const int n : sizes) table.columns.push_back({fmt::format("ring{}", n), "{:.9g}"});
  for (int k = 0; k < result.settings().bins; ++k) {
    auto& row = table.rows.emplace_back();
    row.emplace_back((k + 0.5) * result.width());
    for (const RdfCurve& c : curves) row.insert(row.end(), {c.g[k], c.error[k], c.coordination[k]});
    for (const auto& p : inside) row.emplace_back(p[k]);
  }
  return table;
}

std::string rdf_svg(const Rdf& result) {
  std::vector<RdfCurve> curves{result.total()};
  for (RdfCurve& c : result.partials())
    if (c.first <= c.second) curves.push_back(std::move(c));
  if (curves.size() == 2) curves.erase(curves.begin());  // one species: the total says the same
  double high = 1;
  for (const RdfCurve& c : curves) high = std::max(high, *std::max_element(c.g.begin(), c.g.end()));
  const Axis x{0, result.settings().r_max, 80, 650}, y{0, 1.05 * high, 400, 30};
  Svg svg(680, 460);
  svg.axes(x, y, "r (Å)", "g(r)");
  svg.line(x.begin, y.place(1), x.end, y.place(1), report::grey);
  report::Legend legend(svg, 638, 50, Svg::Anchor::end);
  for (std::size_t i = 0; i < curves.size(); ++i) {
    report::Points points;
    for (int k = 0; k < result.settings().bins; ++k)
      points.emplace_back(x.place((k + 0.5) * result.width()), y.place(curves[i].g[k]));
    svg.path(points, report::color_of(i), false);
    legend.words(curves[i].first.empty() ? "all" : curves[i].first + "-" + curves[i].second, report::color_of(i));
  }
  return svg.finish();
}

std::string ring_rdf_svg(const RingRdf& rings) {
  // Smoothed: the pairs of a few rings in bins of 0.02 Å are noise, and peaks are read from the smoothed curve anyway.
  std::vector<std::vector<double>> curves;
  double high = 1e-9, far = 0;
  for (const int n : rings.sizes()) {
    curves.push_back(smooth(rings.density(n), rings.width()));
    const auto& p = curves.back();
    for (std::size_t k = 0; k < p.size(); ++k)
      if (p[k] > 1e-6) high = std::max(high, p[k]), far = std::max(far, (static_cast<double>(k) + 1) * rings.width());
  }
  const Axis x{std::min(1.0, std::max(0.0, far - 1)), std::max(1.0, far + 0.1), 80, 650}, y{0, 1.05 * high, 400, 30};
  Svg svg(680, 460);
  svg.axes(x, y, "r (Å), smoothed by 0.03 Å", "pairs inside a ring (1/Å)");
  report::Legend legend(svg, 638, 50, Svg::Anchor::end);
  for (std::size_t line = 0; line < curves.size(); ++line) {
    const int n = rings.sizes()[line];
    report::Points points;
    for (std::size_t k = 0; k < curves[line].size(); ++k) {
      const double r = (static_cast<double>(k) + 0.5) * rings.width();
      if (r >= x.low && r <= x.high) points.emplace_back(x.place(r), y.place(curves[line][k]));
    }
    svg.path(points, report::color_of(line), false);
    legend.words(fmt::format("{}-rings ({})", n, rings.rings(n)), report::color_of(line));
  }
  return svg.finish();
}

}  // namespace nacre
