// What the two ways to an X-ray pattern share: the angles, the pattern, the factors.
//   Q = 4 pi sin(theta) / lambda;  P = (1 + cos^2 2 theta) / 2: polarisation of an unpolarised beam
// Intensities are per atom, in electrons squared. The powder's 1 / Q^2 (Lorentz) is part of both: the Debye formula has
// it by itself, the sum over nodes through its Jacobian. So only P is multiplied on.
#pragma once
#include <cmath>
#include <map>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include "core/whole_number.h"

namespace nacre {

struct AngleGrid {
  double wavelength = 1.5406;               ///< Å, Cu K-alpha1
  double low = 10, high = 90, step = 0.02;  ///< 2 theta, degrees
  bool polarization = true;

  /// Throws Error(bad_input) unless wavelength and step are positive and 0 < low < high < 180.
  void check() const;
  int size() const { return whole<int>((high - low) / step + 1.5, {"the number of angles"}); }
  double two_theta(int i) const { return low + i * step; }
  double Q(int i) const { return Q_of(two_theta(i)); }
  double Q_of(double two_theta) const {
    return 4 * std::numbers::pi / wavelength * std::sin(two_theta * std::numbers::pi / 360);
  }
  double two_theta_of(double Q) const {
    return 360 / std::numbers::pi * std::asin(Q * wavelength / (4 * std::numbers::pi));
  }
  double polarization_factor(double two_theta) const {
    const double c = std::cos(two_theta * std::numbers::pi / 180);
    return polarization ? 0.5 * (1 + c * c) : 1;
  }
};

using SpeciesPair = std::pair<std::string, std::string>;  ///< first <= second

struct Pattern {
  AngleGrid grid;
  std::vector<double> intensity;                       ///< per atom, polarisation included when asked for
  std::map<SpeciesPair, std::vector<double>> partial;  ///< they add up to `intensity`
  std::vector<double> f2;                              ///< sum over species of x_a f_a^2
  std::string method;                                  ///< one line for the header of the table
};

/// f_a f_b at every angle, polarisation included, and sum_a x_a f_a^2. `numbers`: atoms of each species.
class ScatteringFactors {
 public:
  ScatteringFactors(const AngleGrid& grid, const std::map<std::string, double>& numbers);
  double product(const SpeciesPair& pair, int i) const { return f_.at(pair.first)[i] * f_.at(pair.second)[i] * p_[i]; }
  const std::vector<double>& f2() const { return f2_; }
  double atoms() const { return atoms_; }

 private:
  std::map<std::string, std::vector<double>> f_;
  std::vector<double> p_, f2_;
  double atoms_ = 0;
};

}  // namespace nacre
