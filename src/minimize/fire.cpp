// FIRE, the fast inertial relaxation engine: dynamics whose velocity is turned towards the force, and stopped when it
// runs uphill (E. Bitzek et al., Phys. Rev. Lett. 97, 170201 (2006), 10.1103/PhysRevLett.97.170201), in the form of
// J. Guenole et al., Comput. Mater. Sci. 175, 109584 (2020), 10.1016/j.commatsci.2020.109584. A force call is a step:
//   P = F . v,  F = -g
//   P > 0   after 20 such steps in a row dt -> min(1.1 dt, 10 fs), alpha -> 0.99 alpha
//   else    dt -> max(0.5 dt, 0.02 fs), alpha = 0.25, half a step back, v = 0
//   v += dt F/m;  v -> (1 - alpha) v + alpha |v| F/|F|;  x += dt v
// with dt = 1 fs at first and one mass for all coordinates, cell included. A step beyond the limits is shortened, and
// the velocity with it. The value is never used, so FIRE may raise it, and it also works where energies jump (cutoffs).
#include <algorithm>
#include <cmath>

#include "core/units.h"
#include "minimize/algorithms.h"

namespace nacre {

namespace {
class Fire final : public Minimizer {
 public:
  explicit Fire(const MinimizerSettings& settings) : Minimizer(settings) {}

  void begin(const Vector& x, double, const Vector& gradient) override {
    trial_ = x;
    velocity_.assign(x.size(), 0.0);
    dt_ = first_dt, alpha_ = first_alpha, downhill_ = failures_ = 0;
    is_stuck_ = dot(gradient, gradient) == 0;
    move(gradient);
  }

  Verdict take(double value, const Vector& gradient) override {
    if (!std::isfinite(value) || !std::isfinite(dot(gradient, gradient))) return step_back();
    failures_ = 0;
    if (-dot(gradient, velocity_) > 0)
      hurry();
    else
      stop();
    move(gradient);
    return Verdict::accepted;
  }

 private:
  static constexpr double fs = 1 / units::fs_per_time;
  static constexpr double first_dt = 1 * fs, shortest_dt = 0.02 * fs, longest_dt = 10 * fs;
  static constexpr double faster = 1.1, slower = 0.5, first_alpha = 0.25, less_alpha = 0.99;
  static constexpr int patience = 20;
  static constexpr int most_failures = 20;

  void hurry() {
    if (++downhill_ <= patience) return;
    dt_ = std::min(dt_ * faster, longest_dt);
    alpha_ *= less_alpha;
  }
  void stop() {
    downhill_ = 0;
    add_scaled(trial_, trial_, -0.5 * dt_, velocity_);
    velocity_.assign(velocity_.size(), 0.0);
    dt_ = std::max(dt_ * slower, shortest_dt);
    alpha_ = first_alpha;
  }
  void move(const Vector& gradient) {
    add_scaled(velocity_, velocity_, -dt_ / settings_.mass, gradient);
    const double speed = std::sqrt(dot(velocity_, velocity_)), force = std::sqrt(dot(gradient, gradient));
    scale(velocity_, 1 - alpha_);
    if (force > 0) add_scaled(velocity_, velocity_, -alpha_ * speed / force, gradient);
    const double longest = longest_step(velocity_);
    if (longest < dt_) scale(velocity_, longest / dt_);
    add_scaled(trial_, trial_, dt_, velocity_);
  }
  /// No number there: half the way back, from rest.
  Verdict step_back() {
    add_scaled(trial_, trial_, -0.5 * dt_, velocity_);
    scale(velocity_, 0.5);
    if (++failures_ == most_failures) is_stuck_ = true;
    return Verdict::rejected;
  }

  Vector velocity_;
  double dt_ = first_dt, alpha_ = first_alpha;
  int downhill_ = 0, failures_ = 0;
};
}  // namespace

std::unique_ptr<Minimizer> make_fire(const MinimizerSettings& settings) { return std::make_unique<Fire>(settings); }

}  // namespace nacre
