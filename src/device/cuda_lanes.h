// What kernels say to the other lanes of their warp, and their index. All 32 lanes must take part.
#pragma once
#include <cstdint>

#include "device/cuda.h"

namespace nacre::cuda {

inline constexpr unsigned all_lanes = 0xffffffffu;
inline constexpr int warp_size = 32;

__device__ inline int lane_index() { return static_cast<int>(threadIdx.x % warp_size); }
/// Index of this thread in the grid.
__device__ inline std::int64_t grid_index() { return static_cast<std::int64_t>(blockIdx.x) * blockDim.x + threadIdx.x; }
/// Index of this warp in the grid.
__device__ inline std::int64_t warp_index() { return grid_index() / warp_size; }
/// Warp of this thread within its block.
__device__ inline int warp_in_block() { return static_cast<int>(threadIdx.x / warp_size); }

/// Sum over the lanes by a butterfly: the same bits in every lane.
template <class T>
__device__ inline T lane_sum(T v) {
  for (int step = warp_size / 2; step > 0; step /= 2) v += __shfl_xor_sync(all_lanes, v, step);
  return v;
}
/// The largest over the lanes.
template <class T>
__device__ inline T lane_max(T v) {
  for (int step = warp_size / 2; step > 0; step /= 2) {
    const T other = __shfl_xor_sync(all_lanes, v, step);
    v = other > v ? other : v;
  }
  return v;
}

namespace detail {
// Round with distance D: a lane keeps the values whose index has its own bit D, and gives the others away. `held` are
// the values i (< D, counted without the bits of larger distances) that this lane still has; those from N on are zero.
template <int D, int N, class T>
__device__ __forceinline__ void give_half(T (&held)[32]) {
  const bool upper = (lane_index() & D) != 0;
#pragma unroll
  for (int i = 0; i < D; ++i) {
    if (i >= N) continue;
    const T mine = upper ? held[i + D] : held[i], other = upper ? held[i] : held[i + D];
    held[i] = mine + __shfl_xor_sync(all_lanes, other, D);
  }
  if constexpr (D > 1) give_half<D / 2, N>(held);
}
}  // namespace detail

/// Sums of N values over the lanes at the price of about N + 5 shuffles instead of 5 N: in each round half of the
/// values are handed over. Lane l returns the sum of value l (l < N); N <= 32. All lanes take part.
template <int N, class T>
__device__ __forceinline__ T transposed_sums(const T (&v)[N]) {
  static_assert(N >= 1 && N <= 32, "one value a lane at most");
  T held[32];
#pragma unroll
  for (int i = 0; i < 32; ++i) held[i] = i < N ? v[i < N ? i : 0] : T(0);
  detail::give_half<16, N>(held);
  return held[0];
}

/// Lanes whose `yes` is set, as bits.
__device__ inline unsigned lane_votes(bool yes) { return __ballot_sync(all_lanes, yes); }
/// Number of lanes before this one with their bit set.
__device__ inline int lanes_before(unsigned votes) { return __popc(votes & ((1u << lane_index()) - 1)); }

/// Dynamic shared memory of the block, 16-byte aligned.
__device__ inline char* shared_memory() {
#if defined(NACRE_CUDA_EMULATED)
  return emulated::shared_memory();
#else
  extern __shared__ __align__(16) char nacre_shared_memory[];
  return nacre_shared_memory;
#endif
}

}  // namespace nacre::cuda
