// Included only by the small source of an instruction set. kissfft is a template over its number: with a vector of
// eight lines as the number it transforms eight lines at once. The number is a type of this source alone (unnamed
// namespace), so that code of one instruction set is never taken for another's.
#pragma once
#include <complex>
#include <cstring>
#include <kissfft.hh>

#include "analysis/diffraction/fourier_loops.h"
#include "analysis/diffraction/fourier_plan.h"
#include "device/aligned.h"

namespace nacre {
namespace {

typedef double LineVector __attribute__((vector_size(64)));

/// A number of kissfft: the same operation on every lane. Its constants are the same in all lanes, and are made with
/// the functions of std, which take the first lane.
struct Lines {
  LineVector v;
  Lines() : v{} {}
  Lines(double x) : v{x, x, x, x, x, x, x, x} {}
  explicit Lines(const LineVector& x) : v(x) {}
  operator double() const { return v[0]; }
  Lines& operator+=(const Lines& o) { return v += o.v, *this; }
  Lines& operator-=(const Lines& o) { return v -= o.v, *this; }
  Lines& operator*=(const Lines& o) { return v *= o.v, *this; }
};
inline Lines operator+(const Lines& a, const Lines& b) { return Lines(a.v + b.v); }
inline Lines operator-(const Lines& a, const Lines& b) { return Lines(a.v - b.v); }
inline Lines operator*(const Lines& a, const Lines& b) { return Lines(a.v * b.v); }
inline Lines operator*(std::size_t a, const Lines& b) { return Lines(static_cast<double>(a)) * b; }
inline Lines operator*(const Lines& a, double b) { return a * Lines(b); }
inline Lines operator/(const Lines& a, std::size_t b) { return Lines(a.v / static_cast<double>(b)); }
inline Lines operator-(const Lines& a) { return Lines(-a.v); }

class KissLines final : public LineTransform {
 public:
  explicit KissLines(int n) : transform_(static_cast<std::size_t>(n), false) {}
  void run(const double* in, double* out) const override {
    static_assert(sizeof(std::complex<Lines>) == line_pair * sizeof(double));
    transform_.transform(reinterpret_cast<const std::complex<Lines>*>(in), reinterpret_cast<std::complex<Lines>*>(out));
  }

 private:
  kissfft<Lines> transform_;
};

std::unique_ptr<LineTransform> make_lines(int n) { return std::make_unique<KissLines>(n); }

void spread_plane(const SpreadAtoms& atoms, int first, int last, int j, int n_y, int stride, double* plane) {
  constexpr int w = spread_width;
  static_assert(w == line_lanes);
  for (int i = first; i < last; ++i) {
    LineVector z;
    std::memcpy(&z, atoms.weight_z + static_cast<std::ptrdiff_t>(i) * w, sizeof z);
    z *= atoms.weight_x[static_cast<std::ptrdiff_t>(i) * w + j];
    const double* weight = atoms.weight_y + static_cast<std::ptrdiff_t>(i) * w;
    for (int k = 0; k < w; ++k) {
      const int y = atoms.first_y[i] + k;
      double* row = plane + static_cast<std::ptrdiff_t>(y < n_y ? y : y - n_y) * stride + atoms.first_z[i];
      LineVector sum;
      std::memcpy(&sum, row, sizeof sum);
      sum += weight[k] * z;
      std::memcpy(row, &sum, sizeof sum);
    }
  }
}

}  // namespace
}  // namespace nacre
