#include "look/label_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "core/median.h"
#include "core/units.h"

namespace nacre::look {

namespace {
constexpr double odd_stress = 0.6;    // eV/Å^3
constexpr double odd_per_atom = 4;    // eV
constexpr double odd_force = 50;      // eV/Å, root of the mean square of a frame
constexpr double usual_ratio = 0.35;  // of |W| / N to F_rms (V / N)^1/3 in disordered matter

struct Unit {
  const char* name;
  double per_GPa, below;  // without forces: numbers below this are of this unit
};
constexpr Unit units_of_stress[] = {{"GPa", 1, 10}, {"kbar", 10, 1000}, {"bar", 1e4, 1e300}};

double largest_component(const Mat3& m) {
  double largest = 0;
  for (int i = 0; i < 9; ++i) largest = std::max(largest, std::abs(m.m[i / 3][i % 3]));
  return largest;
}

double root_mean_square(const std::vector<Vec3>& v) {
  double sum = 0;
  for (const Vec3& f : v) sum += dot(f, f);
  return v.empty() ? 0 : std::sqrt(sum / static_cast<double>(v.size()));
}

Unit unit_by_size(double stress) {
  return *std::find_if(std::begin(units_of_stress), std::end(units_of_stress),
                       [&](const Unit& u) { return stress < u.below; });
}

/// A number in a unit, read as eV/Å^3, is too large by gpa_per_pressure times the numbers a GPa.
Unit unit_by_forces(double ratio) {
  const auto off = [&](const Unit& u) {
    return std::abs(std::log(ratio / (units::gpa_per_pressure * u.per_GPa) / usual_ratio));
  };
  return *std::min_element(std::begin(units_of_stress), std::end(units_of_stress),
                           [&](const Unit& a, const Unit& b) { return off(a) < off(b); });
}
}  // namespace

void LabelLook::add(const Mat3* virial, double volume, std::size_t atoms, const std::vector<Vec3>& force) {
  const double rms = root_mean_square(force);
  if (!force.empty()) force_.push_back(rms);
  if (virial == nullptr || atoms == 0) return;
  const auto n = static_cast<double>(atoms);
  const double largest = largest_component(*virial);
  stress_.push_back(largest / volume), per_atom_.push_back(largest / n);
  if (rms > 0) ratio_.push_back(largest / n / (rms * std::cbrt(volume / n)));
}

std::string LabelLook::stress_warning(double stress) const {
  const Unit unit = ratio_.empty() ? unit_by_size(stress) : unit_by_forces(median(ratio_));
  return fmt::format(
      "half of the frames have a virial or stress above {:.3g} eV/A^3 (of {:.3g} GPa); as it stands the number looks "
      "like {} ({:.3g} GPa). Virials are read in eV, stresses in eV/A^3",
      stress, stress * units::gpa_per_pressure, unit.name, stress / unit.per_GPa);
}

std::vector<std::string> LabelLook::warnings() const {
  std::vector<std::string> all;
  const double stress = stress_.empty() ? 0 : median(stress_), force = force_.empty() ? 0 : median(force_);
  if (stress > odd_stress || (!per_atom_.empty() && median(per_atom_) > odd_per_atom))
    all.push_back(stress_warning(stress));
  if (force > odd_force)
    all.push_back(
        fmt::format("half of the frames have forces of {:.3g} eV/A (root of the mean square): are they in "
                    "eV/A?",
                    force));
  return all;
}

}  // namespace nacre::look
