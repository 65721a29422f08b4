// The population on the GPU (or the emulated one) against the CPU's, which train_population_test.cpp compares with the
// reference program.
#include "train/model/population/cuda_population.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>

#include "contract/samples.h"
#include "core/error.h"
#include "device/environment.h"
#include "needs_gpu.h"
#include "population_sample.h"

namespace nacre::train::cuda_population_test {
namespace {

using device_tests::Environment;

// Two float loops, each as far from the truth as train_population_test.cpp allows.
constexpr double energy_tolerance = 4e-5;  // eV/atom, and of its size
constexpr double force_tolerance = 2e-4;   // eV/A
constexpr double relative = 4e-5;

using Frames = std::vector<const TrainFrame*>;

/// A model, structures and a population.
struct Case {
  NepModel model;
  LossSettings settings;
  Frames frames;
  std::vector<double> parameters;
};

Case case_of(const PopulationSample& s) { return {s.model, s.settings, s.list, s.parameters}; }

constexpr std::size_t no_limit = population_table_limit;

PopulationErrors on_gpu(const Case& c, std::size_t table_limit = no_limit,
                        std::shared_ptr<CudaPopulationMemory> memory = nullptr) {
  PopulationErrors out;
  make_cuda_population_model(c.model, c.settings, c.frames, table_limit, std::move(memory))
      ->evaluate(c.parameters, out);
  return out;
}

void expect_like_cpu(const Case& c, const std::vector<int>& members) {
  PopulationErrors truth;
  make_population_model(c.model, c.settings, c.frames)->evaluate(c.parameters, truth);
  const PopulationErrors errors = on_gpu(c);
  ASSERT_EQ(errors.entry.size(), truth.entry.size());
  const std::size_t frames = c.frames.size();
  for (int m : members)
    for (std::size_t f = 0; f < frames; ++f) {
      SCOPED_TRACE("member " + std::to_string(m) + ", frame " + std::to_string(f));
      const auto &e = errors.entry[m * frames + f], &t = truth.entry[m * frames + f];
      const TrainFrame& frame = *c.frames[f];
      const double atoms = static_cast<double>(frame.atoms.size());
      const double size = frame.energy ? std::abs(t.energy) + std::abs(*frame.energy / atoms) : 0;
      EXPECT_NEAR(e.energy, t.energy, energy_tolerance * (1 + size));
      EXPECT_NEAR(std::sqrt(e.force / (3 * atoms)), std::sqrt(t.force / (3 * atoms)),
                  force_tolerance + relative * std::sqrt(t.force / (3 * atoms)));
      EXPECT_NEAR(std::sqrt(e.force_plain / (3 * atoms)), std::sqrt(t.force_plain / (3 * atoms)),
                  force_tolerance + relative * std::sqrt(t.force_plain / (3 * atoms)));
      for (int k = 0; k < 6; ++k)
        EXPECT_NEAR(e.virial[k], t.virial[k], 2 * energy_tolerance * (1 + std::abs(t.virial[k])));
      EXPECT_TRUE(!frame.energy || t.energy != 0);
      EXPECT_TRUE(frame.force.empty() || t.force_plain > 1e-4 * atoms);
      EXPECT_TRUE(!frame.virial || t.virial[0] != 0);
    }
}

void expect_same_bits(const PopulationErrors& a, const PopulationErrors& b) {
  ASSERT_EQ(a.entry.size(), b.entry.size());
  for (std::size_t i = 0; i < a.entry.size(); ++i) {
    EXPECT_EQ(a.entry[i].energy, b.entry[i].energy);
    EXPECT_EQ(a.entry[i].force, b.entry[i].force);
    EXPECT_EQ(a.entry[i].force_plain, b.entry[i].force_plain);
    for (int c = 0; c < 6; ++c) EXPECT_EQ(a.entry[i].virial[c], b.entry[i].virial[c]);
  }
}

class CudaPopulationNep : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};
TEST_P(CudaPopulationNep, ErrorsAreThoseOfTheCpu) {
  const PopulationSample sample(GetParam(), 5);
  expect_like_cpu(case_of(sample), {0, 4});
}
INSTANTIATE_TEST_SUITE_P(Models, CudaPopulationNep, testing::ValuesIn(nacre_test::random_models()),
                         [](const auto& info) { return info.param; });

// --- shapes and structures that the files do not have

NepModel make_shape(int l_max, int radial_n, int radial_k, int angular_n, int angular_k, int neurons) {
  NepModel m;
  m.version = 5;
  m.species = {"Na", "C"};
  m.atomic_number = {11, 6};
  m.radial_cutoff = {5, 4.5}, m.angular_cutoff = {4, 3.5};
  m.radial_n = radial_n, m.radial_k = radial_k, m.angular_n = angular_n, m.angular_k = angular_k;
  m.l_max = l_max, m.neurons = neurons;
  const int needs[higher_body_kinds] = {2, 1, 2, 3, 3, 4};
  for (int k = 0; k < higher_body_kinds; ++k) m.higher[k] = l_max >= needs[k];
  m.q_scaler.assign(m.components(), 0.02);
  return m;
}

std::vector<double> random_parameters(const NepModel& m, int members) {
  std::vector<double> z;
  for (int i = 0; i < members; ++i)
    for (std::size_t k = 0; k < parameter_count(m); ++k)
      z.push_back(0.5 * random_normal(3, i, k, Purpose::train_sample)[0]);
  return z;
}

TrainFrame labelled(samples::Sample from, unsigned seed) {
  TrainFrame f;
  f.box = from.box;
  f.atoms = std::move(from.atoms);
  samples::Random random(seed);
  f.energy = -3.5 * static_cast<double>(f.atoms.size());
  for (std::size_t i = 0; i < f.atoms.size(); ++i) f.force.push_back(random.cube(1));
  Mat3 w;
  for (int i = 0; i < 9; ++i) w[i / 3][i % 3] = random.uniform(-2, 2);
  f.virial = w;
  return f;
}

/// One atom among its images, a cell thinner than the cutoff, an open cluster, only one type, and an atom that is
/// alone.
std::vector<TrainFrame> odd_frames() {
  std::vector<TrainFrame> frames;
  Mat3 skewed = 2.6 * identity(), wide = 20.0 * identity();
  skewed[1][0] = 0.7, skewed[2][1] = -0.4;
  frames.push_back(labelled(samples::one_atom({"Na", "C"}, skewed, 1), 1));
  frames.push_back(labelled(samples::lattice({"Na", "C"}, {{3, 1, 1}, 2.4, 0.2, 0.1, {true, true, true}}, 2), 2));
  frames.push_back(labelled(samples::lattice({"Na", "C"}, {{2, 2, 2}, 2.2, 0.1, 0.1, {false, false, false}}, 3), 3));
  frames.push_back(labelled(samples::one_atom({"Na", "C"}, wide, 0), 4));
  frames[2].virial.reset(), frames[1].weight = 0.5;
  return frames;
}

Case odd_case(NepModel model, const std::vector<TrainFrame>& frames, int members) {
  Case c;
  c.model = std::move(model);
  for (const TrainFrame& f : frames) c.frames.push_back(&f);
  c.parameters = random_parameters(c.model, members);
  return c;
}

class CudaPopulation : public testing::Test {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};

// An atom that is alone has no virial and, with only radial terms, q = 0: no label is missed by that.
TEST_F(CudaPopulation, AnyLevelAndAnySizeInOddCells) {
  const auto frames = odd_frames();
  for (int l_max = 0; l_max <= 8; ++l_max) {
    SCOPED_TRACE("l_max " + std::to_string(l_max));
    // radial columns 5, 6 .. 13: known to the compiler or not; more angular than radial rows, and fewer
    expect_like_cpu(odd_case(make_shape(l_max, 3, 4 + l_max, l_max % 6, 3 + l_max % 4, 3 + 2 * l_max), frames, 3),
                    {0, 2});
  }
}

// 12 x 80 numbers a member are too many for the shared memory of a block.
TEST_F(CudaPopulation, DerivativesThatDoNotFitIntoSharedMemory) {
  const auto frames = odd_frames();
  expect_like_cpu(odd_case(make_shape(8, 2, 3, 11, 5, 9), frames, 3), {0, 1, 2});
}

TEST_F(CudaPopulation, MembersOfMoreThanOneWarp) {
  const auto frames = odd_frames();
  const Case many = odd_case(make_shape(4, 4, 6, 3, 6, 10), frames, 67);
  expect_like_cpu(many, {0, 31, 32, 63, 64, 66});
}

TEST_F(CudaPopulation, BitsDependOnNothingElse) {
  const PopulationSample sample("nep4_NaC_higher_body", 35);
  const Case c = case_of(sample);
  const PopulationErrors whole = on_gpu(c);
  {
    SCOPED_TRACE("geometry streamed, a structure at a time, 32 members at a time");
    expect_same_bits(whole, on_gpu(c, 0, make_cuda_population_memory(1)));
  }
  {
    SCOPED_TRACE("parts of kept geometry");
    const auto memory = make_cuda_population_memory(std::size_t{3} << 20);
    expect_same_bits(whole, on_gpu(c, no_limit, memory));
  }
  const Environment order("NACRE_EMULATED_ORDER", "reverse");
  SCOPED_TRACE("backwards");
  expect_same_bits(whole, on_gpu(c));
}

TEST_F(CudaPopulation, CallsLeaveNoTrace) {
  const auto frames = odd_frames();
  Case c = odd_case(make_shape(3, 4, 6, 3, 6, 10), frames, 40);
  const auto memory = make_cuda_population_memory();
  const auto model = make_cuda_population_model(c.model, c.settings, c.frames, 0, memory);
  PopulationErrors first, again, one, other;
  model->evaluate(c.parameters, first);
  // another model in the same memory, and another number of members
  make_cuda_population_model(c.model, c.settings, {c.frames[1]}, no_limit, memory)->evaluate(c.parameters, other);
  const std::size_t count = parameter_count(c.model);
  model->evaluate({c.parameters.begin() + 33 * count, c.parameters.begin() + 34 * count}, one);
  model->evaluate(c.parameters, again);
  expect_same_bits(first, again);
  for (std::size_t f = 0; f < frames.size(); ++f) {
    EXPECT_EQ(one.entry[f].force, first.entry[33 * frames.size() + f].force);
    EXPECT_EQ(one.entry[f].virial[4], first.entry[33 * frames.size() + f].virial[4]);
  }
  EXPECT_EQ(other.entry[39].force_plain, first.entry[39 * frames.size() + 1].force_plain);
}

TEST_F(CudaPopulation, TakesWholeMembersAndAnyNumberOfFrames) {
  const auto frames = odd_frames();
  Case c = odd_case(make_shape(1, 1, 1, 1, 1, 1), frames, 2);
  PopulationErrors out;
  EXPECT_THROW(make_cuda_population_model(c.model, c.settings, c.frames)->evaluate({}, out), Error);
  std::vector<double> short_of_one(c.parameters.begin(), c.parameters.end() - 1);
  EXPECT_THROW(make_cuda_population_model(c.model, c.settings, c.frames)->evaluate(short_of_one, out), Error);
  make_cuda_population_model(c.model, c.settings, {})->evaluate(c.parameters, out);
  EXPECT_TRUE(out.entry.empty());
  // tables are made for 512 frames at a time
  c.frames.assign(515, &frames[0]);
  c.frames.back() = &frames[1];
  expect_like_cpu(c, {1});
}

// Intermediate numbers within their limit, streamed geometry at most twice a part.
TEST_F(CudaPopulation, MemoryIsWithinItsLimit) {
  const PopulationSample sample("nep4_NaC", 64);
  const Case c = case_of(sample);
  const auto bytes = [&](std::size_t limit) {
    PopulationErrors out;
    const auto model =
        make_cuda_population_model(c.model, c.settings, c.frames, no_limit, make_cuda_population_memory(limit));
    const std::size_t before = model->bytes();
    model->evaluate(c.parameters, out);
    return model->bytes() - before - (parameter_count(c.model) + 200) * 64 * 8;
  };
  constexpr std::size_t limit = std::size_t{8} << 20;
  EXPECT_GT(bytes(no_limit), limit);
  EXPECT_LT(bytes(limit), limit);
}

}  // namespace
}  // namespace nacre::train::cuda_population_test
