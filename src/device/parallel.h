// Parallel loops and reductions on the host. Bodies are functions of an index, so that the same body can later run as
// a CUDA kernel. Results never depend on the number of threads: sums are made in fixed blocks, added in fixed order.
//
// The team is our own (parallel.cpp): its threads spin for a few microseconds and then sleep. OpenMP's spin for
// milliseconds, which on a machine with anything else running makes two threads slower than one, and hide every race
// from the thread sanitizer.
#pragma once
#include <algorithm>
#include <cstddef>
#include <vector>

namespace nacre {

/// Threads that parallel loops use; 0 means all processors this process may run on.
void set_threads(int count);
int threads();

namespace detail {
/// Calls part(context, worker) for worker in [0, workers), one thread each, and waits; the first exception is rethrown.
/// Inside a parallel loop, or while another thread runs one, all parts run on the calling thread.
void run_team(int workers, void (*part)(void* context, int worker), void* context);
}  // namespace detail

/// Iterations of a light body (a few dozen nanoseconds each) that are worth the cost of waking a thread.
inline constexpr std::ptrdiff_t light_grain = 2048;

/// Calls body(i) for i in [0, n). `grain`: iterations worth the cost of waking a thread.
template <class Body>
void parallel_for(std::ptrdiff_t n, Body&& body, std::ptrdiff_t grain = light_grain) {
  const std::ptrdiff_t most = n / std::max<std::ptrdiff_t>(grain, 1);
  const int workers = most < 2 ? 1 : static_cast<int>(std::min<std::ptrdiff_t>(most, threads()));
  if (workers == 1) {
    for (std::ptrdiff_t i = 0; i < n; ++i) body(i);
    return;
  }
  auto part = [&](int worker) {
    for (std::ptrdiff_t i = n * worker / workers; i < n * (worker + 1) / workers; ++i) body(i);
  };
  using Part = decltype(part);
  detail::run_team(
      workers, [](void* context, int worker) { (*static_cast<Part*>(context))(worker); }, &part);
}

/// Sum of body(i) over i in [0, n), the same bits for any number of threads. T needs T{} and +=.
template <class T, class Body>
T parallel_sum(std::ptrdiff_t n, Body&& body, std::ptrdiff_t grain = light_grain) {
  constexpr std::ptrdiff_t block = 1024;
  const std::ptrdiff_t blocks = (n + block - 1) / block;
  const auto sum_of = [&](std::ptrdiff_t b) {
    T sum{};
    for (std::ptrdiff_t i = b * block; i < std::min(n, (b + 1) * block); ++i) sum += body(i);
    return sum;
  };
  T total{};
  if (n < 2 * grain || threads() == 1) {
    for (std::ptrdiff_t b = 0; b < blocks; ++b) total += sum_of(b);
    return total;
  }
  std::vector<T> partial(blocks);
  parallel_for(
      blocks, [&](std::ptrdiff_t b) { partial[b] = sum_of(b); }, std::max<std::ptrdiff_t>(1, grain / block));
  for (const T& p : partial) total += p;
  return total;
}

/// std::sort of distinct elements, in pieces that are merged: the result does not depend on the number of threads.
template <class T>
void parallel_sort(std::vector<T>& v) {
  const auto n = static_cast<std::ptrdiff_t>(v.size());
  const std::ptrdiff_t pieces = std::clamp<std::ptrdiff_t>(n / light_grain, 1, threads());
  const auto at = [&](std::ptrdiff_t piece) { return v.begin() + n * std::min(piece, pieces) / pieces; };
  parallel_for(
      pieces, [&](std::ptrdiff_t p) { std::sort(at(p), at(p + 1)); }, 1);
  for (std::ptrdiff_t width = 1; width < pieces; width *= 2)
    parallel_for((pieces + 2 * width - 1) / (2 * width),
                 [&](std::ptrdiff_t i) {
                   std::inplace_merge(at(2 * width * i), at(2 * width * i + width), at(2 * width * (i + 1)));
                 },
                 1);
}

}  // namespace nacre
