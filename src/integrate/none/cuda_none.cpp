// Builds without CUDA.
#include "device/cuda_devices.h"
#include "integrate/device_dynamics.h"

namespace nacre {

std::unique_ptr<DeviceDynamics> make_cuda_dynamics(const std::string&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
