// Pores on the GPU against the CPU's, which pores_test.cpp compares with brute force, exact lattices and other
// programs.
#include "analysis/pores/cuda_pores.h"

#include <cstdlib>
#include <random>

#include "analysis/pores/pores.h"
#include "core/error.h"
#include "needs_gpu.h"
#include "report/csv.h"

namespace pores_cuda_test {

namespace {

using namespace nacre;

struct Sample {
  std::vector<Vec3> position;
  std::vector<double> radius;
  Box box;
  double grid;
};

/// Two kinds of spheres at random in a skewed cell, some of them outside it.
Sample random_sample(int count, double grid) {
  std::mt19937_64 random(count);
  std::uniform_real_distribution<double> u(-0.7, 1.4);
  Sample s{{}, {}, Box({{{7, 0.4, -1}, {-2.2, 6, 0.5}, {1, -1.3, 8}}}), grid};
  for (int i = 0; i < count; ++i) {
    s.position.push_back(s.box.cartesian({u(random), u(random), u(random)}));
    s.radius.push_back(i % 3 == 0 ? 0.9 : 1.3);
  }
  return s;
}

/// Equal spheres on lattices: distances of grid points that equal clearances, tops that share a radius.
Sample lattice(bool diamond) {
  const double a = 8;
  Sample s{{{0, 0, 0}}, {1.5}, Box({{{0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}}}), 0.5};
  if (diamond) s.position.push_back({a / 4, a / 4, a / 4}), s.radius.push_back(1.5);
  return s;
}

/// One small sphere in a cell thinner than its largest pore.
Sample thin() { return {{{0.2, 0.1, 0.3}}, {0.4}, Box({{{2, 0, 0}, {0.3, 9, 0}, {0, 0, 9}}}), 0.6}; }

std::vector<Sample> samples() {
  return {random_sample(2, 0.8), random_sample(9, 0.5), lattice(false), lattice(true), thin()};
}

void expect_equals_cpu(const Sample& s) {
  const AtomBins atoms(s.position, s.radius, s.box);
  PoreGrid grid(s.box, s.grid);
  const std::vector<float> field = clearances_on_cuda(grid, atoms);
  grid.compute(atoms);
  EXPECT_EQ(field, grid.clearances());  // every bit
  PoreNetwork network = find_network(grid);
  refine(network, grid, atoms, 0.3, 0.3);
  ASSERT_GT(network.cavities.size(), 0u);
  const std::vector<std::uint32_t> cpu = covering_spheres(grid, network);
  EXPECT_EQ(covering_spheres_on_cuda(grid, network), cpu);
  EXPECT_TRUE(std::any_of(cpu.begin(), cpu.end(), [&](std::uint32_t n) { return n < network.cavities.size(); }));
  network.cavities.clear();  // grid points alone
  EXPECT_EQ(covering_spheres_on_cuda(grid, network), covering_spheres(grid, network));
}

TEST(PoresGpu, EveryPointIsThatOfTheCpu) {
  NACRE_NEEDS_GPU();
  for (const Sample& s : samples()) expect_equals_cpu(s);
}

TEST(PoresGpu, WholeAnalysis) {
  NACRE_NEEDS_GPU();
  const Sample s = random_sample(9, 0.5);
  Atoms atoms;
  atoms.species = {"C"};
  atoms.resize(s.position.size());
  atoms.position = s.position;
  std::string text[2];
  for (const bool gpu : {false, true}) {
    PoreSettings settings;
    settings.probe = 0.3, settings.grid = s.grid, settings.radii = PoreRadii("C=1.2");
    if (gpu) settings.field = clearances_on_cuda, settings.sizes = covering_spheres_on_cuda;
    Pores pores(settings);
    pores.add(atoms, s.box);
    text[gpu ? 1 : 0] = csv_text(pore_sizes_table(pores)) + csv_text(pore_table(pores));
  }
  EXPECT_EQ(text[0], text[1]);
}

TEST(PoresGpu, NoRoomAtAll) {
  NACRE_NEEDS_GPU();
  const Sample s{{{0, 0, 0}}, {1.8}, Box({{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}}), 0.4};
  const AtomBins atoms(s.position, s.radius, s.box);
  PoreGrid grid(s.box, s.grid);
  grid.compute(atoms, clearances_on_cuda);
  for (const std::uint32_t n : covering_spheres_on_cuda(grid, find_network(grid))) EXPECT_EQ(n, no_sphere);
}

TEST(PoresGpu, TheOrderOfThreadsDoesNotMatter) {
  NACRE_NEEDS_GPU();
  const Sample s = random_sample(5, 0.8);
  const AtomBins atoms(s.position, s.radius, s.box);
  PoreGrid grid(s.box, s.grid);
  grid.compute(atoms, clearances_on_cuda);
  const PoreNetwork network = find_network(grid);
  const auto covered = covering_spheres_on_cuda(grid, network);
  setenv("NACRE_EMULATED_ORDER", "reverse", 1);
  EXPECT_EQ(clearances_on_cuda(grid, atoms), grid.clearances());
  EXPECT_EQ(covering_spheres_on_cuda(grid, network), covered);
  unsetenv("NACRE_EMULATED_ORDER");
}

}  // namespace

}  // namespace pores_cuda_test
