// A search along a line, phi(a) = f(x + a d) with slope phi'(a) = g . d, as a state machine: it names a trial, is told
// phi and phi' there, and accepts it or names the next. With s0 = phi'(0) < 0 a trial is accepted when either
//   Wolfe               phi(a) <= phi(0) + 1e-4 a s0                 and |phi'(a)| <= c |s0|
//   approximate Wolfe   phi(a) <= phi(0) + noise, a |s0| <= 10 noise and -c |s0| <= phi'(a) <= min(c, 0.8) |s0|
// The second is for the neighbourhood of a minimum, where f falls by less than its rounding while slopes are still
// accurate (W. W. Hager and H. Zhang, SIAM J. Optim. 16, 170 (2005), 10.1137/030601880): the mean of both slopes,
// times a, is the change of f to third order, and it is then negative. So f never rises by more than its rounding.
// A trial at the longest step allowed is accepted as soon as f is lower there, even if it still falls.
//
// Trials: as long as f falls at the trial, farther by the secant of the slopes (1.5 to 10 times); once a minimum lies
// between two points, the secant's zero between them, every third time the middle. After 25 trials the best point
// that is lower than the start is asked for once more and accepted, or, when there is none, the search has failed.
#pragma once

namespace nacre {

class LineSearch {
 public:
  enum class Verdict { more, accepted, failed };

  /// `slope` < 0; `first`: the first trial; both steps in units of d. `curvature`: c, below 1.
  void begin(double value, double slope, double first, double longest, double curvature, double noise);
  double step() const { return step_; }
  Verdict take(double value, double slope);

 private:
  struct Place {
    double step = 0, slope = 0;
  };
  bool is_low_enough(double value) const;
  bool accepts(double value, double slope) const;
  void narrow(double value, double slope);
  double farther() const;
  double between() const;
  Verdict give_up();

  double value0_ = 0, slope0_ = 0, longest_ = 0, curvature_ = 0, noise_ = 0, step_ = 0;
  Place low_, before_low_, high_;  ///< f falls at low_, and is no higher than at 0
  bool has_high_ = false, high_has_slope_ = false, is_last_ = false;
  int trials_ = 0;
};

}  // namespace nacre
