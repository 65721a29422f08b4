// Forces on the GPU (or the emulated one) for a program on the host: what the evaluator adds to a force's kernels,
// which have tests of their own. Lennard-Jones, whose kernels work in double precision.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <functional>

#include "contract/samples.h"
#include "contract/tolerances.h"
#include "core/error.h"
#include "force/cuda_host.h"
#include "needs_gpu.h"
#include "source_dir.h"

namespace nacre::cuda_evaluator_test {
namespace {

using samples::Random;
using samples::Sample;

/// Skipped where there is no GPU, real or emulated.
class OnGpu : public testing::Test {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};
class CudaHostForce : public OnGpu {};
class CudaBatchForce : public OnGpu {};

const std::string lj_file = nacre_test::source_dir() + "/tests/data/lj/NaC.lj";

// Virials of a slot are kept in single precision: 6e-8 of their size.
constexpr double virial_tolerance = 1e-7;
// Sums of doubles in another order; sums of ten to a thousand terms of 1 eV.
constexpr double sum_tolerance = 1e-9;  // eV

Sample crystal(unsigned seed, std::array<int, 3> count = {4, 3, 3}, std::array<bool, 3> periodic = {true, true, true}) {
  return samples::lattice({"Na", "C"}, {count, 3.0, 0.2, 0.05, periodic}, seed);
}

Evaluation compute(Force& force, const Sample& sample, bool atom_virial = true) {
  Evaluation out;
  force.compute(sample.atoms, sample.box, Request{atom_virial}, out);
  return out;
}
Evaluation on_cpu(const Sample& sample) { return compute(*make_force(lj_file), sample); }

double difference(const Mat3& a, const Mat3& b) {
  double largest = 0;
  for (int k = 0; k < 9; ++k) largest = std::max(largest, std::fabs(a.m[k / 3][k % 3] - b.m[k / 3][k % 3]));
  return largest;
}

/// Largest element of an atom's virial (eV).
double virial_size(const Evaluation& e) {
  double size = 0;
  for (const Mat3& w : e.atom_virial) size = std::max(size, difference(w, Mat3{}));
  return size;
}

void expect_near(const Evaluation& a, const Evaluation& b) {
  ASSERT_EQ(a.force.size(), b.force.size());
  ASSERT_EQ(a.atom_energy.size(), b.atom_energy.size());
  ASSERT_EQ(a.atom_virial.size(), b.atom_virial.size());
  const double n = static_cast<double>(a.force.size());
  EXPECT_NEAR(a.energy, b.energy, n * tolerances::same_in_double.energy.at(b.energy / std::max(1.0, n)));
  const double virial_error = virial_tolerance * virial_size(b) + 1e-12;
  EXPECT_LT(difference(a.virial, b.virial), n * virial_error + 1e-12);
  for (std::size_t i = 0; i < a.force.size(); ++i) {
    ASSERT_LT(norm(a.force[i] - b.force[i]), tolerances::same_in_double.force.at(norm(b.force[i]))) << "atom " << i;
    ASSERT_NEAR(a.atom_energy[i], b.atom_energy[i], tolerances::same_in_double.energy.at(b.atom_energy[i]));
    if (!a.atom_virial.empty()) {
      ASSERT_LT(difference(a.atom_virial[i], b.atom_virial[i]), virial_error) << "atom " << i;
    }
  }
}

void expect_same_bits(const Evaluation& a, const Evaluation& b) {
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_EQ(difference(a.virial, b.virial), 0);
  ASSERT_EQ(a.atom_energy, b.atom_energy);
  ASSERT_EQ(a.force.size(), b.force.size());
  for (std::size_t i = 0; i < a.force.size(); ++i) {
    ASSERT_EQ(a.force[i].x, b.force[i].x) << "atom " << i;
    ASSERT_EQ(a.force[i].y, b.force[i].y) << "atom " << i;
    ASSERT_EQ(a.force[i].z, b.force[i].z) << "atom " << i;
  }
  ASSERT_EQ(a.atom_virial.size(), b.atom_virial.size());
  for (std::size_t i = 0; i < a.atom_virial.size(); ++i) ASSERT_EQ(difference(a.atom_virial[i], b.atom_virial[i]), 0);
}

std::string error_of(const std::function<void()>& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "no error";
}

TEST_F(CudaHostForce, IsTheForceOfTheCpu) {
  const auto force = make_cuda_host_force(lj_file), cpu = make_force(lj_file);
  EXPECT_EQ(force->name(), cpu->name());
  EXPECT_EQ(force->species(), cpu->species());
  EXPECT_EQ(force->cutoff(), cpu->cutoff());
  for (const auto& sample : {crystal(1), crystal(2, {2, 3, 1}), crystal(3, {3, 3, 3}, {true, false, true})}) {
    const Evaluation gpu = compute(*force, sample);
    ASSERT_NO_FATAL_FAILURE(expect_near(gpu, on_cpu(sample)));
    ASSERT_GT(norm(gpu.force[0]), 1e-3) << "the comparison says nothing";
  }
}

TEST_F(CudaHostForce, TotalsAreSumsOfAtoms) {
  const auto force = make_cuda_host_force(lj_file);
  const Sample large = crystal(4, {11, 10, 10});  // more than one chunk of 1024
  const Evaluation e = compute(*force, large);
  double energy = 0;
  Mat3 virial;
  for (std::size_t i = 0; i < large.atoms.size(); ++i) energy += e.atom_energy[i], virial += e.atom_virial[i];
  EXPECT_NEAR(e.energy, energy, sum_tolerance);
  EXPECT_LT(difference(e.virial, virial), sum_tolerance);
  EXPECT_GT(std::fabs(energy), 1);
  EXPECT_TRUE(compute(*force, large, false).atom_virial.empty());
}

TEST_F(CudaHostForce, KeepsItsListWhileAtomsMove) {
  const auto force = make_cuda_host_force(lj_file);
  Sample sample = crystal(5);
  Random random(6);
  for (int step = 0; step < 12; ++step) {
    for (Vec3& r : sample.atoms.position) r += random.cube(0.06) + Vec3{0, 0.05, 0};
    const Mat3 strain{{{1, 0, 0}, {1e-3, 1 - 5e-4, 0}, {0, 0, 1}}};
    sample.box = sample.box.with_cell(sample.box.h() * strain);
    ASSERT_NO_FATAL_FAILURE(expect_near(compute(*force, sample), on_cpu(sample))) << "step " << step;
  }
  EXPECT_GT(force->neighbor_counts().rebuilds, 1);
  EXPECT_LT(force->neighbor_counts().rebuilds, 12);
}

TEST_F(CudaHostForce, FollowsWhenTheSystemChanges) {
  const auto force = make_cuda_host_force(lj_file);
  Sample sample = crystal(7);
  const auto check = [&](const char* what) {
    SCOPED_TRACE(what);
    ASSERT_NO_FATAL_FAILURE(expect_near(compute(*force, sample), on_cpu(sample)));
  };
  check("first");
  sample.atoms.type[3] = 1 - sample.atoms.type[3];
  check("a type changed");
  sample.atoms.resize(37);
  sample.atoms.position[36] = sample.atoms.position[0] + Vec3{1.5, 1.5, 1.5};
  check("an atom more");
  sample.box = Box(sample.box.h(), {true, true, false});
  check("a direction opened");
  sample = crystal(8, {6, 6, 6});
  check("more atoms than ever");
  const double half = 0.5;
  sample = crystal(9, {3, 3, 3});
  check("fewer");
  sample.box = sample.box.with_cell(half * sample.box.h());
  for (Vec3& r : sample.atoms.position) r *= half;
  sample.atoms.resize(3);
  check("a cell that has to be repeated");
  sample.atoms.resize(0);
  EXPECT_EQ(compute(*force, sample).energy, 0);
  EXPECT_TRUE(compute(*force, sample).force.empty());
  EXPECT_EQ(difference(compute(*force, sample).virial, Mat3{}), 0);
  sample = crystal(7);
  check("back");
}

// The cell shrinks under a list that was laid out for a larger one.
TEST_F(CudaHostForce, RepeatsACellThatBecameThin) {
  const auto force = make_cuda_host_force(lj_file);
  Sample sample = crystal(10, {3, 3, 6});
  compute(*force, sample);
  for (const double scale : {0.97, 0.9, 1.25}) {
    sample.box = sample.box.with_cell(scale * sample.box.h());
    for (Vec3& r : sample.atoms.position) r *= scale;
    ASSERT_NO_FATAL_FAILURE(expect_near(compute(*force, sample), on_cpu(sample))) << "scale " << scale;
  }
}

TEST_F(CudaHostForce, ResumesWithTheSameBits) {
  const auto force = make_cuda_host_force(lj_file), resumed = make_cuda_host_force(lj_file);
  Sample sample = crystal(11);
  Random random(12);
  compute(*force, sample);
  const auto move = [&] {
    for (Vec3& r : sample.atoms.position) r += random.cube(0.05);
  };
  move();
  compute(*force, sample);
  Record record, again;
  force->save(record);
  resumed->load(record);
  resumed->save(again);
  EXPECT_EQ(again.reals, record.reals) << "a list that was loaded and not yet used saves what was loaded";
  for (int step = 0; step < 3; ++step) {
    move();
    ASSERT_NO_FATAL_FAILURE(expect_same_bits(compute(*force, sample), compute(*resumed, sample)));
  }
  EXPECT_EQ(resumed->neighbor_counts().rebuilds, force->neighbor_counts().rebuilds - 1) << "the first list was loaded";
}

TEST_F(CudaHostForce, TakesUpTheListOfTheCpuAndTheOtherWayRound) {
  const Sample sample = crystal(13);
  const auto gpu = make_cuda_host_force(lj_file), cpu = make_force(lj_file);
  compute(*gpu, sample), compute(*cpu, sample);
  Record from_gpu, from_cpu;
  gpu->save(from_gpu), cpu->save(from_cpu);
  const auto other_gpu = make_cuda_host_force(lj_file), other_cpu = make_force(lj_file);
  other_gpu->load(from_cpu), other_cpu->load(from_gpu);
  ASSERT_NO_FATAL_FAILURE(expect_near(compute(*other_gpu, sample), compute(*other_cpu, sample)));
  EXPECT_EQ(other_gpu->neighbor_counts().rebuilds, 0);
  EXPECT_EQ(other_cpu->neighbor_counts().rebuilds, 0);
}

TEST_F(CudaHostForce, AListThatWasNeverBuiltSavesAndLoads) {
  Record record;
  make_cuda_host_force(lj_file)->save(record);
  const auto force = make_cuda_host_force(lj_file);
  force->load(record);
  const Sample sample = crystal(14);
  expect_near(compute(*force, sample), on_cpu(sample));
}

TEST_F(CudaHostForce, AListOfOtherAtomsIsNotTaken) {
  const auto force = make_cuda_host_force(lj_file), other = make_cuda_host_force(lj_file);
  compute(*force, crystal(15));
  Record record;
  force->save(record);
  const Sample sample = crystal(16, {3, 3, 3});
  other->load(record);
  expect_near(compute(*other, sample), on_cpu(sample));
}

TEST_F(CudaHostForce, SaysWhichPositionIsNotFinite) {
  const auto gpu = make_cuda_host_force(lj_file), cpu = make_force(lj_file);
  Sample sample = crystal(17);
  compute(*gpu, sample);
  const Vec3 home = sample.atoms.position[5];
  sample.atoms.position[5].z = NAN;
  const std::string said = error_of([&] { compute(*gpu, sample); });
  EXPECT_NE(said.find("atom 5"), std::string::npos) << said;
  EXPECT_EQ(said, error_of([&] { compute(*cpu, sample); }));
  sample.atoms.position[5] = home;
  expect_near(compute(*gpu, sample), on_cpu(sample));
}

TEST_F(CudaHostForce, RefusesTypesThatItDoesNotKnow) {
  const auto force = make_cuda_host_force(lj_file);
  Sample sample = crystal(18);
  sample.atoms.type[4] = 2;
  EXPECT_NE(error_of([&] { compute(*force, sample); }).find("atom 4"), std::string::npos);
  sample.atoms.type[4] = -1;
  EXPECT_NE(error_of([&] { compute(*force, sample); }).find("given '-1'"), std::string::npos);
}

TEST_F(CudaHostForce, CountsItsNeighbors) {
  const auto gpu = make_cuda_host_force(lj_file), cpu = make_force(lj_file);
  EXPECT_EQ(gpu->neighbor_counts().rebuilds, 0);
  const Sample sample = crystal(19);
  compute(*gpu, sample), compute(*cpu, sample);
  EXPECT_NEAR(gpu->neighbor_counts().mean_neighbors, cpu->neighbor_counts().mean_neighbors, 1e-9);
  EXPECT_EQ(gpu->neighbor_counts().rebuilds, 1);
  EXPECT_GT(gpu->neighbor_counts().bytes, sample.atoms.size() * 300);
  gpu->reset();
  compute(*gpu, sample);
  EXPECT_EQ(gpu->neighbor_counts().rebuilds, 2);
}

struct Batch {
  std::vector<Sample> samples;
  std::vector<BatchItem> items() const {
    std::vector<BatchItem> all;
    for (const Sample& s : samples) all.push_back({&s.atoms, &s.box});
    return all;
  }
};
Batch mixed_batch(std::array<int, 3> largest = {5, 5, 5}) {
  Batch batch;
  batch.samples.push_back(crystal(20));
  batch.samples.push_back(samples::one_atom({"Na", "C"}, 3.3 * identity(), 1));
  batch.samples.push_back(Sample{Atoms{}, Box(8.0 * identity())});
  batch.samples.push_back(crystal(21, {3, 3, 3}, {true, true, false}));
  batch.samples.push_back(crystal(22, largest));
  batch.samples.push_back(batch.samples[0].clone());
  return batch;
}

TEST_F(CudaBatchForce, EqualsOneByOne) {
  const auto force = make_cuda_batch_force(lj_file);
  const Batch batch = mixed_batch({11, 10, 10});  // more than one chunk of 1024
  std::vector<Evaluation> all, one;
  force->compute(batch.items(), Request{true}, all);
  ASSERT_EQ(all.size(), batch.samples.size());
  for (std::size_t s = 0; s < all.size(); ++s) {
    SCOPED_TRACE(s);
    force->compute({batch.items()[s]}, Request{true}, one);
    ASSERT_NO_FATAL_FAILURE(expect_same_bits(all[s], one.at(0)));
    const auto host = make_cuda_host_force(lj_file);
    ASSERT_NO_FATAL_FAILURE(expect_same_bits(all[s], compute(*host, batch.samples[s])));
  }
  force->compute({}, Request{}, all);
  EXPECT_TRUE(all.empty());
}

TEST_F(CudaBatchForce, OrderOfThreadsDoesNotChangeABit) {
  const auto force = make_cuda_batch_force(lj_file);
  const Batch batch = mixed_batch();
  std::vector<Evaluation> forward, backward;
  force->compute(batch.items(), Request{true}, forward);
  setenv("NACRE_EMULATED_ORDER", "reverse", 1);
  force->compute(batch.items(), Request{true}, backward);
  unsetenv("NACRE_EMULATED_ORDER");
  for (std::size_t s = 0; s < forward.size(); ++s) ASSERT_NO_FATAL_FAILURE(expect_same_bits(forward[s], backward[s]));
}

TEST_F(CudaBatchForce, ErrorsNameTheStructure) {
  const auto force = make_cuda_batch_force(lj_file);
  Batch batch = mixed_batch();
  batch.samples[3].atoms.position[2].x = INFINITY;
  std::vector<Evaluation> out;
  const std::string said = error_of([&] { force->compute(batch.items(), Request{}, out); });
  EXPECT_NE(said.find("structure 3"), std::string::npos) << said;
  EXPECT_NE(said.find("atom 2"), std::string::npos) << said;
}

}  // namespace
}  // namespace nacre::cuda_evaluator_test
