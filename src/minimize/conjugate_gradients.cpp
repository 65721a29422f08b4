// Conjugate gradients of Polak and Ribiere with beta kept from below (E. Polak and G. Ribiere, Rev. Fr. Inform. Rech.
// Oper. 3(16), 35 (1969); J. C. Gilbert and J. Nocedal, SIAM J. Optim. 2, 21 (1992), 10.1137/0802003):
//   d' = -g' + beta d,  beta = max(0, g' . (g' - g) / (g . g))
// Restarts from -g' when |g' . g| >= 0.5 g' . g', where neighbouring gradients are far from orthogonal (M. J. D.
// Powell, Math. Program. 12, 241 (1977), 10.1007/BF01593790, with 0.2), and after as many steps as there are
// coordinates. With exact line searches a quadratic form of n coordinates takes n steps at most.
#include <cmath>

#include "minimize/algorithms.h"
#include "minimize/descent.h"

namespace nacre {

namespace {
class ConjugateGradients final : public Descent {
 public:
  explicit ConjugateGradients(const MinimizerSettings& settings) : Descent(settings, tight) {}

 private:
  // Conjugate directions rely on the minimum along each line.
  static constexpr double tight = 0.1;
  static constexpr double orthogonal_enough = 0.5;

  double beta(const Step& step) const {
    const double now = dot(step.gradient, step.gradient), along = dot(step.gradient, step.gradient_before);
    if (std::abs(along) >= orthogonal_enough * now) return 0;
    return std::max(0.0, (now - along) / dot(step.gradient_before, step.gradient_before));
  }
  void turn(const Step& step, Vector& d) override {
    const bool is_full = ++steps_ >= d.size();
    const double b = is_full ? 0 : beta(step);
    if (b == 0) steps_ = 0;
    scale(d, b);
    add_scaled(d, d, -1, step.gradient);
  }
  void forget() override { steps_ = 0; }

  std::size_t steps_ = 0;  // since the last restart
};
}  // namespace

std::unique_ptr<Minimizer> make_conjugate_gradients(const MinimizerSettings& settings) {
  return std::make_unique<ConjugateGradients>(settings);
}

}  // namespace nacre
