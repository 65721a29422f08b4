#include "jobs/analyze/xrd.h"

#include <fmt/format.h>

#include <cmath>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/pairs/cuda_pair_histogram.h"
#include "core/error.h"
#include "io/ranges.h"
#include "jobs/report_files.h"

namespace nacre::jobs::analyze {

namespace {
using report::Summary;

std::string no_layers(const LayerSpacing& g) {
  if (g.sites == 0) return "layers: no stack found\n";
  return fmt::format(
      "layers: no stack found; {:.1f} % of the atoms have a sheet above or below, {:.2f} +- {:.2f} A from it\n",
      100 * static_cast<double>(g.stacked) / static_cast<double>(g.atoms), g.mean, g.deviation);
}

std::string layer_words(const XrdReport& r) {
  const LayerPeak& l = r.layers;
  if (!r.geometric.is_stack()) return no_layers(r.geometric);
  std::string text = "layers, d (A):";
  if (l.found)
    text += fmt::format(" maximum {:.3f} (fit +- {:.3f}, resolution +- {:.3f}),", l.peak_d, l.peak_d_error,
                        l.peak_d_resolution);
  if (l.corrected_d > 0) text += fmt::format(" corrected for P, f^2 and 1/Q^2 {:.3f},", l.corrected_d);
  text += fmt::format(" geometric {:.3f} (deviation {:.3f}, {} sites)\n", r.geometric.mean, r.geometric.deviation,
                      r.geometric.sites);
  if (!l.found) return text;
  text += fmt::format("Scherrer: Lc {:.1f} A = {:.1f} layers{}", l.crystallite, l.layers,
                      l.layers < 3 ? " (below three layers: no size, do not quote)" : "");
  if (r.La > 0) text += fmt::format(", La {:.1f} A", r.La);
  return text + fmt::format("; a sharp line would be {:.2f} degrees wide here\n", r.resolution_degrees(l.raw.centre));
}

std::string words_of(const XrdReport& r) {
  std::string text = fmt::format("X-ray pattern, wavelength {} A, {} frame(s)\n{}\n", r.pattern.grid.wavelength,
                                 r.frames, r.pattern.method);
  if (r.other)
    text += fmt::format("structure factor: largest difference {:.3g} of the highest intensity\n", r.difference);
  text += fmt::format("{:>14}{:>12}{:>12}{:>10}{:>8}{:>12}{:>14}{:>10}{:>12}\n", "2theta (deg)", "fit error",
                      "resolution", "d (A)", "(hkl)", "height", "FWHM (deg)", "fit error", "asymmetry");
  for (const PeakFit& p : r.peaks)
    text += fmt::format("{:>14.3f}{:>12.3f}{:>12.3f}{:>10.4f}{:>8}{:>12.4g}{:>14.3f}{:>10.3f}{:>12.2f}{}\n", p.centre,
                        p.centre_error, p.resolution, r.d(p.centre), p.reflection, p.height, p.fwhm, p.fwhm_error,
                        p.asymmetry, p.converged ? "" : "  (fit not converged)");
  for (const BraggLine& l : r.lines)
    if (l.intensity >= 1)
      text += fmt::format("line {:>9.3f}{:>22.4f}{:>12.1f}   ({} {} {}) x {}\n", l.two_theta, l.d, l.intensity,
                          l.hkl[0], l.hkl[1], l.hkl[2], l.multiplicity);
  return text + layer_words(r);
}

std::vector<Summary::Map> peak_maps(const XrdReport& r) {
  std::vector<Summary::Map> maps;
  for (const PeakFit& p : r.peaks)
    maps.push_back({{"two_theta_deg", p.centre},
                    {"two_theta_error_deg", p.centre_error},
                    {"two_theta_resolution_deg", p.resolution},
                    {"d_A", r.d(p.centre)},
                    {"intensity", p.height},
                    {"intensity_error", p.height_error},
                    {"area", p.area},
                    {"fwhm_deg", p.fwhm},
                    {"fwhm_error_deg", p.fwhm_error},
                    {"eta", p.eta},
                    {"asymmetry", p.asymmetry},
                    {"background", p.background},
                    {"background_slope", p.slope},
                    {"hkl", p.reflection}});
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

/// The published peak nearest to this angle, within 4 degrees; null: none.
const report::PublishedRow* published_near(double two_theta, const report::PublishedTable& published) {
  const report::PublishedRow* nearest = nullptr;
  double distance = 4;
  for (const report::PublishedRow* row : published.below("xrd.peaks"))
    if (row->at && std::abs(two_theta - *row->at) < distance) nearest = row, distance = std::abs(two_theta - *row->at);
  return nearest;
}

std::vector<report::Row> peak_rows(const XrdReport& r, const report::PublishedTable& published) {
  std::vector<report::Row> rows;
  for (const PeakFit& p : r.peaks) {
    rows.push_back(
        {fmt::format("peak_{}", rows.size() + 1),
         fmt::format("peak{}: 2 theta (degrees), d (A)", p.reflection.empty() ? "" : " " + p.reflection),
         fmt::format("{:.2f} +-{:.2f} +-{:.1f}, {:.3f}", p.centre, p.centre_error, p.resolution, r.d(p.centre)),
         p.centre,
         p.centre_error,
         "degrees",
         {}});
    if (const report::PublishedRow* near = published_near(p.centre, published))
      rows.back().published = published.of(near->key);
  }
  if (!rows.empty()) return rows;
  report::Published all;
  for (const report::PublishedRow* row : published.below("xrd.peaks")) {
    all.words += (all.words.empty() ? "" : "; ") + row->words;
    all.source = published.of(row->key)->source;
  }
  return {{"peaks", "peaks: 2 theta (degrees), d (A)", "none", {}, {}, "", all}};
}

constexpr double sharp_line_at = 21.22;  ///< degrees, where layers of a hard carbon scatter
}  // namespace

report::Summary summary_of(const XrdReport& r) {
  Summary summary;
  summary.put_maps("peaks", peak_maps(r));
  Summary::Map d002;
  if (r.layers.found) {
    d002.emplace_back("peak_A", r.layers.peak_d);
    d002.emplace_back("fit_error_A", r.layers.peak_d_error);
    d002.emplace_back("resolution_error_A", r.layers.peak_d_resolution);
  }
  if (r.layers.corrected_d > 0) d002.emplace_back("corrected_A", r.layers.corrected_d);
  if (r.geometric.is_stack()) {
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

std::vector<report::Row> rows_of(const XrdReport& r, const report::PublishedTable& published) {
  std::vector<report::Row> rows = peak_rows(r, published);
  const auto spacing = [&](const char* key, const char* what, bool known, double d, std::optional<double> error) {
    rows.push_back({key, what, known ? fmt::format("{:.3f}", d) : "not found", known ? std::optional(d) : std::nullopt,
                    known ? error : std::nullopt, "A", published.of(std::string("xrd.") + key)});
  };
  spacing("d002_peak_A", "d002 at the maximum (A)", r.layers.found, r.layers.peak_d, r.layers.peak_d_error);
  spacing("d002_corrected_A", "d002 corrected for P, f2, 1/Q2 (A)", r.layers.corrected_d > 0, r.layers.corrected_d, {});
  spacing("d002_geometric_A", "d002 from the positions (A)", r.geometric.is_stack(), r.geometric.mean, {});
  const double width = r.resolution_degrees(sharp_line_at);
  rows.push_back({"sharp_line_degrees",
                  "width of a sharp line at 21 degrees",
                  fmt::format("{:.1f} degrees", width),
                  width,
                  {},
                  "degrees",
                  published.of("xrd.sharp_line_degrees")});
  return rows;
}

XrdSettings XrdJob::xrd_settings(Device device) const {
  XrdSettings s = settings;
  s.method = method == "fft" ? XrdMethod::structure_factor : method == "both" ? XrdMethod::both : XrdMethod::debye;
  if (sum != "auto" && method == "debye")
    throw Error("Debye's formula sums over pairs, not over nodes")
        .key("sum")
        .value(sum)
        .allowed("--method fft or both with it");
  s.summation = sum == "direct" ? Summation::direct : sum == "fft" ? Summation::fourier : Summation::automatic;
  s.debye.damping = damping == "gauss" ? Damping::gauss : damping == "lorch" ? Damping::lorch : Damping::none;
  s.debye.sigma = resolution / (2 * std::sqrt(2 * std::log(2)));
  s.debye.grid.polarization = !no_polarization;
  if (device == Device::cuda) s.fourier = cuda_fourier_node_sums, s.debye.histogram = cuda_pair_histogram;
  return s;
}

void XrdJob::options(Options& table) {
  AngleGrid& grid = settings.debye.grid;
  input.add(table, "xrd.csv");
  table.add_choice("method", method, {"debye", "fft", "both"},
                   "debye; fft: structure factor on the reciprocal lattice; both");
  table.add_choice("sum", sum, {"auto", "direct", "fft"},
                   "How --method fft adds up: direct, fft (a fast Fourier transform), auto: the cheaper");
  table.add("wavelength", grid.wavelength, "A; Cu K-alpha1 unless given").in({1e-3, 1e3, false, false});
  table.add("low", grid.low, "First angle 2 theta (degrees)").in(between(0, 180));
  table.add("high", grid.high, "Last angle (degrees)").in(between(0, 180));
  table.add("step", grid.step, "Step (degrees)").in({1e-4, 180, false, false});
  table
      .add("rmax", settings.debye.r_max,
           "Debye: largest distance (A); 0: half the smallest height of the cell, at most 60; of a crystal more")
      .in(lengths_or_none());
  table.add_choice("damping", damping, {"none", "lorch", "gauss"}, "Debye: none, lorch or gauss");
  table
      .add("resolution", resolution,
           "Width (FWHM, 1/A) that gauss and fft give a sharp line; unless given, 7.06 / rmax")
      .no_standard();
  table.add("no-polarization", no_polarization, "Leave the polarisation factor out");
  table.add("prominence", settings.prominence, "Least height of a peak, as a share of the range");
  table.add("cutoff", settings.bond, "Longest bond (A), for the geometric spacing").in(lengths()).also("bond");
  table.add("figure", figure, "Picture to write, for example xrd.svg").as(Path::output);
}

report::Report XrdJob::run(const Surroundings& around) {
  Xrd xrd(xrd_settings(around.device));
  if (method == "debye")
    accumulate(input.of(around).in_turn(around.device == Device::cuda), xrd);
  else  // each sum over nodes takes all threads
    for_each_frame(input.of(around), [&](const Frame& frame) { xrd.add(frame.atoms, frame.box); });
  const XrdReport found = xrd.report();
  report::Report report;
  put_table(report, input.output, [&] { return xrd_table(found); });
  put_figure(report, figure, [&] { return xrd_svg(found); });
  report.words = words_of(found);
  report.sections.push_back({"xrd", "", "", rows_of(found, report::nothing_published())});
  report.summary = summary_of(found);
  write_files(report, around);
  return report;
}

}  // namespace nacre::jobs::analyze
