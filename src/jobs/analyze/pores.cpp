#include "jobs/analyze/pores.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/pores/cuda_pores.h"
#include "analysis/pores/pore_peak.h"
#include "core/units.h"
#include "io/ranges.h"
#include "jobs/report_files.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

// Pores that the terminal and the summary list; the table has all.
constexpr std::size_t most_listed = 20;

// Å^3/amu -> cm^3/g and Å^2/amu -> m^2/g (1 Å^2/Å^3 = 1e4 m^2/cm^3).
constexpr double cubic_centimeters_per_gram = 1 / units::g_cm3_per_density;
constexpr double square_meters_per_gram = 1e4 / units::g_cm3_per_density;

/// Figures that the grid limits.
struct GridFigure {
  const char* key;
  double (*value)(const PoreFrame&);
};
constexpr GridFigure grid_figures[] = {
    {"void_fraction", [](const PoreFrame& f) { return f.geometric; }},
    {"centre_fraction", [](const PoreFrame& f) { return f.accessible.all; }},
    {"open_centre_fraction", [](const PoreFrame& f) { return f.accessible.open; }},
    {"occupiable_fraction", [](const PoreFrame& f) { return f.occupiable.all; }},
    {"open_occupiable_fraction", [](const PoreFrame& f) { return f.occupiable.open; }},
    {"occupiable_cm3_g",
     [](const PoreFrame& f) { return f.occupiable.all * f.volume / f.mass * cubic_centimeters_per_gram; }},
    {"accessible_surface_A2", [](const PoreFrame& f) { return f.surface.open; }}};

std::string error_words(const Pores& result) {
  double largest = 0, at = 0;
  const auto errors = result.distribution_errors();
  for (std::size_t b = 0; b < errors.size(); ++b)
    if (errors[b].above > largest) largest = errors[b].above, at = static_cast<double>(b) * result.settings().bin;
  std::string text = fmt::format("\nError of the grid: what moves with {} A\n", result.settings().grid / 2);
  for (const GridFigure& f : grid_figures) text += fmt::format("{:25}{:10.5f}\n", f.key, result.grid_error(f.value));
  return text + fmt::format("{:25}{:10.5f} of the cell, at {:.2f} A\n", "share above a diameter", largest, at);
}

/// Means over the frames.
std::string mean_words(const Pores& result) {
  const auto mean = [&](auto&& value) { return result.mean(value); };
  const PoreFrame& last = result.frames().back();
  std::string text =
      fmt::format("Pores, radii {}, probe {} A, grid {} A, {} frame(s)\n", result.settings().radii.text(),
                  result.settings().probe, result.settings().grid, result.frames().size());
  text += fmt::format("largest cavity (LCD)   {:10.4f} A\n", mean([](const PoreFrame& f) { return f.lcd; }));
  text += fmt::format("pore limiting (PLD)    {:10.4f} A, channels in {} direction(s){}\n",
                      mean([](const PoreFrame& f) { return f.pld; }), last.channel_dimension,
                      last.pld_exact ? "" : ", limited by a point of the grid");
  text += fmt::format("largest on that way    {:10.4f} A\n", mean([](const PoreFrame& f) { return f.lcd_on_path; }));
  text += fmt::format("{:23}{:>12}{:>12}\n", "", "all", "open");
  text += fmt::format("void                   {:12.5f}\n", mean([](const PoreFrame& f) { return f.geometric; }));
  const auto row = [&](const char* name, Share PoreFrame::*share) {
    text += fmt::format("{:23}{:12.5f}{:12.5f}\n", name, mean([&](const PoreFrame& f) { return (f.*share).all; }),
                        mean([&](const PoreFrame& f) { return (f.*share).open; }));
  };
  row("accessible (centre)", &PoreFrame::accessible);
  row("occupiable", &PoreFrame::occupiable);
  row("surface (A^2)", &PoreFrame::surface);
  return text + fmt::format("surface (m^2/g)        {:12.2f}{:12.2f}\n",
                            mean([](const PoreFrame& f) { return f.surface.all / f.mass * square_meters_per_gram; }),
                            mean([](const PoreFrame& f) { return f.surface.open / f.mass * square_meters_per_gram; }));
}

std::string words_of(const Pores& result) {
  const PoreFrame& last = result.frames().back();
  std::string text = mean_words(result);
  text += fmt::format("\n{} pore(s) in the last frame\n{:>5}{:>6}{:>11}{:>12}{:>12}{:>9}{:>10}{:>8}{:>8}\n",
                      last.pores.size(), "pore", "open", "diameter", "volume A^3", "surface", "windows", "exit (A)",
                      "walls", "guests");
  for (std::size_t k = 0; k < std::min(most_listed, last.pores.size()); ++k) {
    const Pore& p = last.pores[k];
    text += fmt::format("{:>5}{:>6}{:>11.4f}{:>12.2f}{:>12.2f}{:>9}{:>10.4f}{:>8}{:>8}\n", k + 1,
                        p.dimension > 0 ? fmt::format("{}D", p.dimension) : "no", p.diameter, p.occupiable_volume,
                        p.surface, p.windows, p.exit, p.wall_atoms, p.guests);
  }
  return result.settings().check_grid ? text + error_words(result) : text;
}

Summary::Map pore_map(const Pore& p) {
  return {{"dimension", std::int64_t{p.dimension}},
          {"diameter_A", p.diameter},
          {"accessible_volume_A3", p.accessible_volume},
          {"occupiable_volume_A3", p.occupiable_volume},
          {"surface_A2", p.surface},
          {"windows", std::int64_t{p.windows}},
          {"widest_window_A", p.widest_window},
          {"exit_A", p.exit},
          {"wall_atoms", std::int64_t{p.wall_atoms}},
          {"guests", p.guests}};
}
}  // namespace

