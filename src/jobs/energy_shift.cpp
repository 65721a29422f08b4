#include "jobs/energy_shift.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "train/data/read_train_set.h"

namespace nacre::jobs {

namespace {
// A shift explains an error that it makes so many times smaller, where the error is worth a line.
constexpr double times_smaller = 3, least_error = 0.01;  // eV/atom
}  // namespace

void EnergyShift::add(const train::TrainFrame& labels, const train::Prediction& prediction) {
  if (!labels.energy || labels.atoms.size() == 0) return;
  shares_.push_back(train::shares_of(labels.atoms, static_cast<int>(labels.atoms.species.size())));
  difference_.push_back((*labels.energy - prediction.energy) / static_cast<double>(labels.atoms.size()));
  class_.push_back(labels.config_type);
}

void EnergyShift::fit(bool wanted) {
  wanted_ = wanted;
  if (!shares_.empty()) energy_ = train::fit_reference_energies(shares_, difference_);
}

double EnergyShift::rmse(bool shifted, const std::string* name) const {
  double sum = 0, count = 0;
  for (std::size_t f = 0; f < shares_.size(); ++f) {
    if (name != nullptr && class_[f] != *name) continue;
    const double shift = std::inner_product(energy_.begin(), energy_.end(), shares_[f].begin(), 0.0);
    const double d = difference_[f] - (shifted ? shift : 0);
    sum += d * d, count += 1;
  }
  return std::sqrt(sum / count);
}

train::ClassErrors EnergyShift::applied(train::ClassErrors errors, bool of_all) const {
  if (wanted_ && std::isfinite(errors.rmse_energy)) errors.rmse_energy = rmse(true, of_all ? nullptr : &errors.name);
  return errors;
}

std::vector<std::string> EnergyShift::lines(const std::vector<std::string>& species) const {
  if (energy_.empty()) return {};
  std::string list;
  for (std::size_t t = 0; t < energy_.size(); ++t)
    if (energy_[t] != 0) list += fmt::format("{}{} {:.6g}", list.empty() ? "" : ", ", species[t], energy_[t]);
  if (wanted_) return {"less one energy an element, fitted to the labels (eV): " + list};
  const double now = rmse(false, nullptr), then = rmse(true, nullptr);
  const auto fitted = energy_.size() - static_cast<std::size_t>(std::count(energy_.begin(), energy_.end(), 0.0));
  const bool explains = shares_.size() > fitted && now > least_error && now > times_smaller * then;
  if (!explains) return {};
  return {
      fmt::format("note: one energy an element ({} eV) explains the error: without it rmse energy is {:.3e} eV/atom; "
                  "--reference subtracts it",
                  list, then)};
}

}  // namespace nacre::jobs
