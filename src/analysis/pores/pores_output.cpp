#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/pores/pores.h"
#include "report/csv.h"
#include "report/figure.h"

namespace nacre {

namespace {
std::string conditions(const Pores& result) {
  const PoreSettings& s = result.settings();
  return fmt::format(
      "atoms: hard spheres, radii {}; probe radius {} A; grid {} A or finer; {} frame(s)\n"
      "valid for: any periodic cell; diameters of cavities and windows are analytic, volumes counts of grid points;\n"
      "  covering diameters are too low by up to a grid step (longest diagonal {:.3g} A), never too high",
      s.radii.text(), s.probe, s.grid, result.frames().size(),
      result.mean([](const PoreFrame& f) { return f.diagonal; }));
}
}  // namespace

namespace {
void add_size_comments(report::Table& table, const Pores& result) {
  add_comments(table,
               "pore size distribution: share of the cell's volume whose largest covering sphere, overlapping no atom, "
               "has this diameter");
  add_comments(table, conditions(result));
  add_comments(table, fmt::format("columns: middle of a bin of {} A; share of the cell's volume; the part of it in "
                                  "channels open to the probe;\n"
                                  "  share with this bin's diameters or larger; density -dV/dD of that (1/A){}",
                                  result.settings().bin,
                                  result.settings().check_grid
                                      ? "; how far the first\n  and the cumulative share move with a grid of half the "
                                        "step: their errors"
                                      : ""));
}
}  // namespace

report::Table pore_sizes_table(const Pores& result) {
  const double bin = result.settings().bin;
  const bool checked = result.settings().check_grid;
  std::vector<Share> shares = result.distribution();
  const std::vector<Pores::BinError> errors = result.distribution_errors();
  shares.resize(std::max(shares.size(), errors.size()));
  report::Table table{"pores.csv",
                      {},
                      {{"diameter_A", "{:.6g}"},
                       {"volume_fraction", "{:.9g}"},
                       {"open_fraction", "{:.9g}"},
                       {"cumulative_fraction", "{:.9g}"},
                       {"density_per_A", "{:.9g}"}},
                      {}};
  add_size_comments(table, result);
  if (checked)
    for (const char* name : {"volume_fraction_error", "cumulative_fraction_error"})
      table.columns.push_back({name, "{:.3g}"});
  std::vector<double> above(shares.size() + 1, 0);
  for (std::size_t b = shares.size(); b-- > 0;) above[b] = above[b + 1] + shares[b].all;
  for (std::size_t b = 0; b < shares.size(); ++b) {
    table.rows.push_back(
        {(static_cast<double>(b) + 0.5) * bin, shares[b].all, shares[b].open, above[b], shares[b].all / bin});
    if (checked) table.rows.back().insert(table.rows.back().end(), {errors[b].share, errors[b].above});
  }
  return table;
}

report::Table pore_table(const Pores& result) {
  report::Table table{"pore-table.csv",
                      {"pores: connected parts of where the centre of the probe can be"},
                      {{"frame"},
                       {"pore"},
                       {"dimension"},
                       {"diameter_A", "{:.6f}"},
                       {"x_A", "{:.4f}"},
                       {"y_A", "{:.4f}"},
                       {"z_A", "{:.4f}"},
                       {"accessible_volume_A3", "{:.6g}"},
                       {"occupiable_volume_A3", "{:.6g}"},
                       {"surface_A2", "{:.6g}"},
                       {"windows"},
                       {"widest_window_A", "{:.6f}"},
                       {"exit_A", "{:.6f}"},
                       {"wall_atoms"},
                       {"guests"}},
                      {}};
  add_comments(table, conditions(result));
  add_comments(
      table,
      "dimension: directions in which the pore leads through the crystal, 0 closed; diameter and centre of its "
      "largest\n"
      "  sphere (A); volumes (A^3); surface (A^2); windows between its cavities and the widest (diameter, A);\n"
      "  exit: widest window to another pore or, of a closed one, to its own image (diameter, A; 0: none);\n"
      "  wall_atoms: atoms with a part of the surface; guests: atoms held");
  for (std::size_t f = 0; f < result.frames().size(); ++f) {
    int number = 0;
    for (const Pore& p : result.frames()[f].pores)
      table.rows.push_back({static_cast<std::int64_t>(f + 1), ++number, p.dimension, p.diameter, p.centre.x, p.centre.y,
                            p.centre.z, p.accessible_volume, p.occupiable_volume, p.surface, p.windows, p.widest_window,
                            p.exit, p.wall_atoms, p.guests});
  }
  return table;
}

namespace {
using report::Points;

void draw_bars(Svg& svg, const std::vector<Share>& shares, double bin, const Axis& x, const Axis& y) {
  const auto bars = [&](double Share::*part, const char* color, double opacity) {
    Points outline{{x.place(0), y.place(0)}};
    for (std::size_t b = 0; b < shares.size(); ++b) {
      const double height = y.place(shares[b].*part / bin);
      outline.emplace_back(x.place(static_cast<double>(b) * bin), height);
      outline.emplace_back(x.place((static_cast<double>(b) + 1) * bin), height);
    }
    outline.emplace_back(outline.back().first, y.place(0));
    svg.area(outline, color, opacity);
  };
  bars(&Share::all, report::blue, 0.35);
  bars(&Share::open, report::blue, 0.6);
}

void mark(Svg& svg, double value, const std::string& name, double top, double row, const Axis& x, const Axis& y) {
  svg.line(x.place(value), y.begin, x.place(value), top + row, report::ink);
  const bool left = x.place(value) > (x.begin + x.end) / 2;
  svg.text(x.place(value) + (left ? -5 : 5), top + row + 10, fmt::format("{} {:.2f} Å", name, value),
           left ? Svg::Anchor::end : Svg::Anchor::start);
}

/// What is left of the void above a diameter, as a share of all of it.
void draw_rest(Svg& svg, const std::vector<Share>& shares, double bin, const Axis& x, const Axis& y) {
  double sum = 0;
  for (const Share& s : shares) sum += s.all;
  Points points;
  double above = sum;
  for (std::size_t b = 0; b < shares.size(); ++b) {
    points.emplace_back(x.place(static_cast<double>(b) * bin), y.place(sum > 0 ? above / sum : 0));
    above -= shares[b].all;
  }
  points.emplace_back(x.place(static_cast<double>(shares.size()) * bin), y.place(0));
  svg.path(points, report::orange, false);
}
}  // namespace

std::string pore_sizes_svg(const Pores& result) {
  const double bin = result.settings().bin;
  const std::vector<Share> shares = result.distribution();
  double highest = 0;
  for (const Share& s : shares) highest = std::max(highest, s.all / bin);
  const double widest = std::max(1.0, 1.05 * bin * static_cast<double>(shares.size()));
  const Axis x{0, widest, 80, 600}, y{0, std::max(1.25 * highest, 1e-6), 360, 20}, rest{0, 1.25, 360, 20};
  Svg svg(700, 420);
  svg.axes(x, y, "pore diameter (Å)", "volume per diameter (share of the cell, 1/Å)");
  draw_bars(svg, shares, bin, x, y);
  draw_rest(svg, shares, bin, x, rest);
  report::right_scale(svg, x.end, rest, {0, 0.25, 0.5, 0.75, 1}, report::orange);
  svg.text(x.end + 8, rest.place(1) - 22, "void above", Svg::Anchor::start, report::orange);
  const double lcd = result.mean([](const PoreFrame& f) { return f.lcd; });
  const double pld = result.mean([](const PoreFrame& f) { return f.pld; });
  mark(svg, lcd, "largest cavity", 20, 4, x, y);
  mark(svg, pld, "limiting", 20, 24, x, y);
  mark(svg, 2 * result.settings().probe, "probe", 20, 44, x, y);
  svg.text(x.end, y.begin + 46, "dark: open to the probe", Svg::Anchor::end, report::blue);
  return svg.finish();
}

}  // namespace nacre
