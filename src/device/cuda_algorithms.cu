#include "device/cuda_algorithms.h"

#include <algorithm>

#include "device/cuda_launch.h"

#if defined(NACRE_CUDA_EMULATED)
#include <numeric>
#include <vector>
#else
#include <cub/device/device_radix_sort.cuh>
#include <cub/device/device_scan.cuh>
#include <cuda/std/functional>
#endif

namespace nacre::cuda {

#if defined(NACRE_CUDA_EMULATED)

std::size_t scratch_bytes(std::int64_t) { return 1; }

void sort_pairs(const Stream& stream, Scratch&, const std::uint64_t* keys, std::uint64_t* sorted_keys,
                const int* values, int* sorted_values, std::int64_t n, int bits) {
  const Watched watched(stream, "sort");
  emulated::enqueue(stream.get(), [=] {
    const std::uint64_t mask = bits >= 64 ? ~std::uint64_t{0} : (std::uint64_t{1} << bits) - 1;
    std::vector<std::int64_t> order(n);
    std::iota(order.begin(), order.end(), std::int64_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::int64_t a, std::int64_t b) { return (keys[a] & mask) < (keys[b] & mask); });
    for (std::int64_t i = 0; i < n; ++i) sorted_keys[i] = keys[order[i]], sorted_values[i] = values[order[i]];
  });
}

void exclusive_scan(const Stream& stream, Scratch&, const int* in, std::int64_t* out, std::int64_t n) {
  const Watched watched(stream, "scan");
  emulated::enqueue(stream.get(), [=] {
    std::int64_t sum = 0;
    for (std::int64_t i = 0; i < n; ++i) {
      const int next = in[i];
      out[i] = sum;
      sum += next;
    }
  });
}

#else

std::size_t scratch_bytes(std::int64_t n) {
  std::size_t sort = 0, scan = 0;
  const std::uint64_t* keys = nullptr;
  const int* values = nullptr;
  check(cub::DeviceRadixSort::SortPairs(nullptr, sort, keys, static_cast<std::uint64_t*>(nullptr), values,
                                        static_cast<int*>(nullptr), n),
        "planning a sort");
  check(cub::DeviceScan::ExclusiveScan(nullptr, scan, values, static_cast<std::int64_t*>(nullptr),
                                       ::cuda::std::plus<>{}, std::int64_t{0}, n),
        "planning a scan");
  return std::max(sort, scan);
}

void sort_pairs(const Stream& stream, Scratch& scratch, const std::uint64_t* keys, std::uint64_t* sorted_keys,
                const int* values, int* sorted_values, std::int64_t n, int bits) {
  const Watched watched(stream, "sort");
  std::size_t bytes = scratch.size();
  check(cub::DeviceRadixSort::SortPairs(scratch.data(), bytes, keys, sorted_keys, values, sorted_values, n, 0, bits,
                                        stream.get()),
        "sorting on the GPU");
}

void exclusive_scan(const Stream& stream, Scratch& scratch, const int* in, std::int64_t* out, std::int64_t n) {
  const Watched watched(stream, "scan");
  std::size_t bytes = scratch.size();
  check(cub::DeviceScan::ExclusiveScan(scratch.data(), bytes, in, out, ::cuda::std::plus<>{}, std::int64_t{0}, n,
                                       stream.get()),
        "adding up on the GPU");
}

#endif

}  // namespace nacre::cuda
