// Diffusion coefficients from a mean squared displacement or a velocity autocorrelation, by component.
//   Einstein:    <(u_x(t) - u_x(0))^2> = 2 D_x t + b   t in the window of the fit; least squares with an offset b
//   Green, Kubo: D_x = integral_0^t <v_x(s) v_x(0)> ds  trapezoids; mean of the integral over the window
//   D = (D_x + D_y + D_z) / 3                          with MSD = 6 D t
// The offset takes up what happens before the motion is diffusive (ballistic flight, rattling in a cage).
// Both are linear in the curve, D = sum_m w_m C(m), so that D of a mean curve is the mean of D of single atoms, and
// their scatter gives an error.
//
// Units: Å, ps; 1 Å^2/ps = 1e-4 cm^2/s.
#pragma once
#include <cstdint>
#include <vector>

#include "core/vec3.h"

namespace nacre {

inline constexpr double cm2_s_per_A2_ps = 1e-4;

/// Lags of the fit, first and last included.
struct FitWindow {
  std::int64_t first = 0, last = 0;
  std::int64_t size() const { return last - first + 1; }
};

/// Weights w_m, m = 0 .. window.last, of samples `spacing` ps apart.
std::vector<double> einstein_weights(FitWindow window, double spacing);
std::vector<double> green_kubo_weights(FitWindow window, double spacing);

/// sum_m w_m C(m), by component.
Vec3 weighted_sum(const std::vector<double>& weights, const std::vector<Vec3>& curve);

/// b of the fit with the slope 2 D, by component.
Vec3 fit_offset(FitWindow window, double spacing, const std::vector<Vec3>& msd, Vec3 d);

/// Slope of log(x + y + z) against log t in the window: 1 for diffusion, 2 for free flight, less than 1 for cages.
double growth_exponent(FitWindow window, double spacing, const std::vector<Vec3>& msd);

/// integral_0^{m spacing} C, by trapezoids, for every lag.
std::vector<Vec3> running_integral(const std::vector<Vec3>& curve, double spacing);
/// Half of the backward difference (C(m) - C(m-1)) / spacing, 0 at m = 0: D(t) of a mean squared displacement.
std::vector<Vec3> half_slope(const std::vector<Vec3>& curve, double spacing);

/// hann(t) at sample m of a curve: cos^2(pi t / 2 T), T the last lag.
double hann_weight(std::size_t m, std::size_t samples);

/// Power spectrum of an autocorrelation: g(nu) = 4 integral_0^T C(t) / C(0) hann(t) cos(2 pi nu t) dt, T the last lag,
/// hann(t) = cos^2(pi t / 2 T). Integral over nu > 0: 1. At the frequencies k / (2 T), k = 0 .. lags - 1 (THz); at most
/// `most` of them. Resolution: 1 / T.
std::vector<double> power_spectrum(const std::vector<Vec3>& autocorrelation, double spacing, std::size_t most);

}  // namespace nacre
