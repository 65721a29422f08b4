#ifndef NACRE_HAVE_CUDA
#include "device/cuda_devices.h"

namespace nacre {

std::vector<std::string> cuda_devices() { return {}; }
bool built_with_cuda() { return false; }

}  // namespace nacre
#endif
