#include "analysis/pairs/rdf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <random>

#include "analysis/pairs/cuda_pair_histogram.h"
#include "analysis/pairs/pair_histogram.h"
#include "analysis/pairs/pair_loops.h"
#include "build/crystal.h"
#include "build/replicate.h"
#include "core/error.h"
#include "device/parallel.h"
#include "device/simd_target.h"
#include "needs_gpu.h"
#include "plain_structure.h"
#include "reference/structure.h"
#include "report/csv.h"

namespace rdf_test {

namespace {

using namespace nacre;

Structure random_mixture(std::uint64_t seed, std::array<bool, 3> periodic, int atoms = 60) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-0.5, 1.5);
  Structure s;
  s.box = Box({{{7, 0.3, -1}, {-2, 3, 0.5}, {1, -1, 9}}}, periodic);
  if (seed % 2 == 0) s.box = Box({{{7, 0, 0}, {0, 3, 0}, {0, 0, 19}}}, periodic);
  s.atoms.species = {"C", "O", "Na"};
  s.atoms.resize(atoms);
  for (int i = 0; i < atoms; ++i) {
    s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.type[i] = static_cast<int>(random() % 3);
  }
  return s;
}

// Distances are rounded to floats and coordinates to a grid: a pair may lie on either side of an edge this near (A).
constexpr double edge = 1e-5;

// Integers: small tables are counted in shared memory, large ones in device memory.
TEST(PairHistogram, CudaCountsTheSameIntegers) {
  NACRE_NEEDS_GPU();
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Structure s = random_mixture(seed, {seed % 3 != 0, seed < 4, seed != 5}, 150);
    for (const int bins : {97, 20000}) {
      const PairHistogram cpu = pair_histogram(s.atoms, s.box, 9.7, bins);
      const PairHistogram gpu = cuda_pair_histogram(s.atoms, s.box, 9.7, bins);
      EXPECT_EQ(cpu.counts, gpu.counts) << seed << " " << bins;
      EXPECT_GT(std::accumulate(cpu.counts.begin(), cpu.counts.end(), std::int64_t{0}), 1000);
    }
  }
  EXPECT_EQ(cuda_pair_histogram({}, Box({{{3, 0, 0}, {0, 3, 0}, {0, 0, 3}}}), 5, 10).counts.size(), 0u);
  const Structure s = random_mixture(1, {true, true, true});
  EXPECT_THROW(cuda_pair_histogram(s.atoms, s.box, 5, 0), Error);
}

TEST(PairHistogram, AgreesWithBruteForceInAnyCell) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const std::array<bool, 3> periodic{seed % 3 != 0, seed < 4, seed != 5};
    const Structure s = random_mixture(seed, periodic);
    const double r_max = 11.3;
    const int bins = 97;
    const PairHistogram h = pair_histogram(s.atoms, s.box, r_max, bins);
    const auto pairs = reference::periodic_pairs(plain(s), r_max + 1);
    for (int a = 0; a < 3; ++a)
      for (int b = 0; b < 3; ++b) {
        std::int64_t sum = 0;
        for (int k = 0; k < bins; ++k) {
          sum += h.pair(a, b)[k];
          std::int64_t low = 0, high = 0;
          for (std::size_t i = 0; i < pairs.size(); ++i)
            for (const auto& p : pairs[i]) {
              if (s.atoms.type[i] != a || s.atoms.type[p.other] != b) continue;
              low += p.distance < (k + 1) * r_max / bins - edge;
              high += p.distance < (k + 1) * r_max / bins + edge;
            }
          ASSERT_LE(low, sum) << seed << " " << a << b << " bin " << k;
          ASSERT_GE(high, sum) << seed << " " << a << b << " bin " << k;
        }
        EXPECT_GT(sum, 100);
      }
  }
}

TEST(PairHistogram, SameIntegersOnAnyNumberOfThreadsAndInRepeatedCells) {
  const Structure s = random_mixture(3, {true, true, true});
  const Structure big = replicate(s.atoms, s.box, 3, 4, 2);
  const int before = threads();
  std::vector<std::vector<std::int64_t>> counts;
  for (const int t : {1, 2, 5}) {
    set_threads(t);
    counts.push_back(pair_histogram(big.atoms, big.box, 6, 50).counts);
  }
  set_threads(before);
  EXPECT_EQ(counts[0], counts[1]);
  EXPECT_EQ(counts[0], counts[2]);
  const auto sum = [](const std::vector<std::int64_t>& v) {
    return std::accumulate(v.begin(), v.end(), std::int64_t{0});
  };
  // The copies have the same distances up to rounding, and only the last edge can lose a pair.
  EXPECT_NEAR(static_cast<double>(sum(counts[0])),
              24.0 * static_cast<double>(sum(pair_histogram(s.atoms, s.box, 6, 50).counts)), 48.0);
}

