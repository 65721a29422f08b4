// What is chosen from the data where nep.in says nothing, what is held back, and when a search ends early.
#include "train/chosen.h"

#include <gtest/gtest.h>

#include <set>

#include "scratch.h"
#include "train/data/differences.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/start.h"
#include "train_problem.h"

namespace nacre::train::train_chosen_test {
namespace {

TrainSet frames(int count) {
  TrainSet set;
  for (int f = 0; f < count; ++f) {
    set.frames.emplace_back().atoms.resize(2);
    set.frames.back().energy = f;
    set.frames.back().number = f;
  }
  return set;
}

TrainData data_of(int count, bool has_test) { return {frames(count), frames(has_test ? 1 : 0), {}, {}, {}}; }

TrainSettings read(const std::string& lines) {
  const nacre_test::Scratch scratch;
  scratch.write("nep.in", "type 2 C Na\n" + lines);
  std::vector<Error> errors;
  TrainSettings settings = read_nep_in(scratch.path("nep.in"), errors);
  EXPECT_TRUE(errors.empty()) << errors.front().what();
  return settings;
}

const ChosenSetting& choice(const std::vector<ChosenSetting>& choices, const std::string& keyword) {
  for (const ChosenSetting& c : choices)
    if (c.keyword == keyword) return c;
  throw Error("no choice of " + keyword);
}

TEST(TrainChosen, WhatNepInLeavesOpen) {
  TrainSettings s = read("optimizer adam\n");
  const auto choices = choose_settings(s, data_of(25, false));
  EXPECT_EQ(s.epochs, 1000);  // 12,000 steps of 12 an epoch
  EXPECT_EQ(s.learning_rate, 0.02);
  EXPECT_EQ(s.loss.l1, 0);
  EXPECT_EQ(s.loss.l2, 0);
  ASSERT_EQ(s.stages.size(), 2u);
  EXPECT_EQ(s.stages[0].until_epoch, 600);
  EXPECT_EQ(s.stages[0].energy, 1);
  EXPECT_EQ(s.stages[1].energy, 3);
  EXPECT_EQ(s.stages[1].force, 1);
  EXPECT_EQ(s.hold_back, 0);
  EXPECT_EQ(s.early_stop, 0);
  EXPECT_EQ(choice(choices, "batch").value, "2");
  for (const ChosenSetting& c : choices) EXPECT_FALSE(c.reason.empty()) << c.keyword;
  EXPECT_NE(describe(choices).find("chosen:"), std::string::npos);
}

TEST(TrainChosen, WhatNepInSaysStays) {
  TrainSettings s = read(
      "optimizer adam\nepoch 7\nlearning_rate 0.5\nlambda_1 0.1\nlambda_e 2\nhold_back 0\nearly_stop 0.2\nbatch 3\n");
  const auto choices = choose_settings(s, data_of(200, false));
  EXPECT_EQ(s.epochs, 7);
  EXPECT_EQ(s.learning_rate, 0.5);
  EXPECT_EQ(s.loss.l1, 0.1);
  EXPECT_TRUE(s.stages.empty());
  EXPECT_EQ(s.hold_back, 0);
  EXPECT_EQ(s.early_stop, 0.2);
  for (const char* keyword : {"epoch", "learning_rate", "lambda_1", "hold_back", "early_stop", "batch"})
    EXPECT_EQ(choice(choices, keyword).reason, "") << keyword;
  EXPECT_EQ(choice(choices, "lambda_schedule").value, "off");
}

TEST(TrainChosen, ATenthOfAHundredFramesIsHeldBackUnlessThereIsATestSet) {
  TrainSettings s = read("optimizer adam\n");
  choose_settings(s, data_of(100, false));
  EXPECT_EQ(s.hold_back, 0.1);
  EXPECT_EQ(s.early_stop, 0.6);
  s = read("optimizer adam\n");
  choose_settings(s, data_of(99, false));
  EXPECT_EQ(s.hold_back, 0);
  s = read("optimizer adam\n");
  choose_settings(s, data_of(500, true));
  EXPECT_EQ(s.hold_back, 0);
  EXPECT_EQ(s.early_stop, 0.6);
}

TEST(TrainChosen, EnergiesOfTheElementsThatWereTakenOffAreSaid) {
  TrainSettings s = read("optimizer adam\n");
  TrainData data = data_of(25, false);
  EXPECT_EQ(choice(choose_settings(s, data), "reference_energy").value, "none");
  data.reference_energy = {-150, -1280};
  s = read("optimizer adam\n");
  EXPECT_EQ(choice(choose_settings(s, data), "reference_energy").value, "least_squares");
  EXPECT_EQ(s.reference, TrainSettings::Reference::least_squares);
  s = read("optimizer adam\nreference_energy -150 -1280\n");
  const ChosenSetting given = choice(choose_settings(s, data), "reference_energy");
  EXPECT_EQ(given.value, "given");
  EXPECT_EQ(given.reason, "");
}

TEST(TrainChosen, EvolutionKeepsThePublishedDefaults) {
  TrainSettings s = read("");
  EXPECT_TRUE(choose_settings(s, data_of(500, false)).empty());
  EXPECT_GT(s.loss.l1, 0);
  EXPECT_EQ(s.hold_back, 0);
}

TEST(TrainChosen, FramesOfADifferenceAreHeldBackTogether) {
  TrainSet set = frames(60);
  for (int f = 0; f < 60; f += 3) set.frames[f + 1].differences = {{static_cast<std::size_t>(f), 1}};
  const TrainSet held = hold_back(set, 0.2, 4);
  EXPECT_GE(held.frames.size(), 12u);
  EXPECT_LE(held.frames.size(), 13u);
  EXPECT_EQ(set.frames.size() + held.frames.size(), 60u);
  EXPECT_EQ(set.differences() + held.differences(), 20u);
  std::set<double> seen;
  for (const TrainSet* s : {static_cast<const TrainSet*>(&set), &held})
    for (std::size_t f = 0; f < s->frames.size(); ++f) {
      EXPECT_EQ(s->frames[f].number, f);
      seen.insert(*s->frames[f].energy);
      for (const Difference& d : s->frames[f].differences)
        EXPECT_EQ(*s->frames[d.reference].energy, *s->frames[f].energy - 1) << "the same two as before";
    }
  EXPECT_EQ(seen.size(), 60u);
  TrainSet again = frames(60);
  for (int f = 0; f < 60; f += 3) again.frames[f + 1].differences = {{static_cast<std::size_t>(f), 1}};
  EXPECT_EQ(*hold_back(again, 0.2, 4).frames[0].energy, *held.frames[0].energy) << "the seed decides";
}

TEST(TrainAdamOptimizer, EndsWhenTheTestErrorNoLongerFalls) {
  nacre_test::SmallTraining p("nep4_NaC");
  p.settings.epochs = 60;
  p.settings.early_stop = 0.2;
  // A test set that has nothing to do with the training set: it gets worse, not better.
  TrainSet test;
  for (const auto& f : reference::read_frames(nacre_test::random_model("nep4_NaC", "reference.xyz"))) {
    test.frames.push_back(nacre_test::to_frame(f, p.model.species));
    *test.frames.back().energy *= -1;
    for (Vec3& force : test.frames.back().force) force *= -1;
    test.frames.back().virial.reset();
  }
  p.problem.test = &test;
  const auto optimizer = make_gradient_optimizer(p.problem);
  while (optimizer->progress().done < optimizer->progress().total) optimizer->step();
  EXPECT_LT(optimizer->progress().done, 60);
  EXPECT_GT(optimizer->progress().done, 12);
  Record record;
  optimizer->save(record);
  const auto again = make_gradient_optimizer(p.problem);
  again->load(record);
  EXPECT_EQ(again->progress().total, optimizer->progress().done) << "also after a resume";
}

}  // namespace
}  // namespace nacre::train::train_chosen_test
