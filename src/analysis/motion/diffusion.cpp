#include "analysis/motion/diffusion.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace nacre {

namespace {
/// Weights of a least-squares slope of the points m = first .. last, zero before.
std::vector<double> slope_weights(FitWindow window) {
  const double middle = 0.5 * static_cast<double>(window.first + window.last);
  std::vector<double> w(window.last + 1, 0.0);
  double spread = 0;
  for (std::int64_t m = window.first; m <= window.last; ++m) {
    w[m] = static_cast<double>(m) - middle;
    spread += w[m] * w[m];
  }
  for (double& v : w) v /= spread;
  return w;
}
}  // namespace

std::vector<double> einstein_weights(FitWindow window, double spacing) {
  std::vector<double> w = slope_weights(window);
  for (double& v : w) v /= 2 * spacing;
  return w;
}

std::vector<double> green_kubo_weights(FitWindow window, double spacing) {
  std::vector<double> w(window.last + 1, 0.0);
  const double share = spacing / static_cast<double>(window.size());
  // The integral up to n holds C(0) / 2, C(1) .. C(n-1), C(n) / 2.
  for (std::int64_t n = window.first; n <= window.last; ++n)
    for (std::int64_t m = 0; m <= n && n > 0; ++m) w[m] += share * (m == 0 || m == n ? 0.5 : 1.0);
  return w;
}

Vec3 weighted_sum(const std::vector<double>& weights, const std::vector<Vec3>& curve) {
  Vec3 sum;
  for (std::size_t m = 0; m < weights.size(); ++m) sum += weights[m] * curve[m];
  return sum;
}

Vec3 fit_offset(FitWindow window, double spacing, const std::vector<Vec3>& msd, Vec3 d) {
  Vec3 mean;
  for (std::int64_t m = window.first; m <= window.last; ++m) mean += 1 / static_cast<double>(window.size()) * msd[m];
  return mean - spacing * static_cast<double>(window.first + window.last) * d;
}

double growth_exponent(FitWindow window, double spacing, const std::vector<Vec3>& msd) {
  double n = 0, x = 0, y = 0, xx = 0, xy = 0;
  for (std::int64_t m = std::max<std::int64_t>(1, window.first); m <= window.last; ++m) {
    const double value = msd[m].x + msd[m].y + msd[m].z;
    if (!(value > 0)) return 0;
    const double u = std::log(static_cast<double>(m) * spacing), v = std::log(value);
    n += 1, x += u, y += v, xx += u * u, xy += u * v;
  }
  const double spread = n * xx - x * x;
  return spread > 0 ? (n * xy - x * y) / spread : 0;
}

std::vector<Vec3> running_integral(const std::vector<Vec3>& curve, double spacing) {
  std::vector<Vec3> out(curve.size());
  for (std::size_t m = 1; m < curve.size(); ++m) out[m] = out[m - 1] + 0.5 * spacing * (curve[m - 1] + curve[m]);
  return out;
}

std::vector<Vec3> half_slope(const std::vector<Vec3>& curve, double spacing) {
  std::vector<Vec3> out(curve.size());
  for (std::size_t m = 1; m < curve.size(); ++m) out[m] = 0.5 / spacing * (curve[m] - curve[m - 1]);
  return out;
}

double hann_weight(std::size_t m, std::size_t samples) {
  if (m == 0) return 1;
  const double c = std::cos(0.5 * std::numbers::pi * static_cast<double>(m) / static_cast<double>(samples - 1));
  return c * c;
}

std::vector<double> power_spectrum(const std::vector<Vec3>& c, double spacing, std::size_t most) {
  std::vector<double> out(std::min(c.size(), most), 0.0);
  const auto total = [&](std::size_t m) { return c[m].x + c[m].y + c[m].z; };
  if (c.size() < 2 || !(total(0) > 0)) return out;
  const double last = static_cast<double>(c.size() - 1);
  for (std::size_t k = 0; k < out.size(); ++k) {
    double sum = 0.5;
    for (std::size_t m = 1; m < c.size(); ++m) {
      sum += total(m) / total(0) * hann_weight(m, c.size()) *
             std::cos(std::numbers::pi * static_cast<double>(k) * static_cast<double>(m) / last);
    }
    out[k] = 4 * spacing * sum;
  }
  return out;
}

}  // namespace nacre
