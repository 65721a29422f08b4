#include "jobs/analyze/msd.h"

#include <fmt/format.h>

#include "core/error.h"
#include "io/ranges.h"
#include "jobs/analyze/frame_times.h"
#include "jobs/report_files.h"
#include "jobs/text.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

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

Summary motion_summary(const MotionResult& r) {
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

report::Row diffusion_row(const std::string& key, const std::string& what, const DiffusionResult& d) {
  report::Row row{key, what, value_text(d), d.d * cm2_s_per_A2_ps, {}, "cm2/s", {}};
  if (d.error() >= 0) row.error = d.error() * cm2_s_per_A2_ps;
  return row;
}

/// All atoms, then each element.
std::vector<report::Row> motion_rows(const MotionResult& r) {
  std::vector<report::Row> rows;
  for (const MotionCurve& c : r.curves) {
    const std::string name = c.species.empty() ? "all" : c.species;
    rows.push_back(diffusion_row(name + ".D_cm2_s", name + ": D from the MSD (1e-5 cm2/s)", c.einstein));
    rows.push_back(number_row(name + ".exponent", name + ": n of MSD ~ t^n", c.exponent, "", "{:.3f}"));
    if (r.has_velocities)
      rows.push_back(
          diffusion_row(name + ".green_kubo_D_cm2_s", name + ": D from the VACF (1e-5 cm2/s)", c.green_kubo));
  }
  return rows;
}

std::string words_of(const MotionResult& r) {
  std::string text =
      fmt::format("motion in {} frames, one every {:.6g} fs; {}; drift {}\n", r.frames, 1000 * r.spacing_ps,
                  r.unwrapped_by_us ? "followed by nearest images" : "positions: unwrapped_position",
                  r.settings.remove_drift ? "removed" : "kept");
  text +=
      fmt::format("D (1e-5 cm2/s = 0.1 A2/ps), lags {:.6g} to {:.6g} ps; MSD there grows as t^n, n = 1: diffusion\n",
                  r.time(r.window.first), r.time(r.window.last));
  text += fmt::format("{:<8}{:>9}{:>24}{:>8}", "atoms", "number", "D, from the MSD", "n");
  text += fmt::format("{}\n", r.has_velocities ? fmt::format("{:>24}", "D, from the VACF") : "");
  for (const MotionCurve& c : r.curves) {
    text += fmt::format("{:<8}{:>9}{:>24}{:>8.3f}", c.species.empty() ? "all" : c.species, c.atoms,
                        value_text(c.einstein), c.exponent);
    text += fmt::format("{}\n", r.has_velocities ? fmt::format("{:>24}", value_text(c.green_kubo)) : "");
  }
  return text;
}
}  // namespace

MotionResult MsdJob::read_motion(const Surroundings& around) const {
  MotionSettings motion_settings = settings;
  motion_settings.selection = input.selection();
  Motion motion(motion_settings);
  FrameTimes times(time_step_fs);
  std::int64_t seen = 0;
  // With all atoms: those of the first frame's selection are followed.
  for_each_frame(input.with_all_atoms(around), [&](const Frame& frame) {
    if (seen++ < skip) return;
    times.add(frame);
    motion.add(frame.atoms, frame.box, frame.unwrapped_position.empty() ? nullptr : &frame.unwrapped_position);
  });
  if (motion.frames() == 0)
    throw Error("no frame is left")
        .key("skip")
        .value(std::to_string(skip))
        .allowed(fmt::format("less than the {} frames that there are", seen));
  return motion.result(1e-3 * times.spacing_fs());
}

void MsdJob::options(Options& table) {
  input.add(table, "msd.csv");
  table.add("time-step", time_step_fs, "Time between frames (fs), instead of Time= in the file")
      .in(positive())
      .no_standard();
  table.add("skip", skip, "Frames left out at the start").in(at_least(0));
  table.add("max-time", settings.longest_ps, "Longest lag (ps); otherwise half of the trajectory")
      .in(positive())
      .no_standard();
  table.add("fit-from", settings.fit_from_ps, "Begin of the fit (ps); otherwise 0.1 of the longest lag")
      .in(at_least(0))
      .no_standard();
  table.add("fit-to", settings.fit_to_ps, "End of the fit (ps); otherwise 0.4 of the longest lag")
      .in(positive())
      .no_standard();
  table.add("remove-drift", settings.remove_drift, "Motion beside the centre of mass of all atoms; otherwise as it is");
  table.add("pieces", settings.pieces, "Pieces of the trajectory for the errors, at most").in(between(1, 1e6));
  table.add("figure", figure, "Picture to write, for example msd.svg").as(Path::output);
  table.add("vacf", vacf, "Table of the velocity autocorrelation, for example vacf.csv").as(Path::output);
  table.add("vacf-figure", vacf_figure, "Picture of it, for example vacf.svg").as(Path::output);
  table.add("spectrum", spectrum, "Table of its power spectrum, for example spectrum.csv").as(Path::output);
}

report::Report MsdJob::run(const Surroundings& around) {
  const MotionResult result = read_motion(around);
  const bool wants_velocities = !vacf.empty() || !vacf_figure.empty() || !spectrum.empty();
  if (wants_velocities && !result.has_velocities)
    throw Error("not every frame has velocities, which the VACF is made of")
        .key("vel")
        .allowed("a column vel, velo or velocity (A/fs)");
  report::Report report;
  put_table(report, input.output, [&] { return msd_table(result); });
  put_figure(report, figure, [&] { return msd_svg(result); });
  put_table(report, vacf, [&] { return vacf_table(result); });
  put_figure(report, vacf_figure, [&] { return vacf_svg(result); });
  put_table(report, spectrum, [&] { return spectrum_table(result); });
  report.words = words_of(result);
  report.sections.push_back({"msd", "", "", motion_rows(result)});
  report.summary = motion_summary(result);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
