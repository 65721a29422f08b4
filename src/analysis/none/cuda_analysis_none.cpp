// What builds without CUDA say when an analysis on the GPU is asked for.
#include "analysis/cuda_fourier_sums.h"
#include "analysis/cuda_pair_histogram.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

NodeSums cuda_fourier_node_sums(const NodeProblem&) { throw Error(why_no_cuda(), Error::Kind::failed); }

PairHistogram cuda_pair_histogram(const Atoms&, const Box&, double, int) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
