#include "sites/profile_plot.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "insert/voltage_frame.h"

namespace nacre::sites {

namespace {
using insert::Points;
constexpr const char* line_colour = report::ink;
constexpr insert::FrameLayout profile_layout{800, 660, 80, 620, 60, 350, 0.13};  // room for the names of stages
constexpr double panel_gap = 36, panel_bottom = 600, label_gap = 10;

std::vector<insert::Regime> regimes(const VoltageStages& stages) {
  std::vector<insert::Regime> out;
  for (std::size_t s = 0; s < stages.list.size(); ++s)
    out.push_back({static_cast<double>(stages.list[s].begin), static_cast<double>(stages.list[s].end),
                   fmt::format("{} {}", s + 1, stages.list[s].name)});
  return out;
}

/// The type of all atoms of each row; unknown when they differ.
std::vector<SiteType> types_of_rows(const InsertionRun& run, const std::vector<SiteRow>& guests,
                                    const std::vector<SiteLabel>& labels) {
  std::vector<SiteType> out(run.rows().size(), SiteType::unknown);
  std::vector<char> is_set(out.size());
  for (std::size_t g = 0; g < guests.size(); ++g) {
    if (guests[g].row < 0) continue;
    SiteType& type = out[guests[g].row];
    if (!is_set[guests[g].row])
      type = labels[g].type, is_set[guests[g].row] = 1;
    else if (type != labels[g].type)
      type = SiteType::unknown;
  }
  return out;
}

/// Voltages of the rows of each type, at the middles of their steps. [type]
std::vector<Points> points_by_type(const InsertionRun& run, const std::vector<SiteType>& types) {
  std::vector<Points> out(type_count);
  for (std::size_t i = 0; i < types.size(); ++i) {
    const auto row = static_cast<std::int64_t>(i);
    if (std::isfinite(run.rows()[i].voltage))
      out[static_cast<int>(types[i])].emplace_back(insert::middle(run.number_after(row), run.number_before(row)),
                                                   run.rows()[i].voltage);
  }
  return out;
}

/// Atoms of each type up to N, a step a row. [type]
std::vector<Points> counts_by_type(const InsertionRun& run, const std::vector<SiteRow>& guests,
                                   const std::vector<SiteLabel>& labels) {
  std::vector<Points> out(type_count);
  TypeCounts count{};
  std::size_t g = 0;
  const auto add = [&](std::int64_t row, std::int64_t number) {
    for (; g < guests.size() && guests[g].row <= row; ++g) ++count[static_cast<int>(labels[g].type)];
    for (int t = 0; t < type_count; ++t) out[t].emplace_back(number, count[t]);
  };
  add(-1, run.base().start_number);
  for (std::size_t i = 0; i < run.rows().size() && g < guests.size(); ++i)
    add(static_cast<std::int64_t>(i), run.rows()[i].number);
  return out;
}

/// The names at the right ends of the curves, moved apart where they would overlap.
void name_curves(Svg& svg, const Axis& x, const Axis& y, const std::vector<Points>& curves, double all) {
  std::vector<std::pair<double, int>> ends;
  for (int t = 0; t < type_count; ++t)
    if (!curves[t].empty() && curves[t].back().second > 0) ends.emplace_back(y.place(curves[t].back().second) + 4, t);
  std::sort(ends.begin(), ends.end());
  for (std::size_t k = 0; k < ends.size(); ++k) {
    if (k > 0) ends[k].first = std::max(ends[k].first, ends[k - 1].first + 17);
    const int t = ends[k].second;
    const double n = curves[t].back().second;
    svg.text(x.end + label_gap, ends[k].first, fmt::format("{} {:.0f} ({:.1f} %)", type_names[t], n, 100 * n / all),
             Svg::Anchor::start, type_colours[t]);
  }
}

void draw_counts(Svg& svg, const Axis& x, const std::vector<Points>& curves, const std::string& species) {
  double most = 1, all = 0;
  for (const Points& c : curves)
    if (!c.empty()) most = std::max(most, c.back().second), all += c.back().second;
  const Axis y{0, 1.05 * most, panel_bottom, profile_layout.bottom + panel_gap};
  svg.axes(x, y, species + " atoms", "atoms of each type");
  for (int t = 0; t < type_count; ++t)
    if (!curves[t].empty() && curves[t].back().second > 0)
      svg.path(report::placed(x, y, curves[t]), type_colours[t], false);
  name_curves(svg, x, y, curves, all);
}

void name_types(Svg& svg, const std::vector<Points>& points, int window) {
  report::Legend legend(svg, profile_layout.right + label_gap, profile_layout.top + 12);
  for (int t = 0; t < type_count; ++t)
    if (!points[t].empty()) legend.dot(type_names[t], type_colours[t]);
  legend.line(fmt::format("mean of {} rows", window), line_colour);
}

/// One curve along the run, with its own scale from 0 or, where that wastes the panel, around the values.
void draw_panel(Svg& svg, const Axis& x, double top, double bottom, const Points& points, const std::string& name,
                const std::string& x_name, const char* colour) {
  double low = 0, high = 1;
  if (!points.empty()) {
    low = high = points.front().second;
    for (const auto& [unused, v] : points) low = std::min(low, v), high = std::max(high, v);
  }
  const double margin = high > low ? 0.1 * (high - low) : 0.05 * std::max(1e-3, std::abs(high));
  const Axis y{low - margin, high + margin, bottom, top};
  svg.axes(x, y, x_name, name);
  svg.path(report::placed(x, y, points), colour, false);
  svg.dots(report::placed(x, y, points), colour, points.size() > 300 ? 3 : 5);
}
}  // namespace

std::string profile_plot(const InsertionRun& run, const std::vector<SiteRow>& guests,
                         const std::vector<SiteLabel>& labels, const VoltageStages& stages) {
  const insert::LedgerBase& base = run.base();
  const std::vector<Points> points = points_by_type(run, types_of_rows(run, guests, labels));
  insert::VoltageFrame frame(points, insert::capacity_an_atom(base), profile_layout);
  frame.shade(regimes(stages), panel_bottom);
  frame.axes("");
  for (int t = 0; t < type_count; ++t)
    frame.svg().dots(frame.place(points[t]), type_colours[t], run.rows().size() > 300 ? 4 : 7);
  const Points smooth = insert::smoothed_points(base, run.rows());
  if (smooth.size() > 1) frame.svg().path(frame.place(smooth), line_colour, false);
  name_types(frame.svg(), points, base.window);
  draw_counts(frame.svg(), frame.x(), counts_by_type(run, guests, labels), base.species);
  return frame.svg().finish();
}

std::string structure_plot(const InsertionRun& run, const RunSites& sites, const VoltageStages& stages) {
  Points spacing, distance, coordination;
  double last = 1;
  for (const FrameRow& f : sites.frames) {
    const auto n = static_cast<double>(f.number);
    last = std::max(last, n);
    if (std::isfinite(f.d002)) spacing.emplace_back(n, f.d002);
    if (std::isfinite(f.nearest_guest)) distance.emplace_back(n, f.nearest_guest);
    if (std::isfinite(f.coordination)) coordination.emplace_back(n, f.coordination);
  }
  const Axis x{static_cast<double>(run.base().start_number), last * 1.02, 80, 650};
  Svg svg(680, 640);
  for (std::size_t s = 0; s < stages.list.size(); ++s) {
    const VoltageStage& stage = stages.list[s];
    const double a = x.place(static_cast<double>(stage.begin)), b = x.place(static_cast<double>(stage.end));
    report::shaded_range(svg, a, b, 580, 30, s);
    svg.text((a + b) / 2, 22, std::to_string(s + 1), Svg::Anchor::middle);
  }
  const std::string guest = run.base().species, pair = guest + "-" + guest;
  draw_panel(svg, x, 30, 190, spacing, "layer spacing (Å)", "", report::ink);
  draw_panel(svg, x, 225, 385, distance, "nearest " + pair + " (Å)", "", type_colours[0]);
  draw_panel(svg, x, 420, 580, coordination, guest + " around " + guest, guest + " atoms", type_colours[2]);
  return svg.finish();
}

}  // namespace nacre::sites
