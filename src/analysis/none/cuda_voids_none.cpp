// What builds without CUDA say when rings or pores on the GPU are asked for.
#include "analysis/cuda_pores.h"
#include "analysis/cuda_rings.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

RingList primitive_rings_on_cuda(const BondGraph&, const std::vector<int>&, int) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

std::vector<float> clearances_on_cuda(const PoreGrid&, const AtomBins&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

std::vector<std::uint32_t> covering_spheres_on_cuda(const PoreGrid&, const PoreNetwork&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
