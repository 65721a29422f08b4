// Transform of a real grid on the GPU in double, in place:
//   B(h) = sum_g b_g exp(-2 pi i (h_1 g_1 / n_1 + h_2 g_2 / n_2 + h_3 g_3 / n_3)),  0 <= h_3 <= n_3 / 2
// Rows along the third axis have row() doubles: n_3 numbers and room, then n_3 / 2 + 1 complex ones. cuFFT, or kissfft
// in the emulated GPU (emulated/cuda_fft_emulated.cpp). cuFFT's work space is about as large as the grid.
#pragma once
#include <cstdint>

#include "device/cuda_stream.h"

namespace nacre::cuda {

inline std::int64_t real_row(int n3) { return 2 * (static_cast<std::int64_t>(n3) / 2 + 1); }

class RealTransform {
 public:
  /// Throws Error(failed) when the GPU has no memory for it.
  RealTransform(const Stream& stream, int n1, int n2, int n3);
  ~RealTransform();
  RealTransform(const RealTransform&) = delete;
  RealTransform& operator=(const RealTransform&) = delete;
  void run(double* grid) const;

 private:
  const Stream& stream_;
  int n_[3];
  int plan_ = 0;
};

}  // namespace nacre::cuda
