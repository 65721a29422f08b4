// The vectors of minimisers: plain doubles on the host, a few passes over them a step. Sums are made in fixed blocks,
// so they have the same bits on any number of threads.
//
// Cost: conjugate gradients read and write about 8 vectors of 3N doubles a force call, L-BFGS with 10 pairs about 50:
// 0.2 and 1.2 kB an atom. A CPU's force call costs 5 microseconds an atom and more, so this does not show; beside a GPU
// (20 ns an atom) L-BFGS is a third to a half of the time on one core, which is why structures of a batch are shared
// out among the threads.
#pragma once
#include <cstddef>
#include <vector>

#include "device/parallel.h"

namespace nacre {

using Vector = std::vector<double>;

inline double dot(const Vector& a, const Vector& b) {
  return parallel_sum<double>(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) { return a[i] * b[i]; });
}

/// out = a + s b; out may be a or b.
inline void add_scaled(Vector& out, const Vector& a, double s, const Vector& b) {
  out.resize(a.size());
  parallel_for(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) { out[i] = a[i] + s * b[i]; });
}

inline void scale(Vector& a, double s) {
  parallel_for(static_cast<std::ptrdiff_t>(a.size()), [&](std::ptrdiff_t i) { a[i] *= s; });
}

}  // namespace nacre