TEST(PairHistogram, EveryInstructionSetCountsTheSame) {
  std::mt19937_64 random(7);
  std::vector<std::int32_t> x(1000), y(1000), z(1000), offset(1000, 0);
  for (auto* v : {&x, &y, &z})
    for (auto& e : *v) e = static_cast<std::int32_t>(random() >> 34);
  for (auto& e : offset) e = 500 * static_cast<int>(random() % 2);
  const std::int32_t home[3] = {1 << 29, 1 << 28, -5};
  const auto counts = [&](const PairLoops& loops) {
    std::vector<std::int64_t> out(1000, 0);
    loops.count({x.data(), y.data(), z.data(), offset.data()}, 3, 979, home, {5e-7f, 500.0f}, out.data());
    return out;
  };
  const auto expected = counts(pair_loops_scalar());
  EXPECT_GT(std::accumulate(expected.begin(), expected.end(), std::int64_t{0}), 300);
  if (simd_target() >= SimdTarget::avx2) {
    EXPECT_EQ(counts(pair_loops_avx2()), expected);
  }
  if (simd_target() >= SimdTarget::avx512) {
    EXPECT_EQ(counts(pair_loops_avx512()), expected);
  }
}

/// Neighbours of the first atom at r (within 0.002 A), from a histogram of everything: divided by the atoms.
std::vector<double> shells(const Structure& s, const std::vector<double>& distances) {
  const PairHistogram h = pair_histogram(s.atoms, s.box, 9, 9000);
  std::vector<double> out;
  for (const double r : distances) {
    std::int64_t sum = 0;
    for (int k = static_cast<int>((r - 0.002) * 1000); k <= static_cast<int>((r + 0.002) * 1000); ++k)
      sum += h.pair(0, 0)[k];
    out.push_back(static_cast<double>(sum) / static_cast<double>(s.atoms.size()));
  }
  return out;
}

// Shells of crystals from their geometry; graphite: mean of the two kinds of site.
TEST(Rdf, ShellsOfCrystals) {
  Crystal c;
  c.name = "diamond", c.a = 3.567;
  EXPECT_EQ(shells(crystal(c), {1.5446, 2.5222, 2.9576, 3.5670, 3.8870, 4.3687, 4.6337}),
            (std::vector<double>{4, 12, 12, 6, 12, 24, 16}));
  c = {}, c.name = "bcc", c.a = 4.2906;
  EXPECT_EQ(shells(crystal(c), {3.7158, 4.2906, 6.0678, 7.1152, 7.4315}), (std::vector<double>{8, 6, 12, 24, 8}));
  c = {}, c.name = "graphite", c.a = 2.464, c.c = 6.711, c.repeat = {2, 1, 1};
  EXPECT_EQ(shells(crystal(c), {1.4226, 2.4640, 2.8452, 3.3555, 3.6446, 3.7638, 4.1630, 4.2678, 4.3994, 4.9280}),
            (std::vector<double>{3, 6, 3, 1, 9, 6, 6, 6, 9, 6}));
}

TEST(Rdf, IdealGasWithinPoissonErrorAndPartialsAddUp) {
  std::mt19937_64 random(11);
  std::uniform_real_distribution<double> u(0, 1);
  Rdf rdf({5, 25, 5});
  const int n = 400;
  for (int frame = 0; frame < 4; ++frame) {
    Structure s;
    s.box = Box({{{16, 0, 0}, {3, 15, 0}, {-2, 4, 14}}});
    s.atoms.species = {"C", "Na"};
    s.atoms.resize(n);
    for (int i = 0; i < n; ++i) {
      s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
      s.atoms.type[i] = i % 4 == 0;
    }
    rdf.add(s.atoms, s.box);
  }
  const RdfCurve total = rdf.total();
  const auto partials = rdf.partials();
  ASSERT_EQ(partials.size(), 4u);
  double chi2 = 0;
  for (int k = 0; k < 25; ++k) {
    const double r1 = 0.2 * k, r2 = 0.2 * (k + 1), volume = 4 * M_PI / 3 * (r2 * r2 * r2 - r1 * r1 * r1);
    const double expected = 4 * n * (n - 1.0) / (16 * 15 * 14) * volume;  // ordered pairs, N - 1 partners
    chi2 += std::pow(static_cast<double>(total.pairs[k]) - expected, 2) / (2 * expected);
    EXPECT_NEAR(total.g[k], static_cast<double>(total.pairs[k]) / (4.0 * n * n / (16 * 15 * 14) * volume), 1e-9);
    double mixed = 0;
    for (const auto& p : partials) mixed += (p.first == "C" ? 0.75 : 0.25) * (p.second == "C" ? 0.75 : 0.25) * p.g[k];
    EXPECT_NEAR(mixed, total.g[k], 1e-12);
  }
  EXPECT_NEAR(chi2, 25, 5 * std::sqrt(2 * 25.0));  // mean and variance of chi squared
  const double sphere = 4 * M_PI / 3 * 125 * n / (16 * 15 * 14);
  EXPECT_NEAR(total.coordination.back(), sphere, 4 * std::sqrt(2 * sphere / (4.0 * n)) + sphere / n);
}

