// nacre analyze msd
#include <fmt/format.h>

#include <memory>

#include "analysis/motion/motion.h"
#include "app/analyze/commands.h"
#include "app/analyze/frame_times.h"
#include "app/analyze/frames.h"
#include "app/summary.h"
#include "core/error.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct MsdArguments {
  FrameArguments input;
  MotionSettings settings;
  double time_step_fs = 0;
  std::int64_t skip = 0;
  std::string figure, vacf, vacf_figure, spectrum;
};

/// All that is found of one diffusion coefficient; errors that could not be made have no key.
Summary::Map diffusion_map(const DiffusionResult& d) {
  Summary::Map map{{"D_A2_ps", d.d}, {"D_cm2_s", d.d * cm2_s_per_A2_ps}};
  if (d.error() >= 0) map.insert(map.end(), {{"error_A2_ps", d.error()}, {"error_cm2_s", d.error() * cm2_s_per_A2_ps}});
  if (d.atoms_error >= 0) map.emplace_back("error_atoms_A2_ps", d.atoms_error);
  if (d.pieces_error >= 0) map.emplace_back("error_pieces_A2_ps", d.pieces_error);
  map.insert(map.end(),
             {{"D_x_A2_ps", d.by_component.x}, {"D_y_A2_ps", d.by_component.y}, {"D_z_A2_ps", d.by_component.z}});
  return map;
}

Summary::Map curve_map(const MotionCurve& c) {
  Summary::Map map{{"atoms", c.atoms}};
  for (auto& entry : diffusion_map(c.einstein)) map.push_back(entry);
  map.emplace_back("exponent", c.exponent);
  if (c.vacf.empty()) return map;
  for (auto& entry : diffusion_map(c.green_kubo)) map.emplace_back("green_kubo_" + entry.first, entry.second);
  return map;
}

Summary summary_of(const MotionResult& r) {
  Summary summary;
  std::vector<std::pair<std::string, Summary::Map>> elements;
  for (const MotionCurve& c : r.curves)
    if (!c.species.empty()) elements.emplace_back(c.species, curve_map(c));
  summary.put_named_maps("elements", std::move(elements));
  summary.put_map("total", curve_map(r.curves.front()));
  summary.put("frames", r.frames);
  summary.put("time_step_fs", 1000 * r.spacing_ps);
  summary.put("longest_ps", r.time(r.lags - 1));
  summary.put("fit_from_ps", r.time(r.window.first));
  summary.put("fit_to_ps", r.time(r.window.last));
  summary.put("error_pieces", r.pieces);
  summary.put("positions", r.unwrapped_by_us ? "followed by nearest images" : "unwrapped_position");
  summary.put("drift", r.settings.remove_drift ? "removed" : "kept");
  return summary;
}

/// "1.234 +- 0.056" in 1e-5 cm^2/s.
std::string value_text(const DiffusionResult& d) {
  constexpr double unit = 1e5 * cm2_s_per_A2_ps;
  return d.error() < 0 ? fmt::format("{:.4g}", unit * d.d)
                       : fmt::format("{:.4g} +- {:.2g}", unit * d.d, unit * d.error());
}

void print_result(const MotionResult& r) {
  fmt::print("motion in {} frames, one every {:.6g} fs; {}; drift {}\n", r.frames, 1000 * r.spacing_ps,
             r.unwrapped_by_us ? "followed by nearest images" : "positions: unwrapped_position",
             r.settings.remove_drift ? "removed" : "kept");
  fmt::print("D (1e-5 cm2/s = 0.1 A2/ps), lags {:.6g} to {:.6g} ps; MSD there grows as t^n, n = 1: diffusion\n",
             r.time(r.window.first), r.time(r.window.last));
  fmt::print("{:<8}{:>9}{:>24}{:>8}", "atoms", "number", "D, from the MSD", "n");
  fmt::print("{}\n", r.has_velocities ? fmt::format("{:>24}", "D, from the VACF") : "");
  for (const MotionCurve& c : r.curves) {
    fmt::print("{:<8}{:>9}{:>24}{:>8.3f}", c.species.empty() ? "all" : c.species, c.atoms, value_text(c.einstein),
               c.exponent);
    fmt::print("{}\n", r.has_velocities ? fmt::format("{:>24}", value_text(c.green_kubo)) : "");
  }
}

