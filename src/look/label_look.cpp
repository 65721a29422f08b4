#include "look/label_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/units.h"

namespace nacre::look {

namespace {
constexpr double odd_stress = 0.6;  // eV/Å^3
constexpr double odd_force = 50;    // eV/Å, root of the mean square of a frame
constexpr double below_GPa = 10, below_kbar = 1000;
constexpr double kbar_per_GPa = 10, bar_per_GPa = 1e4;

double median(std::vector<double> v) {
  const auto middle = v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2);
  std::nth_element(v.begin(), middle, v.end());
  return *middle;
}

/// "GPa (1.7 GPa)", "kbar (1.7 GPa)".
std::string unit_text(double number) {
  if (number < below_GPa) return fmt::format("GPa ({:.3g} GPa)", number);
  if (number < below_kbar) return fmt::format("kbar ({:.3g} GPa)", number / kbar_per_GPa);
  return fmt::format("bar ({:.3g} GPa)", number / bar_per_GPa);
}
}  // namespace

void LabelLook::add_virial(const Mat3& virial, double volume) {
  double largest = 0;
  for (int i = 0; i < 9; ++i) largest = std::max(largest, std::abs(virial.m[i / 3][i % 3]) / volume);
  stress_.push_back(largest);
}

void LabelLook::add_forces(const std::vector<Vec3>& force) {
  if (force.empty()) return;
  double sum = 0;
  for (const Vec3& f : force) sum += dot(f, f);
  force_.push_back(std::sqrt(sum / static_cast<double>(force.size())));
}

std::vector<std::string> LabelLook::warnings() const {
  std::vector<std::string> all;
  const double stress = stress_.empty() ? 0 : median(stress_), force = force_.empty() ? 0 : median(force_);
  if (stress > odd_stress)
    all.push_back(
        fmt::format("half of the frames have a virial or stress above {:.3g} eV/A^3, which is {:.3g} GPa; as "
                    "it stands the number looks like {}. Virials are read in eV, stresses in eV/A^3",
                    stress, stress * units::gpa_per_pressure, unit_text(stress)));
  if (force > odd_force)
    all.push_back(
        fmt::format("half of the frames have forces of {:.3g} eV/A (root of the mean square): are they in "
                    "eV/A?",
                    force));
  return all;
}

}  // namespace nacre::look
