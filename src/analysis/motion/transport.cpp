#include "analysis/motion/transport.h"

#include <cmath>
#include <numbers>

#include "analysis/motion/diffusion.h"
#include "core/units.h"
#include "device/parallel.h"

namespace nacre {

namespace {
constexpr double elementary_charge = 1.602176634e-19;            // C: one eV in J
constexpr double seconds_per_time = units::fs_per_time * 1e-15;  // one internal time unit
constexpr double time_per_ps = 1e3 / units::fs_per_time;
constexpr double metres_per_angstrom = 1e-10;

std::vector<Vec3> scaled(std::vector<Vec3> curve, double factor) {
  for (Vec3& v : curve) v *= factor;
  return curve;
}
}  // namespace

// Inside: eV^3/amu time / (eV/K K^2 A^3) = eV / (time A K), because eV/amu = A^2/time^2.
std::vector<Vec3> running_conductivity(const std::vector<Vec3>& correlation, double spacing, double kelvin,
                                       double volume) {
  constexpr double watt_per_m_K = elementary_charge / (seconds_per_time * metres_per_angstrom);
  return scaled(running_integral(correlation, spacing * time_per_ps),
                kelvin > 0 ? watt_per_m_K / (units::boltzmann * kelvin * kelvin * volume) : 0);
}

std::vector<Vec3> running_viscosity(const std::vector<Vec3>& correlation, double spacing, double kelvin,
                                    double volume) {
  constexpr double pascal_second = units::gpa_per_pressure * 1e9 * seconds_per_time;
  return scaled(running_integral(correlation, spacing * time_per_ps),
                kelvin > 0 ? pascal_second / (units::boltzmann * kelvin * volume) : 0);
}

std::vector<Vec3> normalized(const std::vector<Vec3>& autocorrelation) {
  std::vector<Vec3> out(autocorrelation.size());
  for (std::size_t m = 0; m < out.size(); ++m)
    for (int a = 0; a < 3; ++a)
      if (autocorrelation[0][a] > 0) out[m][a] = autocorrelation[m][a] / autocorrelation[0][a];
  return out;
}

std::vector<Vec3> vibrational_states(const std::vector<Vec3>& normalized, double spacing, double atoms, double largest,
                                     std::size_t points) {
  std::vector<Vec3> windowed = normalized;
  for (std::size_t m = 0; m < windowed.size(); ++m) windowed[m] *= hann_weight(m, windowed.size());
  std::vector<Vec3> states(points);
  const auto fill = [&](std::ptrdiff_t k) {
    const double omega = static_cast<double>(k + 1) / static_cast<double>(points) * largest;
    Vec3 sum = 0.5 * windowed[0];
    for (std::size_t m = 1; m < windowed.size(); ++m)
      sum += std::cos(omega * spacing * static_cast<double>(m)) * windowed[m];
    states[k] = 2 * atoms / std::numbers::pi * spacing * sum;
  };
  parallel_for(static_cast<std::ptrdiff_t>(points), fill, 1);
  return states;
}

}  // namespace nacre
