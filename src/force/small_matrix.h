// Products of a small matrix of numbers with a vector of lane vectors (a matrix with one column an atom of the tile).
// Register blocks: 8 results stay in registers while the other dimension is walked; elements are broadcast from memory.
#pragma once
#include "device/scalar.h"

namespace nacre {

template <int Block, class V, class Real>
inline void matrix_rows(const Real* c, int stride, int cols, const V* x, V* y) {
  V sum[Block];
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) sum[b] = V(c[b * stride]) * x[0];
  for (int k = 1; k < cols; ++k) {
#pragma GCC unroll 8
    for (int b = 0; b < Block; ++b) sum[b] = mul_add(V(c[b * stride + k]), x[k], sum[b]);
  }
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) y[b] = sum[b];
}

/// y[r] = sum_k c[r stride + k] x[k] for r < rows.
template <class V, class Real>
inline void matrix_times(const Real* c, int rows, int cols, const V* x, V* y) {
  int r = 0;
  for (; r + 8 <= rows; r += 8) matrix_rows<8>(c + r * cols, cols, cols, x, y + r);
  for (; r + 4 <= rows; r += 4) matrix_rows<4>(c + r * cols, cols, cols, x, y + r);
  for (; r < rows; ++r) matrix_rows<1>(c + r * cols, cols, cols, x, y + r);
}

template <int Block, class V, class Real>
inline void matrix_columns(const Real* c, int stride, int rows, const V* x, V* y) {
  V sum[Block];
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) sum[b] = V(c[b]) * x[0];
  for (int r = 1; r < rows; ++r) {
#pragma GCC unroll 8
    for (int b = 0; b < Block; ++b) sum[b] = mul_add(V(c[r * stride + b]), x[r], sum[b]);
  }
#pragma GCC unroll 8
  for (int b = 0; b < Block; ++b) y[b] = sum[b];
}

/// y[k] = sum_r c[r cols + k] x[r] for k < cols: the transposed product.
template <class V, class Real>
inline void transposed_times(const Real* c, int rows, int cols, const V* x, V* y) {
  int k = 0;
  for (; k + 8 <= cols; k += 8) matrix_columns<8>(c + k, cols, rows, x, y + k);
  for (; k + 4 <= cols; k += 4) matrix_columns<4>(c + k, cols, rows, x, y + k);
  for (; k < cols; ++k) matrix_columns<1>(c + k, cols, rows, x, y + k);
}

}  // namespace nacre
