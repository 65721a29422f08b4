// nacre analyze pores
#include <fmt/format.h>

#include <memory>

#include "analysis/pores/cuda_pores.h"
#include "analysis/pores/pores.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/summaries.h"
#include "core/units.h"
#include "io/files.h"

namespace nacre::app {

namespace {
// Pores that the terminal and the summary list; the table has all.
constexpr std::size_t most_listed = 20;

struct PoreArguments {
  FrameArguments input;
  PoreSettings settings;
  std::string radii = "uff", surface = "auto", guests = "Na", table, figure;
};

// A^3/amu -> cm^3/g and A^2/amu -> m^2/g (1 A^2/A^3 = 1e4 m^2/cm^3).
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

PoreSettings settings_of(const PoreArguments& arguments, Device device) {
  PoreSettings settings = arguments.settings;
  if (device == Device::cuda) settings.field = clearances_on_cuda, settings.sizes = covering_spheres_on_cuda;
  settings.radii = PoreRadii(arguments.radii);
  settings.surface_at_minimum =
      arguments.surface == "minimum" || (arguments.surface == "auto" && arguments.radii.rfind("uff", 0) == 0);
  if (arguments.guests != "none") settings.guests = parse_species(arguments.guests, "guests");
  return settings;
}

void print_errors(const Pores& result) {
  double largest = 0, at = 0;
  const auto errors = result.distribution_errors();
  for (std::size_t b = 0; b < errors.size(); ++b)
    if (errors[b].above > largest) largest = errors[b].above, at = static_cast<double>(b) * result.settings().bin;
  fmt::print("\nError of the grid: what moves with {} A\n", result.settings().grid / 2);
  for (const GridFigure& f : grid_figures) fmt::print("{:25}{:10.5f}\n", f.key, result.grid_error(f.value));
  fmt::print("{:25}{:10.5f} of the cell, at {:.2f} A\n", "share above a diameter", largest, at);
}

void print_table(const Pores& result) {
  const auto mean = [&](auto&& value) { return result.mean(value); };
  const PoreFrame& last = result.frames().back();
  fmt::print("Pores, radii {}, probe {} A, grid {} A, {} frame(s)\n", result.settings().radii.text(),
             result.settings().probe, result.settings().grid, result.frames().size());
  fmt::print("largest cavity (LCD)   {:10.4f} A\n", mean([](const PoreFrame& f) { return f.lcd; }));
  fmt::print("pore limiting (PLD)    {:10.4f} A, channels in {} direction(s){}\n",
             mean([](const PoreFrame& f) { return f.pld; }), last.channel_dimension,
             last.pld_exact ? "" : ", limited by a point of the grid");
  fmt::print("largest on that way    {:10.4f} A\n", mean([](const PoreFrame& f) { return f.lcd_on_path; }));
  fmt::print("{:23}{:>12}{:>12}\n", "", "all", "open");
  fmt::print("void                   {:12.5f}\n", mean([](const PoreFrame& f) { return f.geometric; }));
  const auto row = [&](const char* name, Share PoreFrame::*share) {
    fmt::print("{:23}{:12.5f}{:12.5f}\n", name, mean([&](const PoreFrame& f) { return (f.*share).all; }),
               mean([&](const PoreFrame& f) { return (f.*share).open; }));
  };
  row("accessible (centre)", &PoreFrame::accessible);
  row("occupiable", &PoreFrame::occupiable);
  row("surface (A^2)", &PoreFrame::surface);
  fmt::print("surface (m^2/g)        {:12.2f}{:12.2f}\n",
             mean([](const PoreFrame& f) { return f.surface.all / f.mass * square_meters_per_gram; }),
             mean([](const PoreFrame& f) { return f.surface.open / f.mass * square_meters_per_gram; }));
  fmt::print("\n{} pore(s) in the last frame\n{:>5}{:>6}{:>11}{:>12}{:>12}{:>9}{:>10}{:>8}{:>8}\n", last.pores.size(),
             "pore", "open", "diameter", "volume A^3", "surface", "windows", "exit (A)", "walls", "guests");
  for (std::size_t k = 0; k < std::min(most_listed, last.pores.size()); ++k) {
    const Pore& p = last.pores[k];
    fmt::print("{:>5}{:>6}{:>11.4f}{:>12.2f}{:>12.2f}{:>9}{:>10.4f}{:>8}{:>8}\n", k + 1,
               p.dimension > 0 ? fmt::format("{}D", p.dimension) : "no", p.diameter, p.occupiable_volume, p.surface,
               p.windows, p.exit, p.wall_atoms, p.guests);
  }
  if (result.settings().check_grid) print_errors(result);
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

Summary summary_of(const Pores& result) {
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

namespace {
void analyze_pores_of_files(const PoreArguments& arguments, const GlobalOptions& options) {
  const Device device = apply_global_options(options, Computes::anywhere);
  Pores result(settings_of(arguments, device));
  accumulate(arguments.input.in_turn(device == Device::cuda), result);
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, pore_sizes_csv(result));
  if (!arguments.table.empty()) write_whole(arguments.table, pore_table_csv(result));
  if (!arguments.figure.empty()) write_whole(arguments.figure, pore_sizes_svg(result));
  if (!options.quiet) print_table(result);
  write_summary_file(summary_of(result), options);
}
}  // namespace

void register_pores(CLI::App& analyze, GlobalOptions& options, PartSettings& parts) {
  auto* command = analyze.add_subcommand("pores", "Pore sizes, limiting diameters, volumes, surface, channels");
  const auto arguments = std::make_shared<PoreArguments>();
  PoreSettings& settings = arguments->settings;
  arguments->input.add_options(*command, "pores.csv, the distribution of pore sizes");
  command->add_option("--probe", settings.probe, "Radius of the probe (A); nitrogen unless given")
      ->capture_default_str();
  command->add_option("--grid", settings.grid, "Longest step of the grid (A)")->capture_default_str();
  command->add_flag("--check-grid", settings.check_grid,
                    "Measure once more with half the step and print how far each volume moves, its error");
  command->add_option("--bin", settings.bin, "Width of the bins of diameters (A)")->capture_default_str();
  command->add_option("--radii", arguments->radii, "uff, zeo++, or a list such as C=1.7,O=1.52, alone or after a set")
      ->capture_default_str();
  command
      ->add_option("--surface", arguments->surface,
                   "contact: where hard spheres touch; minimum: 2^(1/6) times as far; auto: minimum with uff")
      ->check(CLI::IsMember({"auto", "contact", "minimum"}))
      ->capture_default_str();
  command->add_option("--guests", arguments->guests, "Elements that are no walls but counted in pores, or none")
      ->capture_default_str();
  command->add_option("--table", arguments->table, "Table of all pores to write, for example pore-table.csv");
  command->add_option("--figure", arguments->figure, "Picture to write, for example pores.svg");
  add_global_options(command, options,
                     "nacre analyze pores carbon.xyz --probe 1.657 --output pores.csv --table pore-table.csv");
  parts.pores = [arguments](Device device) { return settings_of(*arguments, device); };
  command->callback([arguments, &options] { analyze_pores_of_files(*arguments, options); });
}

}  // namespace nacre::app
