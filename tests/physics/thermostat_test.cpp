// Thermostats: the distribution of the kinetic energy, the ratio of two temperatures, the temperature of the positions,
// and the meaning of the coupling time. Oracles: in the canonical ensemble K follows Gamma(N_f/2, k_B T), so its mean
// is N_f k_B T / 2 and its variance N_f (k_B T)^2 / 2; the probabilities of a potential energy U at two temperatures
// have the ratio exp((beta_2 - beta_1) U) times a constant (Shirts, 10.1021/ct300688p); oscillators are solved exactly.
#include "toy_systems.h"

namespace thermostat_test {

namespace {

using namespace toy;

struct Case {
  std::string method;
  bool momentum_conserved;
};
void PrintTo(const Case& c, std::ostream* os) { *os << c.method; }

class Canonical : public testing::TestWithParam<Case> {};

struct Series {
  std::vector<double> kinetic, potential;
};

// 32 soft atoms, 2 fs: (w dt)^2 / 4, the relative error of velocity Verlet's averages, is below 0.1 % (w^2 from the
// curvature 6 e / c^2 of a pair, a few neighbours).
constexpr double step_bias = 1e-3;

Series sample(const std::string& method, double temperature, long steps, int coupling = 20) {
  World w = soft_fluid(temperature, 2.0, 11);
  const std::string t = " " + std::to_string(temperature);
  const auto e = ensemble(method + t + t + " " + std::to_string(coupling));
  run(w, *e, steps / 10);
  Series s;
  run(w, *e, steps, [&] {
    if (w.system.step % 5 != 0) return;
    s.kinetic.push_back(w.kinetic());
    s.potential.push_back(w.potential());
  });
  return s;
}

TEST_P(Canonical, KineticEnergyIsGammaDistributed) {
  const double freedom = GetParam().momentum_conserved ? 93 : 96, t = kt(300);
  const Series s = sample(GetParam().method, 300, 120000);
  expect_matches("<K>", estimate(s.kinetic), 0.5 * freedom * t, step_bias);
  expect_matches("var K", variance(s.kinetic, 0.5 * freedom * t), 0.5 * freedom * t * t, 4 * step_bias);
}

// Maximum-likelihood slope b of p(2 | U) = 1 / (1 + exp(-a - b U)): expected beta_1 - beta_2. `skip` leaves out one of
// `blocks` blocks, for the jackknife.
double logistic_slope(const std::vector<double>& u1, const std::vector<double>& u2, double center, double scale,
                      std::size_t blocks, std::size_t skip) {
  double a = 0, b = 0;
  for (int iteration = 0; iteration < 12; ++iteration) {
    double ga = 0, gb = 0, haa = 0, hab = 0, hbb = 0;
    for (const auto* u : {&u1, &u2})
      for (std::size_t i = 0; i < u->size(); ++i) {
        if (i * blocks / u->size() == skip) continue;
        const double x = ((*u)[i] - center) / scale, p = 1 / (1 + std::exp(-a - b * x)), h = p * (1 - p);
        const double r = (u == &u2 ? 1 : 0) - p;
        ga += r, gb += r * x, haa += h, hab += h * x, hbb += h * x * x;
      }
    const double det = haa * hbb - hab * hab;
    a += (hbb * ga - hab * gb) / det;
    b += (haa * gb - hab * ga) / det;
  }
  return b / scale;
}

TEST_P(Canonical, TwoTemperaturesHaveBoltzmannsRatio) {
  constexpr double t1 = 300, t2 = 360;
  const auto u1 = sample(GetParam().method, t1, 60000).potential, u2 = sample(GetParam().method, t2, 60000).potential;
  const double expected = 1 / kt(t1) - 1 / kt(t2), center = estimate(u1).mean;
  const double scale = std::sqrt(variance(u1, center).mean);
  constexpr std::size_t blocks = 20;
  double sum = 0, square = 0;
  for (std::size_t k = 0; k < blocks; ++k) {
    const double b = logistic_slope(u1, u2, center, scale, blocks, k);
    sum += b / blocks, square += b * b / blocks;
  }
  const double error = std::sqrt((blocks - 1) * std::max(square - sum * sum, 0.0));
  expect_matches("beta_1 - beta_2 from U", {sum, error}, expected, step_bias);
  EXPECT_LT(error, 0.25 * expected);  // the test can tell a wrong ensemble
}

INSTANTIATE_TEST_SUITE_P(All, Canonical,
                         testing::Values(Case{"nvt_nhc", true}, Case{"nvt_bdp", true}, Case{"nvt_lan", false},
                                         Case{"nvt_bao", false}),
                         [](const auto& info) { return info.param.method; });

// Weak coupling is not canonical: the mean is right, the variance far below.
TEST(Berendsen, RightMeanButNarrow) {
  const Series s = sample("nvt_ber", 300, 60000);
  const double t = kt(300);
  expect_matches("<K>", estimate(s.kinetic), 46.5 * t, step_bias);
  const Estimate narrow = variance(s.kinetic, 46.5 * t);
  std::cout << "    var K / canonical: " << narrow.mean / (46.5 * t * t) << "\n";
  EXPECT_LT(narrow.mean, 0.5 * 46.5 * t * t);
}

// Oscillators at a large time step, w dt = 0.6. Solving the linear recurrences of the two splittings exactly gives
//   Langevin around velocity Verlet   <K> exact,                    <U> = (3N/2) k_B T / (1 - (w dt)^2/4)
//   BAOAB                             <K> times 1 - (w dt)^2/4,     <U> exact
// so each figure would betray a mistake in the order of the parts.
struct Average {
  Estimate kinetic, potential;
};
Average oscillators(const std::string& method, double wdt, int coupling) {
  constexpr double k = 4.0;
  World w = wells(2, 300, k, 1.0, 21);
  w.dynamics.dt = wdt * std::sqrt(12.0 / k);
  const auto e = ensemble(method + " 300 300 " + std::to_string(coupling));
  run(w, *e, 1000);
  Series s;
  run(w, *e, 120000, [&] {
    s.kinetic.push_back(w.kinetic());
    s.potential.push_back(w.potential());
  });
  return {estimate(s.kinetic), estimate(s.potential)};
}

TEST(Oscillators, LangevinHasExactVelocities) {
  const Average a = oscillators("nvt_lan", 0.6, 10);
  expect_matches("<K>", a.kinetic, 48 * kt(300));
  expect_matches("<U>", a.potential, 48 * kt(300) / (1 - 0.09));
}

TEST(Oscillators, BaoabHasExactPositions) {
  const Average a = oscillators("nvt_bao", 0.6, 10);
  expect_matches("<K>", a.kinetic, 48 * kt(300) * (1 - 0.09));
  expect_matches("<U>", a.potential, 48 * kt(300));
}

// Global scaling does not exchange energy between equal oscillators, but the virial theorem still ties <U> to <K>. One
// atom is held, so that wells (which do not conserve momentum) and thermostat agree on 3 N' degrees of freedom.
TEST(Oscillators, BussiHeatsThePositionsToo) {
  constexpr double k = 4.0, wdt = 0.1;
  World w = wells(2, 300, k, 1.0, 22);
  w.dynamics.dt = wdt * std::sqrt(12.0 / k);
  w.dynamics.fixed.assign(w.size(), 0);
  w.dynamics.fixed[0] = 1;
  const auto e = ensemble("nvt_bdp 400 400 50");
  run(w, *e, 2000);
  std::vector<double> u;
  run(w, *e, 200000, [&] { u.push_back(w.potential()); });
  expect_matches("<U>", estimate(u), 46.5 * kt(400), wdt * wdt / 4);
}

// --- coupling times, on an ideal gas where nothing but the thermostat changes velocities

TEST(Coupling, LangevinForgetsVelocitiesExponentially) {
  for (const std::string method : {"nvt_lan", "nvt_bao"}) {
    World w = ideal_gas(14, 300, 1, 3);  // 10976 atoms
    const std::vector<Vec3> start = w.system.atoms.velocity;
    run(w, *ensemble(method + " 300 300 25"), 20);
    double overlap = 0, norm2 = 0;
    for (std::size_t i = 0; i < w.size(); ++i)
      overlap += dot(start[i], w.system.atoms.velocity[i]), norm2 += dot(start[i], start[i]);
    const double noise = std::sqrt((1 - std::exp(-40.0 / 25)) / (3.0 * w.size()));
    EXPECT_NEAR(overlap / norm2, std::exp(-20.0 / 25), 4.5 * noise) << method;
  }
}

TEST(Coupling, BussiRelaxesTheMeanExponentially) {
  World w = ideal_gas(14, 600, 1, 3);
  const double start = w.kinetic(), target = 0.5 * start;
  run(w, *ensemble("nvt_bdp 300 300 25"), 25);
  // K/target fluctuates by sqrt(2 / N_f) about its mean, 1 + exp(-t/tau).
  EXPECT_NEAR(w.kinetic() / target, 1 + std::exp(-1.0), 2 * 4.5 * std::sqrt(2 / (3.0 * w.size())));
}

TEST(Coupling, BerendsenRelaxesByAFixedShare) {
  World w = ideal_gas(2, 600, 1, 3);
  const double target = 46.5 * kt(300);
  run(w, *ensemble("nvt_ber 300 300 25"), 10);
  EXPECT_NEAR(w.kinetic() / target - 1, std::pow(1 - 1 / 25.0, 10), 1e-12);
}

// On an ideal gas the chain is a closed set of equations for K and the four link velocities x_j = w_j tau, solved here
// by Runge-Kutta in time units of tau: y = {K / K_0, x_1 .. x_4}, K_0 = N_f k_B T / 2.
std::array<double, 5> chain_rate(const std::array<double, 5>& y, double freedom) {
  return {-2 * y[1] * y[0], y[0] - 1 - y[1] * y[2], freedom * y[1] * y[1] - 1 - y[2] * y[3],
          y[2] * y[2] - 1 - y[3] * y[4], y[3] * y[3] - 1};
}
std::array<double, 5> runge_kutta(std::array<double, 5> y, double time, double freedom) {
  constexpr int steps = 20000;
  const double h = time / steps;
  const auto plus = [](std::array<double, 5> a, double t, const std::array<double, 5>& k) {
    for (int i = 0; i < 5; ++i) a[i] += t * k[i];
    return a;
  };
  for (int s = 0; s < steps; ++s) {
    const auto k1 = chain_rate(y, freedom), k2 = chain_rate(plus(y, h / 2, k1), freedom);
    const auto k3 = chain_rate(plus(y, h / 2, k2), freedom), k4 = chain_rate(plus(y, h, k3), freedom);
    y = plus(plus(plus(plus(y, h / 6, k1), h / 3, k2), h / 3, k3), h / 6, k4);
  }
  return y;
}

TEST(Coupling, NoseHooverFollowsTheChainEquations) {
  for (const int tau : {20, 200}) {
    World w = ideal_gas(2, 450, 1, 3);
    run(w, *ensemble("nvt_nhc 300 300 " + std::to_string(tau)), 2 * tau);
    const double expected = runge_kutta({1.5, 0, 0, 0, 0}, 2, 93)[0], found = w.kinetic() / (46.5 * kt(300));
    std::cout << "    K / K_0 after 2 tau, tau = " << tau << ": " << found << ", expected " << expected << "\n";
    EXPECT_NEAR(found, expected, 1e-4);  // error of the splitting at tau = 20 steps, with 12 chain steps in each
    EXPECT_GT(std::abs(expected - 1), 0.01);
  }
}

TEST(Ramp, TemperatureFollowsTheLine) {
  World w = ideal_gas(2, 1000, 1, 3);
  const auto e = ensemble("nvt_ber 1000 200 1");  // coupling of one step: the target at once
  std::int64_t step = 0;
  run(w, *e, 400, [&] {
    const double expected = 1000 - 800.0 * static_cast<double>(step++) / 400;
    EXPECT_NEAR(w.kinetic(), 46.5 * kt(expected), 1e-12);
    EXPECT_NEAR(e->target_temperature(w.dynamics), expected, 1e-10);
  });
  EXPECT_EQ(ensemble("nve")->target_temperature(w.dynamics), -1);
}

TEST(Thermostat, LeavesASystemAtRestAlone) {
  for (const std::string method : {"nvt_ber", "nvt_nhc", "nvt_bdp"}) {
    World w = ideal_gas(2, 300, 1, 3);
    nacre::scale_velocities(w.dynamics, 0);
    run(w, *ensemble(method + " 300 300 10"), 20);
    EXPECT_EQ(w.kinetic(), 0) << method;  // nothing to scale, and no NaN
  }
}

// Two free atoms have three degrees of freedom, the fewest there can be; one atom keeps its three.
TEST(Thermostat, BussiWithThreeDegreesOfFreedom) {
  for (const std::size_t atoms : {1u, 2u}) {
    System s = fcc(1, 4.0, 5);
    s.atoms.resize(atoms);
    nacre::initialize_velocities(s.atoms, 300, 5);
    World w(std::move(s), std::make_unique<IdealGas>(), 1);
    std::vector<double> k;
    run(w, *ensemble("nvt_bdp 300 300 2"), 100000, [&] { k.push_back(w.kinetic()); });
    expect_matches("<K>", estimate(k), 1.5 * kt(300));
    expect_matches("var K", variance(k, 1.5 * kt(300)), 1.5 * kt(300) * kt(300));
  }
}

}  // namespace

}  // namespace thermostat_test
