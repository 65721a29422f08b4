// What a build without CUDA answers.
#include "device/cuda_devices.h"
#include "core/error.h"

namespace nacre {

std::vector<std::string> cuda_devices() { return {}; }
bool built_with_cuda() { return false; }
std::string cuda_versions() { return ""; }
std::string why_no_cuda() {
  return "this build of nacre has no CUDA; use --device cpu or build it where nvcc is found";
}
void use_cuda_device(int) { throw Error(why_no_cuda(), Error::Kind::failed); }

}  // namespace nacre
