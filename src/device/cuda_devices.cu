#include "device/cuda_devices.h"

#include <cstdio>
#include <cstdlib>

#include "device/cuda.h"

namespace nacre {

namespace {
std::string describe(const cudaDeviceProp& device) {
  char text[320];
  std::snprintf(text, sizeof text, "%s, compute capability %d.%d, %.1f GiB", device.name, device.major, device.minor,
                static_cast<double>(device.totalGlobalMem) / (1024.0 * 1024.0 * 1024.0));
  return text;
}

std::string version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// Number of devices, or the error. A machine without a driver is no failure: the error must not surface in a later
/// call.
cudaError_t count_devices(int& count) {
  // All kernels are loaded at the start: a first launch must not load one while a graph is being recorded.
  setenv("CUDA_MODULE_LOADING", "EAGER", 0);
  const cudaError_t code = cudaGetDeviceCount(&count);
  if (code != cudaSuccess) {
    cudaGetLastError();
    count = 0;
  }
  return code;
}
}  // namespace

std::vector<std::string> cuda_devices() {
  int count = 0;
  count_devices(count);
  std::vector<std::string> devices;
  for (int i = 0; i < count; ++i) {
    cudaDeviceProp device;
    if (cudaGetDeviceProperties(&device, i) == cudaSuccess) devices.push_back(describe(device));
  }
  return devices;
}

bool built_with_cuda() { return true; }

std::string cuda_versions() {
  int runtime = 0, driver = 0;
  cudaRuntimeGetVersion(&runtime);
  cudaDriverGetVersion(&driver);
  cudaGetLastError();
  return "runtime " + version_text(runtime) + ", driver " + (driver == 0 ? "not installed" : version_text(driver));
}

std::string why_no_cuda() {
  int count = 0;
  const cudaError_t code = count_devices(count);
  if (code == cudaSuccess && count > 0) return "";
  if (code == cudaSuccess) return "no CUDA device can be used on this machine; use --device cpu";
  try {
    cuda::check(code, "looking for CUDA devices");
  } catch (const Error& e) {
    return e.message();
  }
  return "";
}

void use_cuda_device(int number) { cuda::check(cudaSetDevice(number), "choosing the CUDA device"); }

}  // namespace nacre
