// Uniform numbers one after another from the counters (seed, step, first + k, purpose); learning takes them four at a
// time.
#pragma once
#include <array>
#include <cstdint>
#include <vector>

#include "core/random.h"

namespace nacre::learn {

class RandomStream {
 public:
  RandomStream(std::uint64_t seed, std::uint64_t step, std::uint64_t first, Purpose purpose)
      : seed_(seed), step_(step), block_(first), purpose_(purpose) {}
  /// In (0, 1).
  double next() {
    if (used_ == 4) values_ = random_uniform(seed_, step_, block_++, purpose_), used_ = 0;
    return values_[used_++];
  }
  /// 0 .. n - 1.
  int below(int n) { return static_cast<int>(next() * n); }

 private:
  std::uint64_t seed_, step_, block_;
  Purpose purpose_;
  std::array<double, 4> values_{};
  int used_ = 4;
};

/// Fisher and Yates.
inline void shuffle(std::vector<int>& v, RandomStream& random) {
  for (int i = static_cast<int>(v.size()) - 1; i > 0; --i) std::swap(v[i], v[random.below(i + 1)]);
}

}  // namespace nacre::learn
