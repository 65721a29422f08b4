// Screening on the GPU against the CPU's, which insert_screening_test.cpp compares with whole energies.
#include "insert/cuda_screening.h"

#include <cstdlib>

#include "contract/zoo.h"
#include "force/nep_model.h"
#include "force/nep_write.h"
#include "insert_samples.h"
#include "needs_gpu.h"
#include "scratch.h"
#include "source_dir.h"

namespace nacre::insert_screening_cuda_test {
namespace {

using namespace insert_samples;

// eV: the same formulas in double, in another order of sums of terms up to some 10 eV.
constexpr double devices_agree = 1e-11;

Compared compare(const std::string& model, Sample sample, const std::vector<Vec3>& points) {
  const auto cpu = insert::make_screening(model), gpu = insert::make_cuda_screening(model);
  EXPECT_EQ(cpu->species(), gpu->species());
  sample.atoms.use_species(cpu->species());
  cpu->prepare(sample.atoms, sample.box);
  gpu->prepare(sample.atoms, sample.box);
  Compared c;
  std::vector<double> expected, got;
  for (int type = 0; type < static_cast<int>(cpu->species().size()); ++type) {
    cpu->energies(type, points, expected);
    gpu->energies(type, points, got);
    EXPECT_EQ(got.size(), points.size());
    for (std::size_t p = 0; p < points.size(); ++p) {
      const double error = std::fabs(got[p] - expected[p]);
      c.error = std::isnan(error) ? INFINITY : std::max(c.error, error);
      c.size = std::max(c.size, std::fabs(expected[p]));
    }
  }
  return c;
}

class InsertScreeningGpu : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};

TEST_P(InsertScreeningGpu, EqualsTheCpu) {
  const bool two = insert::make_screening(GetParam())->species().size() == 2;
  const Sample sample = carbon(230, two ? 30 : 0, 12);  // 15 A
  auto points = random_points(sample, 10, 1.3, 3);
  points.push_back(points[0] + Vec3{3, -2, 200});
  const Compared c = compare(GetParam(), sample.clone(), points);
  std::printf("    %-28s largest energy %8.2e eV, off by %8.1e\n", model_name(GetParam()).c_str(), c.size, c.error);
  EXPECT_GT(c.size, 0.05);
  EXPECT_LE(c.error, devices_agree);
}

std::string test_name(const ::testing::TestParamInfo<std::string>& info) { return model_name(info.param); }
INSTANTIATE_TEST_SUITE_P(Models, InsertScreeningGpu, ::testing::ValuesIn(random_models()), test_name);

const std::string some_model = nacre_test::source_dir() + "/tests/data/nep-random/nep4_zbl_NaC/nep.txt";

TEST(InsertScreeningGpuCases, CellsOfAnyShape) {
  NACRE_NEEDS_GPU();
  for (const auto& named : samples::zoo({"Na", "C"}, 4.5)) {
    const Compared c = compare(some_model, named.sample.clone(), random_points(named.sample, 4, 0.9, 5));
    EXPECT_LE(c.error, devices_agree) << named.name;
  }
  // Open everywhere: no images, points outside the cell, also where nothing is near.
  const Sample cluster = samples::lattice({"Na", "C"}, {{4, 4, 5}, 2.5, 0.2, 0.1, {false, false, false}}, 2);
  EXPECT_LE(compare(some_model, cluster.clone(), {{-3, 2, 1}, {5.1, 4.2, 14}, {300, -200, 5}}).error, devices_agree);
}

TEST(InsertScreeningGpuCases, MoreNeuronsThanLanes) {
  NACRE_NEEDS_GPU();
  // 70 neurons: a pass over two groups of 32, and one over the rest.
  NepModel model = read_nep(nacre_test::source_dir() + "/tests/data/nep-random/nep4_NaC/nep.txt");
  const int before = model.neurons, after = 70, components = model.components();
  const NepModel small = model;
  model.neurons = after;
  model.w0.clear(), model.b0.clear(), model.w1.clear();
  for (int t = 0; t < model.networks(); ++t)
    for (int mu = 0; mu < after; ++mu) {
      const int from = t * before + mu % before;
      const double scale = 1 + 0.01 * mu;
      for (int nu = 0; nu < components; ++nu) model.w0.push_back(scale * small.w0[from * components + nu]);
      model.b0.push_back(small.b0[from] + 0.003 * mu), model.w1.push_back(small.w1[from] / scale);
    }
  const nacre_test::Scratch folder;
  const std::string path = folder.path("nep.txt");
  write_nep(path, model, {});
  const Sample sample = carbon(200, 40, 12);
  const Compared c = compare(path, sample.clone(), random_points(sample, 5, 1.3, 3));
  EXPECT_GT(c.size, 0.05);
  EXPECT_LE(c.error, devices_agree);
}

TEST(InsertScreeningGpuCases, TwoRunsGiveTheSameBits) {
  NACRE_NEEDS_GPU();
  Sample sample = carbon(200, 20, 12);
  const auto points = random_points(sample, 6, 1.3, 3);
  std::vector<std::vector<double>> runs;
  for (const char* order : {"forward", "reverse"}) {
    setenv("NACRE_EMULATED_ORDER", order, 1);
    const auto gpu = insert::make_cuda_screening(some_model);
    sample.atoms.use_species(gpu->species());
    gpu->prepare(sample.atoms, sample.box);
    runs.emplace_back();
    gpu->energies(0, points, runs.back());
    std::vector<double> alone;
    gpu->energies(0, {points[4]}, alone);
    EXPECT_EQ(alone[0], runs.back()[4]);
  }
  unsetenv("NACRE_EMULATED_ORDER");
  EXPECT_EQ(runs[0], runs[1]);
}

TEST(InsertScreeningGpuCases, AnotherStructureLeavesNothingOfTheLast) {
  NACRE_NEEDS_GPU();
  const auto used = insert::make_cuda_screening(some_model), fresh = insert::make_cuda_screening(some_model);
  Sample first = carbon(200, 20, 4), second = carbon(190, 50, 5);
  for (Sample* s : {&first, &second}) s->atoms.use_species(used->species());
  const auto points = random_points(second, 4, 1.4, 6);
  std::vector<double> a, b;
  used->prepare(first.atoms, first.box);
  used->energies(0, points, a);
  used->prepare(second.atoms, second.box);
  used->energies(0, points, a);
  fresh->prepare(second.atoms, second.box);
  fresh->energies(0, points, b);
  EXPECT_EQ(a, b);
}

TEST(InsertScreeningGpuCases, OnTopOfAnAtomAndNowhere) {
  NACRE_NEEDS_GPU();
  Sample sample = carbon(250, 0, 5);
  const auto gpu = insert::make_cuda_screening(some_model);
  sample.atoms.use_species(gpu->species());
  gpu->prepare(sample.atoms, sample.box);
  std::vector<double> energy;
  gpu->energies(0, {sample.atoms.position[3], {1, 2, 3}}, energy);
  EXPECT_EQ(energy[0], INFINITY);
  EXPECT_TRUE(std::isfinite(energy[1]));
  gpu->energies(0, {}, energy);
  EXPECT_TRUE(energy.empty());
}

}  // namespace
}  // namespace nacre::insert_screening_cuda_test
