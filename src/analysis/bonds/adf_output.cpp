// Table and picture of angular distributions.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "analysis/bonds/adf.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
struct NamedCounts {
  std::string name;
  AngleCounts counts;
};

/// The total and the kinds that occur; with one kind the total says the same and stands alone.
std::vector<NamedCounts> columns(const Adf& result) {
  std::vector<NamedCounts> out{{"total", result.total()}};
  for (std::size_t q = 0; q < result.kinds().size(); ++q)
    if (result.counts(q).angles > 0) out.push_back({result.kinds()[q].name(), result.counts(q)});
  return out;
}
}  // namespace

report::Table adf_table(const Adf& result, const std::string& criterion) {
  report::Table table{"adf.csv", {}, {{"angle_deg", "{:.9g}"}}, {}};
  add_comments(
      table,
      fmt::format(
          "angular distribution p(theta), 1/degree, integral 1; {} frame(s), bins of {:.9g} degrees\n"
          "angles between two neighbours seen from the atom in the middle of the name; neighbours: {} (A)\n"
          "valid for: any cell, periodic images are neighbours of their own; an angle on the edge of a bin may be "
          "counted on either side",
          result.frames(), 180.0 / result.bins(), criterion));
  const auto all = columns(result);
  for (const NamedCounts& c : all) {
    add_comments(table, fmt::format("{}: {} angles, mean {:.6f}, standard deviation {:.4f} degrees", c.name,
                                    c.counts.angles, c.counts.mean(), c.counts.deviation()));
    table.columns.push_back({c.name, "{:.9g}"});
  }
  for (int k = 0; k < result.bins(); ++k) {
    auto& row = table.rows.emplace_back();
    row.emplace_back(all[0].counts.middle(k));
    for (const NamedCounts& c : all) row.emplace_back(c.counts.density(k));
  }
  return table;
}

std::string adf_svg(const Adf& result, const std::string& criterion) {
  auto all = columns(result);
  if (all.size() == 2) all.erase(all.begin());
  double high = 1e-6;
  for (const NamedCounts& c : all)
    for (int k = 0; k < result.bins(); ++k) high = std::max(high, c.counts.density(k));
  const Axis x{0, 180, 80, 650}, y{0, 1.08 * high, 400, 40};
  Svg svg(840, 460);
  svg.axes(x, y, "angle (degrees)", "p (1/degree)");
  svg.text(80, 24, fmt::format("neighbours: {} Å; {} frame(s)", criterion, result.frames()));
  report::Legend legend(svg, 664, 56);
  for (std::size_t i = 0; i < all.size(); ++i) {
    report::Points points;
    for (int k = 0; k < result.bins(); ++k)
      points.emplace_back(x.place(all[i].counts.middle(k)), y.place(all[i].counts.density(k)));
    svg.path(points, report::color_of(i), false);
    legend.words(fmt::format("{}, mean {:.1f}°", all[i].name, all[i].counts.mean()), report::color_of(i));
  }
  return svg.finish();
}

}  // namespace nacre
