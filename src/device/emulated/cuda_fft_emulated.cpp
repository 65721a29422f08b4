// The transform of cuda_fft.h on the host: one line after the other.
#include <complex>
#include <kissfft.hh>
#include <vector>

#include "device/cuda_fft.h"

namespace nacre::cuda {

namespace {
using Complex = std::complex<double>;

/// Lines of n points, `stride` apart, from each of `count` places of `begin`.
template <class Begin>
void transform_lines(Complex* grid, int n, std::int64_t stride, std::int64_t count, Begin&& begin) {
  const kissfft<double> transform(static_cast<std::size_t>(n), false);
  std::vector<Complex> in(n), out(n);
  for (std::int64_t line = 0; line < count; ++line) {
    Complex* at = grid + begin(line);
    for (int g = 0; g < n; ++g) in[g] = at[g * stride];
    transform.transform(in.data(), out.data());
    for (int g = 0; g < n; ++g) at[g * stride] = out[g];
  }
}

void transform_real_rows(double* grid, int n, std::int64_t rows) {
  const kissfft<double> transform(static_cast<std::size_t>(n), false);
  std::vector<Complex> in(n), out(n);
  for (std::int64_t row = 0; row < rows; ++row) {
    double* at = grid + row * real_row(n);
    for (int g = 0; g < n; ++g) in[g] = at[g];
    transform.transform(in.data(), out.data());
    for (int k = 0; k <= n / 2; ++k) at[2 * k] = out[k].real(), at[2 * k + 1] = out[k].imag();
  }
}
}  // namespace

RealTransform::RealTransform(const Stream& stream, int n1, int n2, int n3) : stream_(stream), n_{n1, n2, n3} {}
RealTransform::~RealTransform() = default;

void RealTransform::run(double* grid) const {
  emulated::enqueue(stream_.get(), [grid, n1 = n_[0], n2 = n_[1], n3 = n_[2]] {
    const std::int64_t row = real_row(n3) / 2;
    auto* values = reinterpret_cast<Complex*>(grid);
    transform_real_rows(grid, n3, static_cast<std::int64_t>(n1) * n2);
    transform_lines(values, n2, row, n1 * row, [&](std::int64_t i) { return i / row * n2 * row + i % row; });
    transform_lines(values, n1, n2 * row, n2 * row, [](std::int64_t i) { return i; });
  });
}

}  // namespace nacre::cuda
