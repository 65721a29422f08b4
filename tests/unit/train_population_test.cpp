// Errors of a population against the double-precision reference program, its losses against plain sums.
#include "train/model/population/population.h"

#include <gtest/gtest.h>

#include <cmath>

#include "device/parallel.h"
#include "population_sample.h"
#include "scratch.h"

namespace nacre::train::train_population_test {
namespace {

using nacre_test::ModelText;

// Float loops over a hundred neighbours and neurons, as in nep_test.cpp.
constexpr double energy_tolerance = 2e-5;  // eV/atom, and of its size
constexpr double force_tolerance = 1e-4;   // eV/A
constexpr double relative = 2e-5;
constexpr int members = 19;  // more than one group of lanes, the last not full

struct Sample : PopulationSample {
  explicit Sample(const std::string& name) : PopulationSample(name, members) {}
  reference::Nep member(int m) const {
    nacre_test::Scratch scratch;
    ModelText changed = text;
    const std::size_t count = parameter_count(model);
    for (std::size_t i = 0; i < count; ++i) changed.numbers[i] = parameters[m * count + i];
    changed.write(scratch.path("nep.txt"));
    return reference::Nep(scratch.path("nep.txt"));
  }
};

double force_error(const Sample& s, std::size_t f, const std::vector<reference::Vector>& force, bool weighted) {
  double sum = 0;
  const TrainFrame& frame = s.frames[f];
  for (std::size_t i = 0; i < frame.force.size(); ++i) {
    const double label = std::sqrt(frame.force[i].x * frame.force[i].x + frame.force[i].y * frame.force[i].y +
                                   frame.force[i].z * frame.force[i].z);
    const double w = frame.weight * s.settings.type_weight[frame.atoms.type[i]];
    const double factor = weighted ? w * w * s.settings.force_delta / (s.settings.force_delta + label) : 1;
    for (int c = 0; c < 3; ++c) sum += factor * std::pow(force[i][c] - frame.force[i][c], 2);
  }
  return sum;
}

class TrainPopulationNep : public testing::TestWithParam<std::string> {};

TEST_P(TrainPopulationNep, ErrorsAreThoseOfTheReferenceProgram) {
  const Sample s(GetParam());
  PopulationErrors errors;
  make_population_model(s.model, s.settings, s.list)->evaluate(s.parameters, errors);
  ASSERT_EQ(errors.entry.size(), members * s.frames.size());
  for (int m : {0, 7, 18}) {
    const reference::Nep nep = s.member(m);
    for (std::size_t f = 0; f < s.frames.size(); ++f) {
      const auto truth = nep.evaluate(s.stored[f].structure);
      const auto& e = errors.entry[m * s.frames.size() + f];
      const double atoms = static_cast<double>(s.frames[f].atoms.size());
      const double energy = s.frames[f].energy ? (truth.energy - *s.frames[f].energy) / atoms : 0;
      EXPECT_NEAR(e.energy, energy, energy_tolerance * (1 + std::abs(truth.energy / atoms)));
      for (bool weighted : {false, true}) {
        const double components = std::max<double>(1, 3 * static_cast<double>(s.frames[f].force.size()));
        const double got = std::sqrt((weighted ? e.force : e.force_plain) / components);
        const double expected = std::sqrt(force_error(s, f, truth.force, weighted) / components);
        EXPECT_NEAR(got, expected, force_tolerance + relative * expected);
        if (!s.frames[f].force.empty()) {
          EXPECT_GT(expected, 0.01);
        }
      }
      constexpr int component[6] = {0, 4, 8, 1, 5, 6};
      for (int c = 0; c < 6; ++c) {
        const double label = s.frames[f].virial ? (*s.frames[f].virial)[component[c] / 3][component[c] % 3] : 0;
        const double virial = s.frames[f].virial ? (truth.virial[component[c]] - label) / atoms : 0;
        EXPECT_NEAR(e.virial[c], virial, 2 * energy_tolerance * (1 + std::abs(truth.virial[component[c]] / atoms)));
      }
    }
  }
}

TEST_P(TrainPopulationNep, ThreadsAndKeptTablesLeaveNoTrace) {
  const Sample s(GetParam());
  PopulationErrors one, again;
  set_threads(1);
  make_population_model(s.model, s.settings, s.list)->evaluate(s.parameters, one);
  set_threads(3);
  make_population_model(s.model, s.settings, s.list, 0)->evaluate(s.parameters, again);
  set_threads(0);
  for (std::size_t i = 0; i < one.entry.size(); ++i) {
    EXPECT_EQ(one.entry[i].energy, again.entry[i].energy);
    EXPECT_EQ(one.entry[i].force, again.entry[i].force);
    EXPECT_EQ(one.entry[i].virial[3], again.entry[i].virial[3]);
  }
}

INSTANTIATE_TEST_SUITE_P(Models, TrainPopulationNep, testing::ValuesIn(nacre_test::random_models()),
                         [](const auto& info) { return info.param; });

// Two frames, of types {0} and {0, 1}, and numbers that can be added up by hand.
TEST(TrainPopulationLoss, IsThePlainSumOverFramesThatHoldTheType) {
  std::vector<TrainFrame> frames(2);
  for (int f = 0; f < 2; ++f) {
    frames[f].atoms.resize(2);
    frames[f].atoms.type = {0, f};
    frames[f].energy = 0;
    frames[f].force.resize(2);
  }
  frames[1].weight = 2;
  LossSettings settings{1, 2, 0.1, 1, 0.3, 0.4, 0, {}};
  PopulationErrors errors;
  errors.entry.resize(2);
  errors.entry[0] = {0.5, 6.0, 6.0, {}};
  errors.entry[1] = {0.1, 24.0, 6.0, {}};
  const std::vector<double> z = {3, -4, 1};
  const auto loss = member_losses(settings, {&frames[0], &frames[1]}, errors, z, {0, 1, -1});
  ASSERT_EQ(loss.size(), 1u);
  EXPECT_DOUBLE_EQ(loss[0].shift, 0.3);
  // energies less the mean: 0.2 and -0.2, the second twice as heavy
  const double energy = std::sqrt((0.04 + 4 * 0.04) / 2), force = std::sqrt(30.0 / 12);
  const double l1 = 0.3 * 8 / 3, l2 = 0.4 * std::sqrt(26.0 / 3);
  EXPECT_DOUBLE_EQ(loss[0].value.total, energy + 2 * force + l1 + l2);
  EXPECT_DOUBLE_EQ(loss[0].value.rmse_energy, 0.2);
  EXPECT_DOUBLE_EQ(loss[0].value.rmse_force, 1.0);
  EXPECT_DOUBLE_EQ(loss[0].of_type[0], loss[0].value.total);
  EXPECT_DOUBLE_EQ(loss[0].of_type[1], std::sqrt(4 * 0.04) + 2 * std::sqrt(24.0 / 6) + l1 + l2);
}

}  // namespace
}  // namespace nacre::train::train_population_test
