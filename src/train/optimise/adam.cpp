#include "train/optimise/adam.h"

#include <algorithm>
#include <cmath>

#include "core/record_sizes.h"

namespace nacre::train {

void Adam::step(double rate, const std::vector<double>& gradient, const std::vector<char>& frozen,
                std::vector<double>& parameters) {
  ++steps_;
  const double unbias1 = 1 - std::pow(beta1, static_cast<double>(steps_));
  const double unbias2 = 1 - std::pow(beta2, static_cast<double>(steps_));
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    first_[i] = beta1 * first_[i] + (1 - beta1) * gradient[i];
    second_[i] = beta2 * second_[i] + (1 - beta2) * gradient[i] * gradient[i];
    if (!frozen.empty() && frozen[i]) continue;
    parameters[i] -= rate * (first_[i] / unbias1) / (std::sqrt(second_[i] / unbias2) + epsilon);
  }
}

void Adam::save(Record& record) const {
  record.put("first_moment", first_);
  record.put("second_moment", second_);
  record.put_integer("steps", steps_);
}

void Adam::load(const Record& record) {
  first_ = reals_of(record, "first_moment", first_.size());
  second_ = reals_of(record, "second_moment", second_.size());
  steps_ = count_of(record, "steps");
}

double learning_rate(std::int64_t done, std::int64_t total, double peak) {
  constexpr double last = 1e-3, pi = 3.14159265358979323846;
  const double at = (static_cast<double>(done) + 1) / static_cast<double>(std::max<std::int64_t>(total, 1));
  if (at < warm_up) return peak * at / warm_up;
  const double fall = std::min(1.0, (at - warm_up) / (1 - warm_up));
  return peak * (last + (1 - last) * 0.5 * (1 + std::cos(pi * fall)));
}

double Clipping::apply(std::vector<double>& gradient) {
  double square = 0;
  for (double g : gradient) square += g * g;
  double length = std::sqrt(square), factor = 1;
  if (mean_ > 0 && length > clip_factor * mean_) factor = clip_factor * mean_ / length;
  if (factor < 1)
    for (double& g : gradient) g *= factor;
  length *= factor;
  mean_ = mean_ > 0 ? memory * mean_ + (1 - memory) * length : length;
  return factor;
}

}  // namespace nacre::train
