#include "analysis/diffraction/xrd.h"

#include <algorithm>

#include "analysis/diffraction/long_range_order.h"
#include "analysis/diffraction/reflections.h"
#include "core/error.h"

namespace nacre {

namespace {
using std::numbers::pi;

CarbonKind kind_of(const LayerSpacing& geometry) {
  if (geometry.is_stack()) return CarbonKind::layers;
  return 2 * geometry.tetrahedral > geometry.atoms ? CarbonKind::diamond : CarbonKind::other;
}

/// Fits the peaks that are real; those of a crystal are put where its lines are.
std::vector<PeakFit> fit_peaks(const XrdReport& r, const std::vector<int>& tops) {
  const Pattern& p = r.pattern;
  std::vector<double> x;
  for (int i = 0; i < p.grid.size(); ++i) x.push_back(p.grid.two_theta(i));
  const std::vector<double> reduced = reduced_intensity(p);
  std::vector<PeakFit> peaks;
  for (const int top : tops) {
    PeakFit& peak = peaks.emplace_back(fit_peak(x, p.intensity, top));
    if (r.crystal) peak.centre = unshifted_centre(p, reduced, top);
    peak.resolution = 0.5 * r.resolution_degrees(peak.centre);
    const double wide = p.grid.Q_of(peak.centre + 0.5 * peak.fwhm) - p.grid.Q_of(peak.centre - 0.5 * peak.fwhm);
    peak.reflection = reflection_name(kind_of(r.geometric), p.grid.Q_of(peak.centre), wide, r.geometric.mean);
  }
  return peaks;
}

/// Scherrer size of the layers from their (10) band.
double layer_extent(const XrdReport& report) {
  const PeakFit* best = nullptr;
  for (const PeakFit& p : report.peaks)
    if (report.d(p.centre) > 1.9 && report.d(p.centre) < 2.25 && (best == nullptr || p.height > best->height))
      best = &p;
  return best == nullptr ? 0 : scherrer(1.84, report.pattern.grid.wavelength, best->centre, best->fwhm);
}

/// Å: what half the width of a sharp line is at the layers' peak.
double spacing_error(const XrdReport& r) {
  if (!r.layers.found) return 0;
  const double at = r.layers.raw.maximum, half = 0.5 * r.resolution_degrees(at);
  return 0.5 * std::abs(r.d(at - half) - r.d(at + half));
}
}  // namespace

double XrdReport::d(double two_theta) const { return 2 * pi / pattern.grid.Q_of(two_theta); }

double XrdReport::resolution_degrees(double two_theta) const {
  // dQ = 2 pi / lambda cos(theta) d(2 theta)
  return resolution * pattern.grid.wavelength / (2 * pi * std::cos(two_theta * pi / 360)) * 180 / pi;
}

Xrd::Xrd(const XrdSettings& settings) : settings_(settings), debye_(settings.debye) {
  if (!(settings.prominence > 0 && settings.prominence < 1))
    throw Error("not a share").key("prominence").allowed("between 0 and 1");
  if (settings.method == XrdMethod::both && settings.debye.damping != Damping::gauss)
    throw Error("the two methods agree with normal damping only").key("damping").allowed("gauss with --method both");
}

/// What the first frame settles.
void Xrd::begin(const Atoms& atoms, const Box& box) {
  crystal_ = is_crystal(atoms, box);
  if (settings_.method != XrdMethod::structure_factor) return debye_.start(atoms, box, crystal_);
  // Lines as wide as the sum over pairs would make them.
  if (crystal_ && settings_.debye.sigma == 0) settings_.debye.sigma = 3 / crystal_reach(atoms, box);
}

void Xrd::add(const Atoms& atoms, const Box& box) {
  if (frames_ == 0) begin(atoms, box);
  add(measure(atoms, box));
}

Xrd::Frame Xrd::measure(const Atoms& atoms, const Box& box) const {
  Frame frame{atoms.clone(), box, {}, layer_spacing(atoms, box, settings_.bond)};
  if (settings_.method != XrdMethod::structure_factor) frame.pairs = debye_.measure(atoms, box);
  return frame;
}

void Xrd::add(const Frame& frame) {
  const Atoms& atoms = frame.atoms;
  const Box& box = frame.box;
  if (settings_.method != XrdMethod::structure_factor) debye_.add(atoms, box, frame.pairs);
  if (settings_.method != XrdMethod::debye) {
    if (!factor_) {
      double sigma = settings_.debye.sigma;
      if (sigma == 0 && settings_.method == XrdMethod::both) sigma = debye_.sigma();
      factor_.emplace(settings_.debye.grid, sigma, settings_.summation, settings_.fourier);
    }
    factor_->add(atoms, box);
    if (frames_ == 0 && static_cast<int>(atoms.size()) <= settings_.most_line_atoms)
      lines_ = bragg_lines(atoms, box, settings_.debye.grid, 1e-3);
  }
  spacing_.add(frame.spacing);
  ++frames_;
}

PatternLimits Xrd::limits() const {
  if (settings_.method == XrdMethod::structure_factor || debye_.particle()) return {};
  constexpr double rounding = 0.003;
  return {debye_.resolution(), crystal_ ? rounding : 0, [this](double distance) { return debye_.ripple(distance); }};
}

XrdReport Xrd::report() const {
  if (frames_ == 0) throw Error("no frame to analyse");
  XrdReport r;
  r.frames = frames_;
  r.lines = lines_;
  r.geometric = spacing_;
  if (settings_.method == XrdMethod::structure_factor) {
    r.pattern = factor_->pattern();
    r.resolution = 2 * std::sqrt(2 * std::log(2)) * factor_->sigma();
  } else {
    r.pattern = debye_.pattern();
    r.resolution = debye_.resolution();
  }
  if (settings_.method == XrdMethod::both) {
    r.other = factor_->pattern();
    double highest = 0;
    for (std::size_t i = 0; i < r.pattern.intensity.size(); ++i) {
      highest = std::max(highest, std::abs(r.other->intensity[i]));
      r.difference = std::max(r.difference, std::abs(r.pattern.intensity[i] - r.other->intensity[i]));
    }
    r.difference /= highest;
  }
  r.crystal = crystal_;
  r.peaks = fit_peaks(r, real_peaks(r.pattern, find_peaks(r.pattern.intensity, settings_.prominence), limits()));
  if (!spacing_.is_stack()) return r;
  r.layers = layer_peak(r.pattern);
  r.layers.peak_d_resolution = spacing_error(r);
  r.La = layer_extent(r);
  return r;
}

}  // namespace nacre
