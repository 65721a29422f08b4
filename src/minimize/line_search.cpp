#include "minimize/line_search.h"

#include <algorithm>
#include <cmath>

namespace nacre {

namespace {
constexpr double sufficient = 1e-4;    // share of the slope's promise that f must keep
constexpr double largest_slope = 0.8;  // approximate Wolfe: 1 - 2 * 0.1
constexpr double unresolved = 10;      // promised fall, in units of the noise, below which slopes decide
constexpr int most_trials = 25;        // halving 25 times reaches 3e-8 of the first step
constexpr double least_growth = 1.5, most_growth = 10;
constexpr double margin = 1e-3;  // of the bracket, kept from its ends
}  // namespace

void LineSearch::begin(double value, double slope, double first, double longest, double curvature, double noise) {
  *this = LineSearch();
  value0_ = value, slope0_ = slope, longest_ = longest, curvature_ = curvature, noise_ = noise;
  step_ = std::min(first, longest);
  low_ = before_low_ = {0, slope};
}

bool LineSearch::is_low_enough(double value) const { return value <= value0_ + sufficient * step_ * slope0_; }

bool LineSearch::accepts(double value, double slope) const {
  if (is_low_enough(value)) return std::abs(slope) <= -curvature_ * slope0_ || (step_ == longest_ && slope < 0);
  return value <= value0_ + noise_ && -step_ * slope0_ <= unresolved * noise_ && slope >= curvature_ * slope0_ &&
         slope <= -std::min(curvature_, largest_slope) * slope0_;
}

void LineSearch::narrow(double value, double slope) {
  const bool is_number = std::isfinite(value) && std::isfinite(slope);
  const bool too_high = !is_number || !(value <= value0_ + std::max(noise_, 0.0));
  if (!too_high && slope < 0) {
    before_low_ = low_;
    low_ = {step_, slope};
    return;
  }
  high_ = {step_, is_number ? slope : 0};
  has_high_ = true;
  high_has_slope_ = is_number && slope > 0;
}

double LineSearch::farther() const {
  const double bend = low_.slope - before_low_.slope, run = low_.step - before_low_.step;
  const double zero = bend > 0 ? low_.step - low_.slope * run / bend : most_growth * low_.step;
  return std::min(longest_, std::clamp(zero, least_growth * low_.step, most_growth * low_.step));
}

double LineSearch::between() const {
  const double width = high_.step - low_.step;
  if (!high_has_slope_) return low_.step + 0.25 * width;
  if (trials_ % 3 == 0) return low_.step + 0.5 * width;
  const double zero = low_.step - low_.slope * width / (high_.slope - low_.slope);
  return std::clamp(zero, low_.step + margin * width, high_.step - margin * width);
}

LineSearch::Verdict LineSearch::give_up() {
  if (low_.step == 0) return Verdict::failed;
  step_ = low_.step;
  is_last_ = true;
  return Verdict::more;
}

LineSearch::Verdict LineSearch::take(double value, double slope) {
  if (is_last_ || accepts(value, slope)) return Verdict::accepted;
  narrow(value, slope);
  if (++trials_ == most_trials) return give_up();
  step_ = has_high_ ? between() : farther();
  return Verdict::more;
}

}  // namespace nacre
