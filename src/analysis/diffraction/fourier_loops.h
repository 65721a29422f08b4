// The inner loops of the transform on the CPU, one small source per instruction set: atoms onto a plane of the grid,
// and eight transforms of one dimension at once.
#pragma once
#include <memory>

namespace nacre {

inline constexpr int line_lanes = 8;              ///< lines transformed at once
inline constexpr int line_pair = 2 * line_lanes;  ///< numbers of one point of them: eight real, eight imaginary parts

/// Transforms of n points along eight lines: out[k] = sum_g in[g] exp(-2 pi i k g / n). Points are line_pair doubles on
/// whole cache lines; `in` and `out` differ. Threads may share one.
class LineTransform {
 public:
  virtual ~LineTransform() = default;
  virtual void run(const double* in, double* out) const = 0;
};

/// Atoms as they lie on the grid: weights [atom][spread_width] along the three axes, first points along two.
struct SpreadAtoms {
  const double *weight_x, *weight_y, *weight_z;
  const int *first_y, *first_z;
};
/// plane[y][z] += weight_x[j] weight_y weight_z for first <= atom < last; y wraps around at n_y, z needs spread_width
/// columns more than the axis has points.
using SpreadPlane = void (*)(const SpreadAtoms& atoms, int first, int last, int j, int n_y, int stride, double* plane);

struct FourierLoops {
  std::unique_ptr<LineTransform> (*lines)(int n);
  SpreadPlane spread;
};
FourierLoops fourier_loops_scalar();
FourierLoops fourier_loops_avx2();
FourierLoops fourier_loops_avx512();
FourierLoops fourier_loops();  ///< the best for this processor

}  // namespace nacre
