// Products of a small matrix of numbers with a vector of lane vectors (a matrix with one column an atom of the tile).
// Register blocks: 8 results stay in registers while the other dimension is walked; elements are broadcast from memory.
#pragma once
#include "device/scalar.h"

namespace nacre {

/// y[b] = sum_k c[b result_stride + k sum_stride] x[k] for b < Block.
template <int Block, class V, class Real>
inline void matrix_block(const Real* c, int result_stride, int sum_stride, int count, const V* x, V* y) {
  V sum[Block];
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) sum[b] = V(c[b * result_stride]) * x[0];
  for (int k = 1; k < count; ++k) {
#pragma GCC unroll 8
    for (int b = 0; b < Block; ++b) sum[b] = mul_add(V(c[b * result_stride + k * sum_stride]), x[k], sum[b]);
  }
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) y[b] = sum[b];
}

template <class V, class Real>
inline void matrix_product(const Real* c, int results, int result_stride, int sum_stride, int count, const V* x, V* y) {
  int b = 0;
  for (; b + 8 <= results; b += 8) matrix_block<8>(c + b * result_stride, result_stride, sum_stride, count, x, y + b);
  for (; b + 4 <= results; b += 4) matrix_block<4>(c + b * result_stride, result_stride, sum_stride, count, x, y + b);
  for (; b < results; ++b) matrix_block<1>(c + b * result_stride, result_stride, sum_stride, count, x, y + b);
}

/// y[r] = sum_k c[r cols + k] x[k] for r < rows.
template <class V, class Real>
inline void matrix_times(const Real* c, int rows, int cols, const V* x, V* y) {
  matrix_product(c, rows, cols, 1, cols, x, y);
}

/// y[k] = sum_r c[r cols + k] x[r] for k < cols: the transposed product.
template <class V, class Real>
inline void transposed_times(const Real* c, int rows, int cols, const V* x, V* y) {
  matrix_product(c, cols, 1, cols, rows, x, y);
}

}  // namespace nacre
