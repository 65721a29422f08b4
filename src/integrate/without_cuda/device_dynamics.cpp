// Builds without CUDA.
#include "integrate/device_dynamics.h"
#include "device/cuda_devices.h"

namespace nacre {

std::unique_ptr<DeviceDynamics> make_cuda_dynamics(const std::string&) {
  throw Error(why_no_cuda(), Error::Kind::failed);
}

}  // namespace nacre
