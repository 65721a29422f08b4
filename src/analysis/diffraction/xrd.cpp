#include "analysis/diffraction/xrd.h"

#include <algorithm>

#include "core/error.h"

namespace nacre {

namespace {
constexpr double pi = std::numbers::pi;

std::vector<PeakFit> fit_peaks(const Pattern& p, double prominence) {
  std::vector<double> x;
  for (int i = 0; i < p.grid.size(); ++i) x.push_back(p.grid.two_theta(i));
  std::vector<PeakFit> peaks;
  for (const int top : find_peaks(p.intensity, prominence)) peaks.push_back(fit_peak(x, p.intensity, top));
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

void Xrd::add(const Atoms& atoms, const Box& box) {
  if (frames_ == 0 && settings_.method != XrdMethod::structure_factor) debye_.start(atoms, box);
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
  r.peaks = fit_peaks(r.pattern, settings_.prominence);
  r.layers = layer_peak(r.pattern);
  r.La = layer_extent(r);
  return r;
}

}  // namespace nacre
