// Models on a batch: predictions against stored numbers and the reference program, the gradient of the whole loss
// against finite differences of loss(predict()) in double precision.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <filesystem>

#include "batch_samples.h"
#include "core/error.h"
#include "device/parallel.h"
#include "source_dir.h"

namespace nacre::train::train_gradient_test {
namespace {

using namespace batch_tests;
namespace fs = std::filesystem;

class TrainModels : public testing::TestWithParam<Model> {};

TEST_P(TrainModels, PredictTheStoredNumbersAndTheReferences) {
  Sample s(GetParam().folder);
  std::vector<Prediction> p;
  make_batch_model_double(s.model, s.list)->predict(parameters_of(s.model), p);
  ASSERT_EQ(p.size(), s.stored.size() + 1);
  const reference::Nep nep(GetParam().folder / "nep.txt");
  const auto compare = [&](const Prediction& q, double energy, const std::vector<std::array<double, 3>>& force,
                           const std::array<double, 9>& virial) {
    const double atoms = static_cast<double>(force.size());
    EXPECT_LT(std::abs(q.energy - energy) / atoms, 1e-8);
    for (std::size_t a = 0; a < force.size(); ++a)
      EXPECT_LT(norm(q.force[a] - Vec3{force[a][0], force[a][1], force[a][2]}), 1e-7);
    for (int c = 0; c < 9; ++c) EXPECT_LT(std::abs(q.virial.m[c / 3][c % 3] - virial[c]) / atoms, 1e-8);
  };
  for (std::size_t i = 0; i < s.stored.size(); ++i) {
    compare(p[i], s.stored[i].labels.energy, s.stored[i].labels.force, s.stored[i].labels.virial);
    const auto r = nep.evaluate(s.stored[i].structure);
    compare(p[i], r.energy, r.force, r.virial);
  }
  reference::Structure one;
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) one.cell[a][b] = s.frames.back().box.h()[a][b];
  one.periodic = {true, true, true};
  one.species = {s.model.species.back()};
  one.position = {{0, 0, 0}};
  const auto r = nep.evaluate(one);
  compare(p.back(), r.energy, r.force, r.virial);
}

/// Central difference along e, two steps wide (error of fourth order).
double slope_along(Trainer& t, const std::vector<double>& z, const std::vector<double>& e, double step) {
  const auto at = [&](double by) {
    std::vector<double> moved = z;
    for (std::size_t i = 0; i < z.size(); ++i) moved[i] += by * e[i];
    return t.loss(moved);
  };
  return (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
}

void expect_gradient_is_slope(Sample& s) {
  Trainer t(s, make_batch_model_double(s.model, s.list));
  const std::vector<double> z = parameters_of(s.model);
  t.batch->predict(z, t.p);
  s.label(t.p);
  const std::vector<double> g = t.gradient(z);
  // A loss of a few tenths carries 1e-16 of rounding, times sums over a thousand numbers: 1e-14; over a step of 1e-4
  // that is 1e-10 of slope. The step's own error is (1e-4)^4 times a fifth derivative.
  constexpr double step = 1e-4, relative = 1e-6, absolute = 1e-9;
  double worst = 0;
  const auto compare = [&](const std::vector<double>& e, const std::string& what) {
    double expected = 0;
    for (std::size_t i = 0; i < z.size(); ++i) expected += g[i] * e[i];
    const double found = slope_along(t, z, e, step);
    EXPECT_NEAR(expected, found, absolute + relative * std::abs(found)) << what;
    worst = std::max(worst, std::abs(expected - found) / (absolute / relative + std::abs(found)));
  };
  for (const auto& [kind, members] : kinds(s.model)) {
    double size = 0;
    for (const std::size_t i : members) size = std::max(size, std::abs(g[i]));
    EXPECT_GT(size, 1e-6) << kind << ": nothing to compare";
    for (int k = 0; k < 3; ++k) {  // one parameter at a time
      std::vector<double> e(z.size(), 0.0);
      const double place = 0.5 + 0.5 * spread(k, members.size());
      const std::size_t i = members[static_cast<std::size_t>(place * static_cast<double>(members.size()))];
      e[i] = 1;
      compare(e, kind + ", parameter " + std::to_string(i));
    }
    std::vector<double> e(z.size(), 0.0);  // all of a kind at once
    const double per_root = 1 / std::sqrt(static_cast<double>(members.size()));
    for (const std::size_t i : members) e[i] = spread(i, 3) * per_root;
    compare(e, kind);
  }
  std::printf("worst relative error %.1e\n", worst);
}

TEST_P(TrainModels, GradientIsTheSlopeOfTheLoss) {
  Sample s(GetParam().folder);
  expect_gradient_is_slope(s);
}

TEST_P(TrainModels, FloatAgreesWithDouble) {
  Sample s(GetParam().folder);
  const std::vector<double> z = parameters_of(s.model);
  Trainer full(s, make_batch_model_double(s.model, s.list)), single(s, make_batch_model(s.model, s.list));
  full.batch->predict(z, full.p);
  s.label(full.p);
  const std::vector<double> g = full.gradient(z), h = single.gradient(z);
  for (std::size_t i = 0; i < s.frames.size(); ++i) {
    const double atoms = static_cast<double>(s.frames[i].atoms.size());
    EXPECT_LT(std::abs(full.p[i].energy - single.p[i].energy) / atoms, 1e-5);
    for (std::size_t a = 0; a < s.frames[i].atoms.size(); ++a)
      EXPECT_LT(norm(full.p[i].force[a] - single.p[i].force[a]), 1e-4 + 1e-5 * norm(full.p[i].force[a]));
  }
  // Each derivative is a sum of thousands of float terms that partly cancel: measured against the largest.
  const double scale = largest(g);
  double worst = 0;
  for (std::size_t i = 0; i < g.size(); ++i) worst = std::max(worst, std::abs(g[i] - h[i]) / scale);
  std::printf("worst error of the gradient, of its largest number: %.1e\n", worst);
  EXPECT_LT(worst, 1e-5);
}

TEST_P(TrainModels, SameBitsForAnyNumberOfThreadsAndGrouping) {
  Sample s(GetParam().folder);
  const std::vector<double> z = parameters_of(s.model);
  Trainer t(s, make_batch_model(s.model, s.list));
  t.batch->predict(z, t.p);
  s.label(t.p);
  std::vector<std::vector<double>> results;
  std::vector<double> energies;
  for (const int n : {1, 2, 3}) {
    set_threads(n);
    t.batch = make_batch_model(s.model, s.list, Grouping::single);
    results.push_back(t.gradient(z));
    energies.push_back(t.p[0].energy);
  }
  set_threads(0);
  EXPECT_EQ(results[0], results[1]);
  EXPECT_EQ(results[0], results[2]);
  EXPECT_EQ(energies[0], energies[2]);
  t.batch = make_batch_model(s.model, s.list, Grouping::together);
  const std::vector<double> together = t.gradient(z);
  const double scale = largest(together);
  for (std::size_t i = 0; i < together.size(); ++i) ASSERT_NEAR(together[i], results[0][i], 1e-4 * scale);
}

INSTANTIATE_TEST_SUITE_P(NepRandom, TrainModels, testing::ValuesIn(all_models()),
                         [](const auto& info) { return info.param.name; });

TEST(TrainBatch, GradientOfUnusualShapes) {
  const int shapes[][6] = {{0, 0, 0, 1, 1, 1}, {1, 1, 1, 2, 3, 2}, {2, 3, 2, 5, 2, 3}, {12, 5, 10, 12, 4, 9}};
  for (const auto& [radial_n, radial_k, angular_n, angular_k, l_max, neurons] : shapes) {
    Sample s = unusual_sample(radial_n, radial_k, angular_n, angular_k, l_max, neurons);
    const NepModel& m = s.model;
    const std::vector<double> z = parameters_of(m);
    SCOPED_TRACE("n = " + std::to_string(radial_n));
    expect_gradient_is_slope(s);
    Trainer full(s, make_batch_model_double(m, s.list)), single(s, make_batch_model(m, s.list));
    const std::vector<double> g = full.gradient(z), h = single.gradient(z);
    for (std::size_t i = 0; i < g.size(); ++i) ASSERT_NEAR(g[i], h[i], 1e-5 * largest(g));
  }
}

TEST(TrainBatch, SelectedFramesGiveTheirOwnNumbers) {
  Sample s = usual_sample();
  const std::vector<double> z = parameters_of(s.model);
  const auto batch = make_batch_model_double(s.model, s.list, Grouping::single);
  std::vector<Prediction> all, some;
  batch->predict(z, all);
  const int last = static_cast<int>(s.frames.size()) - 1;
  batch->select({last, 0});
  batch->predict(z, some);
  ASSERT_EQ(some.size(), 2u);
  EXPECT_EQ(some[0].energy, all[last].energy);
  EXPECT_EQ(some[1].energy, all[0].energy);
  EXPECT_EQ(some[1].force[1].y, all[0].force[1].y);

  // The gradient is linear in the seeds: one frame's share is the gradient of that frame alone.
  std::vector<LossSeed> seeds(2), zeros(all.size());
  seeds[1].energy = 0.3;
  seeds[1].force.assign(s.frames[0].atoms.size(), {0.1, -0.2, 0.3});
  seeds[1].force[2] = {1, 2, 3};
  zeros[0] = seeds[1];
  std::vector<double> of_two, of_all;
  batch->add_gradient(z, seeds, of_two);
  const auto together = make_batch_model_double(s.model, s.list, Grouping::together);
  together->predict(z, all);
  together->add_gradient(z, zeros, of_all);
  for (std::size_t i = 0; i < of_all.size(); ++i) ASSERT_NEAR(of_two[i], of_all[i], 1e-11 * largest(of_all));
  EXPECT_THROW(together->select({0}), Error);
}

TEST(TrainBatch, AddsToTheGradient) {
  Sample s = usual_sample();
  const std::vector<double> z = parameters_of(s.model);
  Trainer t(s, make_batch_model_double(s.model, s.list));
  t.batch->predict(z, t.p);
  s.label(t.p);
  std::vector<LossSeed> seeds;
  t.loss(z, &seeds);
  std::vector<double> once, twice(z.size(), 1.0);
  t.batch->add_gradient(z, seeds, once);
  t.batch->add_gradient(z, seeds, twice);
  for (std::size_t i = 0; i < z.size(); ++i) ASSERT_NEAR(twice[i], once[i] + 1, 1e-12);
}

TEST(TrainBatch, RangeOfTheDescriptorsIsTheReferences) {
  Sample s = usual_sample();
  std::vector<double> low, high, want_low, want_high;
  const reference::Nep nep(fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC_higher_body/nep.txt");
  s.list.pop_back();  // the reference has no frame for the lonely atom here
  make_batch_model(s.model, s.list)->descriptor_range(parameters_of(s.model), low, high);
  for (const auto& f : s.stored)
    for (const auto& q : nep.descriptors(f.structure)) {
      if (want_low.empty()) want_low = want_high = q;
      for (std::size_t i = 0; i < q.size(); ++i)
        want_low[i] = std::min(want_low[i], q[i]), want_high[i] = std::max(want_high[i], q[i]);
    }
  ASSERT_EQ(low.size(), want_low.size());
  for (std::size_t i = 0; i < low.size(); ++i) {
    EXPECT_NEAR(low[i], want_low[i], 1e-5 * (1 + std::abs(want_low[i])));
    EXPECT_NEAR(high[i], want_high[i], 1e-5 * (1 + std::abs(want_high[i])));
  }
}

}  // namespace
}  // namespace nacre::train::train_gradient_test
