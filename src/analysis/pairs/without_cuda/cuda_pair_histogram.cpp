// What builds without CUDA say when a histogram of distances on the GPU is asked for.
#include "analysis/pairs/cuda_pair_histogram.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

PairHistogram cuda_pair_histogram(const Atoms&, const Box&, double, int) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