MotionResult read_motion(const MsdArguments& arguments) {
  MotionSettings settings = arguments.settings;
  settings.selection = arguments.input.selection();
  Motion motion(settings);
  FrameTimes times(arguments.time_step_fs);
  std::int64_t seen = 0;
  for_each_frame(arguments.input, [&](const Frame& frame) {
    if (seen++ < arguments.skip) return;
    times.add(frame);
    motion.add(frame.atoms, frame.box, frame.unwrapped_position.empty() ? nullptr : &frame.unwrapped_position);
  });
  if (motion.frames() == 0)
    throw Error("no frame is left")
        .key("skip")
        .value(std::to_string(arguments.skip))
        .allowed(fmt::format("less than the {} frames that there are", seen));
  return motion.result(1e-3 * times.spacing_fs());
}

void analyze_msd(const MsdArguments& arguments, const GlobalOptions& options) {
  apply_global_options(options);
  const MotionResult result = read_motion(arguments);
  const bool wants_velocities =
      !arguments.vacf.empty() || !arguments.vacf_figure.empty() || !arguments.spectrum.empty();
  if (wants_velocities && !result.has_velocities)
    throw Error("not every frame has velocities, which the VACF is made of")
        .key("vel")
        .allowed("a column vel, velo or velocity (A/fs)");
  const auto write = [](const std::string& file, auto* text, const MotionResult& r) {
    if (!file.empty()) write_whole(file, text(r));
  };
  write(arguments.input.output, msd_csv, result);
  write(arguments.figure, msd_svg, result);
  write(arguments.vacf, vacf_csv, result);
  write(arguments.vacf_figure, vacf_svg, result);
  write(arguments.spectrum, spectrum_csv, result);
  if (!options.quiet) print_result(result);
  write_summary_file(summary_of(result), options);
}
}  // namespace

void register_msd(CLI::App& analyze, GlobalOptions& options) {
  auto* command = analyze.add_subcommand(
      "msd", "Mean squared displacement, velocity autocorrelation and diffusion coefficients of every element");
  const auto arguments = std::make_shared<MsdArguments>();
  MotionSettings& settings = arguments->settings;
  arguments->input.add_options(*command, "msd.csv");
  arguments->input.all_atoms = true;  // of which the first frame's selection is followed
  command->add_option("--time-step", arguments->time_step_fs, "Time between frames (fs), instead of Time= in the file")
      ->check(CLI::PositiveNumber);
  command->add_option("--skip", arguments->skip, "Frames left out at the start")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  command->add_option("--max-time", settings.longest_ps, "Longest lag (ps); otherwise half of the trajectory")
      ->check(CLI::PositiveNumber);
  command->add_option("--fit-from", settings.fit_from_ps, "Begin of the fit (ps); otherwise 0.1 of the longest lag")
      ->check(CLI::NonNegativeNumber);
  command->add_option("--fit-to", settings.fit_to_ps, "End of the fit (ps); otherwise 0.4 of the longest lag")
      ->check(CLI::PositiveNumber);
  command->add_flag("--remove-drift", settings.remove_drift,
                    "Motion beside the centre of mass of all atoms; otherwise as it is");
  command->add_option("--pieces", settings.pieces, "Pieces of the trajectory for the errors, at most")
      ->capture_default_str();
  command->add_option("--figure", arguments->figure, "Picture to write, for example msd.svg");
  command->add_option("--vacf", arguments->vacf, "Table of the velocity autocorrelation, for example vacf.csv");
  command->add_option("--vacf-figure", arguments->vacf_figure, "Picture of it, for example vacf.svg");
  command->add_option("--spectrum", arguments->spectrum, "Table of its power spectrum, for example spectrum.csv");
  add_global_options(command, options, "nacre analyze msd dump.xyz --fit-from 2 --fit-to 10 --figure msd.svg");
  command->callback([arguments, &options] { analyze_msd(*arguments, options); });
}

}  // namespace nacre::app
