// L-BFGS: the quasi-Newton direction d = -H g, H built from the last 10 steps s and changes of the gradient y by the
// two-loop recursion (J. Nocedal, Math. Comp. 35, 773 (1980), 10.1090/S0025-5718-1980-0572855-7; D. C. Liu and
// J. Nocedal, Math. Program. 45, 503 (1989), 10.1007/BF01589116), starting from s.y/y.y. A full step (a = 1) is tried
// first and nearly always accepted, so that a step costs one force call.
#include <algorithm>
#include <deque>

#include "minimize/algorithms.h"
#include "minimize/descent.h"

namespace nacre {

namespace {
class Lbfgs final : public Descent {
 public:
  explicit Lbfgs(const MinimizerSettings& settings) : Descent(settings, loose) {}

 private:
  static constexpr double loose = 0.9;
  static constexpr std::size_t most_pairs = 10;
  // s.y in parts of y.y (Å^2/eV): below it the pair says nothing but rounding, or that f is concave there.
  static constexpr double least_stretch = 1e-8;

  struct Pair {
    Vector s, y;
    double sy;
  };

  void learn(const Step& step, const Vector& d) {
    Pair pair;
    if (pairs_.size() == most_pairs) {
      pair = std::move(pairs_.front());
      pairs_.pop_front();
    }
    pair.s = d;
    scale(pair.s, step.length);
    add_scaled(pair.y, step.gradient, -1, step.gradient_before);
    pair.sy = dot(pair.s, pair.y);
    if (pair.sy > least_stretch * dot(pair.y, pair.y)) pairs_.push_back(std::move(pair));
  }

  void turn(const Step& step, Vector& d) override {
    learn(step, d);
    d = step.gradient;
    double part[most_pairs];
    for (std::size_t k = pairs_.size(); k-- > 0;) {
      part[k] = dot(pairs_[k].s, d) / pairs_[k].sy;
      add_scaled(d, d, -part[k], pairs_[k].y);
    }
    if (!pairs_.empty()) scale(d, pairs_.back().sy / dot(pairs_.back().y, pairs_.back().y));
    for (std::size_t k = 0; k < pairs_.size(); ++k)
      add_scaled(d, d, part[k] - dot(pairs_[k].y, d) / pairs_[k].sy, pairs_[k].s);
    scale(d, -1);
  }
  double first_step(const Try&) const override { return pairs_.empty() ? first_trial : 1; }
  void forget() override { pairs_.clear(); }

  std::deque<Pair> pairs_;  // oldest first
};
}  // namespace

std::unique_ptr<Minimizer> make_lbfgs(const MinimizerSettings& settings) { return std::make_unique<Lbfgs>(settings); }

}  // namespace nacre
