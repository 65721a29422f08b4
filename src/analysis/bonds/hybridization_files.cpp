// Tables and figure of hybridisation.
#include <fmt/format.h>

#include <algorithm>

#include "analysis/bonds/hybridization.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
std::string heading(const Hybridization& r, const std::string& what) {
  return fmt::format(
      "{}; bonds: neighbours closer than the cutoff of the pair, periodic images included\n"
      "cutoffs (A): {}; {} frame(s), {} atoms in all\n"
      "valid for: any cell and cutoff; species outside the pairs are not counted",
      what, to_text(r.pairs()), r.frames(), r.counts().atoms());
}

void append_rows(report::Table& table, double cutoff, const CoordinationCounts& c) {
  for (int z = 0; z <= std::max(4, c.largest()); ++z) table.rows.push_back({cutoff, z, c.count(z), c.share(z)});
}

report::Table spread_table(const Hybridization& r, const Spread& s, const std::string& name, const std::string& what,
                           const std::string& column) {
  report::Table table{name, {}, {{column, "{:.6g}"}, {"count"}}, {}};
  add_comments(table, heading(r, what));
  add_comments(table, fmt::format("{} = middle of a bin of {:g}; mean {:.6g}, deviation {:.6g}", column, s.bin_width(),
                                  s.mean(), s.deviation()));
  if (s.bins().empty()) return table;
  for (int k = s.bins().begin()->first; k <= s.bins().rbegin()->first; ++k) {
    const auto at = s.bins().find(k);
    table.rows.push_back({(k + 0.5) * s.bin_width(), at == s.bins().end() ? 0 : at->second});
  }
  return table;
}
}  // namespace

report::Table hybridization_table(const Hybridization& r) {
  report::Table table{"hybridization.csv", {}, {{"cutoff_A"}, {"coordination"}, {"count"}, {"share", "{:.9g}"}}, {}};
  add_comments(table, heading(r, "hybridisation: sp = 2, sp2 = 3, sp3 = 4 bonds"));
  add_comments(table, fmt::format("cutoff_A is that of {}-{}, the others stay; the first block is the one in use",
                                  r.settings().pairs[0].first, r.settings().pairs[0].second));
  append_rows(table, r.settings().pairs[0].cutoff, r.counts());
  for (std::size_t k = 0; k < r.scan().size(); ++k) append_rows(table, r.settings().scan[k], r.scan()[k]);
  return table;
}

report::Table bond_table(const Hybridization& r) {
  return spread_table(r, r.bonds(), "bonds.csv", "bond lengths", "bond_A");
}

report::Table angle_table(const Hybridization& r) {
  return spread_table(r, r.angles(), "angles.csv", "bond angles", "angle_deg");
}

namespace {
constexpr const char* kind_colors[] = {report::green, report::blue, report::orange};
constexpr const char* kind_names[] = {"sp", "sp2", "sp3"};

void draw_shares(Svg& svg, const Hybridization& r, double x1, double x2, const Axis& y) {
  svg.y_scale(y, x1, x2);
  const double step = (x2 - x1) / static_cast<double>(std::max<std::size_t>(1, r.scan().size()));
  for (std::size_t k = 0; k < r.scan().size(); ++k) {
    const double x = x1 + step * static_cast<double>(k);
    for (int h = 0; h < 3; ++h) {
      const double share = 100 * r.scan()[k].share(h + 2), left = x + step * (0.05 + 0.3 * h);
      report::bar(svg, left, left + 0.28 * step, y, share, kind_colors[h]);
      svg.text(left + 0.14 * step, y.place(share) - 4, fmt::format("{:.1f}", share), Svg::Anchor::middle, kind_colors[h]);
    }
    svg.text(x + step / 2, y.begin + 18, fmt::format("{:g}", r.settings().scan[k]), Svg::Anchor::middle);
  }
  report::Legend legend = report::Legend::row(svg, x2 - 110, 44);
  for (int h = 0; h < 3; ++h) legend.words(kind_names[h], kind_colors[h]);
  report::bar_axes(svg, {0, 1, x1, x2}, y,
                   fmt::format("cutoff {}-{} (Å)", r.settings().pairs[0].first, r.settings().pairs[0].second),
                   "atoms (%)");
}

/// The histogram as an outline, in shares of all values for one bin.
void draw_spread(Svg& svg, const Spread& s, double x1, double x2, const char* color, const std::string& name) {
  if (s.bins().empty()) return;
  std::int64_t most = 1;
  for (const auto& bin : s.bins()) most = std::max(most, bin.second);
  const double w = s.bin_width(), total = static_cast<double>(s.count()),
               high = 112 * static_cast<double>(most) / total;
  const Axis x{s.bins().begin()->first * w - 3 * w, (s.bins().rbegin()->first + 1) * w + 3 * w, x1, x2},
      y{0, high, 540, 390};
  report::panel_axes(svg, x, y, name, "values in a bin (%)");
  for (const auto& [k, count] : s.bins())
    report::bar(svg, x.place(k * w), x.place((k + 1) * w), y, 100 * static_cast<double>(count) / total, color);
}
}  // namespace

std::string hybridization_plot(const Hybridization& r) {
  Svg svg(700, 600);
  svg.text(350, 24,
           fmt::format("bonds {} Å, {} atoms, {} frame{}", to_text(r.pairs()), r.counts().atoms(), r.frames(),
                       r.frames() == 1 ? "" : "s"),
           Svg::Anchor::middle);
  draw_shares(svg, r, 70, 670, {0, 112, 300, 50});
  draw_spread(svg, r.bonds(), 70, 345, kind_colors[1],
              fmt::format("bond (Å): {:.3f} ± {:.3f}", r.bonds().mean(), r.bonds().deviation()));
  draw_spread(svg, r.angles(), 420, 670, kind_colors[2],
              fmt::format("angle (degrees): {:.1f} ± {:.1f}", r.angles().mean(), r.angles().deviation()));
  return svg.finish();
}

}  // namespace nacre
