// What builds without CUDA say when rings on the GPU are asked for.
#include "analysis/rings/cuda_rings.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

RingList primitive_rings_on_cuda(const BondGraph&, const std::vector<int>&, int) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
