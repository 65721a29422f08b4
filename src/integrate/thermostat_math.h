// The scalar formulas of the thermostats, for hosts and kernels alike. Derivations and references: the sources named
// beside each. Symbols: T target (K), kt = k_B T (eV), N_f degrees of freedom, K kinetic energy (eV), n coupling time
// in steps, alpha factor of the velocities.
#pragma once
#include <cmath>
#include <cstdint>

#include "core/random.h"
#include "core/units.h"

namespace nacre {

struct Dynamics;

/// T_1 at the first step, T_2 would be reached at the step after the last one (K).
struct TemperatureRamp {
  double first = 0, last = 0;
  NACRE_HD double at(std::int64_t step_in_run, std::int64_t steps_in_run) const {
    const double done = static_cast<double>(step_in_run) / static_cast<double>(steps_in_run);
    return first + (last - first) * done;
  }
  /// k_B T in eV.
  NACRE_HD double energy_at(std::int64_t step_in_run, std::int64_t steps_in_run) const {
    return units::boltzmann * at(step_in_run, steps_in_run);
  }
  double at(const Dynamics& dynamics) const;
  double energy_at(const Dynamics& dynamics) const;
};

/// Berendsen (berendsen.cpp): alpha = sqrt(1 + (K_0 / K - 1) / n).
NACRE_HD inline double berendsen_factor(double kinetic, double freedom, double kt, double n) {
  const double target = 0.5 * freedom * kt;
  return std::sqrt(1 + (target / kinetic - 1) / n);
}

/// Gamma(shape, 1), shape >= 1, by Marsaglia and Tsang, 10.1145/358407.358414. Attempt k uses counters 2k and 2k + 1 of
/// this step, so the result depends on the step alone.
NACRE_HD inline double random_gamma(double shape, std::uint64_t seed, std::uint64_t step) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (std::uint64_t attempt = 1;; ++attempt) {
    const double x = random_normal(seed, step, 2 * attempt, Purpose::bussi)[0];
    const double u = random_uniform(seed, step, 2 * attempt + 1, Purpose::bussi)[0];
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(u) < 0.5 * x * x + d - d * v + d * std::log(v)) return d * v;
  }
}

/// Bussi, Donadio, Parrinello (bussi.cpp); decay = exp(-1/n), freedom >= 3.
NACRE_HD inline double bussi_factor(double kinetic, double freedom, double kt, double decay, std::uint64_t seed,
                                    std::uint64_t step) {
  const double f = (1 - decay) * 0.5 * kt / kinetic;
  const double r = random_normal(seed, step, 0, Purpose::bussi)[0];
  const double others = 2 * random_gamma(0.5 * (freedom - 1), seed, step);
  const double square = decay + f * (r * r + others) + 2 * r * std::sqrt(decay * f);
  // (R sqrt(f) + sqrt(c))^2 + f S can come out as a tiny negative number by rounding alone.
  return std::copysign(std::sqrt(square < 0 ? 0.0 : square), r + std::sqrt(decay / f));
}

/// exp of the library.
struct PlainExponential {
  NACRE_HD double operator()(double x) const { return std::exp(x); }
};
/// The same to rounding, with a short series where it is enough: 4 dependent operations instead of 20, for the GPU,
/// where one thread runs a hundred of them in a row while all others wait.
struct ShortExponential {
  NACRE_HD double operator()(double x) const {
    if (!(std::abs(x) < 1.0 / 32)) return std::exp(x);
    const double x2 = x * x, x4 = x2 * x2;  // the first term left out: (1/32)^9 / 9! = 8e-20
    const double low = (1 + x) + x2 * (0.5 + x * (1.0 / 6));
    const double high = (1.0 / 24 + x * (1.0 / 120)) + x2 * (1.0 / 720 + x * (1.0 / 5040));
    return low + x4 * (high + x4 * (1.0 / 40320));
  }
};

/// The Nose-Hoover chain (nose_hoover.cpp): plain state and its half step.
struct NoseHooverChain {
  static constexpr int links = 4;
  static constexpr int many_substeps = 4;  ///< with the weights below the chain stays accurate down to tau = dt

  double w[links] = {};  ///< velocities, 1/time
  double q[links] = {};  ///< masses
  double heat = 0;       ///< integral (N_f kt w_1 + kt (w_2 + w_3 + w_4)) dt, eV

  /// Half a time step dt; tau = n dt. Returns alpha.
  template <int substeps = many_substeps, class Exponential>
  NACRE_HD double half_step(double dt, double freedom, double kt, double tau, double kinetic, Exponential exp) {
    // Third-order Suzuki-Yoshida weights, 1/(2 - 2^(1/3)) and 1 minus twice that.
    constexpr double outer_weight = 1.3512071919596578;
    set_masses(freedom, kt, tau);
    double twice_kinetic = 2 * kinetic, factor = 1;
    for (int s = 0; s < substeps; ++s)
      for (int k = 0; k < 3; ++k) {
        const double weight = k == 1 ? 1 - 2 * outer_weight : outer_weight;
        factor *= advance(0.5 * dt * weight / substeps, freedom, kt, twice_kinetic, exp);
      }
    return factor;
  }

  /// heat + sum_j Q_j w_j^2 / 2 (eV).
  NACRE_HD double energy() const {
    double sum = heat;
    for (int j = 0; j < links; ++j) sum += 0.5 * q[j] * w[j] * w[j];
    return sum;
  }

 private:
  // Masses follow a ramp of T and a changing time step. The energy of each link stays, so the conserved quantity does.
  NACRE_HD void set_masses(double freedom, double kt, double tau) {
    for (int j = 0; j < links; ++j) {
      const double mass = (j == 0 ? freedom : 1) * kt * tau * tau;
      if (mass != q[j]) w[j] *= std::sqrt(q[j] / mass);
      q[j] = mass;
    }
  }

  NACRE_HD double link_force(int j, double freedom, double kt, double twice_kinetic) const {
    const double drive = j == 0 ? twice_kinetic - freedom * kt : q[j - 1] * w[j - 1] * w[j - 1] - kt;
    return drive / q[j];
  }

  template <class Exponential>
  NACRE_HD void push(int j, double t, double freedom, double kt, double twice_kinetic, Exponential exp) {
    const double drag = j + 1 < links ? exp(-0.25 * t * w[j + 1]) : 1;
    w[j] = (w[j] * drag + 0.5 * t * link_force(j, freedom, kt, twice_kinetic)) * drag;
  }

  // The chain for a time t, symmetric in time; returns the factor of the atoms' velocities.
  template <class Exponential>
  NACRE_HD double advance(double t, double freedom, double kt, double& twice_kinetic, Exponential exp) {
    for (int j = links - 1; j >= 0; --j) push(j, t, freedom, kt, twice_kinetic, exp);
    const double factor = exp(-t * w[0]);
    twice_kinetic *= factor * factor;
    for (int j = 0; j < links; ++j) heat += (j == 0 ? freedom : 1) * kt * t * w[j];
    for (int j = 0; j < links; ++j) push(j, t, freedom, kt, twice_kinetic, exp);
    return factor;
  }
};

}  // namespace nacre
