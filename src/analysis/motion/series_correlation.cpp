#include "analysis/motion/series_correlation.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace nacre {

namespace {
/// A point of a transform and its logarithm against a multiply-add of the direct sum, which waits for the one before.
constexpr double transform_cost = 3;

bool fourier_is_faster(std::size_t frames, std::size_t lags) {
  const auto f = static_cast<double>(frames), m = static_cast<double>(lags);
  return m * (f - m / 2) > transform_cost * (f + m) * std::log2(f + m);
}

void centre(const double* x, std::vector<double>& out) {
  const auto n = static_cast<std::ptrdiff_t>(out.size());
  const double mean = std::accumulate(x, x + n, 0.0) / static_cast<double>(n);
  std::transform(x, x + n, out.begin(), [mean](double v) { return v - mean; });
}
}  // namespace

std::size_t fast_size(std::size_t n) {
  for (std::size_t size = std::max<std::size_t>(n, 1);; ++size) {
    std::size_t rest = size;
    for (const std::size_t p : {2, 3, 5})
      while (rest % p == 0) rest /= p;
    if (rest == 1) return size;
  }
}

SeriesCorrelation::SeriesCorrelation(std::size_t frames, std::size_t lags, Method method)
    : frames_(frames), lags_(lags), x_(frames), y_(frames) {
  if (method == Method::direct || (method == Method::automatic && !fourier_is_faster(frames, lags))) return;
  size_ = fast_size(frames + lags);
  forward_.emplace(size_, false);
  backward_.emplace(size_, true);
  series_.resize(size_);
  spectrum_.resize(size_);
}

void SeriesCorrelation::products(const double* x, const double* y, double* p_x, double* p_y) {
  if (uses_fourier()) return transform(x, y, p_x, p_y);
  direct(x, p_x);
  direct(y, p_y);
}

void SeriesCorrelation::squares(const double* x, const double* y, double* q_x, double* q_y) {
  if (!uses_fourier()) {
    direct_squares(x, q_x);
    direct_squares(y, q_y);
    return;
  }
  centre(x, x_);
  centre(y, y_);
  transform(x_.data(), y_.data(), q_x, q_y);
  products_to_squares(x_.data(), q_x);
  products_to_squares(y_.data(), q_y);
}

void SeriesCorrelation::direct(const double* x, double* p) const {
  for (std::size_t m = 0; m < lags_; ++m) {
    double sum = 0;
    for (std::size_t t = 0; t + m < frames_; ++t) sum += x[t + m] * x[t];
    p[m] = sum;
  }
}

void SeriesCorrelation::direct_squares(const double* x, double* q) const {
  for (std::size_t m = 0; m < lags_; ++m) {
    double sum = 0;
    for (std::size_t t = 0; t + m < frames_; ++t) sum += (x[t + m] - x[t]) * (x[t + m] - x[t]);
    q[m] = sum;
  }
}

void SeriesCorrelation::transform(const double* x, const double* y, double* p_x, double* p_y) {
  for (std::size_t t = 0; t < frames_; ++t) series_[t] = {x[t], y[t]};
  std::fill(series_.begin() + static_cast<std::ptrdiff_t>(frames_), series_.end(), Complex());
  forward_->transform(series_.data(), spectrum_.data());
  for (std::size_t k = 0; k < size_; ++k) {
    const Complex a = spectrum_[k], b = std::conj(spectrum_[(size_ - k) % size_]);
    series_[k] = {0.25 * std::norm(a + b), 0.25 * std::norm(a - b)};
  }
  backward_->transform(series_.data(), spectrum_.data());
  const double scale = 1 / static_cast<double>(size_);
  for (std::size_t m = 0; m < lags_; ++m) p_x[m] = scale * spectrum_[m].real(), p_y[m] = scale * spectrum_[m].imag();
}

void SeriesCorrelation::products_to_squares(const double* x, double* p) const {
  double both = 0;
  for (std::size_t t = 0; t < frames_; ++t) both += 2 * x[t] * x[t];
  for (std::size_t m = 0; m < lags_; ++m) {
    if (m > 0) both -= x[m - 1] * x[m - 1] + x[frames_ - m] * x[frames_ - m];
    p[m] = m == 0 ? 0 : std::max(0.0, both - 2 * p[m]);  // rounding may leave -1e-12 of an atom at rest
  }
}

}  // namespace nacre
