// The CUDA devices that this process can use. cuda_devices.cu answers in a CUDA build, cuda_none.cpp in one without.
#pragma once
#include <string>
#include <vector>

namespace nacre {

/// One text a device: "NVIDIA H100, compute capability 9.0, 80.0 GiB". Empty when there is none, when the driver does
/// not answer, or when this is a build without CUDA. Never throws.
std::vector<std::string> cuda_devices();
/// True when this build holds CUDA code, whether or not there is a device.
bool built_with_cuda();

}  // namespace nacre
