// Adam on a quadratic and against its equations, schedule, clipping, minibatches; and on a small NEP.
#include "train/optimise/adam.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "train/model/parameters.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/start.h"
#include "train_problem.h"

namespace nacre::train::train_adam_test {
namespace {

TEST(TrainAdam, StepsAreThoseOfTheEquations) {
  Adam adam(2);
  std::vector<double> z = {1, -2};
  double m[2] = {}, v[2] = {}, expected[2] = {1, -2};
  for (int t = 1; t <= 5; ++t) {
    const std::vector<double> g = {0.5 * t, -0.1 / t};
    adam.step(0.01, g, {}, z);
    for (int i = 0; i < 2; ++i) {
      m[i] = 0.9 * m[i] + 0.1 * g[i];
      v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
      expected[i] -= 0.01 * m[i] / (1 - std::pow(0.9, t)) / (std::sqrt(v[i] / (1 - std::pow(0.999, t))) + 1e-10);
      EXPECT_NEAR(z[i], expected[i], 1e-13);
    }
  }
}

TEST(TrainAdam, FindsTheMinimumOfASkewedQuadratic) {
  Adam adam(3);
  std::vector<double> z = {1, 1, 1};
  const double curvature[3] = {1, 100, 1e4}, minimum[3] = {0.3, -0.7, 2};
  for (int t = 0; t < 3000; ++t) {
    std::vector<double> g;
    for (int i = 0; i < 3; ++i) g.push_back(curvature[i] * (z[i] - minimum[i]));
    adam.step(learning_rate(t, 3000, 0.03), g, {}, z);
  }
  for (int i = 0; i < 3; ++i) EXPECT_NEAR(z[i], minimum[i], 1e-4);
}

TEST(TrainAdam, FixedParametersStay) {
  Adam adam(2);
  std::vector<double> z = {1, 1};
  adam.step(0.1, {1, 1}, {1, 0}, z);
  EXPECT_EQ(z[0], 1);
  EXPECT_NEAR(z[1], 0.9, 1e-9);
}

TEST(TrainAdam, TheRateRisesThenFallsAsACosine) {
  EXPECT_NEAR(learning_rate(0, 1000, 0.01), 0.01 / 20, 1e-12);  // 1/20 of the way up after 1 of 20 steps
  EXPECT_NEAR(learning_rate(19, 1000, 0.01), 0.01, 1e-12);
  EXPECT_NEAR(learning_rate(509, 1000, 0.01), 0.005 * 1.001, 1e-12);  // half of the fall
  EXPECT_NEAR(learning_rate(999, 1000, 0.01), 1e-5, 1e-12);
  for (int t = 21; t < 1000; ++t) EXPECT_LT(learning_rate(t, 1000, 1), learning_rate(t - 1, 1000, 1));
}

TEST(TrainAdam, OnlyUnusuallyLongGradientsAreCut) {
  Clipping clipping;
  std::vector<double> g = {3, 4};
  EXPECT_EQ(clipping.apply(g), 1);  // the first sets the scale
  EXPECT_EQ(clipping.mean(), 5);
  g = {6, 8};
  EXPECT_EQ(clipping.apply(g), 1);
  EXPECT_NEAR(clipping.mean(), 5.1, 1e-12);
  g = {300, 400};
  clipping.apply(g);
  EXPECT_NEAR(std::hypot(g[0], g[1]), 3 * 5.1, 1e-9);
  EXPECT_NEAR(g[0] / g[1], 0.75, 1e-12);
}

TEST(TrainAdam, AnEpochHoldsEveryFrameOnceInAnOrderOfItsOwn) {
  const auto a = shuffled(50, 1, 0), b = shuffled(50, 1, 1), c = shuffled(50, 2, 0);
  EXPECT_EQ(std::set<int>(a.begin(), a.end()).size(), 50u);
  EXPECT_NE(a, b);
  EXPECT_NE(a, c);
  EXPECT_EQ(a, shuffled(50, 1, 0));
}

TEST(TrainAdam, LambdasFollowTheStages) {
  TrainSettings s;
  s.loss.l1 = 0.5;
  EXPECT_EQ(stage_loss(s, 1).energy, 1);
  s.stages = {{10, 0.1, 2, 0.3}, {20, 5, 1, 0.4}};
  EXPECT_EQ(stage_loss(s, 1).energy, 0.1);
  EXPECT_EQ(stage_loss(s, 10).force, 2);
  EXPECT_EQ(stage_loss(s, 11).energy, 5);
  EXPECT_EQ(stage_loss(s, 99).virial, 0.4);
  EXPECT_EQ(stage_loss(s, 99).l1, 0.5);
}

struct Problem : nacre_test::SmallTraining {
  Problem(const std::string& name, std::int64_t epochs) : SmallTraining(name) {
    settings.epochs = epochs;
    settings.learning_rate = 0.02;
  }
};

TEST(TrainAdamOptimizer, TheLossOfASmallModelFalls) {
  for (const char* name : {"nep4_NaC", "nep5_NaC", "nep3_NaC", "nep4_zbl_NaC"}) {
    Problem p(name, 150);
    const auto optimizer = make_gradient_optimizer(p.problem);
    optimizer->step();
    const double first = optimizer->loss().rmse_force;
    for (int e = 1; e < 150; ++e) optimizer->step();
    EXPECT_LT(optimizer->loss().rmse_force, 0.2 * first) << name;
    EXPECT_EQ(optimizer->progress().done, 150);
  }
}

TEST(TrainAdamOptimizer, EnergiesAreRightOnAverageAtTheStart) {
  for (const char* name : {"nep4_NaC", "nep5_NaC"}) {
    Problem p(name, 10);
    const auto optimizer = make_gradient_optimizer(p.problem);
    NepModel m = optimizer->model();
    set_parameters(m, optimizer->best());
    nacre_test::ModelText text(nacre_test::random_model(name, "nep.txt"));
    text.numbers = optimizer->best();
    text.numbers.insert(text.numbers.end(), m.q_scaler.begin(), m.q_scaler.end());
    const std::string path = testing::TempDir() + "/nacre_adam_" + name;
    text.write(path);
    const reference::Nep nep(path);
    double sum = 0;
    for (const auto& f : reference::read_frames(nacre_test::random_model(name, "reference.xyz")))
      sum += (nep.evaluate(f.structure).energy - f.labels.energy) / static_cast<double>(f.structure.position.size());
    EXPECT_NEAR(sum, 0, 1e-4) << name;
    std::remove(path.c_str());
  }
}

TEST(TrainAdamOptimizer, ThreadsAndResumeLeaveNoTrace) {
  for (const auto descent : {TrainSettings::Descent::adam, TrainSettings::Descent::soap}) {
    Problem p("nep4_NaC", 10);
    p.settings.batch = 3;
    p.settings.descent = descent;
    nacre_test::expect_no_trace_of_threads_and_resume([&] { return make_gradient_optimizer(p.problem); }, 8, 3);
  }
}

TEST(TrainAdamThenSnes, GoesOnFromTheBestAndResumes) {
  Problem p("nep4_NaC", 4);
  p.settings.optimizer = TrainSettings::Optimizer::gradient_then_snes;
  p.settings.generations = 6;
  p.settings.population = 10;
  const auto uncut = make_optimizer(p.problem);
  for (int s = 0; s < 4; ++s) uncut->step();
  EXPECT_EQ(uncut->progress().unit, "epoch");
  for (int s = 4; s < 9; ++s) uncut->step();
  EXPECT_EQ(uncut->progress().unit, "generation");
  EXPECT_EQ(uncut->progress().done, 9);
  EXPECT_EQ(uncut->progress().total, 10);
  const auto first = make_optimizer(p.problem);
  for (int s = 0; s < 6; ++s) first->step();
  Record record;
  first->save(record);
  // As the frame around the optimiser does it: the q_scaler in use is given.
  TrainProblem again = p.problem;
  again.model = first->model();
  const auto second = make_optimizer(again);
  second->load(record);
  for (int s = 6; s < 9; ++s) second->step();
  EXPECT_EQ(uncut->mean(), second->mean());
}

}  // namespace
}  // namespace nacre::train::train_adam_test
