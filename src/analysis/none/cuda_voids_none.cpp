// What builds without CUDA say when an analysis on the GPU is asked for.
#include "analysis/cuda_rings.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

RingList primitive_rings_on_cuda(const BondGraph&, const std::vector<int>&, int) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
