// The CUDA runtime, or its stand-in on the host. The only header that knows which of the two is compiled:
//   nvcc                          the real one
//   a host compiler with          src/device/emulated: kernels run on the host, thread by thread, with real barriers
//   NACRE_CUDA_EMULATED           and shuffles, so that the ordinary tests run every kernel without a GPU
// Sources (.cu) are the same for both. What they need beyond the runtime is in cuda_launch.h and cuda_lanes.h.
#pragma once

#if defined(NACRE_CUDA_EMULATED)
#include "device/emulated/cuda_emulated.h"
#else
#include <cuda_runtime.h>
#endif

#include "core/error.h"

namespace nacre::cuda {

/// Throws Error(failed) with one clear sentence when a call of the runtime failed. `what`: what was being done, as in
/// "copying positions to the GPU". Errors that stay (a kernel's illegal access) say that the process must end.
void check(cudaError_t code, const char* what);

}  // namespace nacre::cuda
