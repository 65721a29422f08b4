// What builds without CUDA say when pores on the GPU are asked for.
#include "analysis/pores/cuda_pores.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

std::vector<float> clearances_on_cuda(const PoreGrid&, const AtomBins&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

std::vector<std::uint32_t> covering_spheres_on_cuda(const PoreGrid&, const PoreNetwork&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
