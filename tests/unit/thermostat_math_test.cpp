#include "integrate/thermostat_math.h"

#include <gtest/gtest.h>

namespace thermostat_math_test {

namespace {

using namespace nacre;

// Bussi's rescaling is what Langevin's exact step does to a vector of N_f velocities, seen along the old direction
// (10.1063/1.2408420, appendix; unit masses, |v|^2 = 2 K):
//   v' = sqrt(c) v + sqrt((1 - c) k_B T) (R, R_2 .. R_Nf),   alpha^2 = |v'|^2 / |v|^2,   alpha has the sign of v' along v
// So alpha is negative as often as sqrt(c) |v| + sqrt((1 - c) k_B T) R is: with the probability Phi(-z),
// z = sqrt(2 K c / ((1 - c) k_B T)).
struct Bussi {
  double share_negative = 0, mean_square = 0;
};
Bussi sample(double kinetic, double freedom, double kt, double decay, int draws) {
  Bussi sum;
  for (int step = 0; step < draws; ++step) {
    const double alpha = bussi_factor(kinetic, freedom, kt, decay, 17, static_cast<std::uint64_t>(step));
    sum.share_negative += (alpha < 0 ? 1.0 : 0.0) / draws;
    sum.mean_square += alpha * alpha / draws;
  }
  return sum;
}

TEST(BussiFactor, TurnsVelocitiesAsOftenAsALangevinStep) {
  constexpr double kt = 0.025, freedom = 3, decay = 0.3;
  constexpr int draws = 40000;
  for (const double kinetic : {0.05 * kt, 0.4 * kt, 1.5 * kt}) {
    const double z = std::sqrt(2 * kinetic * decay / ((1 - decay) * kt)),
                 expected = 0.5 * std::erfc(z / std::sqrt(2.0));
    const Bussi b = sample(kinetic, freedom, kt, decay, draws);
    EXPECT_NEAR(b.share_negative, expected, 4.5 * std::sqrt(expected * (1 - expected) / draws)) << kinetic;
    EXPECT_GT(expected, 0.05);
    // <|v'|^2> = c |v|^2 + (1 - c) N_f k_B T; its variance is that of N_f squares, at most 2 N_f ((1 - c) k_B T)^2 and
    // the mixed term 4 c |v|^2 (1 - c) k_B T.
    const double heat = (1 - decay) * kt, square = 2 * kinetic;
    const double variance = 2 * freedom * heat * heat + 4 * decay * square * heat;
    EXPECT_NEAR(b.mean_square * square, decay * square + freedom * heat, 4.5 * std::sqrt(variance / draws)) << kinetic;
  }
}

// Far from the equilibrium of few degrees of freedom, or with a long coupling time, the sign is that of the old velocity.
TEST(BussiFactor, LeavesFastVelocitiesTheirDirection) {
  EXPECT_EQ(sample(1.5, 93, 0.025, std::exp(-1.0 / 100), 2000).share_negative, 0);
}

}  // namespace

}  // namespace thermostat_math_test
