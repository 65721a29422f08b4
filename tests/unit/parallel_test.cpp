#include "device/parallel.h"

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <thread>

namespace nacre::parallel_test {
namespace {

class Parallel : public testing::Test {
 protected:
  ~Parallel() override { set_threads(0); }
};

TEST_F(Parallel, EveryIndexOnce) {
  for (const int team : {1, 2, 3, 7}) {
    set_threads(team);
    for (const std::ptrdiff_t n : {0, 1, 2, 5, 1000, 100003}) {
      std::vector<int> visits(n, 0);
      parallel_for(
          n, [&](std::ptrdiff_t i) { ++visits[i]; }, 1);
      EXPECT_EQ(std::count(visits.begin(), visits.end(), 1), n) << team << " threads";
    }
  }
}

TEST_F(Parallel, SumsHaveTheSameBitsForAnyTeam) {
  const auto body = [](std::ptrdiff_t i) { return std::sin(0.1 * static_cast<double>(i)) * 1e3; };
  set_threads(1);
  const double one = parallel_sum<double>(50001, body);
  for (const int team : {2, 3, 5}) {
    set_threads(team);
    EXPECT_EQ(parallel_sum<double>(50001, body, 1), one);
  }
  double plain = 0;
  for (int i = 0; i < 50001; ++i) plain += body(i);
  EXPECT_NEAR(one, plain, 1e-6);  // 5e4 terms of 1e3, rounding 1e-13 each
}

TEST_F(Parallel, ExceptionsReachTheCaller) {
  set_threads(3);
  for (int round = 0; round < 20; ++round)
    EXPECT_THROW(parallel_for(
                     3000,
                     [&](std::ptrdiff_t i) {
                       if (i == 2500) throw std::runtime_error("here");
                     },
                     1),
                 std::runtime_error);
  std::atomic<int> count{0};
  parallel_for(
      3000, [&](std::ptrdiff_t) { ++count; }, 1);
  EXPECT_EQ(count, 3000);
}

TEST_F(Parallel, LoopsInsideLoopsAndFromSeveralThreads) {
  set_threads(3);
  std::atomic<long> count{0};
  parallel_for(
      30,
      [&](std::ptrdiff_t) {
        parallel_for(
            100, [&](std::ptrdiff_t) { ++count; }, 1);
      },
      1);
  EXPECT_EQ(count, 3000);
  const auto many = [&] {
    for (int round = 0; round < 200; ++round)
      parallel_for(
          100, [&](std::ptrdiff_t) { ++count; }, 1);
  };
  std::thread other(many);
  many();
  other.join();
  EXPECT_EQ(count, 3000 + 2 * 200 * 100);
}

TEST_F(Parallel, SortIsTheSameForAnyTeam) {
  for (const std::ptrdiff_t n : {0, 1, 5000, 40961}) {
    std::vector<long> shuffled(n);
    for (std::ptrdiff_t i = 0; i < n; ++i) shuffled[i] = (i * 7919) % 104729;  // a prime modulus: all distinct
    auto expected = shuffled;
    std::sort(expected.begin(), expected.end());
    for (const int team : {1, 2, 3, 5, 8}) {
      set_threads(team);
      auto sorted = shuffled;
      parallel_sort(sorted);
      EXPECT_EQ(sorted, expected) << n << " elements, " << team << " threads";
    }
  }
}

TEST_F(Parallel, ManyShortLoops) {
  set_threads(2);
  std::atomic<long> sum{0};
  for (int round = 0; round < 20000; ++round)
    parallel_for(
        4, [&](std::ptrdiff_t i) { sum += i; }, 1);
  EXPECT_EQ(sum, 20000L * 6);
}

}  // namespace
}  // namespace nacre::parallel_test
