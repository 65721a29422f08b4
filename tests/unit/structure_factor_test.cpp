// Sums over nodes by fast Fourier transform against the direct sum, which xrd_test.cpp compares with Debye's.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <complex>
#include <random>

#include "analysis/diffraction/cuda_fourier_sums.h"
#include "analysis/diffraction/fourier_loops.h"
#include "analysis/diffraction/structure_factor.h"
#include "build/crystal.h"
#include "core/error.h"
#include "device/aligned.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "needs_gpu.h"

namespace structure_factor_test {

namespace {

using namespace nacre;

// Of the highest intensity; the kernel's own error is 1.5e-6 of a structure factor (fourier_plan.h).
constexpr double transform_error = 1e-5;

Structure random_mixture(const Mat3& cell, int atoms, std::uint64_t seed, const std::vector<std::string>& species) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-1, 2);  // atoms outside the cell too
  Structure s;
  s.box = Box(cell);
  s.atoms.species = species;
  s.atoms.resize(atoms);
  for (int i = 0; i < atoms; ++i) {
    s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.type[i] = i * i % static_cast<int>(species.size());
  }
  return s;
}

Structure graphite() {
  Crystal c;
  c.name = "graphite", c.a = 2.464, c.c = 6.711, c.repeat = {6, 5, 3};
  return crystal(c);
}

Pattern pattern(const Structure& s, Summation summation, double sigma) {
  AngleGrid grid;
  grid.low = 2, grid.step = 0.1;
  StructureFactor factor(grid, sigma, summation);
  factor.add(s.atoms, s.box);
  return factor.pattern();
}

void expect_same_pattern(const Structure& s, double sigma) {
  const Pattern direct = pattern(s, Summation::direct, sigma), fourier = pattern(s, Summation::fourier, sigma);
  const double highest = *std::max_element(direct.intensity.begin(), direct.intensity.end());
  double worst = 0;
  ASSERT_GT(highest, 0);
  ASSERT_EQ(direct.partial.size(), fourier.partial.size());
  for (int i = 0; i < direct.grid.size(); ++i) {
    worst = std::max(worst, std::abs(direct.intensity[i] - fourier.intensity[i]));
    for (const auto& [pair, values] : direct.partial)
      worst = std::max(worst, std::abs(values[i] - fourier.partial.at(pair)[i]));
  }
  std::printf("largest difference %.2e of the highest intensity\n", worst / highest);
  EXPECT_LT(worst, transform_error * highest);
  EXPECT_NE(fourier.method.find("fast Fourier transform"), std::string::npos);
  EXPECT_NE(direct.method.find("directly"), std::string::npos);
}

TEST(StructureFactor, TransformIsTheDirectSum) {
  // The third species has no atom: i^2 is never 2 modulo 3.
  expect_same_pattern(random_mixture({{{9, 0.3, -1}, {-2, 8, 0.5}, {1, -1, 10}}}, 50, 1, {"C", "Na"}), 0.15);
  expect_same_pattern(random_mixture({{{21, 0, 0}, {9, 17, 0}, {-6, 5, 14}}}, 400, 2, {"C", "Na", "O"}), 0.1);
  expect_same_pattern(random_mixture({{{30, 0, 0}, {0, 4, 0}, {0, 0, 11}}}, 200, 3, {"C"}), 0.1);
  expect_same_pattern(random_mixture({{{1.5, 0, 0}, {0, 2.5, 0}, {0, 0, 2}}}, 3, 4, {"C"}), 0.4);  // few indices
}

// Strong lines beside nothing: the error at one node may not be that of its neighbour.
TEST(StructureFactor, TransformIsTheDirectSumOfACrystal) { expect_same_pattern(graphite(), 0.03); }

// |F|^2 = 1 everywhere: the sums are those of the weights alone.
TEST(StructureFactor, OneAtomScattersAlikeAtEveryNode) {
  Structure s = random_mixture({{{12, 1, 0}, {0, 11, 2}, {-3, 0, 13}}}, 1, 5, {"C"});
  const NodeProblem problem{s.atoms, s.box, 6, 0.01};
  const NodeSums sums = fourier_node_sums(problem);
  std::vector<double> expected(problem.bins(), 0.0);
  const double V = s.box.volume();
  for (int h = -20; h <= 20; ++h)
    for (int k = -20; k <= 20; ++k)
      for (int l = -20; l <= 20; ++l) {
        const double Q = 2 * M_PI * norm(s.box.inverse() * Vec3{1.0 * h, 1.0 * k, 1.0 * l});
        if (Q > 0 && Q <= 6) expected[static_cast<int>(Q / 0.01)] += 2 * M_PI * M_PI / (V * Q);
      }
  for (int k = 0; k < problem.bins(); ++k) EXPECT_NEAR(sums[k], expected[k], 1e-4 * expected[k]) << k;
}

TEST(StructureFactor, TransformHasTheSameBitsOnAnyNumberOfThreads) {
  const int before = threads();
  const Structure s = random_mixture({{{21, 0, 0}, {9, 17, 0}, {-6, 5, 14}}}, 300, 6, {"C", "Na"});
  const NodeProblem problem{s.atoms, s.box, 5, 0.001};
  set_threads(1);
  const NodeSums one = fourier_node_sums(problem);
  set_threads(3);
  EXPECT_EQ(fourier_node_sums(problem), one);
  set_threads(before);
}

