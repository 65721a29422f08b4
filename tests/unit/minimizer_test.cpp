// Minimisers as such, on functions of n numbers with known minima: no atoms, no forces.
#include "minimize/minimizer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <random>

#include "core/error.h"

namespace minimizer_test {

namespace {

using namespace nacre;

struct Function {
  std::function<double(const Vector&, Vector&)> at;  ///< value, and the gradient into the second
  Vector minimum;
};

/// f = 1/2 (x - m).A(x - m), A = sum_k stiffness_k u_k (x) u_k with u the eigenvectors of a reflection, m at random.
Function quadratic(const Vector& stiffness, unsigned seed) {
  const std::size_t n = stiffness.size();
  std::mt19937_64 engine(seed);
  const auto draw = [&] { return static_cast<double>(engine() >> 11) * 0x1.0p-52 - 1; };
  Vector mirror(n), minimum(n);
  double square = 0;
  for (double& v : mirror) v = draw(), square += v * v;
  for (double& v : minimum) v = draw();
  // Householder: u_ik = delta_ik - 2 v_i v_k / v.v
  const auto u = [=](std::size_t i, std::size_t k) { return (i == k ? 1 : 0) - 2 * mirror[i] * mirror[k] / square; };
  return {[=](const Vector& x, Vector& g) {
            double f = 0;
            g.assign(n, 0.0);
            for (std::size_t k = 0; k < n; ++k) {
              double along = 0;
              for (std::size_t i = 0; i < n; ++i) along += u(i, k) * (x[i] - minimum[i]);
              f += 0.5 * stiffness[k] * along * along;
              for (std::size_t i = 0; i < n; ++i) g[i] += stiffness[k] * along * u(i, k);
            }
            return f;
          },
          minimum};
}

double largest(const Vector& v) {
  double size = 0;
  for (const double c : v) size = std::max(size, std::abs(c));
  return size;
}

struct Outcome {
  Vector x, values;  ///< values of the accepted points
  int steps = 0, calls = 1;
  bool stuck = false;
};

/// Until no component of the gradient exceeds the tolerance.
Outcome minimize(const std::string& name, const Function& f, Vector x, double tolerance, int most_calls,
                 const MinimizerSettings& settings, double quantum = 0) {
  const auto value_at = [&](const Vector& at, Vector& g) {
    const double v = f.at(at, g);
    return quantum > 0 ? quantum * std::round(v / quantum) : v;
  };
  const auto minimizer = make_minimizer(name, settings);
  Outcome o;
  Vector g;
  o.values = {value_at(x, g)};
  minimizer->begin(x, o.values[0], g);
  while (largest(g) > tolerance && o.calls < most_calls && !minimizer->is_stuck()) {
    const Vector trial = minimizer->trial();
    const double value = value_at(trial, g);
    ++o.calls;
    if (minimizer->take(value, g) == Minimizer::Verdict::rejected) continue;
    x = trial, o.values.push_back(value), ++o.steps;
  }
  o.x = x, o.stuck = minimizer->is_stuck();
  return o;
}

double distance(const Vector& a, const Vector& b) {
  Vector d;
  add_scaled(d, a, -1, b);
  return largest(d);
}

MinimizerSettings free_steps() {
  MinimizerSettings s;
  s.atom_coordinates = 0;  // all are "of the cell", whose limit is out of reach
  return s;
}

class EveryMinimizer : public testing::TestWithParam<std::string> {};
/// All but FIRE, which does not look at the value.
class DescendingMinimizer : public testing::TestWithParam<std::string> {};

TEST_P(EveryMinimizer, FindsTheMinimumOfQuadraticForms) {
  const Function f = quadratic({1, 2, 5, 10, 20, 50, 60, 61, 100}, 3);
  const Outcome o = minimize(GetParam(), f, Vector(9, 0.0), 1e-9, 3000, free_steps());
  EXPECT_LT(distance(o.x, f.minimum), 1e-9) << o.calls;  // the tolerance over the smallest stiffness
  EXPECT_FALSE(o.stuck);
}

TEST_P(DescendingMinimizer, NeverRaisesTheValue) {
  // Rosenbrock's valley: f = sum 100 (y - x^2)^2 + (1 - x)^2, minimum at ones.
  const Function valley{[](const Vector& x, Vector& g) {
                          double f = 0;
                          g.assign(x.size(), 0.0);
                          for (std::size_t i = 0; i < x.size(); i += 2) {
                            const double a = x[i + 1] - x[i] * x[i], b = 1 - x[i];
                            f += 100 * a * a + b * b;
                            g[i] += -400 * a * x[i] - 2 * b, g[i + 1] += 200 * a;
                          }
                          return f;
                        },
                        Vector(4, 1.0)};
  const Outcome o = minimize(GetParam(), valley, {-1.2, 1, 0.3, -0.5}, 1e-8, 100000, free_steps());
  EXPECT_LT(distance(o.x, valley.minimum), 1e-5) << GetParam() << " " << o.calls;
  for (std::size_t i = 1; i < o.values.size(); ++i) ASSERT_LE(o.values[i], o.values[i - 1]) << i;
}

TEST_P(EveryMinimizer, KeepsWithinTheLargestMove) {
  const Function f = quadratic({100, 100, 100, 200, 200, 200}, 1);  // the minimum is some hundred moves away
  MinimizerSettings s;
  s.atom_coordinates = 6, s.max_move = 0.01;
  const auto minimizer = make_minimizer(GetParam(), s);
  Vector x(6, 0.0), g;
  double value = f.at(x, g), longest = 0;
  minimizer->begin(x, value, g);
  for (int i = 0; i < 40; ++i) {
    const Vector trial = minimizer->trial();
    for (int atom = 0; atom < 2; ++atom)
      longest = std::max(longest, std::hypot(trial[3 * atom] - x[3 * atom], trial[3 * atom + 1] - x[3 * atom + 1],
                                             trial[3 * atom + 2] - x[3 * atom + 2]));
    value = f.at(trial, g);
    if (minimizer->take(value, g) == Minimizer::Verdict::accepted) x = trial;
  }
  EXPECT_NEAR(longest, 0.01, 1e-12);
}

TEST_P(DescendingMinimizer, SettlesThoughTheValueIsRounded) {
  // Energies as multiples of 1e-5: from |g| = 3e-2 on, the fall of f is below them.
  const Function f = quadratic({1, 3, 10, 30, 60, 100}, 5);
  MinimizerSettings s = free_steps();
  s.noise = 1e-5;
  const Outcome o = minimize(GetParam(), f, Vector(6, 0.0), 1e-6, 2000, s, 1e-5);
  EXPECT_LT(distance(o.x, f.minimum), 1e-6 * std::sqrt(6)) << o.calls;
  for (std::size_t i = 1; i < o.values.size(); ++i) ASSERT_LE(o.values[i], o.values[i - 1] + s.noise) << i;
}

TEST_P(EveryMinimizer, StopsWhereNoNumberIs) {
  // A value at the start only, which seems to fall in every direction.
  const Function wall{[](const Vector& x, Vector& g) {
                        g.assign(3, -1.0);
                        return largest(x) == 0 ? 0.0 : std::nan("");
                      },
                      {}};
  const Outcome o = minimize(GetParam(), wall, Vector(3, 0.0), 1e-9, 1000, free_steps());
  EXPECT_TRUE(o.stuck);
  EXPECT_EQ(o.steps, 0);
  EXPECT_LT(o.calls, 60);
}

TEST_P(EveryMinimizer, IsStuckAtAMinimum) {
  const Function f = quadratic({1, 2, 3}, 2);
  const Outcome o = minimize(GetParam(), {f.at, f.minimum}, f.minimum, -1, 10, free_steps());
  EXPECT_TRUE(o.stuck);
  EXPECT_EQ(o.calls, 1);
}

INSTANTIATE_TEST_SUITE_P(All, EveryMinimizer, testing::ValuesIn(known_minimizers()),
                         [](const auto& info) { return info.param; });
INSTANTIATE_TEST_SUITE_P(All, DescendingMinimizer, testing::Values("sd", "cg", "lbfgs"),
                         [](const auto& info) { return info.param; });

TEST(ConjugateGradients, TakeNoMoreStepsThanThereAreCoordinates) {
  for (const std::size_t n : {3, 6, 12}) {
    Vector stiffness;
    for (std::size_t k = 0; k < n; ++k) stiffness.push_back(1.0 + 3.0 * static_cast<double>(k));
    const Function f = quadratic(stiffness, 7);
    MinimizerSettings exact = free_steps();
    exact.curvature = 1e-9;  // line searches to the minimum along the line
    const Outcome o = minimize("cg", f, Vector(n, 0.0), 1e-6, 1000, exact);
    EXPECT_LE(o.steps, static_cast<int>(n));
    EXPECT_LT(distance(o.x, f.minimum), 1e-5);
    // With exact searches L-BFGS takes the same steps, as long as it remembers them all.
    if (n <= 10) {
      EXPECT_LE(minimize("lbfgs", f, Vector(n, 0.0), 1e-6, 1000, exact).steps, static_cast<int>(n));
    }
  }
}

TEST(Lbfgs, TakesOneCallAStepAndFewerThanSteepestDescent) {
  Vector stiffness;
  for (int k = 0; k < 30; ++k) stiffness.push_back(std::pow(1000.0, k / 29.0));
  const Function f = quadratic(stiffness, 11);
  const auto calls = [&](const char* name) {
    return minimize(name, f, Vector(30, 0.0), 1e-6, 100000, free_steps()).calls;
  };
  const Outcome o = minimize("lbfgs", f, Vector(30, 0.0), 1e-6, 100000, free_steps());
  EXPECT_LT(o.calls, 1.3 * o.steps + 5);
  EXPECT_LT(4 * o.calls, calls("sd"));
  EXPECT_LT(2 * calls("cg"), calls("sd"));
}

TEST(MinimizerTable, UnknownNamesAreRefusedWithTheNearest) {
  try {
    make_minimizer("lbgfs", {});
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("did you mean 'lbfgs'"), std::string::npos) << e.what();
  }
}

}  // namespace

}  // namespace minimizer_test
