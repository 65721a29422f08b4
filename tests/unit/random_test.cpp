// The oracle is Philox4x32-10 written here from its paper (Salmon et al., SC11, 10.1145/2063384.2063405), checked with
// the known answers that the authors publish. What the engine draws must be that, for ever: old runs must repeat.
#include "core/random.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace random_test {

namespace {

using namespace nacre;
using Four = std::array<std::uint32_t, 4>;

Four philox(Four c, std::array<std::uint32_t, 2> k) {
  for (int round = 0; round < 10; ++round) {
    const std::uint64_t p0 = 0xD2511F53ULL * c[0], p1 = 0xCD9E8D57ULL * c[2];
    c = {static_cast<std::uint32_t>(p1 >> 32) ^ c[1] ^ k[0], static_cast<std::uint32_t>(p1),
         static_cast<std::uint32_t>(p0 >> 32) ^ c[3] ^ k[1], static_cast<std::uint32_t>(p0)};
    k[0] += 0x9E3779B9u;
    k[1] += 0xBB67AE85u;
  }
  return c;
}

TEST(Philox, OracleGivesThePublishedAnswers) {
  EXPECT_EQ(philox({0, 0, 0, 0}, {0, 0}), (Four{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  EXPECT_EQ(philox({~0u, ~0u, ~0u, ~0u}, {~0u, ~0u}), (Four{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(RandomUniform, IsPhiloxOfSeedStepAtomPurpose) {
  const std::uint64_t seed = 0x0123456789abcdefULL, step = 0xfedcba9876543210ULL, atom = 0x12345abcdeULL;
  const auto purpose = Purpose::bussi;  // 4
  const std::uint64_t tail = (atom << 24) | 4u;
  const Four bits =
      philox({0x76543210u, 0xfedcba98u, static_cast<std::uint32_t>(tail), static_cast<std::uint32_t>(tail >> 32)},
             {0x89abcdefu, 0x01234567u});
  const auto u = random_uniform(seed, step, atom, purpose);
  for (int i = 0; i < 4; ++i) EXPECT_EQ(u[i], (bits[i] + 0.5) / 4294967296.0);
}

TEST(RandomUniform, EveryArgumentMatters) {
  const auto base = random_uniform(1, 2, 3, Purpose::rattle);
  EXPECT_EQ(base, random_uniform(1, 2, 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(2, 2, 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1ULL << 32 | 1, 2, 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1, 3, 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1, 1ULL << 32 | 2, 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1, 2, 4, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1, 2, 1ULL << 30 | 3, Purpose::rattle));
  EXPECT_NE(base, random_uniform(1, 2, 3, Purpose::build_random));
}

constexpr int draws = 100000;  // of four numbers
// Five standard errors: one false alarm in two million tests; the seed is fixed, so a pass stays a pass.
constexpr double errors = 5;

std::vector<double> collect(bool normal, int lane) {
  std::vector<double> v;
  for (int i = 0; i < draws; ++i)
    v.push_back((normal ? random_normal(5, i / 100, i % 100, Purpose::langevin_first)
                        : random_uniform(5, i / 100, i % 100, Purpose::langevin_first))[lane]);
  return v;
}

double moment(const std::vector<double>& v, int power, double about) {
  double sum = 0;
  for (const double x : v) sum += std::pow(x - about, power);
  return sum / static_cast<double>(v.size());
}

double correlation(const std::vector<double>& a, const std::vector<double>& b, double mean, double variance, int lag) {
  double sum = 0;
  const std::size_t n = a.size() - lag;
  for (std::size_t i = 0; i < n; ++i) sum += (a[i] - mean) * (b[i + lag] - mean);
  return sum / static_cast<double>(n) / variance;
}

TEST(RandomUniform, Moments) {
  for (int lane = 0; lane < 4; ++lane) {
    const auto v = collect(false, lane);
    EXPECT_NEAR(moment(v, 1, 0), 0.5, errors * std::sqrt(1.0 / 12 / draws));
    EXPECT_NEAR(moment(v, 2, 0.5), 1.0 / 12, errors * std::sqrt(1.0 / 180 / draws));  // var of (x - 1/2)^2
    for (const double x : v) ASSERT_TRUE(x > 0 && x < 1);
  }
}

TEST(RandomNormal, Moments) {
  for (int lane = 0; lane < 4; ++lane) {
    const auto v = collect(true, lane);
    EXPECT_NEAR(moment(v, 1, 0), 0, errors * std::sqrt(1.0 / draws));
    EXPECT_NEAR(moment(v, 2, 0), 1, errors * std::sqrt(2.0 / draws));
    EXPECT_NEAR(moment(v, 3, 0), 0, errors * std::sqrt(15.0 / draws));
    EXPECT_NEAR(moment(v, 4, 0), 3, errors * std::sqrt(96.0 / draws));
  }
}

TEST(Random, LanesAndNeighboursAreUncorrelated) {
  const double limit = errors / std::sqrt(static_cast<double>(draws));
  for (int a = 0; a < 4; ++a)
    for (int b = 0; b < 4; ++b)
      for (const int lag : {0, 1, 100}) {  // same draw, next atom, next step
        if (a == b && lag == 0) continue;
        EXPECT_NEAR(correlation(collect(true, a), collect(true, b), 0, 1, lag), 0, limit) << a << b << lag;
        EXPECT_NEAR(correlation(collect(false, a), collect(false, b), 0.5, 1.0 / 12, lag), 0, limit) << a << b << lag;
      }
}

}  // namespace

}  // namespace random_test
