// Motion: against plain sums, against motions whose correlations are known, and its own errors against the scatter of
// many walks.
#include "analysis/motion/motion.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "analysis/motion/diffusion.h"
#include "analysis/motion/series_correlation.h"
#include "analysis/motion/window_correlation.h"
#include "core/error.h"
#include "core/units.h"
#include "device/parallel.h"
#include "reference/motion.h"
#include "report/csv.h"

namespace motion_test {

namespace {

using namespace nacre;

/// Rounding of sums of some thousand terms, of the largest term.
constexpr double rounding = 1e-11;
/// Internal velocity of 1 A/ps.
constexpr double A_per_ps = 1e-3 * units::fs_per_time;

using Frames = std::vector<std::vector<Vec3>>;

reference::Trajectory plain(const Frames& frames) {
  reference::Trajectory out;
  for (const auto& f : frames) {
    out.emplace_back();
    for (const Vec3 v : f) out.back().push_back({v.x, v.y, v.z});
  }
  return out;
}

Frames random_walk(std::size_t frames, std::size_t atoms, double step, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal(0, step);
  Frames out(frames, std::vector<Vec3>(atoms));
  for (std::size_t t = 1; t < frames; ++t)
    for (std::size_t i = 0; i < atoms; ++i)
      out[t][i] = out[t - 1][i] + Vec3{normal(random), normal(random), normal(random)};
  return out;
}

Atoms atoms_at(const std::vector<Vec3>& position, const std::string& species = "Na") {
  Atoms a;
  a.resize(position.size());
  a.species = {species};
  a.position = position;
  return a;
}

Box cube(double a) { return Box({{{a, 0, 0}, {0, a, 0}, {0, 0, a}}}); }

MotionResult analyse(const Frames& position, double spacing, MotionSettings settings = {},
                     const Frames* velocity = nullptr, const Box& box = cube(20)) {
  Motion motion(settings);
  for (std::size_t t = 0; t < position.size(); ++t) {
    Atoms a = atoms_at(position[t]);
    if (velocity != nullptr) a.velocity = (*velocity)[t], a.has_velocity = true;
    motion.add(a, box, &position[t]);
  }
  return motion.result(spacing);
}

TEST(SeriesCorrelation, BothMethodsGiveTheSums) {
  for (const auto& [frames, lags] : {std::pair(1, 1), {2, 2}, {7, 7}, {50, 1}, {97, 60}, {300, 150}}) {
    const Frames walk = random_walk(frames, 1, 1, 17 + frames);
    std::vector<double> x(frames), y(frames);
    reference::Trajectory both(frames, {{0, 0, 0}});
    for (int t = 0; t < frames; ++t) {
      x[t] = walk[t][0].x + 300, y[t] = walk[t][0].y;
      both[t][0] = {x[t], y[t], 0};
    }
    const auto msd = reference::mean_squared_displacement(both, lags), product = reference::autocorrelation(both, lags);
    for (const auto method : {SeriesCorrelation::Method::direct, SeriesCorrelation::Method::fourier}) {
      SeriesCorrelation c(frames, lags, method);
      EXPECT_EQ(c.uses_fourier(), method == SeriesCorrelation::Method::fourier);
      std::vector<double> a(lags), b(lags);
      c.squares(x.data(), y.data(), a.data(), b.data());
      for (int m = 0; m < lags; ++m) {
        EXPECT_NEAR(a[m] / (frames - m), msd[m][0], rounding * 1e4) << frames << " " << m;
        EXPECT_NEAR(b[m] / (frames - m), msd[m][1], rounding * 1e4) << frames << " " << m;
      }
      c.products(x.data(), y.data(), a.data(), b.data());
      for (int m = 0; m < lags; ++m) {
        EXPECT_NEAR(a[m] / (frames - m), product[m][0], rounding * 1e5 * frames) << frames << " " << m;
        EXPECT_NEAR(b[m] / (frames - m), product[m][1], rounding * 1e5 * frames) << frames << " " << m;
      }
    }
  }
}

TEST(SeriesCorrelation, ChoosesTheTransformForManyLags) {
  EXPECT_FALSE(SeriesCorrelation(10000, 5).uses_fourier());
  EXPECT_TRUE(SeriesCorrelation(10000, 5000).uses_fourier());
  EXPECT_EQ(fast_size(7), 8u);
  EXPECT_EQ(fast_size(361), 375u);
}

TEST(WindowCorrelation, AgreesWithPlainSumsOfEachCurve) {
  const Frames walk = random_walk(40, 9, 1, 3);
  const std::vector<int> curve{0, 1, -1, 1, 0, 0, 1, 1, -1};
  for (const auto kind : {Correlated::displacement, Correlated::product}) {
    WindowCorrelation window(kind, 12, curve, 3);
    for (const auto& f : walk) window.add(f);
    for (int c = 0; c < 2; ++c) {
      Frames chosen;
      for (const auto& f : walk) {
        chosen.emplace_back();
        for (std::size_t i = 0; i < curve.size(); ++i)
          if (curve[i] == c) chosen.back().push_back(f[i]);
      }
      const auto expected = kind == Correlated::displacement ? reference::mean_squared_displacement(plain(chosen), 12)
                                                             : reference::autocorrelation(plain(chosen), 12);
      const auto mean = window.mean(c);
      ASSERT_EQ(mean.size(), 12u);
      EXPECT_EQ(window.atoms(c), c == 0 ? 3 : 4);
      for (std::size_t m = 0; m < 12; ++m)
        for (int k = 0; k < 3; ++k) EXPECT_NEAR(mean[m][k], expected[m][k], rounding * 100) << c << " " << m;
    }
    EXPECT_EQ(window.mean(2)[3].x, 0) << "a curve without atoms";
  }
}

TEST(WindowCorrelation, ShortRunsHaveFewLags) {
  WindowCorrelation window(Correlated::displacement, 10, {0}, 1);
  window.add({{0, 0, 0}});
  window.add({{2, 0, 0}});
  ASSERT_EQ(window.mean(0).size(), 2u);
  EXPECT_EQ(window.mean(0)[1].x, 4);
}

TEST(WindowCorrelation, StateAndThreadsLeaveTheSameBits) {
  const Frames walk = random_walk(30, 3000, 1, 5);
  const std::vector<int> curve(3000, 0);
  set_threads(1);
  WindowCorrelation whole(Correlated::displacement, 20, curve, 1);
  for (const auto& f : walk) whole.add(f);
  set_threads(4);
  WindowCorrelation first(Correlated::displacement, 20, curve, 1), second(Correlated::displacement, 20, curve, 1);
  Record record;
  for (int t = 0; t < 13; ++t) first.add(walk[t]);
  first.save(record);
  second.load(record);
  for (int t = 13; t < 30; ++t) second.add(walk[t]);
  set_threads(0);
  const auto a = whole.mean(0), b = second.mean(0);
  for (std::size_t m = 0; m < a.size(); ++m) EXPECT_TRUE(a[m].x == b[m].x && a[m].y == b[m].y && a[m].z == b[m].z);
  WindowCorrelation other(Correlated::displacement, 21, curve, 1);
  EXPECT_THROW(other.load(record), Error);
}

TEST(Unwrap, FollowsPathsThroughATiltedCell) {
  const Box box({{{8, 0, 0}, {3, 7, 0}, {-2, 1, 6}}});
  const Vec3 v{1.1, -0.7, 0.9};
  Unwrap unwrap(Unwrap::Given::wrapped);
  for (int t = 0; t < 100; ++t) {
    const Vec3 r = Vec3{0.5, 0.5, 0.5} + t * v;
    const auto& path = unwrap.add({box.wrap(r)}, box);
    EXPECT_NEAR(norm(path[0] - r), 0, rounding * 100) << t;
  }
}

TEST(Unwrap, OpenDirectionsHaveNoImages) {
  const Box box({{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}}, {true, true, false});
  Unwrap unwrap(Unwrap::Given::wrapped);
  unwrap.add({{0.5, 0.5, 0}}, box);
  const auto& path = unwrap.add({{4.5, 0.5, 40}}, box);
  EXPECT_NEAR(path[0].x, -0.5, rounding);
  EXPECT_NEAR(path[0].z, 40, rounding);
}

TEST(Unwrap, MovesTooFarAreRefusedWithTheAtom) {
  Unwrap unwrap(Unwrap::Given::wrapped);
  unwrap.add({{0, 0, 0}, {1, 1, 1}}, cube(10));
  try {
    unwrap.add({{0, 0, 0}, {1, 5.5, 1}}, cube(10));
    FAIL() << "accepted";
  } catch (const Error& e) {
    const std::string what = e.what();
    for (const char* part : {"atom 2", "along b", "0.450 of the cell", "up to 0.4", "unwrapped_position"})
      EXPECT_NE(what.find(part), std::string::npos) << what;
  }
  Unwrap given(Unwrap::Given::unwrapped);
  given.add({{0, 0, 0}}, cube(10));
  EXPECT_EQ(given.add({{50, 0, 0}}, cube(10))[0].x, 50);
}

TEST(Unwrap, MotionOfTheCellIsNoDisplacement) {
  // An atom far out in fractional coordinates, at rest in them, while the cell breathes.
  for (const auto given : {Unwrap::Given::wrapped, Unwrap::Given::unwrapped}) {
    Unwrap unwrap(given);
    for (int t = 0; t < 20; ++t) {
      const Box box = cube(10 + std::sin(t));
      const Vec3 s{7.3, 0.2, -5.1}, r = box.cartesian(s);
      const auto& path = unwrap.add({given == Unwrap::Given::wrapped ? box.wrap(r) : r}, box);
      const Vec3 start = cube(10).cartesian(given == Unwrap::Given::wrapped ? Vec3{0.3, 0.2, 0.9} : s);
      EXPECT_NEAR(norm(path[0] - start), 0, 1e-9) << t;
    }
  }
}

TEST(Motion, AgreesWithPlainSums) {
  for (const double longest : {0.6, 9.9}) {  // 4 lags, directly; 67 lags
    const Frames walk = random_walk(67, 5, 1, 9), velocity = random_walk(67, 5, A_per_ps, 8);
    MotionSettings settings;
    settings.longest_ps = longest;
    settings.fit_from_ps = 0;
    settings.fit_to_ps = 0.6;
    const MotionResult r = analyse(walk, 0.15, settings, &velocity);
    const auto lags = static_cast<std::size_t>(r.lags);
    ASSERT_EQ(lags, longest < 1 ? 5u : 67u);
    const auto msd = reference::mean_squared_displacement(plain(walk), lags);
    const auto vacf = reference::autocorrelation(plain(velocity), lags);
    for (std::size_t m = 0; m < lags; ++m)
      for (int k = 0; k < 3; ++k) {
        EXPECT_NEAR(r.curves[0].msd[m][k], msd[m][k], rounding * 1e3) << m;
        EXPECT_NEAR(r.curves[0].vacf[m][k], vacf[m][k] / (A_per_ps * A_per_ps), rounding * 1e3) << m;
      }
  }
}

TEST(Motion, BallisticFlight) {
  const Vec3 v[2] = {{3, 0, -1}, {-1, 2, 0.5}};
  Frames position(60, std::vector<Vec3>(2)), velocity = position;
  for (int t = 0; t < 60; ++t)
    for (int i = 0; i < 2; ++i) position[t][i] = t * 0.1 * v[i], velocity[t][i] = A_per_ps * v[i];
  const MotionResult r = analyse(position, 0.1, {}, &velocity);
  ASSERT_EQ(r.curves.size(), 2u);
  for (int m = 0; m < r.lags; ++m) {
    const double t = 0.1 * m;
    EXPECT_NEAR(r.curves[1].msd[m].x, 5 * t * t, 1e-9);
    EXPECT_NEAR(r.curves[1].msd[m].z, 0.625 * t * t, 1e-9);
    EXPECT_NEAR(r.curves[1].vacf[m].y, 2, 1e-9);
  }
  EXPECT_NEAR(r.curves[0].exponent, 2, 1e-9);
}

TEST(Motion, DriftIsRemovedByMass) {
  const std::size_t frames = 40;
  Frames still = random_walk(frames, 3, 0.3, 4);
  Motion kept{MotionSettings{}}, removed = [] {
    MotionSettings s;
    s.remove_drift = true;
    return Motion(s);
  }();
  Motion moving_removed = removed;
  for (std::size_t t = 0; t < frames; ++t) {
    for (const bool moves : {false, true}) {
      Atoms a = atoms_at(still[t]);
      a.species = {"C", "Na"};
      a.type = {0, 0, 1};
      a.mass = {12, 12, 23};
      if (moves)
        for (Vec3& r : a.position) r += static_cast<double>(t) * Vec3{1, 0, 2};
      const std::vector<Vec3> path = a.position;
      if (!moves) kept.add(a, cube(10), &path), removed.add(a, cube(10), &path);
      if (moves) moving_removed.add(a, cube(10), &path);
    }
  }
  const MotionResult a = removed.result(1), b = moving_removed.result(1), c = kept.result(1);
  EXPECT_GT(std::abs(a.curves[0].einstein.d - c.curves[0].einstein.d), 1e-3) << "the centre of mass moves";
  for (int m = 0; m < a.lags; ++m) EXPECT_NEAR(a.curves[0].msd[m].x, b.curves[0].msd[m].x, 1e-9);
  ASSERT_EQ(a.curves.size(), 3u);
  EXPECT_EQ(a.curves[1].species, "C");
  EXPECT_EQ(a.curves[2].atoms, 1);
  EXPECT_LT(a.curves[2].einstein.atoms_error, 0) << "one atom has no scatter";
}

TEST(Motion, ACentreOfMassAtRestIsNoDrift) {
  MotionSettings settings;
  settings.remove_drift = true;
  Motion motion(settings);
  for (int t = 0; t < 30; ++t) {
    Atoms a = atoms_at({{0.3 * t, 0, 0}, {-0.1 * t, 0, 0}});
    a.mass = {1, 3};
    const std::vector<Vec3> path = a.position;
    motion.add(a, cube(10), &path);
  }
  const MotionResult r = motion.result(1);
  for (int m = 0; m < r.lags; ++m) EXPECT_NEAR(r.curves[0].msd[m].x, 0.05 * m * m, 1e-9);
}

TEST(Diffusion, KnownCurves) {
  constexpr double spacing = 0.02, d = 0.7, offset = 0.3, gamma = 1.5, thermal = 2;
  const FitWindow window{20, 60};
  std::vector<Vec3> msd(80), vacf(80);
  for (int m = 0; m < 80; ++m) {
    msd[m] = {2 * d * spacing * m + offset, 4 * d * spacing * m, 0};
    vacf[m] = {thermal * std::exp(-gamma * spacing * m), 0, 1};
  }
  const Vec3 einstein = weighted_sum(einstein_weights(window, spacing), msd);
  EXPECT_NEAR(einstein.x, d, 1e-12);
  EXPECT_NEAR(einstein.y, 2 * d, 1e-12);
  EXPECT_NEAR(fit_offset(window, spacing, msd, einstein).x, offset, 1e-12);
  EXPECT_NEAR(half_slope(msd, spacing)[7].x, d, 1e-12);
  EXPECT_EQ(half_slope(msd, spacing)[0].x, 0);
  const Vec3 green_kubo = weighted_sum(green_kubo_weights(window, spacing), vacf);
  const auto integral = running_integral(vacf, spacing);
  double mean = 0;
  for (int m = 20; m <= 60; ++m) {
    const double exact = thermal / gamma * (1 - std::exp(-gamma * spacing * m));
    // Trapezoids of a convex curve: too large by (gamma spacing)^2 / 12.
    EXPECT_NEAR(integral[m].x / exact, 1 + gamma * gamma * spacing * spacing / 12, 1e-6);
    mean += integral[m].x / 41;
  }
  EXPECT_NEAR(green_kubo.x, mean, 1e-12);
  EXPECT_NEAR(green_kubo.z, spacing * 40, 1e-12);
}

// D = step^2 / (2 spacing); the errors that are reported against the scatter of independent walks.
TEST(Motion, RandomWalkHasItsDAndItsError) {
  constexpr double step = 0.4, spacing = 0.05, d = step * step / (2 * spacing);
  constexpr int walks = 24;
  double sum = 0, squares = 0, atoms_error = 0, pieces_error = 0;
  for (int seed = 0; seed < walks; ++seed) {
    MotionSettings settings;
    settings.longest_ps = 1;
    settings.fit_to_ps = 0.5;
    settings.fit_from_ps = 0.1;
    const MotionResult r = analyse(random_walk(240, 40, step, 100 + seed), spacing, settings);
    const MotionCurve& c = r.curves[0];
    EXPECT_EQ(r.pieces, 10);
    EXPECT_NEAR(c.exponent, 1, 0.1);
    EXPECT_LT(std::abs(c.einstein.d - d), 5 * c.einstein.error()) << seed;
    sum += c.einstein.d, squares += (c.einstein.d - d) * (c.einstein.d - d);
    atoms_error += c.einstein.atoms_error / walks, pieces_error += c.einstein.pieces_error / walks;
  }
  const double scatter = std::sqrt(squares / walks);
  EXPECT_NEAR(sum / walks, d, 5 * scatter / std::sqrt(walks));
  // The scatter of 24 numbers is itself known to 15 %.
  EXPECT_NEAR(atoms_error / scatter, 1, 0.6);
  EXPECT_NEAR(pieces_error / scatter, 1, 0.6);
  std::cout << "    D " << sum / walks << " of " << d << ", scatter " << scatter << ", errors " << atoms_error << " "
            << pieces_error << "\n";
}

// x = A cos(w t + p), phases spread evenly: VACF = A^2 w^2 / 2 cos(w t), MSD = A^2 (1 - cos w t), spectrum at w / 2 pi.
TEST(Motion, HarmonicOscillators) {
  constexpr double amplitude = 0.3, frequency = 4, spacing = 0.005, w = 2 * std::numbers::pi * frequency;
  constexpr int atoms = 8;
  Frames position(400, std::vector<Vec3>(atoms)), velocity = position;
  for (int t = 0; t < 400; ++t)
    for (int i = 0; i < atoms; ++i) {
      const double phase = w * spacing * t + 2 * std::numbers::pi * i / atoms;
      position[t][i] = {amplitude * std::cos(phase), 0, 0};
      velocity[t][i] = {-A_per_ps * amplitude * w * std::sin(phase), 0, 0};
    }
  const MotionResult r = analyse(position, spacing, {}, &velocity);
  for (int m = 0; m < r.lags; ++m) {
    EXPECT_NEAR(r.curves[0].vacf[m].x, amplitude * amplitude * w * w / 2 * std::cos(w * spacing * m), 1e-8);
    EXPECT_NEAR(r.curves[0].msd[m].x, amplitude * amplitude * (1 - std::cos(w * spacing * m)), 1e-9);
    EXPECT_NEAR(r.curves[0].vacf[m].y, 0, 1e-12);
  }
  const auto g = power_spectrum(r.curves[0].vacf, spacing, 1000);
  const double width = 1 / (2 * r.time(r.lags - 1));
  std::size_t peak = 0;
  double integral = -0.5 * g[0];
  for (std::size_t k = 0; k < g.size(); ++k) {
    integral += g[k];
    if (g[k] > g[peak]) peak = k;
  }
  EXPECT_NEAR(static_cast<double>(peak) * width, frequency, width);
  // Trapezoids over all frequencies up to half the sampling frequency; the last weighs half, and is nothing.
  EXPECT_NEAR(integral * width, 1, 1e-9);
}

// Velocities of a free Langevin particle, drawn exactly: VACF = kT/m exp(-gamma t), D = kT / (m gamma).
TEST(Motion, LangevinParticles) {
  constexpr double thermal = 4, gamma = 2, spacing = 0.05;  // kT/m (A^2/ps^2), 1/ps, ps
  constexpr std::size_t atoms = 400, frames = 600;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  const double keep = std::exp(-gamma * spacing), kick = std::sqrt(thermal * (1 - keep * keep));
  Frames velocity(frames, std::vector<Vec3>(atoms)), position = velocity;
  for (std::size_t t = 0; t < frames; ++t)
    for (std::size_t i = 0; i < atoms; ++i)
      for (int k = 0; k < 3; ++k)
        velocity[t][i][k] =
            t == 0 ? std::sqrt(thermal) * normal(random) : keep * velocity[t - 1][i][k] + kick * normal(random);
  for (auto& f : velocity)
    for (Vec3& v : f) v *= A_per_ps;
  MotionSettings settings;
  settings.longest_ps = 5;
  settings.fit_from_ps = 3;  // 6 relaxation times: exp(-6) = 0.25 % of the integral is missing
  settings.fit_to_ps = 4;
  const MotionResult r = analyse(position, spacing, settings, &velocity);
  const DiffusionResult& d = r.curves[0].green_kubo;
  // Trapezoids add (gamma spacing)^2 / 12 = 0.08 %.
  EXPECT_NEAR(d.d, thermal / gamma, 5 * d.error() + 0.0035 * thermal / gamma);
  EXPECT_LT(d.error(), 0.05 * thermal / gamma);
  // Independent stretches of a velocity: frames spacing gamma / 2 an atom and component.
  const double error = thermal * std::sqrt(2 / (atoms * 3 * frames * spacing * gamma / 2.0));
  for (int m = 0; m <= 40; m += 5) {
    const Vec3 c = r.curves[0].vacf[m];
    EXPECT_NEAR((c.x + c.y + c.z) / 3, thermal * std::exp(-gamma * spacing * m), 5 * error) << m;
  }
}

TEST(Motion, ThreadsLeaveTheSameBits) {
  const Frames walk = random_walk(100, 200, 1, 2);
  set_threads(1);
  const MotionResult one = analyse(walk, 1);
  set_threads(3);
  const MotionResult three = analyse(walk, 1);
  set_threads(0);
  EXPECT_EQ(one.curves[0].einstein.d, three.curves[0].einstein.d);
  EXPECT_EQ(one.curves[0].einstein.error(), three.curves[0].einstein.error());
  EXPECT_EQ(csv_text(msd_table(one)), csv_text(msd_table(three)));
}

void expect_refused(const std::function<void()>& body, const std::vector<std::string>& parts) {
  try {
    body();
    ADD_FAILURE() << "accepted";
  } catch (const Error& e) {
    for (const auto& part : parts) EXPECT_NE(std::string(e.what()).find(part), std::string::npos) << e.what();
  }
}

// Elements that move differently, each of its atoms alike: nothing scatters, whatever the composition.
TEST(Motion, TheErrorOfAllAtomsHoldsNoDifferenceOfElements) {
  Motion motion(MotionSettings{});
  for (int k = 0; k < 30; ++k) {
    Atoms atoms = atoms_at({{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {0, 3, 0.1 * k}, {0, 4, 0.1 * k}});
    atoms.species = {"C", "Na"};
    atoms.type = {0, 0, 0, 1, 1};
    motion.add(atoms, cube(10), nullptr);
  }
  const MotionResult r = motion.result(1);
  ASSERT_EQ(r.curves.size(), 3u);
  EXPECT_GT(r.curves[0].einstein.d, 1e-3);
  EXPECT_NEAR(r.curves[0].einstein.atoms_error, 0, 1e-9);
}

TEST(Motion, AtomsSelectedInTheFirstFrameAreFollowed) {
  // Two atoms that move along z at different speeds; the slab holds the second at first, the first one later.
  MotionSettings s;
  s.selection = Selection("", "", {"c=0.5:0.9"});
  Motion motion(s);
  for (int k = 0; k < 20; ++k) motion.add(atoms_at({{0, 0, 1.0 + 0.2 * k}, {5, 5, 6.0 + 0.1 * k}}), cube(10), nullptr);
  const MotionResult r = motion.result(1);
  EXPECT_EQ(r.curves[0].atoms, 1);
  EXPECT_NEAR(r.curves[0].msd[3].z, 0.09, 1e-12);
}

TEST(Motion, WhatDoesNotFitIsRefused) {
  const Frames walk = random_walk(20, 2, 1, 1);
  MotionSettings s;
  s.longest_ps = 30;
  expect_refused([&] { analyse(walk, 1, s); }, {"max-time", "30 ps", "up to 19 ps"});
  s = {};
  s.fit_from_ps = 5, s.fit_to_ps = 5;
  expect_refused([&] { analyse(walk, 1, s); }, {"fit-from, fit-to", "5 to 5 ps", "20 frames"});
  s.fit_to_ps = 15;
  expect_refused([&] { analyse(walk, 1, s); }, {"fit-from, fit-to", "5 to 15 ps", "0 to 10 ps"});
  s = {};
  s.selection = Selection("C", "", {});
  expect_refused([&] { analyse(walk, 1, s); }, {"select", "Na"});
  s = {};
  s.pieces = 1;
  expect_refused([&] { Motion{s}; }, {"pieces", ">= 2"});
  Motion motion{MotionSettings{}};
  motion.add(atoms_at({{0, 0, 0}, {1, 1, 1}}), cube(10), nullptr);
  expect_refused([&] { motion.add(atoms_at({{0, 0, 0}}), cube(10), nullptr); }, {"number of atoms", "1", "2"});
  expect_refused([&] { motion.add(atoms_at({{0, 0, 0}, {1, 1, 1}}, "C"), cube(10), nullptr); }, {"atom 1", "C", "Na"});
  expect_refused([&] { motion.add(atoms_at(walk[0]), cube(10), &walk[0]); }, {"unwrapped_position"});
}

}  // namespace

}  // namespace motion_test
