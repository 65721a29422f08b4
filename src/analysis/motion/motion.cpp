#include "analysis/motion/motion.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "analysis/motion/motion_sums.h"
#include "core/error.h"
#include "core/units.h"
#include "core/whole_number.h"

namespace nacre {

namespace {
constexpr double ps_per_fs = 1e-3;

void subtract_mean(std::vector<Vec3>& values, const std::vector<double>& mass) {
  Vec3 sum;
  double all = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += mass[i] * values[i], all += mass[i];
  for (Vec3& v : values) v -= 1 / all * sum;
}

/// Mean and standard error of the mean of (x + y + z) / 3.
struct Scatter {
  double n = 0, sum = 0, squares = 0;
  void add(Vec3 d) {
    const double v = (d.x + d.y + d.z) / 3;
    n += 1, sum += v, squares += v * v;
  }
  double error() const {
    if (n < 2) return -1;
    const double mean = sum / n;
    return std::sqrt(std::max(0.0, squares / n - mean * mean) / (n - 1));
  }
};

DiffusionResult diffusion(const std::vector<double>& weights, const std::vector<Vec3>& mean,
                          const std::vector<std::vector<Vec3>>& pieces, double atoms_error) {
  DiffusionResult r;
  r.by_component = weighted_sum(weights, mean);
  r.d = (r.by_component.x + r.by_component.y + r.by_component.z) / 3;
  r.atoms_error = atoms_error;
  Scatter scatter;
  for (const auto& piece : pieces) scatter.add(weighted_sum(weights, piece));
  r.pieces_error = scatter.error();
  return r;
}

/// A curve from the sums over its atoms.
/// Standard errors over atoms of the D of a curve.
struct AtomErrors {
  double einstein = -1, green_kubo = -1;
};

MotionCurve curve_from(CurveSums sums, const std::string& name, std::int64_t atoms, const AtomErrors& errors,
                       const MotionPlan& plan, double spacing) {
  MotionCurve c;
  c.species = name;
  c.atoms = atoms;
  sums.scale(1 / static_cast<double>(atoms));
  c.msd = std::move(sums.msd);
  c.vacf = std::move(sums.vacf);
  c.einstein = diffusion(einstein_weights(plan.window, spacing), c.msd, sums.piece_msd, errors.einstein);
  if (!c.vacf.empty())
    c.green_kubo = diffusion(green_kubo_weights(plan.window, spacing), c.vacf, sums.piece_vacf, errors.green_kubo);
  c.offset = fit_offset(plan.window, spacing, c.msd, c.einstein.by_component);
  c.exponent = growth_exponent(plan.window, spacing, c.msd);
  return c;
}

/// Error of the mean over all atoms: how many there are of each element is no matter of chance, so that elements that
/// move differently do not scatter. Negative when an element has none.
double stratified(const std::vector<MotionCurve>& curves, const std::vector<AtomErrors>& errors,
                  double AtomErrors::*of) {
  double variance = 0, atoms = 0;
  for (std::size_t c = 0; c < curves.size(); ++c) {
    if (errors[c].*of < 0) return -1;
    const double sum = static_cast<double>(curves[c].atoms) * errors[c].*of;
    variance += sum * sum, atoms += static_cast<double>(curves[c].atoms);
  }
  return std::sqrt(variance) / atoms;
}
}  // namespace

Motion::Motion(const MotionSettings& settings) : settings_(settings) {
  if (settings.pieces < 2) throw Error("too few pieces").key("pieces").allowed(">= 2");
}

void Motion::check_same(const Atoms& atoms, bool unwrapped) const {
  if (atoms.size() != type_.size())
    throw Error("the number of atoms changes")
        .value(std::to_string(atoms.size()))
        .allowed(std::to_string(type_.size()));
  for (std::size_t i = 0; i < type_.size(); ++i)
    if (atoms.species[atoms.type[i]] != species_[type_[i]])
      throw Error(fmt::format("atom {} is another element than in the first frame", i + 1))
          .value(atoms.species[atoms.type[i]])
          .allowed(species_[type_[i]]);
  if (unwrapped != given_unwrapped_)
    throw Error("some frames have a column unwrapped_position and some have none").key("unwrapped_position");
}

void Motion::add(const Atoms& atoms, const Box& box, const std::vector<Vec3>* unwrapped) {
  if (path_.empty()) {
    type_ = atoms.type, species_ = atoms.species;
    given_unwrapped_ = unwrapped != nullptr;
    unwrap_ = Unwrap(given_unwrapped_ ? Unwrap::Given::unwrapped : Unwrap::Given::wrapped);
    box_ = box;
    chosen_ = settings_.selection.atoms(atoms, box);
  }
  check_same(atoms, unwrapped != nullptr);
  for (int k = 0; k < 9; ++k) cell_changes_ |= (&box.h().m[0][0])[k] != (&box_.h().m[0][0])[k];
  path_.push_back(unwrap_.add(unwrapped != nullptr ? *unwrapped : atoms.position, box));
  if (atoms.has_velocity) {
    velocity_.push_back(atoms.velocity);
    for (Vec3& v : velocity_.back()) v *= 1 / (units::fs_per_time * ps_per_fs);
  }
  if (!settings_.remove_drift) return;
  subtract_mean(path_.back(), atoms.mass);
  if (atoms.has_velocity) subtract_mean(velocity_.back(), atoms.mass);
}

std::vector<int> Motion::curve_of_atoms(std::vector<std::string>& names) const {
  std::map<std::string, int> curve;
  for (const int i : chosen_) curve[species_[type_[i]]] = 0;
  for (auto& [name, index] : curve) index = static_cast<int>(names.size()), names.push_back(name);
  std::vector<int> out(type_.size(), -1);
  for (const int i : chosen_) out[i] = curve[species_[type_[i]]];
  return out;
}

MotionResult Motion::result(double spacing_ps) const {
  const MotionPlan plan(settings_, frames(), spacing_ps);
  std::vector<std::string> names;
  const std::vector<int> curve = curve_of_atoms(names);
  const bool velocities = velocity_.size() == path_.size();
  static const FrameVectors none;
  const int curves = static_cast<int>(names.size());
  MotionSums sums = motion_sums(plan, path_, velocities ? velocity_ : none, curve, curves, spacing_ps);

  MotionResult r{spacing_ps, frames(),          plan.lags,     plan.window, plan.pieces,
                 velocities, !given_unwrapped_, cell_changes_, settings_,   {}};
  CurveSums all(plan, velocities);
  std::int64_t all_atoms = 0;
  std::vector<AtomErrors> errors;
  for (int c = 0; c < curves; ++c) {
    Scatter einstein, green_kubo;
    for (std::size_t i = 0; i < curve.size(); ++i)
      if (curve[i] == c) einstein.add(sums.atom[i].einstein), green_kubo.add(sums.atom[i].green_kubo);
    const auto atoms = within<std::int64_t>(einstein.n, 0);
    errors.push_back({einstein.error(), green_kubo.error()});
    all.add(sums.curve[c]);
    all_atoms += atoms;
    r.curves.push_back(curve_from(std::move(sums.curve[c]), names[c], atoms, errors[c], plan, spacing_ps));
  }
  const AtomErrors of_all{stratified(r.curves, errors, &AtomErrors::einstein),
                          stratified(r.curves, errors, &AtomErrors::green_kubo)};
  r.curves.insert(r.curves.begin(), curve_from(std::move(all), "", all_atoms, of_all, plan, spacing_ps));
  return r;
}

}  // namespace nacre
