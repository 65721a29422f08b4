// A small training for tests of the optimisers: the structures of tests/data/nep-random with the labels of their NEP,
// to be learned by another of the same shape; and what every optimiser must do.
#pragma once
#include <gtest/gtest.h>

#include <functional>

#include "device/parallel.h"
#include "force/nep_model.h"
#include "train/optimise/optimizer.h"
#include "train_frames.h"

namespace nacre_test {

/// The problem points into the object: it stays where it is.
struct SmallTraining {
  nacre::NepModel model;
  nacre::train::TrainSet set;
  nacre::train::TrainSettings settings;
  nacre::train::TrainProblem problem;

  explicit SmallTraining(const std::string& name) : model(nacre::read_nep(random_model(name, "nep.txt"))) {
    for (const auto& f : reference::read_frames(random_model(name, "reference.xyz")))
      set.frames.push_back(to_frame(f, model.species));
    model.q_scaler.clear();
    settings.seed = 5;
    problem = {&settings, &set, nullptr, model, {}, {}};
  }
  SmallTraining(const SmallTraining&) = delete;
  SmallTraining& operator=(const SmallTraining&) = delete;
};

/// All state, what has no effect yet included.
inline void expect_same_state(const nacre::train::Optimizer& a, const nacre::train::Optimizer& b) {
  EXPECT_EQ(a.mean(), b.mean());
  EXPECT_EQ(a.sigma(), b.sigma());
  EXPECT_EQ(a.best(), b.best());
  EXPECT_EQ(a.loss().total, b.loss().total);
  nacre::Record of_a, of_b;
  a.save(of_a), b.save(of_b);
  EXPECT_EQ(of_a.reals, of_b.reals);
  EXPECT_EQ(of_a.integers, of_b.integers);
}

/// `steps` on one thread against the same on two, cut after `before` of them, saved and loaded into a new optimiser.
inline void expect_no_trace_of_threads_and_resume(const std::function<std::unique_ptr<nacre::train::Optimizer>()>& make,
                                                  int steps, int before) {
  nacre::set_threads(1);
  const auto uncut = make();
  for (int s = 0; s < steps; ++s) uncut->step();
  nacre::set_threads(2);
  const auto first = make();
  for (int s = 0; s < before; ++s) first->step();
  nacre::Record record;
  first->save(record);
  const auto second = make();
  second->load(record);
  expect_same_state(*first, *second);
  for (int s = before; s < steps; ++s) second->step();
  nacre::set_threads(0);
  expect_same_state(*uncut, *second);
}

}  // namespace nacre_test
