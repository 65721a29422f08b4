// Steepest descent: d = -g, and a line search that starts from the last step. Needs about kappa ln(1/tolerance) steps,
// kappa = the ratio of the largest to the smallest stiffness (hundreds in carbon): robust, slow.
#include "minimize/algorithms.h"
#include "minimize/descent.h"

namespace nacre {

namespace {
class SteepestDescent final : public Descent {
 public:
  explicit SteepestDescent(const MinimizerSettings& settings) : Descent(settings, loose) {}

 private:
  static constexpr double loose = 0.9;  // an exact search only zigzags more evenly, for twice the calls
  void turn(const Step& step, Vector& d) override {
    d = step.gradient;
    scale(d, -1);
  }
  double first_step(const Try& facts) const override { return facts.last.value_or(first_trial); }
};
}  // namespace

std::unique_ptr<Minimizer> make_steepest_descent(const MinimizerSettings& settings) {
  return std::make_unique<SteepestDescent>(settings);
}

}  // namespace nacre
