// Differences of energies: which frames count against which, the term of the loss and its derivatives, and a made set in
// which nothing else is right.
#include "train/data/differences.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "batch_samples.h"
#include "core/random.h"
#include "scratch.h"
#include "train/data/read_train_set.h"
#include "train/model/population/population.h"
#include "train/optimise/gradient_optimizer.h"
#include "train/optimise/snes_optimizer.h"
#include "train/optimise/start.h"
#include "train/report/evaluation.h"
#include "train/report/outputs.h"

namespace nacre::train::train_differences_test {
namespace {

using batch_tests::spread;
using nacre_test::Scratch;

/// One carbon and `sodium` sodium atoms in a cube.
std::string frame_text(int sodium, const std::string& keys, const std::string& cell = "9 0 0 0 9 0 0 0 9") {
  std::string text =
      std::to_string(1 + sodium) + "\n" + keys + " Lattice=\"" + cell + "\" Properties=species:S:1:pos:R:3\nC 0 0 0\n";
  for (int i = 0; i < sodium; ++i) text += "Na " + std::to_string(2.5 * (i + 1)) + " 0 0\n";
  return text;
}

TrainSet read(const std::string& text, bool labels_needed = true, std::vector<std::string>* said = nullptr) {
  TrainSettings settings;
  settings.shape.species = {"Na", "C"};
  settings.shape.radial_cutoff = settings.shape.angular_cutoff = {5, 5};
  const Scratch scratch;
  std::vector<std::string> warnings;
  std::string unused;
  TrainSet set = read_train_set(scratch.write("train.xyz", text), settings, warnings, {labels_needed, 0, &unused});
  EXPECT_EQ(unused, "");
  if (said != nullptr) *said = warnings;
  return set;
}

std::string refusal_of(const std::string& text) {
  return nacre_test::error_of([&] { read(text); }).what();
}

TEST(TrainDifferences, AChainCountsStepsAndTotals) {
  // In any order; a frame that has nothing to do with them between.
  const TrainSet set =
      read(frame_text(2, "energy=-9 source=two relative_to=one") + frame_text(0, "energy=-2 source=x") +
           frame_text(0, "energy=-1 source=host") + frame_text(1, "energy=-4 source=one relative_to=host") +
           frame_text(3, "energy=-16 source=three relative_to=two"));
  const auto expect = [&](std::size_t frame, const std::vector<std::pair<std::size_t, double>>& wanted) {
    ASSERT_EQ(set.frames[frame].differences.size(), wanted.size()) << frame;
    for (std::size_t k = 0; k < wanted.size(); ++k) {
      EXPECT_EQ(set.frames[frame].differences[k].reference, wanted[k].first);
      EXPECT_EQ(set.frames[frame].differences[k].atoms, wanted[k].second);
    }
  };
  expect(0, {{3, 1}, {2, 2}});
  expect(1, {});
  expect(2, {});
  expect(3, {{2, 1}});
  expect(4, {{0, 1}, {2, 3}});
  EXPECT_EQ(set.differences(), 5u);
  const auto found = differences_in(pointers(set));
  EXPECT_EQ(label_of(found[1], pointers(set)), -8);
  EXPECT_EQ(related_groups(pointers(set)), (std::vector<std::vector<int>>{{0, 2, 3, 4}, {1}}));
}

TEST(TrainDifferences, APairCountsAgainstTheFrameWithTheFewestAtoms) {
  const TrainSet set = read(frame_text(1, "energy=-4 pair=a") + frame_text(0, "energy=-1 pair=a") +
                            frame_text(1, "energy=-5 pair=a") + frame_text(2, "energy=-9 pair=a"));
  EXPECT_EQ(set.frames[0].differences[0].reference, 1u);
  EXPECT_TRUE(set.frames[1].differences.empty());
  EXPECT_EQ(set.frames[2].differences[0].reference, 1u);
  // Two frames have one sodium atom: which of them was before is not known.
  ASSERT_EQ(set.frames[3].differences.size(), 1u);
  EXPECT_EQ(set.frames[3].differences[0].reference, 1u);
  EXPECT_EQ(set.frames[3].differences[0].atoms, 2);
}

TEST(TrainDifferences, ReferenceEnergiesOfTheAtomsThatDifferGo) {
  TrainSet set = read(frame_text(0, "energy=-1 source=h") + frame_text(2, "energy=-2001 relative_to=h"));
  subtract_reference_energies(set, {-999, 5});
  const auto frames = pointers(set);
  const auto found = differences_in(frames);
  EXPECT_NEAR(label_of(found[0], frames) / found[0].atoms, -1, 1e-12);  // (-2000 + 2 * 999) / 2
}

TEST(TrainDifferences, WhatCannotBeTakenIsRefused) {
  const std::string host = frame_text(0, "energy=-1 source=host");
  const auto expect = [](const std::string& text, const std::vector<std::string>& parts) {
    const std::string what = refusal_of(text);
    for (const std::string& part : parts) EXPECT_NE(what.find(part), std::string::npos) << what << " lacks " << part;
  };
  expect(host + frame_text(1, "energy=-4 relative_to=hots"),
         {"train.xyz:5", "frame 2", "relative_to", "'hots'", "not in this file", "'host'"});
  expect(host + frame_text(1, "energy=-4 relative_to=host", "9 0 0 0 9 0 0 0 9.1"),
         {"train.xyz:5", "frame 1 (line 1)", "another cell"});
  expect(host + frame_text(0, "energy=-4 relative_to=host"), {"same atoms"});
  expect(host + host + frame_text(1, "energy=-4 relative_to=host"), {"several frames have"});
  expect(frame_text(1, "energy=-4 source=a relative_to=a"), {"itself"});
  expect(frame_text(1, "energy=-4 source=a relative_to=b") + frame_text(2, "energy=-4 source=b relative_to=a"),
         {"over others"});
  expect(host + frame_text(1, "energy=-4 pair=p"), {"only one of its pair", "pair", "'p'"});
  expect(frame_text(0, "energy=-1 pair=p") + frame_text(0, "energy=-1 pair=p") + frame_text(1, "energy=-2 pair=p"),
         {"several frames have the fewest"});
  // Where labels are not needed, these are said and left out.
  std::vector<std::string> said;
  const TrainSet set = read(host + frame_text(1, "relative_to=host"), false, &said);
  EXPECT_EQ(set.differences(), 0u);
  ASSERT_EQ(said.size(), 1u);
  EXPECT_NE(said[0].find("has no energy"), std::string::npos) << said[0];
}

/// Four frames of the sample: 1 and 2 count against 0, 2 also against 1; the weights differ.
void tie(std::vector<TrainFrame>& frames) {
  for (std::size_t f = 0; f < frames.size(); ++f) frames[f].number = f;
  frames[1].differences = {{0, 2}};
  frames[2].differences = {{1, 1}, {0, 3}};
}

TEST(TrainDifferences, TheTermIsTheWeightedRootMeanSquare) {
  std::vector<TrainFrame> frames(4);
  std::vector<Prediction> p(4);
  std::vector<const TrainFrame*> list;
  for (int f = 0; f < 4; ++f) {
    frames[f].atoms.resize(2);
    frames[f].energy = spread(f, 1);
    p[f].energy = spread(f, 2);
    list.push_back(&frames[f]);
  }
  tie(frames);
  frames[2].weight = 3;
  LossSettings settings;
  settings.energy = settings.force = settings.virial = 0;
  settings.difference = 0.7;
  const auto rest = [&](int f) { return p[f].energy - *frames[f].energy; };
  const double a = (rest(1) - rest(0)) / 2, b = rest(2) - rest(1), c = (rest(2) - rest(0)) / 3;
  std::vector<LossSeed> seeds;
  const LossValue l = loss_of(settings, list, p, {}, &seeds);
  EXPECT_NEAR(l.rmse_difference, std::sqrt((a * a + b * b + c * c) / 3), 1e-14);
  EXPECT_NEAR(l.total, 0.7 * std::sqrt((a * a + 9 * b * b + 9 * c * c) / 3), 1e-14);
  for (int f = 0; f < 4; ++f) {
    const double middle = p[f].energy, step = 1e-5;
    p[f].energy = middle + step;
    const double above = loss_of(settings, list, p, {}, nullptr).total;
    p[f].energy = middle - step;
    const double below = loss_of(settings, list, p, {}, nullptr).total;
    p[f].energy = middle;
    EXPECT_NEAR(seeds[f].energy, (above - below) / (2 * step), 1e-9) << f;
  }
  EXPECT_EQ(seeds[3].energy, 0);
  // Half of a pair is no pair.
  EXPECT_EQ(loss_of(settings, {&frames[1], &frames[3]}, {p[1], p[3]}, {}, nullptr).total, 0);
}

TEST(TrainDifferences, TheGradientIsItsSlope) {
  batch_tests::Sample s = batch_tests::usual_sample();
  batch_tests::Trainer t(s, make_batch_model_double(s.model, s.list));
  const std::vector<double> z = parameters_of(s.model);
  t.batch->predict(z, t.p);
  s.label(t.p);
  for (std::size_t f = 0; f < s.frames.size(); ++f)
    s.frames[f].energy = t.p[f].energy + 0.3 * spread(f, 4), s.frames[f].weight = f == 1 ? 1.7 : 1;
  tie(s.frames);
  t.settings.energy = t.settings.force = t.settings.virial = 0;
  t.settings.difference = 1.3;
  const std::vector<double> g = t.gradient(z);
  EXPECT_GT(batch_tests::largest(g), 1e-3);
  double worst = 0;
  for (int k = 0; k < 20; ++k) {
    std::vector<double> e(z.size());
    for (std::size_t i = 0; i < z.size(); ++i) e[i] = spread(i, 31 + k) / std::sqrt(static_cast<double>(z.size()));
    const auto at = [&](double by) {
      std::vector<double> moved = z;
      for (std::size_t i = 0; i < z.size(); ++i) moved[i] += by * e[i];
      return t.loss(moved);
    };
    const double step = 1e-4, slope = (8 * (at(step) - at(-step)) - (at(2 * step) - at(-2 * step))) / (12 * step);
    double expected = 0;
    for (std::size_t i = 0; i < z.size(); ++i) expected += g[i] * e[i];
    worst = std::max(worst, std::abs(expected - slope) / batch_tests::largest(g));
  }
  std::printf("worst error of a slope, of the gradient's largest number: %.1e\n", worst);
  EXPECT_LT(worst, 1e-7);
}

TEST(TrainDifferences, APopulationSeesThemLessItsShift) {
  std::vector<TrainFrame> frames(3);
  for (int f = 0; f < 3; ++f) {
    frames[f].atoms.resize(2 + f);
    for (std::size_t i = 0; i < frames[f].atoms.size(); ++i) frames[f].atoms.type[i] = i < 2 ? 0 : 1;
    frames[f].energy = 0;
  }
  frames[0].number = 0, frames[1].number = 1, frames[2].number = 2;
  frames[1].differences = {{0, 1}};
  frames[2].differences = {{1, 1}, {0, 2}};
  frames[2].weight = 2;
  LossSettings settings;
  settings.energy = settings.force = settings.virial = 0;
  settings.difference = 0.5;
  PopulationErrors errors;
  errors.entry.resize(3);
  errors.entry[0].energy = 0.1, errors.entry[1].energy = -0.2, errors.entry[2].energy = 0.4;
  const auto loss = member_losses(settings, {&frames[0], &frames[1], &frames[2]}, errors, {0.0, 0.0, 0.0}, {0, 1, -1});
  const double e0 = 2 * (0.1 - 0.1), e1 = 3 * (-0.2 - 0.1), e2 = 4 * (0.4 - 0.1);
  const double a = e1 - e0, b = e2 - e1, c = (e2 - e0) / 2;
  EXPECT_NEAR(loss[0].shift, 0.1, 1e-14);
  EXPECT_NEAR(loss[0].value.rmse_difference, std::sqrt((a * a + b * b + c * c) / 3), 1e-14);
  EXPECT_NEAR(loss[0].value.total, 0.5 * std::sqrt((a * a + 4 * b * b + 4 * c * c) / 3), 1e-14);
  EXPECT_NEAR(loss[0].of_type[1], loss[0].value.total, 1e-14);  // sodium is in one frame of each
}

TEST(TrainDifferences, MinibatchesAndBatchesKeepThemTogether) {
  TrainSet set;
  for (int f = 0; f < 40; ++f) {
    TrainFrame& frame = set.frames.emplace_back();
    frame.atoms.resize(2);
    frame.energy = spread(f, 3);
    frame.number = f;
    if (f % 4 == 3) frame.differences = {{static_cast<std::size_t>(f - 2), 1}};
  }
  const auto frames = pointers(set);
  const auto groups = related_groups(frames);
  EXPECT_EQ(groups.size(), 30u);
  std::vector<int> seen;
  std::size_t together = 0;
  for (const auto& batch : minibatches(groups, shuffled(30, 1, 0), 3)) {
    EXPECT_LE(batch.size(), 4u);
    seen.insert(seen.end(), batch.begin(), batch.end());
    std::vector<const TrainFrame*> here;
    for (const int f : batch) here.push_back(frames[f]);
    together += differences_in(here).size();
  }
  EXPECT_EQ(together, 10u);
  std::sort(seen.begin(), seen.end());
  EXPECT_EQ(seen.size(), 40u);
  EXPECT_EQ(std::unique(seen.begin(), seen.end()), seen.end());
  together = 0;
  const auto batches = deal_batches(set, 12);
  ASSERT_EQ(batches.size(), 4u);
  for (const auto& batch : batches) {
    EXPECT_LE(batch.size(), 11u);
    together += differences_in(batch).size();
  }
  EXPECT_EQ(together, 10u);
}

TEST(TrainDifferences, AreWrittenAndReportedByClass) {
  TrainSet set = read(frame_text(0, "energy=-1 pair=a config_type=host") + frame_text(2, "energy=-5 pair=a"));
  std::vector<Prediction> p(2);
  p[0].energy = -1.5, p[1].energy = -5;
  EXPECT_EQ(format_differences(set, p), "# frame predicted target (eV an inserted atom)\n2 -1.75 -2\n");
  const auto classes = errors_by_class(set, p);
  EXPECT_TRUE(std::isnan(classes[1].rmse_difference));
  EXPECT_DOUBLE_EQ(classes[0].rmse_difference, 0.25);
  LossRow row;
  row.step = 3, row.with_difference = true;
  row.train.rmse_difference = 0.25, row.test.rmse_difference = 0.5;
  const Scratch scratch;
  const auto rows = read_loss_rows(scratch.write("loss.out", format_loss_row(row)));
  EXPECT_EQ(rows[0].train.rmse_difference, 0.25);
  EXPECT_EQ(rows[0].test.rmse_difference, 0.5);
}

// Hosts of ten carbons with and without a sodium atom: a pair potential, and an offset at random for each pair, so that
// energies say nothing and differences all.
constexpr double side = 7, reach = 4.5;

double pair_energy(const TrainFrame& f) {
  double energy = 0;
  for (std::size_t i = 0; i < f.atoms.size(); ++i)
    for (std::size_t j = 0; j < f.atoms.size(); ++j)
      for (int image = 0; image < 27; ++image) {
        const Vec3 shift{side * (image % 3 - 1), side * (image / 3 % 3 - 1), side * (image / 9 - 1)};
        const double r = norm(f.atoms.position[j] + shift - f.atoms.position[i]);
        if (r < 1e-9 || r > reach) continue;
        const double depth = f.atoms.type[i] != f.atoms.type[j] ? -0.5 : 0.2, x = 1 - r / reach;
        energy += 0.5 * depth * x * x * (1 + 3 * std::cos(2 * r));
      }
  return energy;
}

TrainFrame host(int number) {
  TrainFrame f;
  f.box = Box({{{side, 0, 0}, {0, side, 0}, {0, 0, side}}});
  f.atoms.resize(10);
  f.atoms.species = {"C", "Na"};
  for (int i = 0; i < 10; ++i) {
    const auto u = random_uniform(77, number, i, Purpose::train_start);
    f.atoms.position[i] = {side * u[0], side * u[1], side * u[2]};
  }
  return f;
}

TrainFrame with_sodium(const TrainFrame& host, int site) {
  TrainFrame f;
  f.box = host.box;
  f.atoms.resize(11);
  f.atoms.species = host.atoms.species;
  for (int i = 0; i < 10; ++i) f.atoms.position[i] = host.atoms.position[i];
  const auto u = random_uniform(78, site, 0, Purpose::train_start);
  f.atoms.position[10] = {side * u[0], side * u[1], side * u[2]};
  f.atoms.type[10] = 1;
  return f;
}

/// A pair each host, from number `first` on, sodium at the site of this number.
TrainSet pairs(int first, int count, int first_site) {
  TrainSet set;
  for (int k = 0; k < count; ++k) {
    const double offset = 10 * spread(first_site + k, 9);
    set.frames.push_back(host(first + k));
    set.frames.push_back(with_sodium(set.frames.back(), first_site + k));
    for (int f : {0, 1}) {
      TrainFrame& frame = set.frames[2 * k + f];
      frame.number = 2 * k + f;
      frame.energy = pair_energy(frame) + offset;
    }
    set.frames.back().differences = {{static_cast<std::size_t>(2 * k), 1}};
  }
  return set;
}

struct LearntErrors {
  double known_hosts, unseen_hosts;
};
LearntErrors learn(double lambda_e, double lambda_d) {
  const TrainSet train = pairs(0, 120, 0), sites = pairs(0, 40, 1000), hosts = pairs(500, 40, 2000);
  TrainSettings settings;
  NepModel& m = settings.shape;
  m.species = {"C", "Na"}, m.atomic_number = {6, 11};
  m.radial_cutoff = m.angular_cutoff = {reach, reach};
  m.radial_n = 5, m.radial_k = 8, m.neurons = 8;
  settings.loss.energy = lambda_e, settings.loss.force = settings.loss.virial = 0;
  settings.loss.difference = lambda_d;
  settings.epochs = 200, settings.learning_rate = 0.02;
  TrainProblem problem{&settings, &train, nullptr, m, {}, {}};
  const auto optimizer = make_gradient_optimizer(problem);
  for (int e = 0; e < settings.epochs; ++e) optimizer->step();
  const auto error = [&](const TrainSet& set) {
    const auto p = predict_set(Models(), optimizer->model(), optimizer->best(), set);
    return loss_of_set(settings.loss, set, p, {}).rmse_difference;
  };
  return {error(sites), error(hosts)};
}

TEST(TrainDifferences, AreLearntWhereEnergiesAreWrong) {
  const LearntErrors with = learn(0, 1), without = learn(1, 0);
  std::printf("unseen pairs %.3f eV, unseen hosts %.3f eV; by energies alone %.3f and %.3f eV\n", with.known_hosts,
              with.unseen_hosts, without.known_hosts, without.unseen_hosts);
  EXPECT_LT(with.known_hosts, 0.1);
  EXPECT_LT(with.unseen_hosts, 0.1);
  EXPECT_GT(without.known_hosts, 5 * with.known_hosts);
  EXPECT_GT(without.unseen_hosts, 5 * with.unseen_hosts);
}

}  // namespace
}  // namespace nacre::train::train_differences_test
