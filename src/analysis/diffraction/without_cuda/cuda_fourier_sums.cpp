// What builds without CUDA say when the sums of a pattern on the GPU are asked for.
#include "analysis/diffraction/cuda_fourier_sums.h"
#include "core/error.h"
#include "device/cuda_devices.h"

namespace nacre {

NodeSums cuda_fourier_node_sums(const NodeProblem&) { throw Error(why_no_cuda(), Error::Kind::failed); }

}  // namespace nacre
