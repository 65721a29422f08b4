#include <cuda_runtime.h>

#include <cstdio>

#include "device/cuda_devices.h"

namespace nacre {

namespace {
std::string describe(const cudaDeviceProp& device) {
  char text[320];
  std::snprintf(text, sizeof text, "%s, compute capability %d.%d, %.1f GiB", device.name, device.major, device.minor,
                static_cast<double>(device.totalGlobalMem) / (1024.0 * 1024.0 * 1024.0));
  return text;
}
}  // namespace

std::vector<std::string> cuda_devices() {
  int count = 0;
  if (cudaGetDeviceCount(&count) != cudaSuccess) {
    cudaGetLastError();  // a machine without a driver is no failure; the error must not surface in a later call
    return {};
  }
  std::vector<std::string> devices;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp device;
    if (cudaGetDeviceProperties(&device, i) == cudaSuccess) devices.push_back(describe(device));
  }
  return devices;
}

bool built_with_cuda() { return true; }

}  // namespace nacre
