// nacre analyze xrd
#include <fmt/format.h>

#include <memory>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/diffraction/xrd.h"
#include "analysis/pairs/cuda_pair_histogram.h"
#include "app/analyze/commands.h"
#include "app/analyze/frames.h"
#include "app/analyze/summaries.h"
#include "io/files.h"

namespace nacre::app {

namespace {
struct XrdArguments {
  FrameArguments input;
  XrdSettings settings;
  std::string method = "debye", sum = "auto", damping = "gauss", figure;
  double resolution = 0;  ///< FWHM, 1/A
  bool no_polarization = false;
};

XrdSettings settings_of(const XrdArguments& arguments, Device device) {
  XrdSettings s = arguments.settings;
  s.method = arguments.method == "fft"    ? XrdMethod::structure_factor
             : arguments.method == "both" ? XrdMethod::both
                                          : XrdMethod::debye;
  if (arguments.sum != "auto" && arguments.method == "debye")
    throw Error("Debye's formula sums over pairs, not over nodes")
        .key("sum")
        .value(arguments.sum)
        .allowed("--method fft or both with it");
  s.summation = arguments.sum == "direct" ? Summation::direct
                : arguments.sum == "fft"  ? Summation::fourier
                                          : Summation::automatic;
  s.debye.damping = arguments.damping == "gauss"   ? Damping::gauss
                    : arguments.damping == "lorch" ? Damping::lorch
                                                   : Damping::none;
  s.debye.sigma = arguments.resolution / (2 * std::sqrt(2 * std::log(2)));
  s.debye.grid.polarization = !arguments.no_polarization;
  if (device == Device::cuda) s.fourier = cuda_fourier_node_sums, s.debye.histogram = cuda_pair_histogram;
  return s;
}

void print_layers(const XrdReport& r) {
  const LayerPeak& l = r.layers;
  fmt::print("layers, d (A):");
  if (l.found) fmt::print(" maximum {:.3f},", l.peak_d);
  if (l.corrected_d > 0) fmt::print(" corrected for P, f^2 and 1/Q^2 {:.3f},", l.corrected_d);
  if (r.geometric.sites > 0)
    fmt::print(" geometric {:.3f} (deviation {:.3f}, {} sites)\n", r.geometric.mean, r.geometric.deviation,
               r.geometric.sites);
  else
    fmt::print(" geometric: no parallel layers found\n");
  if (!l.found) return;
  fmt::print("Scherrer: Lc {:.1f} A = {:.1f} layers{}", l.crystallite, l.layers,
             l.layers < 3 ? " (below three layers: no size, do not quote)" : "");
  if (r.La > 0) fmt::print(", La {:.1f} A", r.La);
  fmt::print("; a sharp line would be {:.2f} degrees wide here\n", r.resolution_degrees(l.raw.centre));
}

void print_report(const XrdReport& r) {
  fmt::print("X-ray pattern, wavelength {} A, {} frame(s)\n{}\n", r.pattern.grid.wavelength, r.frames,
             r.pattern.method);
  if (r.other) fmt::print("structure factor: largest difference {:.3g} of the highest intensity\n", r.difference);
  fmt::print("{:>14}{:>12}{:>10}{:>12}{:>14}{:>10}{:>12}\n", "2theta (deg)", "error", "d (A)", "height", "FWHM (deg)",
             "error", "asymmetry");
  for (const PeakFit& p : r.peaks)
    fmt::print("{:>14.3f}{:>12.3f}{:>10.4f}{:>12.4g}{:>14.3f}{:>10.3f}{:>12.2f}{}\n", p.centre, p.centre_error,
               r.d(p.centre), p.height, p.fwhm, p.fwhm_error, p.asymmetry, p.converged ? "" : "  (fit not converged)");
  for (const BraggLine& l : r.lines)
    if (l.intensity >= 1)
      fmt::print("line {:>9.3f}{:>22.4f}{:>12.1f}   ({} {} {}) x {}\n", l.two_theta, l.d, l.intensity, l.hkl[0],
                 l.hkl[1], l.hkl[2], l.multiplicity);
  print_layers(r);
}

std::vector<Summary::Map> peak_maps(const XrdReport& r) {
  std::vector<Summary::Map> maps;
  for (const PeakFit& p : r.peaks)
    maps.push_back({{"two_theta_deg", p.centre},
                    {"two_theta_error_deg", p.centre_error},
                    {"d_A", r.d(p.centre)},
                    {"intensity", p.height},
                    {"intensity_error", p.height_error},
                    {"area", p.area},
                    {"fwhm_deg", p.fwhm},
                    {"fwhm_error_deg", p.fwhm_error},
                    {"eta", p.eta},
                    {"asymmetry", p.asymmetry},
                    {"background", p.background},
                    {"background_slope", p.slope}});
  return maps;
}

std::vector<Summary::Map> line_maps(const XrdReport& r) {
  std::vector<Summary::Map> maps;
  for (const BraggLine& l : r.lines)
    maps.push_back({{"two_theta_deg", l.two_theta},
                    {"d_A", l.d},
                    {"intensity", l.intensity},
                    {"multiplicity", std::int64_t{l.multiplicity}},
                    {"hkl", fmt::format("{} {} {}", l.hkl[0], l.hkl[1], l.hkl[2])}});
  return maps;
}
}  // namespace

Summary summary_of(const XrdReport& r) {
  Summary summary;
  summary.put_maps("peaks", peak_maps(r));
  Summary::Map d002;
  if (r.layers.found) {
    d002.emplace_back("peak_A", r.layers.peak_d);
    d002.emplace_back("fit_error_A", r.layers.peak_d_error);
  }
  if (r.layers.corrected_d > 0) d002.emplace_back("corrected_A", r.layers.corrected_d);
  if (r.geometric.sites > 0) {
    d002.emplace_back("geometric_A", r.geometric.mean);
    d002.emplace_back("geometric_deviation_A", r.geometric.deviation);
    d002.emplace_back("geometric_sites", r.geometric.sites);
  }
  summary.put_map("d002", d002);
  if (r.layers.found && r.layers.layers >= 3) summary.put("lc_A", r.layers.crystallite);
  if (r.layers.found) summary.put("layers", r.layers.layers);
  if (r.La > 0) summary.put("la_A", r.La);
  if (!r.lines.empty()) summary.put_maps("lines", line_maps(r));
  if (r.other) summary.put("largest_difference", r.difference);
  summary.put("wavelength_A", r.pattern.grid.wavelength);
  summary.put("resolution_fwhm_per_A", r.resolution);
  summary.put("method", r.pattern.method);
  summary.put("frames", r.frames);
  return summary;
}

namespace {
void analyze_xrd(const XrdArguments& arguments, const GlobalOptions& options) {
  const Device device = apply_global_options(options, Computes::anywhere);
  Xrd xrd(settings_of(arguments, device));
  if (arguments.method == "debye")
    accumulate(arguments.input.in_turn(device == Device::cuda), xrd);
  else  // each sum over nodes takes all threads
    for_each_frame(arguments.input, [&](const Frame& frame) { xrd.add(frame.atoms, frame.box); });
  const XrdReport report = xrd.report();
  if (!arguments.input.output.empty()) write_whole(arguments.input.output, xrd_csv(report));
  if (!arguments.figure.empty()) write_whole(arguments.figure, xrd_svg(report));
  if (!options.quiet) print_report(report);
  write_summary_file(summary_of(report), options);
}

void add_pattern_options(CLI::App& command, XrdArguments& a) {
  AngleGrid& grid = a.settings.debye.grid;
  command.add_option("--method", a.method, "debye; fft: structure factor on the reciprocal lattice; both")
      ->check(CLI::IsMember({"debye", "fft", "both"}))
      ->capture_default_str();
  command
      .add_option("--sum", a.sum, "How --method fft adds up: direct, fft (a fast Fourier transform), auto: the cheaper")
      ->check(CLI::IsMember({"auto", "direct", "fft"}))
      ->capture_default_str();
  command.add_option("--wavelength", grid.wavelength, "A; Cu K-alpha1 unless given")->capture_default_str();
  command.add_option("--low", grid.low, "First angle 2 theta (degrees)")->capture_default_str();
  command.add_option("--high", grid.high, "Last angle (degrees)")->capture_default_str();
  command.add_option("--step", grid.step, "Step (degrees)")->capture_default_str();
  command
      .add_option("--rmax", a.settings.debye.r_max,
                  "Debye: largest distance (A); 0: half the smallest height of the cell, at most 60")
      ->capture_default_str();
  command.add_option("--damping", a.damping, "Debye: none, lorch or gauss")
      ->check(CLI::IsMember({"none", "lorch", "gauss"}))
      ->capture_default_str();
  command.add_option("--resolution", a.resolution,
                     "Width (FWHM, 1/A) that gauss and fft give a sharp line; unless given, 7.06 / rmax");
  command.add_flag("--no-polarization", a.no_polarization, "Leave the polarisation factor out");
}
}  // namespace

void register_xrd(CLI::App& analyze, GlobalOptions& options, PartSettings& parts) {
  auto* command = analyze.add_subcommand("xrd", "X-ray powder pattern, fitted peaks, spacing of layers in three ways");
  const auto arguments = std::make_shared<XrdArguments>();
  arguments->input.add_options(*command, "xrd.csv");
  add_pattern_options(*command, *arguments);
  command->add_option("--prominence", arguments->settings.prominence, "Least height of a peak, as a share of the range")
      ->capture_default_str();
  command->add_option("--bond", arguments->settings.bond, "Longest bond (A), for the geometric spacing")
      ->capture_default_str();
  command->add_option("--figure", arguments->figure, "Picture to write, for example xrd.svg");
  add_global_options(command, options, "nacre analyze xrd dump.xyz --frames last --output xrd.csv --figure xrd.svg");
  parts.xrd = [arguments](Device device) { return settings_of(*arguments, device); };
  command->callback([arguments, &options] { analyze_xrd(*arguments, options); });
}

}  // namespace nacre::app
