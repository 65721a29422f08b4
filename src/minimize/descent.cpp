#include "minimize/descent.h"

#include <algorithm>
#include <cmath>

namespace nacre {

namespace {
constexpr double flattest = 1e-4;  // least cosine between a direction and -g: below it the memory misleads
}  // namespace

Descent::Descent(const MinimizerSettings& settings, double curvature)
    : Minimizer(settings), curvature_(settings.curvature > 0 ? settings.curvature : curvature) {}

void Descent::begin(const Vector& x, double value, const Vector& gradient) {
  x_ = x, value_ = value, gradient_ = gradient;
  last_step_.reset(), last_slope_.reset();
  is_stuck_ = false;
  start_over();
}

void Descent::start_over() {
  forget();
  direction_ = gradient_;
  scale(direction_, -1);
  is_steepest_ = true;
  search();
}

void Descent::search() {
  slope_ = dot(direction_, gradient_);
  const double size = std::sqrt(dot(direction_, direction_) * dot(gradient_, gradient_));
  if (!(slope_ < -flattest * size)) return retreat();
  line_.begin(value_, slope_, first_step({slope_, last_step_, last_slope_}), longest_step(direction_), curvature_,
              settings_.noise);
  propose();
}

void Descent::retreat() {
  if (is_steepest_)
    is_stuck_ = true;
  else
    start_over();
}

void Descent::propose() { add_scaled(trial_, x_, line_.step(), direction_); }

Minimizer::Verdict Descent::take(double value, const Vector& gradient) {
  const LineSearch::Verdict verdict = line_.take(value, dot(gradient, direction_));
  if (verdict == LineSearch::Verdict::more) propose();
  if (verdict == LineSearch::Verdict::failed) retreat();
  if (verdict != LineSearch::Verdict::accepted) return Verdict::rejected;
  x_ = trial_, value_ = value;
  std::swap(before_, gradient_);
  gradient_ = gradient;
  last_step_ = line_.step(), last_slope_ = slope_;
  is_steepest_ = false;
  turn({line_.step(), before_, gradient_}, direction_);
  search();
  return Verdict::accepted;
}

double Descent::first_step(const Try& facts) const {
  return facts.last ? *facts.last * std::clamp(*facts.before / facts.slope, 0.1, 10.0) : first_trial;
}

}  // namespace nacre