TEST(Rdf, FirstPeakAndCoordinationOfRattledCrystals) {
  Crystal c;
  c.name = "graphite", c.a = 2.464, c.c = 6.711, c.repeat = {4, 4, 2}, c.rattle = 0.03;
  Rdf rdf({6, 300, 5});
  for (c.seed = 1; c.seed <= 3; ++c.seed) {
    const Structure s = crystal(c);
    rdf.add(s.atoms, s.box);
  }
  const FirstPeak p = first_peak(rdf.total(), rdf.width());
  EXPECT_NEAR(p.position, 1.4226, 0.01);
  EXPECT_NEAR(p.coordination, 3, 1e-12);
  EXPECT_GT(p.minimum, 1.55);
  EXPECT_LT(p.minimum, 2.3);
  EXPECT_NE(csv_text(rdf_table(rdf)).find("g_total,error_total,z_total,g_C-C"), std::string::npos);
  EXPECT_NE(rdf_svg(rdf).find("<path"), std::string::npos);
}

// 23 frames, 2 blocks asked for: lengths 1, 2, 4, 8 in turn; and the errors shrink like those of independent frames.
TEST(Rdf, BlocksAreMergedAndErrorsAreThoseOfTheMean) {
  Rdf rdf({4, 1, 2});
  std::vector<double> g;
  for (std::uint64_t seed = 0; seed < 24; ++seed) {
    const Structure s = random_mixture(2 * seed + 1, {true, true, true}, 20);
    rdf.add(s.atoms, s.box);
    Rdf one({4, 1, 2});
    one.add(s.atoms, s.box);
    g.push_back(one.total().g[0]);
  }
  ASSERT_EQ(rdf.complete_blocks(), 3);
  std::vector<double> blocks(3, 0.0);
  for (int i = 0; i < 24; ++i) blocks[i / 8] += g[i] / 8;
  const double mean = (blocks[0] + blocks[1] + blocks[2]) / 3;
  double variance = 0;
  for (const double b : blocks) variance += (b - mean) * (b - mean) / 2;
  EXPECT_NEAR(rdf.total().g[0], mean, 1e-12);
  EXPECT_NEAR(rdf.total().error[0], std::sqrt(variance / 3), 1e-12);
}

/// Pairs for each ring within 0.002 A of a distance.
double inside(const RingRdf& rings, int n, double r) {
  std::int64_t sum = 0;
  for (int k = static_cast<int>((r - 0.002) * 1000); k <= static_cast<int>((r + 0.002) * 1000); ++k)
    sum += rings.pairs(n)[k];
  return static_cast<double>(sum) / static_cast<double>(rings.rings(n));
}

// A flat hexagon has 6 distances b, 6 of sqrt(3) b, 3 of 2 b; the chair of diamond has its shells instead. Cells of two
// atoms, whose rings are all images.
TEST(RingRdf, HexagonsAndChairs) {
  for (const std::array<int, 3> repeat : {std::array{1, 1, 1}, std::array{3, 2, 1}}) {
    Crystal c;
    c.name = "graphene", c.a = 2.46, c.repeat = repeat;
    const double b = 2.46 / std::sqrt(3.0);
    RingRdf flat({parse_pair_cutoffs({"C-C=1.85"}), 8, 10, 10000});
    const Structure s = crystal(c);
    flat.add(s.atoms, s.box);
    flat.add(s.atoms, s.box);
    EXPECT_EQ(flat.sizes(), std::vector<int>{6});
    EXPECT_EQ(flat.rings(6), static_cast<std::int64_t>(s.atoms.size()));  // half a ring an atom, two frames
    EXPECT_EQ(inside(flat, 6, b), 6);
    EXPECT_EQ(inside(flat, 6, 2.46), 6);
    EXPECT_EQ(inside(flat, 6, 2 * b), 3);
    double integral = 0;
    for (const double p : flat.density(6)) integral += p * flat.width();
    EXPECT_NEAR(integral, 15, 1e-9);
  }
  Crystal c;
  c.name = "diamond";
  RingRdf chair({parse_pair_cutoffs({"C-C=1.85"}), 8, 10, 10000});
  const Structure s = crystal(c);
  chair.add(s.atoms, s.box);
  EXPECT_EQ(chair.rings(6), 16);
  EXPECT_EQ(inside(chair, 6, 1.5446), 6);
  EXPECT_EQ(inside(chair, 6, 2.5222), 6);
  EXPECT_EQ(inside(chair, 6, 2.9576), 3);
}

TEST(Rdf, Refused) {
  EXPECT_THROW(Rdf({0, 10, 5}), Error);
  EXPECT_THROW(Rdf({10, 0, 5}), Error);
  EXPECT_THROW(Rdf({10, 10, 1}), Error);
}

}  // namespace

}  // namespace rdf_test
