// The CUDA devices that this process can use. cuda_devices.cu answers in a CUDA build, without_cuda/cuda_devices.cpp in one
// without.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// One text a device: "NVIDIA H100, compute capability 9.0, 80.0 GiB". Empty when there is none, when the driver does
/// not answer, or when this is a build without CUDA. Never throws.
std::vector<std::string> cuda_devices();
/// True when this build holds CUDA code, whether or not there is a device.
bool built_with_cuda();
/// "runtime 13.0, driver 13.0"; the driver's part says when there is none. Empty in a build without CUDA. Never throws.
std::string cuda_versions();
/// Why no device can be used, in one sentence: no CUDA in this build, no device, a driver that is too old, an error of
/// the runtime. Empty when there is a device.
std::string why_no_cuda();
/// All CUDA work of this process goes to this device from now on. Throws Error(failed).
void use_cuda_device(int number);

}  // namespace nacre
