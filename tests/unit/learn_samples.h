// Made-up tables with known answers.
#pragma once
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "learn/table.h"

namespace nacre_test {

/// Uniform numbers in [0, 1): a linear congruential generator of its own.
class Draws {
 public:
  explicit Draws(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ull + 1) {}
  double next() {
    state_ = state_ * 6364136223846793005ull + 1442695040888963407ull;
    return static_cast<double>(state_ >> 11) / 9007199254740992.0;
  }
  double normal() { return std::sqrt(-2 * std::log(1 - next())) * std::cos(6.283185307179586 * next()); }

 private:
  std::uint64_t state_;
};

/// `width` uniform features; every third takes only five values.
inline nacre::learn::Table uniform_table(int rows, int width, std::uint64_t seed) {
  nacre::learn::Table t;
  t.classes = {"no", "yes"};
  Draws draws(seed);
  for (int f = 0; f < width; ++f) {
    t.features.push_back("x" + std::to_string(f + 1));
    std::vector<double>& x = t.columns.emplace_back();
    for (int row = 0; row < rows; ++row) x.push_back(f % 3 == 2 ? std::floor(5 * draws.next()) : draws.next());
  }
  return t;
}

/// yes = x1 > 0.5: one feature decides.
inline nacre::learn::Table decided_table(int rows, int width, std::uint64_t seed) {
  auto t = uniform_table(rows, width, seed);
  for (const double x : t.columns[0]) t.label.push_back(x > 0.5);
  return t;
}

/// yes = (x1 > 0.5) xor (x2 > 0.5): neither decides alone.
inline nacre::learn::Table xor_table(int rows, int width, std::uint64_t seed) {
  auto t = uniform_table(rows, width, seed);
  for (int row = 0; row < rows; ++row) t.label.push_back((t.columns[0][row] > 0.5) != (t.columns[1][row] > 0.5));
  return t;
}

/// Labels by x1, x2 and x3 with noise, groups in turn.
inline nacre::learn::Table noisy_table(int rows, int width, std::uint64_t seed) {
  auto t = uniform_table(rows, width, seed);
  Draws draws(seed + 1);
  t.groups = {"a", "b", "c"};
  for (int row = 0; row < rows; ++row) {
    const double z = t.columns[0][row] + 0.5 * t.columns[1][row] + 0.1 * t.columns[2][row] + 0.2 * draws.normal();
    t.label.push_back(z > 0.95), t.group.push_back(row % 3);
  }
  return t;
}

/// Labels that have nothing to do with the features.
inline nacre::learn::Table noise_table(int rows, int width, std::uint64_t seed) {
  auto t = uniform_table(rows, width, seed);
  Draws draws(seed + 2);
  for (int row = 0; row < rows; ++row) t.label.push_back(draws.next() < 0.5);
  return t;
}

}  // namespace nacre_test
