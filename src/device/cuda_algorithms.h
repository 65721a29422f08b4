// Sorts and scans over whole arrays on the GPU (CUB). Each enqueues work only; temporary memory is the caller's and
// is sized beforehand, so that the calls can be captured.
#pragma once
#include <cstdint>

#include "device/cuda_array.h"

namespace nacre::cuda {

using Scratch = Array<char>;

/// Bytes that the calls below need for at most n elements.
std::size_t scratch_bytes(std::int64_t n);

/// Stable sort by the low `bits` bits of the key; inputs stay as they are.
void sort_pairs(const Stream& stream, Scratch& scratch, const std::uint64_t* keys, std::uint64_t* sorted_keys,
                const int* values, int* sorted_values, std::int64_t n, int bits);
/// out[i] = sum of in[0 .. i - 1] for i in [0, n); n counts the total's place too when wanted.
void exclusive_scan(const Stream& stream, Scratch& scratch, const int* in, std::int64_t* out, std::int64_t n);

}  // namespace nacre::cuda
