#include "analysis/diffraction/peak_fit.h"

#include <algorithm>
#include <array>
#include <limits>

#include "core/whole_number.h"

namespace nacre {

namespace {
using std::numbers::ln2;
using std::numbers::pi;
constexpr double most_widths = 3;
constexpr int parameters = 6;
using Parameters = std::array<double, parameters>;  ///< centre, height, fwhm, eta, background, slope
using Matrix = std::array<Parameters, parameters>;

double profile(const Parameters& p, double x, Parameters* gradient) {
  const double u = 2 * (x - p[0]) / p[2], L = 1 / (1 + u * u), G = std::exp(-ln2 * u * u);
  const double shape = p[3] * L + (1 - p[3]) * G;
  if (gradient != nullptr) {
    const double slope = -p[3] * 2 * u * L * L - (1 - p[3]) * 2 * ln2 * u * G;  // d shape / du
    *gradient = {-2 / p[2] * p[1] * slope - p[5], shape, -u / p[2] * p[1] * slope, p[1] * (L - G), 1, x - p[0]};
  }
  return p[4] + p[5] * (x - p[0]) + p[1] * shape;
}

/// Gauss and Jordan with pivots; false when singular.
bool invert(Matrix a, Matrix& inverse) {
  for (int i = 0; i < parameters; ++i)
    for (int j = 0; j < parameters; ++j) inverse[i][j] = i == j;
  for (int c = 0; c < parameters; ++c) {
    int pivot = c;
    for (int r = c + 1; r < parameters; ++r)
      if (std::abs(a[r][c]) > std::abs(a[pivot][c])) pivot = r;
    if (!(std::abs(a[pivot][c]) > 1e-300)) return false;
    std::swap(a[pivot], a[c]), std::swap(inverse[pivot], inverse[c]);
    const double scale = 1 / a[c][c];
    for (int j = 0; j < parameters; ++j) a[c][j] *= scale, inverse[c][j] *= scale;
    for (int r = 0; r < parameters; ++r) {
      const double f = r == c ? 0 : a[r][c];
      for (int j = 0; j < parameters && f != 0; ++j) a[r][j] -= f * a[c][j], inverse[r][j] -= f * inverse[c][j];
    }
  }
  return true;
}

struct Window {
  const std::vector<double>&x, &y;
  int begin, end;
};

double squares(const Window& w, const Parameters& p) {
  double sum = 0;
  for (int i = w.begin; i < w.end; ++i) sum += std::pow(w.y[i] - profile(p, w.x[i], nullptr), 2);
  return sum;
}

void normal_equations(const Window& w, const Parameters& p, Matrix& JtJ, Parameters& Jtr) {
  JtJ = {}, Jtr = {};
  for (int i = w.begin; i < w.end; ++i) {
    Parameters g;
    const double r = w.y[i] - profile(p, w.x[i], &g);
    for (int a = 0; a < parameters; ++a) {
      Jtr[a] += g[a] * r;
      for (int b = 0; b < parameters; ++b) JtJ[a][b] += g[a] * g[b];
    }
  }
}

bool levenberg_marquardt(const Window& w, Parameters& p) {
  double damping = 1e-3, best = squares(w, p);
  const double span = w.x[w.end - 1] - w.x[w.begin];
  for (int step = 0; step < 300; ++step) {
    Matrix JtJ, inverse;
    Parameters Jtr;
    normal_equations(w, p, JtJ, Jtr);
    // A share that is at its bound and wants to go beyond stays there, or it would spoil the step of the others.
    if ((p[3] == 0 && Jtr[3] < 0) || (p[3] == 1 && Jtr[3] > 0)) {
      for (int a = 0; a < parameters; ++a) JtJ[a][3] = JtJ[3][a] = 0;
      JtJ[3][3] = 1, Jtr[3] = 0;
    }
    for (int a = 0; a < parameters; ++a) JtJ[a][a] *= 1 + damping;
    if (!invert(JtJ, inverse)) return false;
    Parameters next = p;
    for (int a = 0; a < parameters; ++a)
      for (int b = 0; b < parameters; ++b) next[a] += inverse[a][b] * Jtr[b];
    next[0] = std::clamp(next[0], w.x[w.begin], w.x[w.end - 1]);
    next[2] = std::clamp(next[2], 1e-3 * span, 4 * span);
    next[3] = std::clamp(next[3], 0.0, 1.0);
    const double now = squares(w, next);
    if (now <= best) {
      const bool done = best - now <= 1e-8 * best;
      p = next, best = now, damping = std::max(1e-12, damping * 0.3);
      if (done) return true;
    } else if ((damping *= 5) > 1e12) {
      return true;  // no step lowers the sum: a minimum at a bound
    }
  }
  return false;
}

void add_errors(const Window& w, const Parameters& p, PeakFit& fit) {
  Matrix JtJ, inverse;
  Parameters Jtr;
  normal_equations(w, p, JtJ, Jtr);
  const int n = w.end - w.begin;
  if (!invert(JtJ, inverse) || n <= parameters) return;
  double sum = 0, neighbours = 0, before = 0;
  for (int i = w.begin; i < w.end; ++i) {
    const double r = w.y[i] - profile(p, w.x[i], nullptr);
    sum += r * r, neighbours += r * before, before = r;
  }
  const double c = sum > 0 ? std::clamp(neighbours / sum, 0.0, 1 - 1.0 / n) : 0;
  const double variance = sum / (n - parameters) * (1 + c) / (1 - c);
  fit.centre_error = std::sqrt(variance * std::max(0.0, inverse[0][0]));
  fit.height_error = std::sqrt(variance * std::max(0.0, inverse[1][1]));
  fit.fwhm_error = std::sqrt(variance * std::max(0.0, inverse[2][2]));
}

/// Index next to `top` in direction `step` where the data fall below `level`, or turn up again for good.
int walk(const std::vector<double>& y, int top, int step, double level) {
  int i = top;
  while (i + step >= 0 && i + step < static_cast<int>(y.size()) && y[i] > level && y[i + step] <= y[i]) i += step;
  return i;
}

double top_of_parabola(const std::vector<double>& x, const std::vector<double>& y, int top) {
  if (top == 0 || top + 1 >= static_cast<int>(y.size())) return x[top];
  const double bend = y[top - 1] - 2 * y[top] + y[top + 1];
  return bend == 0 ? x[top] : x[top] + 0.5 * (y[top - 1] - y[top + 1]) / bend * (x[top + 1] - x[top]);
}

double half_width(const Window& w, const Parameters& p, double level, int step) {
  const int n = static_cast<int>(w.x.size());
  int i = static_cast<int>(std::lower_bound(w.x.begin(), w.x.end(), p[0]) - w.x.begin());
  i = std::clamp(i, w.begin, w.end - 1);
  while (i > 0 && i < n - 1 && w.y[i] - p[4] - p[5] * (w.x[i] - p[0]) > level) i += step;
  return std::abs(w.x[i] - p[0]);
}

/// A profile that has left its peak, as one beside a steep rise does, says nothing about it: then `data` stand, the
/// highest point, height and width of the data, and how far off the profile is, is their error.
void distrust(const Parameters& data, Parameters& p, PeakFit& fit) {
  if (fit.converged && std::abs(p[0] - data[0]) <= 0.5 * data[2]) return;
  fit.converged = false;
  fit.centre_error = std::max(fit.centre_error, std::abs(p[0] - data[0]));
  fit.height_error = std::max(fit.height_error, std::abs(p[1] - data[1]));
  fit.fwhm_error = std::max(fit.fwhm_error, std::abs(p[2] - data[2]));
  p = data;
}
}  // namespace

PeakFit fit_peak(const std::vector<double>& x, const std::vector<double>& y, int top) {
  const int n = static_cast<int>(y.size());
  const double none = -std::numeric_limits<double>::infinity();
  const int left = walk(y, top, -1, none), right = walk(y, top, 1, none);
  const double base = std::max(y[left], y[right]), half = 0.5 * (y[top] + base);
  const double width = std::max(x[walk(y, top, 1, half)] - x[walk(y, top, -1, half)], 3 * (x[1] - x[0]));
  const int reach = within<int>(most_widths * width / (x[1] - x[0]), 0, n);
  Window w{x, y, std::max(left, top - reach), std::min(right, top + reach) + 1};
  // A window must hold more points than parameters.
  w.begin = std::max(0, std::min(w.begin, top - 5)), w.end = std::min(n, std::max(w.end, top + 6));
  const Parameters data{top_of_parabola(x, y, top), y[top] - base, width, 0.5, base, 0};
  Parameters p = data;
  PeakFit fit;
  fit.maximum = data[0];
  if (w.end - w.begin > parameters) fit.converged = levenberg_marquardt(w, p);
  add_errors(w, p, fit);
  distrust(data, p, fit);
  fit.centre = p[0], fit.height = p[1], fit.fwhm = p[2], fit.eta = p[3], fit.background = p[4], fit.slope = p[5];
  fit.area = p[1] * p[2] * (p[3] * pi / 2 + (1 - p[3]) * std::sqrt(pi / (4 * ln2)));
  const double l = half_width(w, p, 0.5 * p[1], -1), r = half_width(w, p, 0.5 * p[1], 1);
  fit.asymmetry = l > 0 ? r / l : 0;
  return fit;
}

std::vector<int> find_peaks(const std::vector<double>& y, double prominence) {
  const auto range = std::minmax_element(y.begin(), y.end());
  const double least = prominence * (*range.second - *range.first);
  std::vector<int> tops;
  // Walks along the data: a maximum counts when the data rose by `least` before it and fall by `least` after it.
  int top = -1;
  double low = y.empty() ? 0 : y[0];
  for (int i = 1; i < static_cast<int>(y.size()); ++i) {
    if (top < 0) {
      low = std::min(low, y[i]);
      if (y[i] - low > least) top = i;
    } else if (y[i] > y[top]) {
      top = i;
    } else if (y[top] - y[i] > least) {
      tops.push_back(top);
      top = -1, low = y[i];
    }
  }
  return tops;
}

double scherrer(double K, double wavelength, double two_theta, double fwhm) {
  return K * wavelength / (fwhm * pi / 180 * std::cos(two_theta * pi / 360));
}

namespace {
/// The highest local maximum between two indices, or -1.
int highest_maximum(const std::vector<double>& y, int begin, int end) {
  int best = -1;
  for (int i = std::max(begin, 1); i < std::min(end, static_cast<int>(y.size()) - 1); ++i)
    if (y[i] >= y[i - 1] && y[i] > y[i + 1] && (best < 0 || y[i] > y[best])) best = i;
  return best;
}
}  // namespace

LayerPeak layer_peak(const Pattern& pattern, double low, double high) {
  const AngleGrid& grid = pattern.grid;
  std::vector<double> x, divided;
  int begin = grid.size(), end = 0;
  for (int i = 0; i < grid.size(); ++i) {
    const double Q = grid.Q(i), d = 2 * pi / Q;
    x.push_back(grid.two_theta(i));
    divided.push_back(pattern.intensity[i] * Q * Q / (grid.polarization_factor(x[i]) * pattern.f2[i]));
    if (d <= high && d >= low) begin = std::min(begin, i), end = i + 1;
  }
  LayerPeak peak;
  const auto d_of = [&](double two_theta) { return 2 * pi / grid.Q_of(two_theta); };
  if (const int top = highest_maximum(divided, begin, end); top >= 0) {
    peak.corrected = fit_peak(x, divided, top);
    peak.corrected_d = d_of(peak.corrected.maximum);
  }
  const int top = highest_maximum(pattern.intensity, begin, end);
  if (top < 0) return peak;
  peak.found = true;
  peak.raw = fit_peak(x, pattern.intensity, top);
  peak.peak_d = d_of(peak.raw.maximum);
  peak.peak_d_error =
      0.5 * std::abs(d_of(peak.raw.centre - peak.raw.centre_error) - d_of(peak.raw.centre + peak.raw.centre_error));
  peak.crystallite = scherrer(0.89, grid.wavelength, peak.raw.centre, peak.raw.fwhm);
  peak.layers = peak.crystallite / peak.peak_d;
  return peak;
}

}  // namespace nacre
