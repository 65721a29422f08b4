#include "device/cuda.h"

#include <cstdio>
#include <string>

#include "device/cuda_array.h"

namespace nacre::cuda {

namespace {
Error failure(const std::string& text) { return Error(text, Error::Kind::failed); }

std::string text_of(cudaError_t code) { return std::string(cudaGetErrorName(code)) + ", " + cudaGetErrorString(code); }

/// After these the context is lost: every later call gives the same error.
bool is_sticky(cudaError_t code) {
  switch (code) {
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorAssert:
    case cudaErrorECCUncorrectable:
      return true;
    default:
      return false;
  }
}

bool has_driver() {
  int version = 0;
  return cudaDriverGetVersion(&version) == cudaSuccess && version > 0;
}

std::string gigabytes(std::size_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f GiB", static_cast<double>(bytes) / (1024.0 * 1024.0 * 1024.0));
  return text;
}
}  // namespace

void check(cudaError_t code, const char* what) {
  if (code == cudaSuccess) return;
  cudaGetLastError();
  const std::string doing = std::string(what) + ": ";
  if (code == cudaErrorInsufficientDriver && !has_driver())
    throw failure("no NVIDIA driver is installed on this machine; use --device cpu");
  if (code == cudaErrorInsufficientDriver)
    throw failure("the NVIDIA driver is too old for the CUDA runtime of this build (" + text_of(code) +
                  "); update the driver or use --device cpu");
  if (code == cudaErrorNoDevice) throw failure("no CUDA device can be used on this machine; use --device cpu");
  if (code == cudaErrorNoKernelImageForDevice)
    throw failure("this build has no code for this GPU (" + text_of(code) +
                  "); configure with -DCMAKE_CUDA_ARCHITECTURES=native");
  if (is_sticky(code))
    throw failure(doing + "a kernel failed on the GPU (" + text_of(code) +
                  "); nothing more can be computed in this process, files written so far are whole");
  throw failure(doing + text_of(code));
}

namespace detail {
void* allocate(std::size_t bytes) {
  void* pointer = nullptr;
  if (bytes == 0) return pointer;
  const cudaError_t code = cudaMalloc(&pointer, bytes);
  if (code == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    std::size_t free = 0, total = 0;
    cudaMemGetInfo(&free, &total);
    throw failure("the GPU is out of memory: " + gigabytes(bytes) + " more were needed, " + gigabytes(free) + " of " +
                  gigabytes(total) + " are free; use fewer atoms, another GPU or --device cpu");
  }
  check(code, "taking GPU memory");
  return pointer;
}

void* allocate_pinned(std::size_t bytes) {
  void* pointer = nullptr;
  if (bytes == 0) return pointer;
  const cudaError_t code = cudaMallocHost(&pointer, bytes);
  if (code == cudaErrorMemoryAllocation) {
    cudaGetLastError();
    throw failure("the host is out of page-locked memory: " + gigabytes(bytes) + " more were needed");
  }
  check(code, "taking page-locked memory");
  return pointer;
}

void release(void* pointer) noexcept { cudaFree(pointer); }
void release_pinned(void* pointer) noexcept { cudaFreeHost(pointer); }
}  // namespace detail

}  // namespace nacre::cuda
