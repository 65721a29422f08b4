// The gradient trainer's model on the GPU against the CPU's in double precision, which finite differences have proved
// (train_gradient_test.cpp), and against itself: same bits in any order of blocks, any company, any number of parts.
#include "train/model/batch/cuda_batch_model.h"

#include <array>
#include <cstdio>

#include "batch_samples.h"
#include "core/error.h"
#include "device/environment.h"
#include "needs_gpu.h"
#include "train/model/batch/cuda_batch_tables.h"

namespace nacre::train::cuda_batch_model_test {
namespace {

using namespace batch_tests;

// Single precision: a force is a sum of a hundred floats of a few eV/A (1e-7 each), the errors of the CPU's test of
// float against double. An energy is a sum over neurons in double of numbers good to 1e-7.
constexpr double energy_error = 1e-5, force_error = 1e-4, force_relative = 1e-5, virial_error = 1e-4;
// A derivative is a sum of hundreds to thousands of float terms (6e-8 each) of either sign: measured against the
// largest of its kind (c, w0, ..). Seen: below 7e-7.
constexpr double gradient_error = 5e-6;

void expect_close(const Sample& s, const std::vector<Prediction>& p, const std::vector<Prediction>& q) {
  ASSERT_EQ(p.size(), q.size());
  for (std::size_t i = 0; i < p.size(); ++i) {
    const double atoms = static_cast<double>(s.frames[i].atoms.size());
    EXPECT_LT(std::abs(p[i].energy - q[i].energy) / atoms, energy_error);
    ASSERT_EQ(p[i].force.size(), q[i].force.size());
    for (std::size_t a = 0; a < p[i].force.size(); ++a)
      EXPECT_LT(norm(p[i].force[a] - q[i].force[a]), force_error + force_relative * norm(p[i].force[a]));
    double size = 1;
    for (int c = 0; c < 9; ++c) size = std::max(size, std::abs(p[i].virial.m[c / 3][c % 3]) / atoms);
    for (int c = 0; c < 9; ++c)
      EXPECT_LT(std::abs(p[i].virial.m[c / 3][c % 3] - q[i].virial.m[c / 3][c % 3]) / atoms, virial_error * size);
  }
}
void expect_close(const NepModel& m, const std::vector<double>& g, const std::vector<double>& h) {
  ASSERT_EQ(g.size(), h.size());
  double worst = 0;
  for (const auto& [kind, members] : kinds(m)) {
    double size = 0, error = 0;
    for (const std::size_t i : members) {
      size = std::max(size, std::abs(g[i]));
      // Not std::max: it would lose a NaN.
      if (!(std::abs(g[i] - h[i]) <= error)) error = std::abs(g[i] - h[i]);
    }
    if (m.l_max == 0 && kind == "angular c") {
      EXPECT_EQ(error, 0) << kind;
      continue;
    }
    EXPECT_GT(size, 1e-6) << kind << ": nothing to compare";
    EXPECT_LT(error / size, gradient_error) << kind;
    worst = std::max(worst, error / size);
  }
  std::printf("worst error of the gradient, of the largest of its kind: %.1e\n", worst);
}

/// Every bit of predictions and gradient.
struct Numbers {
  std::vector<double> all, gradient;
  Numbers(const std::vector<Prediction>& p, const std::vector<double>& g) : gradient(g) {
    for (const Prediction& q : p) {
      all.push_back(q.energy);
      for (const Vec3& f : q.force) all.insert(all.end(), {f.x, f.y, f.z});
      for (int c = 0; c < 9; ++c) all.push_back(q.virial.m[c / 3][c % 3]);
    }
  }
};
Numbers numbers_of(Sample& s, const std::vector<double>& z, Grouping grouping, const CudaBatchLimits& limits = {}) {
  Trainer t(s, make_cuda_batch_model(s.model, s.list, grouping, limits));
  const std::vector<double> g = t.gradient(z);
  return {t.p, g};
}
void expect_same(const Numbers& a, const Numbers& b) {
  EXPECT_EQ(a.all, b.all);
  EXPECT_EQ(a.gradient, b.gradient);
}

void expect_as_in_double(Sample& s) {
  const std::vector<double> z = parameters_of(s.model);
  Trainer full(s, make_batch_model_double(s.model, s.list)), gpu(s, make_cuda_batch_model(s.model, s.list));
  full.batch->predict(z, full.p);
  s.label(full.p);
  const std::vector<double> g = full.gradient(z), h = gpu.gradient(z);
  expect_close(s, full.p, gpu.p);
  expect_close(s.model, g, h);
}

class CudaBatchModels : public testing::TestWithParam<Model> {};

TEST_P(CudaBatchModels, AgreeWithTheCpuInDouble) {
  NACRE_NEEDS_GPU();
  Sample s(GetParam().folder);
  expect_as_in_double(s);
}

INSTANTIATE_TEST_SUITE_P(NepRandom, CudaBatchModels, testing::ValuesIn(all_models()),
                         [](const auto& info) { return info.param.name; });

TEST(CudaBatch, UnusualShapes) {
  NACRE_NEEDS_GPU();
  const int shapes[][6] = {{0, 0, 0, 1, 1, 1}, {2, 13, 2, 5, 2, 3}, {12, 5, 10, 12, 4, 19}, {3, 4, 2, 3, 0, 5}};
  for (const auto& [radial_n, radial_k, angular_n, angular_k, l_max, neurons] : shapes) {
    SCOPED_TRACE("n = " + std::to_string(radial_n));
    Sample s = unusual_sample(radial_n, radial_k, angular_n, angular_k, l_max, neurons);
    expect_as_in_double(s);
  }
}

/// The frame n[0] x n[1] x n[2] times, every atom moved a little.
TrainFrame supercell(const TrainFrame& from, const std::array<int, 3>& n) {
  TrainFrame f;
  Mat3 h = from.box.h();
  f.atoms.species = from.atoms.species;
  f.atoms.resize(from.atoms.size() * n[0] * n[1] * n[2]);
  std::size_t at = 0;
  for (int i = 0; i < n[0] * n[1] * n[2]; ++i)
    for (std::size_t a = 0; a < from.atoms.size(); ++a, ++at) {
      const int cell[3] = {i % n[0], i / n[0] % n[1], i / (n[0] * n[1])};
      Vec3 r = from.atoms.position[a] + Vec3{0.05 * spread(at, 1), 0.05 * spread(at, 2), 0.05 * spread(at, 3)};
      for (int c = 0; c < 3; ++c) r += static_cast<double>(cell[c]) * Vec3{h[c][0], h[c][1], h[c][2]};
      f.atoms.position[at] = r;
      f.atoms.type[at] = from.atoms.type[a];
    }
  for (int c = 0; c < 3; ++c)
    for (int d = 0; d < 3; ++d) h[c][d] *= n[c];
  f.box = Box(h);
  return f;
}

// More atoms of a type than one warp of the outer products adds up, and a small frame beside.
TEST(CudaBatch, LargeFrames) {
  NACRE_NEEDS_GPU();
  const Sample usual = usual_sample();
  Sample s;
  s.model = usual.model;
  s.frames.push_back(supercell(usual.frames[0], {3, 3, 3}));
  s.frames.push_back(supercell(usual.frames[1], {1, 1, 1}));
  for (const TrainFrame& f : s.frames) s.list.push_back(&f);
  for (int type = 0; type < s.model.types(); ++type)
    ASSERT_GT(std::count(s.frames[0].atoms.type.begin(), s.frames[0].atoms.type.end(), type), 8 * 32);
  expect_as_in_double(s);
}

/// A sample with labels, and its parameters.
struct Labelled : Sample {
  std::vector<double> z;
  Labelled() : Sample(usual_sample()), z(parameters_of(model)) {
    std::vector<Prediction> p;
    make_batch_model(model, list)->predict(z, p);
    label(p);
  }
};

TEST(CudaBatch, SameBitsInEveryRunAndOrderAndInParts) {
  NACRE_NEEDS_GPU();
  Labelled s;
  const Numbers once = numbers_of(s, s.z, Grouping::single);
  expect_same(once, numbers_of(s, s.z, Grouping::single));
  {
    const device_tests::Environment reverse("NACRE_EMULATED_ORDER", "reverse");
    expect_same(once, numbers_of(s, s.z, Grouping::single));
  }
  // Tables that stay or do not; all frames at once, a few, one by one.
  const std::size_t much = std::size_t{1} << 30;
  const std::size_t some = make_cuda_batch_model(s.model, s.list, Grouping::single)->bytes() / 2;
  for (const CudaBatchLimits& limits : {CudaBatchLimits{0, much}, CudaBatchLimits{0, some}, CudaBatchLimits{much, some},
                                        CudaBatchLimits{much, 1}, CudaBatchLimits{0, 1}}) {
    SCOPED_TRACE("tables " + std::to_string(limits.resident_bytes) + ", working " +
                 std::to_string(limits.working_bytes));
    expect_same(once, numbers_of(s, s.z, Grouping::single, limits));
  }
  const CudaBatchLimits parts{0, 1};
  expect_same(numbers_of(s, s.z, Grouping::together), numbers_of(s, s.z, Grouping::together, parts));
}

TEST(CudaBatch, CallsCanBeRepeated) {
  NACRE_NEEDS_GPU();
  Labelled s;
  Trainer t(s, make_cuda_batch_model(s.model, s.list));
  std::vector<LossSeed> seeds;
  t.loss(s.z, &seeds);
  std::vector<double> once, twice(s.z.size(), 1.0);
  t.batch->add_gradient(s.z, seeds, once);
  t.batch->add_gradient(s.z, seeds, twice);
  for (std::size_t i = 0; i < once.size(); ++i) ASSERT_EQ(once[i] + 1, twice[i]);
  // Other parameters, other scale, and back.
  const std::vector<Prediction> before = t.p;
  std::vector<double> moved = s.z;
  for (double& x : moved) x *= 0.9;
  t.loss(moved);
  EXPECT_NE(t.p[0].energy, before[0].energy);
  const std::vector<double> q_scaler = s.model.q_scaler;
  t.batch->set_q_scaler(std::vector<double>(q_scaler.size(), 0.01));
  t.loss(s.z);
  EXPECT_NE(t.p[0].energy, before[0].energy);
  t.batch->set_q_scaler(q_scaler);
  t.loss(s.z);
  EXPECT_EQ(t.p[0].energy, before[0].energy);
}

/// A sample of some frames of another, in any order.
Sample sample_of(const Sample& from, const std::vector<int>& frames) {
  Sample s;
  s.model = from.model;
  for (const int f : frames) s.list.push_back(&from.frames[f]);
  return s;
}

TEST(CudaBatch, SelectedFramesAreAModelOfTheirOwn) {
  NACRE_NEEDS_GPU();
  Labelled s;
  const int last = static_cast<int>(s.frames.size()) - 1;
  const std::vector<int> odd = {last, 2, 0};
  Sample alone = sample_of(s, odd);
  for (const CudaBatchLimits& limits : {CudaBatchLimits{}, CudaBatchLimits{0, 1}}) {
    Trainer of_all(alone, make_cuda_batch_model(s.model, s.list, Grouping::single, limits));
    of_all.batch->select({1});
    of_all.batch->predict(s.z, of_all.p);
    ASSERT_EQ(of_all.p.size(), 1u);
    of_all.batch->select(odd);
    const std::vector<double> g = of_all.gradient(s.z);
    expect_same({of_all.p, g}, numbers_of(alone, s.z, Grouping::single, limits));
  }
  EXPECT_THROW(make_cuda_batch_model(s.model, s.list)->select({0}), Error);
}

TEST(CudaBatch, RangeOfTheDescriptorsIsTheCpus) {
  NACRE_NEEDS_GPU();
  Labelled s;
  std::vector<double> low, high, want_low, want_high;
  make_batch_model(s.model, s.list)->descriptor_range(s.z, want_low, want_high);
  const auto batch = make_cuda_batch_model(s.model, s.list, Grouping::single);
  batch->select({0});
  batch->descriptor_range(s.z, low, high);  // of all frames
  ASSERT_EQ(low.size(), want_low.size());
  for (std::size_t i = 0; i < low.size(); ++i) {
    EXPECT_NEAR(low[i], want_low[i], 1e-5 * (1 + std::abs(want_low[i])));
    EXPECT_NEAR(high[i], want_high[i], 1e-5 * (1 + std::abs(want_high[i])));
  }
  std::vector<Prediction> p;
  batch->predict(s.z, p);
  EXPECT_EQ(p.size(), 1u);  // and the selection stays
}

// In small cells two atoms are neighbours several times, and an atom is its own neighbour.
TEST(CudaBatchTables, EveryPairHasItsOpposite) {
  const Sample s = usual_sample();
  const ChunkTables tables(s.model, s.list, 0, static_cast<int>(s.list.size()));
  for (const DirectedPairs* table : {&tables.radial, &tables.angular}) {
    long pairs = 0;
    for (int entry = 0; entry < static_cast<int>(table->row.size()); ++entry) {
      const int back = table->reverse[entry];
      if (table->row[entry] == tables.atoms) {
        EXPECT_EQ(back, -1);
        continue;
      }
      ASSERT_GE(back, 0);
      EXPECT_NE(back, entry);
      EXPECT_EQ(table->reverse[back], entry);
      const auto number = [&](int e, int c) { return table->pair[(4 * (e / 32) + c) * 32 + e % 32]; };
      for (int c = 0; c < 3; ++c) EXPECT_NEAR(number(back, c), -number(entry, c), 1e-6);
      ++pairs;
    }
    EXPECT_GT(pairs, 1000);
  }
}

}  // namespace
}  // namespace nacre::train::cuda_batch_model_test
