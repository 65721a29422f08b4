// Fused multiply-adds per second of one core, times two, with the widest vectors that the processor has.
#pragma once
#include <algorithm>

#include "core/clock.h"
#include "device/simd_target.h"

namespace nacre::bench {

namespace detail {
template <class Vector>
__attribute__((always_inline)) inline Vector multiply_add_loop(long rounds, Vector start) {
  // Twelve independent chains cover the latency.
  Vector a[12];
  for (int i = 0; i < 12; ++i) a[i] = start + static_cast<float>(i);
  const Vector m = start * 0.0f + 0.999f, c = start * 0.0f + 1e-4f;
  for (long r = 0; r < rounds; ++r)
#pragma GCC unroll 12
    for (int i = 0; i < 12; ++i) a[i] = a[i] * m + c;
  for (int i = 1; i < 12; ++i) a[0] += a[i];
  return a[0];
}
typedef float Vector16 __attribute__((vector_size(64)));
typedef float Vector8 __attribute__((vector_size(32)));

__attribute__((target("arch=x86-64-v4,prefer-vector-width=512"), noinline, optimize("fp-contract=fast"))) inline float
loop16(long rounds) {
  return multiply_add_loop<Vector16>(rounds, Vector16{})[0];
}
__attribute__((target("arch=x86-64-v3"), noinline, optimize("fp-contract=fast"))) inline float loop8(long rounds) {
  return multiply_add_loop<Vector8>(rounds, Vector8{})[0];
}
}  // namespace detail

/// FLOP/s, the best of five short runs.
inline double fma_peak() {
  const bool wide = simd_target() == SimdTarget::avx512;
  constexpr long rounds = 4000000;
  double best = 0;
  volatile float sink = 0;
  for (int repeat = 0; repeat < 5; ++repeat) {
    const double begin = now_seconds();
    sink = wide ? detail::loop16(rounds) : detail::loop8(rounds);
    const double s = now_seconds() - begin;
    best = std::max(best, rounds * 12.0 * (wide ? 16 : 8) * 2 / s);
  }
  (void)sink;
  return best;
}

}  // namespace nacre::bench