report::Summary summary_of(const Pores& result) {
  const PoreFrame& last = result.frames().back();
  Summary summary;
  const auto put = [&](const char* key, auto&& value) { summary.put(key, result.mean(value)); };
  put("lcd_A", [](const PoreFrame& f) { return f.lcd; });
  put("pld_A", [](const PoreFrame& f) { return f.pld; });
  put("lcd_on_path_A", [](const PoreFrame& f) { return f.lcd_on_path; });
  put("surface_A2", [](const PoreFrame& f) { return f.surface.all; });
  put("surface_m2_g", [](const PoreFrame& f) { return f.surface.all / f.mass * square_meters_per_gram; });
  put("accessible_surface_m2_g", [](const PoreFrame& f) { return f.surface.open / f.mass * square_meters_per_gram; });
  for (const GridFigure& f : grid_figures) put(f.key, f.value);
  summary.put("channel_dimension", last.channel_dimension);
  summary.put("probe_dimension", last.probe_dimension);
  summary.put("pores", static_cast<std::int64_t>(last.pores.size()));
  std::vector<Summary::Map> largest;
  for (std::size_t k = 0; k < std::min(most_listed, last.pores.size()); ++k) largest.push_back(pore_map(last.pores[k]));
  summary.put_maps("largest_pores", std::move(largest));
  summary.put("guests", last.guests);
  summary.put("guests_in_pores", last.guests_in_pores);
  if (result.settings().check_grid) {
    Summary::Map errors;
    for (const GridFigure& f : grid_figures) errors.emplace_back(f.key, result.grid_error(f.value));
    summary.put_map("grid_errors", errors);
  }
  summary.put("probe_A", result.settings().probe);
  summary.put("grid_A", result.settings().grid);
  summary.put("radii", result.settings().radii.text());
  summary.put("surface_at", result.settings().surface_at_minimum ? "minimum" : "contact");
  summary.put("frames", static_cast<std::int64_t>(result.frames().size()));
  return summary;
}

std::vector<report::Row> rows_of(const Pores& r, const report::PublishedTable& published) {
  std::vector<report::Row> rows;
  const auto put = [&](const char* key, const char* what, const std::string& found, std::optional<double> value,
                       const char* unit) {
    rows.push_back({key, what, found, value, {}, unit, published.of(std::string("pores.") + key)});
  };
  const auto mean = [&](const char* key, const char* what, const char* unit, int digits, auto&& value) {
    const double found = r.mean(value);
    put(key, what, fmt::format("{:.{}f}", found, digits), found, unit);
  };
  mean("lcd_A", "largest cavity, LCD (A)", "A", 3, [](const PoreFrame& f) { return f.lcd; });
  mean("pld_A", "pore-limiting diameter, PLD (A)", "A", 3, [](const PoreFrame& f) { return f.pld; });
  mean("surface_A2", "surface, all (A2)", "A2", 1, [](const PoreFrame& f) { return f.surface.all; });
  mean("open_surface_A2", "surface accessible from outside (A2)", "A2", 1,
       [](const PoreFrame& f) { return f.surface.open; });
  mean("occupiable_percent", "occupiable volume (% of the cell)", "%", 2,
       [](const PoreFrame& f) { return 100 * f.occupiable.all; });
  const PorePeak peak = main_pore_peak(r, 2 * r.settings().probe);
  const bool found = peak.diameter > 0;
  put("main_size_A", "main pore size (A), its part (%)",
      found ? fmt::format("{:.2f}, {:.1f}", peak.diameter, 100 * peak.share) : "none",
      found ? std::optional(peak.diameter) : std::nullopt, "A");
  return rows;
}

PoreSettings PoresJob::pore_settings(Device device) const {
  PoreSettings made = settings;
  if (device == Device::cuda) made.field = clearances_on_cuda, made.sizes = covering_spheres_on_cuda;
  made.radii = PoreRadii(radii);
  made.surface_at_minimum = surface == "minimum" || (surface == "auto" && radii.rfind("uff", 0) == 0);
  if (guests != "none") made.guests = parse_species(guests, "guests");
  return made;
}

void PoresJob::options(Options& options) {
  input.add(options, "pores.csv, the distribution of pore sizes");
  options.add("probe", settings.probe, "Radius of the probe (A); nitrogen unless given").in(lengths_or_none());
  options.add("grid", settings.grid, "Longest step of the grid (A)").in({0, 2, true, false});
  options.add("check-grid", settings.check_grid,
              "Measure once more with half the step and print how far each volume moves, its error");
  options.add("bin", settings.bin, "Width of the bins of diameters (A)").in(lengths());
  options.add("radii", radii, "uff, zeo++, or a list such as C=1.7,O=1.52, alone or after a set");
  options.add_choice("surface", surface, {"auto", "contact", "minimum"},
                     "contact: where hard spheres touch; minimum: 2^(1/6) times as far; auto: minimum with uff");
  options.add("guests", guests, "Elements that are no walls but counted in pores, or none");
  options.add("table", table, "Table of all pores to write, for example pore-table.csv").as(Path::output);
  options.add("figure", figure, "Picture to write, for example pores.svg").as(Path::output);
}

report::Report PoresJob::run(const Surroundings& around) {
  Pores result(pore_settings(around.device));
  accumulate(input.of(around).in_turn(around.device == Device::cuda), result);
  report::Report report;
  put_table(report, input.output, [&] { return pore_sizes_table(result); });
  put_table(report, table, [&] { return pore_table(result); });
  put_figure(report, figure, [&] { return pore_sizes_svg(result); });
  report.words = words_of(result);
  report.sections.push_back({"pores", "", "", rows_of(result, report::nothing_published())});
  report.summary = summary_of(result);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
