// Parallel loops and reductions on the host. Bodies are functions of an index, so that the same body can later run as
// a CUDA kernel. Results never depend on the number of threads: sums are made in fixed blocks, added in fixed order.
#pragma once
#include <omp.h>

#include <algorithm>
#include <cstddef>
#include <exception>
#include <vector>

namespace nacre {

/// Threads that parallel loops use; 0 means all processors this process may run on.
void set_threads(int count);
int threads();

/// Iterations of a light body (a few dozen nanoseconds each) that are worth the cost of waking a thread.
inline constexpr std::ptrdiff_t light_grain = 8192;

/// Calls body(i) for i in [0, n). `grain`: iterations worth the cost of waking a thread.
template <class Body>
void parallel_for(std::ptrdiff_t n, Body&& body, std::ptrdiff_t grain = light_grain) {
  const int team = static_cast<int>(std::clamp<std::ptrdiff_t>(n / std::max<std::ptrdiff_t>(grain, 1), 1, threads()));
  if (team == 1) {
    for (std::ptrdiff_t i = 0; i < n; ++i) body(i);
    return;
  }
  std::exception_ptr failure;
#pragma omp parallel for schedule(static) num_threads(team)
  for (std::ptrdiff_t i = 0; i < n; ++i) {
    try {
      body(i);
    } catch (...) {
#pragma omp critical(nacre_parallel_failure)
      failure = std::current_exception();
    }
  }
  if (failure) std::rethrow_exception(failure);
}

/// Sum of body(i) over i in [0, n), the same bits for any number of threads. T needs T{} and +=.
template <class T, class Body>
T parallel_sum(std::ptrdiff_t n, Body&& body, std::ptrdiff_t grain = light_grain) {
  constexpr std::ptrdiff_t block = 1024;
  const std::ptrdiff_t blocks = (n + block - 1) / block;
  std::vector<T> partial(blocks);
  parallel_for(
      blocks,
      [&](std::ptrdiff_t b) {
        T sum{};
        for (std::ptrdiff_t i = b * block; i < std::min(n, (b + 1) * block); ++i) sum += body(i);
        partial[b] = sum;
      },
      std::max<std::ptrdiff_t>(1, grain / block));
  T total{};
  for (const T& p : partial) total += p;
  return total;
}

}  // namespace nacre
