#include "analysis/diffraction/reflections.h"

#include <array>
#include <cmath>
#include <numbers>
#include <vector>

namespace nacre {

namespace {
using std::numbers::pi;
constexpr double hexagonal_a = 2.464, cubic_a = 3.567;  ///< Å
constexpr double tolerance = 0.03;                      ///< of d

struct Reflection {
  std::array<int, 3> hkl;
  const char* name;
  const char* band;  ///< of a peak that is too wide for the single line; null: none
};

constexpr Reflection of_layers[] = {{{0, 0, 2}, "(002)", nullptr}, {{1, 0, 0}, "(100)", "(10)"},
                                    {{1, 0, 1}, "(101)", "(10)"},  {{1, 0, 2}, "(102)", nullptr},
                                    {{0, 0, 4}, "(004)", nullptr}, {{1, 0, 3}, "(103)", nullptr},
                                    {{1, 1, 0}, "(110)", "(11)"},  {{1, 1, 2}, "(112)", "(11)"},
                                    {{1, 0, 5}, "(105)", nullptr}, {{0, 0, 6}, "(006)", nullptr}};
constexpr Reflection of_diamond[] = {{{1, 1, 1}, "(111)", nullptr},
                                     {{2, 2, 0}, "(220)", nullptr},
                                     {{3, 1, 1}, "(311)", nullptr},
                                     {{4, 0, 0}, "(400)", nullptr},
                                     {{3, 3, 1}, "(331)", nullptr}};

double hexagonal_Q(const std::array<int, 3>& m, double spacing) {
  const double plane = 4.0 / 3 * (m[0] * m[0] + m[0] * m[1] + m[1] * m[1]) / (hexagonal_a * hexagonal_a);
  const double across = m[2] / (2 * spacing);
  return 2 * pi * std::sqrt(plane + across * across);
}

double cubic_Q(const std::array<int, 3>& m) {
  return 2 * pi / cubic_a * std::sqrt(static_cast<double>(m[0] * m[0] + m[1] * m[1] + m[2] * m[2]));
}

/// The distance in Q from the first line of a band to the second.
double band_width(const char* band, double spacing) {
  const bool is_first = band[2] == '0';
  return is_first ? hexagonal_Q({1, 0, 1}, spacing) - hexagonal_Q({1, 0, 0}, spacing)
                  : hexagonal_Q({1, 1, 2}, spacing) - hexagonal_Q({1, 1, 0}, spacing);
}
}  // namespace

std::string reflection_name(CarbonKind kind, double Q, double fwhm, double spacing) {
  const Reflection* nearest = nullptr;
  double distance = tolerance * Q;
  const auto offer = [&](const Reflection& r, double at) {
    if (std::abs(at - Q) < distance) nearest = &r, distance = std::abs(at - Q);
  };
  if (kind == CarbonKind::layers)
    for (const Reflection& r : of_layers) offer(r, hexagonal_Q(r.hkl, spacing));
  if (kind == CarbonKind::diamond)
    for (const Reflection& r : of_diamond) offer(r, cubic_Q(r.hkl));
  if (nearest == nullptr) return "";
  const bool is_band = nearest->band != nullptr && fwhm > band_width(nearest->band, spacing);
  return is_band ? nearest->band : nearest->name;
}

}  // namespace nacre
