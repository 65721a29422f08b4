#include "device/cuda_fft.h"

#if !defined(NACRE_CUDA_EMULATED)
#include <cufft.h>

#include <string>

#include "device/cuda_launch.h"

namespace nacre::cuda {

namespace {
void check(cufftResult code, const std::string& what) {
  if (code == CUFFT_SUCCESS) return;
  const char* why = code == CUFFT_ALLOC_FAILED ? "not enough memory" : "cuFFT refused";
  throw Error(what + ": " + why + " (code " + std::to_string(static_cast<int>(code)) + ")", Error::Kind::failed);
}
std::string grid_name(const int n[3]) {
  return "a Fourier transform of " + std::to_string(n[0]) + " x " + std::to_string(n[1]) + " x " +
         std::to_string(n[2]) + " points on the GPU";
}
}  // namespace

RealTransform::RealTransform(const Stream& stream, int n1, int n2, int n3) : stream_(stream), n_{n1, n2, n3} {
  long long size[3] = {n1, n2, n3}, real[3] = {n1, n2, real_row(n3)}, complex[3] = {n1, n2, real_row(n3) / 2};
  std::size_t bytes = 0;
  cufftHandle plan;
  check(cufftCreate(&plan), "planning " + grid_name(n_));
  plan_ = plan;
  const cufftResult made = cufftMakePlanMany64(plan, 3, size, real, 1, real[0] * real[1] * real[2], complex, 1,
                                               complex[0] * complex[1] * complex[2], CUFFT_D2Z, 1, &bytes);
  if (made != CUFFT_SUCCESS) cufftDestroy(plan);
  check(made, "planning " + grid_name(n_));
  check(cufftSetStream(plan, stream.get()), "planning " + grid_name(n_));
}

RealTransform::~RealTransform() { cufftDestroy(plan_); }

void RealTransform::run(double* grid) const {
  const Watched watched(stream_, "Fourier transform");
  check(cufftExecD2Z(plan_, grid, reinterpret_cast<cufftDoubleComplex*>(grid)), "running " + grid_name(n_));
}

}  // namespace nacre::cuda
#endif
