// Descent: what steepest descent, conjugate gradients and L-BFGS have in common. From the point x a direction d with
// d . g < 0, a line search along it (line_search.h), the next point x + a d. When a search along another direction than
// -g fails, the memory is dropped and -g is tried; when that fails too, the minimiser is stuck.
#pragma once
#include <optional>

#include "minimize/line_search.h"
#include "minimize/minimizer.h"

namespace nacre {

class Descent : public Minimizer {
 public:
  void begin(const Vector& x, double value, const Vector& gradient) override;
  Verdict take(double value, const Vector& gradient) override;

 protected:
  /// A step just made: x' = x + a d, and the gradients before and after it.
  struct Step {
    double length;  ///< a
    const Vector& gradient_before;
    const Vector& gradient;
  };
  /// What a line search along the new direction tries first.
  struct Try {
    double slope;                        ///< d . g at its start
    std::optional<double> last, before;  ///< the accepted step along the last direction, and the slope at its start
  };

  Descent(const MinimizerSettings& settings, double curvature);
  /// The direction at the new point, into `d`, which on entry is the last one.
  virtual void turn(const Step& step, Vector& d) = 0;
  virtual double first_step(const Try& facts) const;
  /// Drops what was learnt of earlier points.
  virtual void forget() {}

  /// Å^2/eV: the first trial of all, good for a stiffness of 50 eV/Å^2 (a carbon bond); others are found by the search.
  static constexpr double first_trial = 0.02;

 private:
  void start_over();
  void search();
  void retreat();
  void propose();

  double curvature_;
  Vector x_, gradient_, before_, direction_;
  double value_ = 0, slope_ = 0;
  std::optional<double> last_step_, last_slope_;
  bool is_steepest_ = true;
  LineSearch line_;
};

}  // namespace nacre
