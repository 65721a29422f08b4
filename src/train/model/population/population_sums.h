// Sums over neighbours, invariants and network of the population's loop (population_members.h).
#pragma once
#include "train/model/population/population_members.h"

namespace nacre::train {

template <class V>
inline void Members<V>::descriptor(int t, int i, int a) {
  V* qa = q + static_cast<std::size_t>(a) * m.components;
  const float* b = s->basis_sums + static_cast<std::size_t>(i) * m.types * m.radial_cols;
  for (int n = 0; n < m.radial_rows; ++n) {
    V sum(0.0f);
    for (int j = 0; j < m.types; ++j) {
      const V* row = radial_c(t, j) + n * m.radial_cols;
      for (int k = 0; k < m.radial_cols; ++k) sum = mul_add(row[k], V(b[j * m.radial_cols + k]), sum);
    }
    qa[n] = sum;
  }
  if (m.l_max == 0) return;
  for_each_row_block([&]<int Rows>(int n) { angular_sums<Rows>(t, i, a, n); });
  const V* sa = sums + a * sums_stride();
  nep::for_each_invariant(m, [&](int component, int kind) {
    for (int n = 0; n < m.angular_rows; ++n) {
      const V* sn = sa + static_cast<std::size_t>(n) * m.terms;
      qa[component + n] =
          kind < 0 ? nep::three_body_value(-kind, sn) : nep::higher_body_value(nep::higher_body_terms[kind], sn);
    }
  });
}

/// out[n] = sum_k c[n][k] f[k] for Rows rows.
template <class V>
template <int Rows>
inline void Members<V>::combine(const V* rows, const float* f, V* out) const {
  V sum[Rows];
#pragma GCC unroll 9
  for (int n = 0; n < Rows; ++n) sum[n] = rows[n * m.angular_cols] * V(f[0]);
  for (int k = 1; k < m.angular_cols; ++k) {
    const V fk(f[k]);
#pragma GCC unroll 9
    for (int n = 0; n < Rows; ++n) sum[n] = mul_add(rows[n * m.angular_cols + k], fk, sum[n]);
  }
#pragma GCC unroll 9
  for (int n = 0; n < Rows; ++n) out[n] = sum[n];
}

template <class V>
template <int Rows>
inline void Members<V>::angular_sums(int t, int i, int a, int n) {
  const int begin = s->angular_begin[i * m.types], count = s->angular_begin[(i + 1) * m.types] - begin;
  V* ga = g + static_cast<std::size_t>(a) * most * m.angular_rows;
  for_each_group(i, [&](int j, int first, int last) {
    for (int e = first; e < last; ++e)
      combine<Rows>(angular_c(t, j) + n * m.angular_cols,
                    s->angular_row + static_cast<std::size_t>(e) * angular_stride() + 4,
                    ga + (e - begin) * m.angular_rows + n);
  });
  const float* b = s->angular_row + static_cast<std::size_t>(begin) * angular_stride() + 4 + 2 * m.angular_cols;
  V* to = sums + a * sums_stride() + static_cast<std::size_t>(n) * m.terms;
  for (int lm = 0; lm < m.terms; lm += 3)  // terms is l (l + 2)
    if (lm + 3 <= m.terms)
      contract<Rows, 3>(ga + n, b + lm, count, to + lm);
    else
      for (int i1 = lm; i1 < m.terms; ++i1) contract<Rows, 1>(ga + n, b + i1, count, to + i1);
}

template <class V>
template <int Rows, int Cols>
inline void Members<V>::contract(const V* ga, const float* b, int count, V* to) const {
  V sum[Rows][Cols];
#pragma GCC unroll 9
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 3
    for (int l = 0; l < Cols; ++l) sum[r][l] = V(0.0f);
  for (int e = 0; e < count; ++e, ga += m.angular_rows, b += angular_stride()) {
#pragma GCC unroll 9
    for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 3
      for (int l = 0; l < Cols; ++l) sum[r][l] = mul_add(ga[r], V(b[l]), sum[r][l]);
  }
#pragma GCC unroll 9
  for (int r = 0; r < Rows; ++r)
#pragma GCC unroll 3
    for (int l = 0; l < Cols; ++l) to[r * m.terms + l] = sum[r][l];
}

/// y[atom][r] = sum_c w[r row_stride + c col_stride] x[atom][c].
template <class V>
template <int R, int A>
inline void Members<V>::product_block(const V* w, int row_stride, int col_stride, int count, const V* in, int in_stride,
                                      V* out, int out_stride) {
  V sum[R][A];
#pragma GCC unroll 4
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int a = 0; a < A; ++a) sum[r][a] = V(0.0f);
  for (int i = 0; i < count; ++i) {
#pragma GCC unroll 4
    for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
      for (int a = 0; a < A; ++a)
        sum[r][a] = mul_add(w[r * row_stride + i * col_stride], in[a * in_stride + i], sum[r][a]);
  }
#pragma GCC unroll 4
  for (int r = 0; r < R; ++r)
#pragma GCC unroll 4
    for (int a = 0; a < A; ++a) out[a * out_stride + r] = sum[r][a];
}

template <class V>
template <int A>
inline void Members<V>::product_rows(const V* w, int rows, int row_stride, int col_stride, int count, const V* in,
                                     int in_stride, V* out, int out_stride) {
  int r = 0;
  for (; r + 4 <= rows; r += 4)
    product_block<4, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
  for (; r + 2 <= rows; r += 2)
    product_block<2, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
  for (; r < rows; ++r)
    product_block<1, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
}

template <class V>
inline void Members<V>::product(const V* w, int rows, int row_stride, int col_stride, int count, const V* in,
                                int in_stride, V* out, int atoms) {
  int a = 0;
  for (; a + 4 <= atoms; a += 4)
    product_rows<4>(w, rows, row_stride, col_stride, count, in + a * in_stride, in_stride, out + a * rows, rows);
  for (; a < atoms; ++a)
    product_rows<1>(w, rows, row_stride, col_stride, count, in + a * in_stride, in_stride, out + a * rows, rows);
}

template <class V>
inline void Members<V>::network(int t, int count) {
  const V* w0 = c + m.w0() + static_cast<std::size_t>(t) * m.neurons * m.components;
  const V* b0 = c + m.b0() + static_cast<std::size_t>(t) * m.neurons;
  const V* w1 = c + m.w1() + static_cast<std::size_t>(t) * m.neurons;
  product(w0, m.neurons, m.components, 1, m.components, q, m.components, hidden, count);
  for (int a = 0; a < count; ++a) {
    V u = -c[m.bias() + t];
    V* y = hidden + static_cast<std::size_t>(a) * m.neurons;
    for (int mu = 0; mu < m.neurons; ++mu) {
      const V tanh = hyperbolic_tangent(y[mu] - b0[mu]);
      u = mul_add(w1[mu], tanh, u);
      y[mu] = w1[mu] * (V(1.0f) - tanh * tanh);
    }
    energy.add(u);
  }
  product(w0, m.components, 1, m.components, m.neurons, hidden, m.neurons, gradient, count);
}

}  // namespace nacre::train