// Sums up to each bin: a node whose Q lies on an edge may be in the next bin (the GPU rounds Q in its own way).
TEST(StructureFactor, CudaGivesTheSameSums) {
  NACRE_NEEDS_GPU();
  constexpr double devices_agree = 1e-6;  // of the highest sum: the CPU keeps floats (6e-8), the GPU quanta of 1e-11
  for (const Structure& s : {random_mixture({{{11, 0, 0}, {4, 9, 0}, {-3, 2, 7}}}, 60, 6, {"C", "Na"}),
                             random_mixture({{{8, 0, 0}, {0, 12, 0}, {0, 0, 4}}}, 20, 9, {"C"})}) {
    const NodeProblem problem{s.atoms, s.box, 5, 0.01};
    const NodeSums cpu = fourier_node_sums(problem), gpu = cuda_fourier_node_sums(problem);
    ASSERT_EQ(cpu.size(), gpu.size());
    const double highest = *std::max_element(cpu.begin(), cpu.end());
    EXPECT_GT(highest, 0);
    double sum = 0;
    for (std::size_t i = 0; i < cpu.size(); ++i) {
      sum += gpu[i] - cpu[i];
      if (cpu[i] == 0 && i % problem.bins() > 0) continue;  // where a node at an edge may have gone
      EXPECT_LT(std::abs(sum), devices_agree * highest) << i;
    }
    EXPECT_EQ(cuda_fourier_node_sums(problem), gpu);
  }
}

TEST(StructureFactor, CudaPatternIsTheDirectOne) {
  NACRE_NEEDS_GPU();
  AngleGrid grid;
  grid.step = 1;
  const Structure s = random_mixture({{{11, 0, 0}, {4, 9, 0}, {-3, 2, 7}}}, 60, 6, {"C", "Na"});
  StructureFactor direct(grid, 0.2, Summation::direct), gpu(grid, 0.2, Summation::fourier, cuda_fourier_node_sums);
  direct.add(s.atoms, s.box), gpu.add(s.atoms, s.box);
  const Pattern a = direct.pattern(), b = gpu.pattern();
  const double highest = *std::max_element(a.intensity.begin(), a.intensity.end());
  for (int i = 0; i < grid.size(); ++i) EXPECT_NEAR(a.intensity[i], b.intensity[i], transform_error * highest);
}

TEST(StructureFactor, LinesOfEveryInstructionSet) {
  for (const int n : {16, 75, 96}) {
    std::mt19937_64 random(n);
    std::uniform_real_distribution<double> u(-1, 1);
    AlignedVector<double> in(n * line_pair), out(in.size());
    for (double& x : in) x = u(random);
    std::vector<FourierLoops> sets{fourier_loops_scalar()};
    if (simd_target() != SimdTarget::scalar) sets.push_back(fourier_loops_avx2());
    if (simd_target() == SimdTarget::avx512) sets.push_back(fourier_loops_avx512());
    for (const FourierLoops& loops : sets) {
      loops.lines(n)->run(in.data(), out.data());
      for (int k = 0; k < n; ++k)
        for (const int lane : {0, 5}) {
          std::complex<double> sum = 0;
          for (int g = 0; g < n; ++g)
            sum += std::complex<double>(in[g * line_pair + lane], in[g * line_pair + lane + line_lanes]) *
                   std::polar(1.0, -2 * M_PI * k * g / n);
          EXPECT_NEAR(out[k * line_pair + lane], sum.real(), 1e-12);
          EXPECT_NEAR(out[k * line_pair + lane + line_lanes], sum.imag(), 1e-12);
        }
    }
  }
}

TEST(StructureFactor, ChoosesTheCheaperSum) {
  const auto chosen = [](double edge, int atoms) {
    const Structure s = random_mixture({{{edge, 0, 0}, {0, edge, 0}, {0, 0, edge}}}, atoms, 7, {"C"});
    return choose_summation({s.atoms, s.box, 6, 0.01}, Summation::automatic);
  };
  EXPECT_EQ(chosen(12, 100), Summation::direct);
  EXPECT_EQ(chosen(41.4, 20), Summation::direct);  // many points, few atoms
  EXPECT_EQ(chosen(41.4, 5000), Summation::fourier);
}

TEST(StructureFactor, RefusesWhatDoesNotFit) {
  const auto refusal = [](double edge, Summation wanted) -> std::string {
    const Structure s = random_mixture({{{edge, 0, 0}, {0, edge, 0}, {0, 0, edge}}}, 20, 8, {"C"});
    try {
      choose_summation({s.atoms, s.box, 6, 0.01}, wanted);
    } catch (const Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(refusal(20000, Summation::fourier).find("GB are free"), std::string::npos)
      << refusal(20000, Summation::fourier);
  EXPECT_NE(refusal(1e7, Summation::fourier).find("too long for a transform"), std::string::npos);
  EXPECT_NE(refusal(20000, Summation::direct).find("direct sum"), std::string::npos);
}

TEST(StructureFactor, SizesOfTransforms) {
  EXPECT_EQ(smooth_size(1), 1);
  EXPECT_EQ(smooth_size(7), 8);
  EXPECT_EQ(smooth_size(481), 486);
  EXPECT_EQ(smooth_size(601), 625);
}

}  // namespace

}  // namespace structure_factor_test
