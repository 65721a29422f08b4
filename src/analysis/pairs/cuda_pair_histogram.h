// The pair histogram on the GPU: the interface and the integers of pair_histogram.h. No CUDA in this header; builds
// without CUDA throw Error(failed) that says so.
#pragma once
#include "analysis/pairs/pair_histogram.h"

namespace nacre {

PairHistogram cuda_pair_histogram(const Atoms& atoms, const Box& box, double r_max, int bins);

}  // namespace nacre
