// Builds without CUDA.
#include "integrate/device_dynamics.h"

namespace nacre {

std::unique_ptr<DeviceDynamics> make_cuda_dynamics(const std::string&) {
  throw Error("this build of nacre has no CUDA; use --device cpu or build it where nvcc is found", Error::Kind::failed);
}

}  // namespace nacre
