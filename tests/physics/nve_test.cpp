// Constant energy: what velocity Verlet must do exactly, and how its error shrinks with the time step.
#include <numeric>

#include "integrate/time_step.h"
#include "toy_systems.h"

namespace nve_test {

namespace {

using namespace toy;

System one_atom(Vec3 position, Vec3 velocity) {
  System s;
  s.box = Box(10.0 * nacre::identity());
  s.atoms.resize(1);
  s.atoms.mass = {12.0};
  s.atoms.position = {position};
  s.atoms.velocity = {velocity};
  return s;
}

TEST(Nve, FreeParticleMovesInAStraightLine) {
  World w(one_atom({1, 2, 3}, {0.1, -0.2, 0.3}), std::make_unique<IdealGas>(), 1.0);
  run(w, *ensemble("nve"), 1000);
  const double t = 1000 * w.dynamics.dt;
  constexpr double rounding = 1e-11;  // 1000 additions of numbers near 30
  EXPECT_NEAR(w.system.atoms.position[0].x, 1 + 0.1 * t, rounding);
  EXPECT_NEAR(w.system.atoms.position[0].y, 2 - 0.2 * t, rounding);
  EXPECT_NEAR(w.system.atoms.position[0].z, 3 + 0.3 * t, rounding);
}

// Velocity Verlet on an oscillator from rest at x_0: x_n = x_0 cos(n phi), cos(phi) = 1 - (w dt)^2 / 2, to the last
// digit; the true motion is x_0 cos(w t).
TEST(Nve, OscillatorFollowsTheDiscreteSolution) {
  constexpr double k = 3.0, x0 = 0.25;
  World w(one_atom({x0, 0, 0}, {}), std::make_unique<Wells>(std::vector<Vec3>(1), k), 2.0);
  const auto nve = ensemble("nve");
  const double omega = std::sqrt(k / 12.0), wdt = omega * w.dynamics.dt, phi = std::acos(1 - 0.5 * wdt * wdt);
  int n = 0;
  double worst = 0, worst_true = 0;
  run(w, *nve, 2000, [&] {
    ++n;
    worst = std::max(worst, std::abs(w.system.atoms.position[0].x - x0 * std::cos(n * phi)));
    if (n * wdt < 6.3)
      worst_true = std::max(worst_true, std::abs(w.system.atoms.position[0].x - x0 * std::cos(n * wdt)));
  });
  EXPECT_LT(worst, 1e-11);  // rounding of 2000 steps
  // The phase error is (w dt)^3 / 24 a step: after one period 2 pi (w dt)^2 / 24.
  EXPECT_LT(worst_true, 1.1 * x0 * 6.3 * wdt * wdt / 24);
  EXPECT_GT(worst_true, 0.1 * x0 * 6.3 * wdt * wdt / 24);
}

double energy_fluctuation(double dt_fs) {
  World w = soft_fluid(600, dt_fs, 5);
  std::vector<double> energy;
  run(w, *ensemble("nve"), std::lround(1600 / dt_fs), [&] { energy.push_back(w.kinetic() + w.potential()); });
  const double mean = estimate(energy, 1).mean;
  return std::sqrt(variance(energy, mean).mean);
}

TEST(Nve, EnergyErrorFallsAsTheSquareOfTheTimeStep) {
  const double coarse = energy_fluctuation(4), middle = energy_fluctuation(2), fine = energy_fluctuation(1);
  std::cout << "    rms energy error (eV) at 4, 2, 1 fs: " << coarse << " " << middle << " " << fine << ", ratios "
            << coarse / middle << " " << middle / fine << "\n";
  // The same trajectory at all three but for chaos; the next order in dt^2 is below a percent.
  EXPECT_NEAR(coarse / middle, 4, 0.6);
  EXPECT_NEAR(middle / fine, 4, 0.4);
  EXPECT_GT(fine, 1e-9);  // not lost in rounding
}

// The fluctuation above could hide a slow drift: compare the first and the last fifth of a long run.
TEST(Nve, EnergyDoesNotDrift) {
  World w = soft_fluid(600, 2, 6);
  std::vector<double> energy;
  run(w, *ensemble("nve"), 20000, [&] { energy.push_back(w.kinetic() + w.potential()); });
  const auto mean = [&](std::size_t from, std::size_t to) {
    return std::accumulate(energy.begin() + from, energy.begin() + to, 0.0) / static_cast<double>(to - from);
  };
  const double drift = mean(16000, 20000) - mean(0, 4000), spread = std::sqrt(variance(energy, mean(0, 20000)).mean);
  std::cout << "    drift " << drift << " eV over 32 ps, rms fluctuation " << spread << " eV\n";
  EXPECT_LT(std::abs(drift), spread);  // symplectic: no secular part
}

TEST(Nve, RunsBackInTime) {
  World w = soft_fluid(300, 2, 7);
  const std::vector<Vec3> start = w.system.atoms.position;
  const auto nve = ensemble("nve");
  run(w, *nve, 500);
  double moved = 0, missed = 0;
  for (std::size_t i = 0; i < w.size(); ++i) moved = std::max(moved, norm(w.system.atoms.position[i] - start[i]));
  nacre::scale_velocities(w.dynamics, -1);
  run(w, *nve, 500);
  for (std::size_t i = 0; i < w.size(); ++i) missed = std::max(missed, norm(w.system.atoms.position[i] - start[i]));
  std::cout << "    went " << moved << " A, returned to " << missed << " A\n";
  EXPECT_GT(moved, 1.0);
  EXPECT_LT(missed, 1e-9);  // rounding 1e-15 grown by the chaos of 2 ps
}

TEST(Nve, KeepsTheMomentum) {
  World w = soft_fluid(300, 2, 8);
  for (Vec3& v : w.system.atoms.velocity) v += Vec3{0.01, 0.02, -0.03};
  run(w, *ensemble("nve"), 1000);
  Vec3 p;
  for (std::size_t i = 0; i < w.size(); ++i) p += w.system.atoms.mass[i] * w.system.atoms.velocity[i];
  const double mass = 12.0 * static_cast<double>(w.size());
  EXPECT_NEAR(p.x / mass, 0.01, 1e-13);
  EXPECT_NEAR(p.y / mass, 0.02, 1e-13);
  EXPECT_NEAR(p.z / mass, -0.03, 1e-13);
}

TEST(Measure, TemperatureAndPressureOfAnIdealGas) {
  World w = ideal_gas(2, 450, 1);
  const nacre::Thermo t = nacre::measure(w.dynamics, true);
  EXPECT_NEAR(t.temperature, 450, 1e-9);
  // P = 2 K / (3 V), K = (3 N - 3) k_B T / 2, in GPa
  const double p = 31 * kt(450) / 512 * 160.2176634;
  EXPECT_NEAR(trace(t.pressure) / 3, p, 1e-12);
  EXPECT_EQ(nacre::degrees_of_freedom(w.dynamics, false), 96);
  EXPECT_EQ(nacre::degrees_of_freedom(w.dynamics, true), 93);
  w.dynamics.fixed.assign(32, 0);
  w.dynamics.fixed[3] = 1;
  EXPECT_EQ(w.dynamics.moving(), 31u);
  EXPECT_EQ(nacre::degrees_of_freedom(w.dynamics, true), 93);
}

// Also without Ensemble::start(), as after a resume, and whatever the force array holds.
TEST(Kick, FixedAtomsAreAtRest) {
  World w = spring_crystal(2, 1000, 1, 3);
  w.dynamics.fixed.assign(w.size(), 0);
  w.dynamics.fixed[4] = 1;
  w.now.force[4] = {1, 2, 3};
  nacre::kick(w.dynamics, w.dynamics.dt);
  EXPECT_EQ(norm(w.system.atoms.velocity[4]), 0);
  EXPECT_GT(norm(w.system.atoms.velocity[5]), 0);
}

TEST(LimitedTimeStep, FastestAtomSetsTheStep) {
  World w = spring_crystal(2, 1000, 1, 3);
  run(w, *ensemble("nve"), 50);
  constexpr double d = 0.02;
  const double dt = nacre::limited_time_step(w.dynamics, 100 * fs, d);
  double farthest = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const Vec3 a = (1 / w.system.atoms.mass[i]) * w.now.force[i];
    EXPECT_LE(norm(dt * w.system.atoms.velocity[i] + (0.5 * dt * dt) * a), d * (1 + 1e-12));
    farthest = std::max(farthest, dt * norm(w.system.atoms.velocity[i]) + 0.5 * dt * dt * norm(a));
  }
  EXPECT_NEAR(farthest, d, 1e-12);
  EXPECT_EQ(nacre::limited_time_step(w.dynamics, 1e-6 * fs, d), 1e-6 * fs);
}

TEST(LimitedTimeStep, AtomsAtRestDoNotLimit) {
  World w = ideal_gas(1, 300, 1);
  nacre::scale_velocities(w.dynamics, 0);
  EXPECT_EQ(nacre::limited_time_step(w.dynamics, 1.0, 0.1), 1.0);
}

}  // namespace

}  // namespace nve_test
