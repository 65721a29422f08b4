// What the kernels over tiles share: columns of the [..][lane] arrays, the tile of a block, register blocks, and the
// invariants of one n. Included by .cu files only.
#pragma once
#include "device/cuda_lanes.h"
#include "train/model/batch/batch_math.h"
#include "train/model/batch/cuda_batch_view.h"

namespace nacre::train::gpu {

/// Numbers of this lane: element i of an array [i][lane].
struct Column {
  float* p;
  __device__ float& operator[](std::int64_t i) const { return p[i * lanes]; }
  __device__ Column operator+(std::int64_t i) const { return {p + i * lanes}; }
};
struct ConstColumn {
  const float* p;
  __device__ ConstColumn(const float* from) : p(from) {}
  __device__ ConstColumn(Column c) : p(c.p) {}
  __device__ float operator[](std::int64_t i) const { return p[i * lanes]; }
  __device__ ConstColumn operator+(std::int64_t i) const { return ConstColumn(p + i * lanes); }
};

/// A block's tile. `Functions`: most f_k that fit; `Terms`: most b_lm. Both are known to the compiler so that arrays of
/// them are registers (SmallSizes).
template <int Functions, int Terms>
struct TileBlock {
  const Arguments& a;
  const Shape& m;
  const Tile t;
  const int tile, lane, warp, warps, l_max;

  __device__ explicit TileBlock(const Arguments& arguments)
      : a(arguments),
        m(arguments.shape),
        t(arguments.tiles[blockIdx.x]),
        tile(static_cast<int>(blockIdx.x)),
        lane(cuda::lane_index()),
        warp(cuda::warp_in_block()),
        warps(static_cast<int>(blockDim.x) / lanes),
        l_max(m.l_max < most_l() ? m.l_max : most_l()) {}

  static constexpr __device__ int most_l() { return Terms == 24 ? 4 : nep::max_l; }

  /// Vector `first` of an array.
  __device__ Column column(float* base, std::int64_t first) const { return {base + first * lanes + lane}; }
  __device__ ConstColumn column(const float* base, std::int64_t first) const {
    return ConstColumn(base + first * lanes + lane);
  }
  __device__ Column of_tile(float* base, std::int64_t count) const { return column(base, tile * count); }
  __device__ int sums_count() const { return m.angular_rows * m.padded_terms; }

  __device__ int first_step(const PairTable& table, int j) const {
    return table.first[static_cast<std::int64_t>(t.table_tile) * (m.types + 1) + j];
  }
  /// Steps of all types of neighbours.
  __device__ int steps(const PairTable& table) const { return first_step(table, m.types); }
  __device__ int type_of_step(const PairTable& table, int step) const {
    int j = 0;
    while (step >= first_step(table, j + 1)) ++j;
    return j;
  }
  __device__ int type_pair(int j) const { return t.type * m.types + j; }
  __device__ const float* radial_c(int j) const {
    return a.parameters.radial_c + static_cast<std::int64_t>(type_pair(j)) * m.radial_rows * m.radial_cols;
  }
  __device__ const float* angular_c(int j) const {
    return a.parameters.angular_c + static_cast<std::int64_t>(type_pair(j)) * m.angular_rows * m.angular_cols;
  }
  __device__ void load_pair(const PairTable& table, std::int64_t step, float (&pair)[4]) const {
    const ConstColumn from = column(table.pair, 4 * step);
    for (int c = 0; c < 4; ++c) pair[c] = from[c];
  }

  /// f_k (0 where k >= cols) and df_k/dr. Only the formula's first `cols` are computed where Functions is large.
  __device__ void functions(float r, float cutoff, int cols, float (&f)[Functions], float (&df)[Functions]) const {
    float u, fc, fc_slope;
    cutoff_of(r, cutoff, u, fc, fc_slope);
    const int count = Functions <= small_functions ? Functions : cols;
    nep::basis(u, fc, count, f);
    nep::basis_slope(u, fc * (1.0f / cutoff), fc_slope, count, df);
  }
  static constexpr int small_functions = 12;

  /// Sums of one n into registers; zero beyond the last.
  __device__ void load_terms(ConstColumn from, float (&s)[Terms]) const {
#pragma unroll
    for (int i = 0; i < Terms; ++i) s[i] = i < m.padded_terms ? from[i] : 0.0f;
  }
  __device__ void store_terms(const float (&s)[Terms], Column to) const {
#pragma unroll
    for (int i = 0; i < Terms; ++i)
      if (i < m.padded_terms) to[i] = s[i];
  }
  /// b_lm, zero beyond the last.
  __device__ void angular_basis(const float (&pair)[4], float (&b)[Terms]) const {
#pragma unroll
    for (int i = 0; i < Terms; ++i) b[i] = 0;
    nep::angular_basis(pair[0], pair[1], pair[2], l_max, b);
  }

  /// nep::for_each_invariant with kinds known to the compiler: calls body(component of q for n = 0, Kind<kind>).
  /// Written out here because in a loop over kinds the arrays of the gradient kernel leave the registers (1.6 kB
  /// spilled).
  template <int K>
  struct Kind {
    static constexpr int value = K;
  };
  template <class Body>
  __device__ void for_each_invariant(Body&& body) const {
    int component = m.radial_rows;
    each_l<1>(component, body);
    each_higher<0>(component, body);
  }
  template <int L, class Body>
  __device__ void each_l(int& component, Body& body) const {
    if constexpr (L * (L + 2) <= Terms) {
      if (L > l_max) return;
      body(component, Kind<-L>());
      component += m.angular_rows;
      each_l<L + 1>(component, body);
    }
  }
  template <int K, class Body>
  __device__ void each_higher(int& component, Body& body) const {
    if constexpr (K < 6) {
      if (m.higher[K]) {
        body(component, Kind<K>());
        component += m.angular_rows;
      }
      each_higher<K + 1>(component, body);
    }
  }
  /// result_lm += sum_d weight_d dq_d/ds_lm of row n.
  __device__ void add_derivative(int n, const float (&s)[Terms], ConstColumn weight, float (&result)[Terms]) const {
    for_each_invariant([&](int component, auto kind) {
      nep::add_invariant_gradient<decltype(kind)::value>(s, weight[component + n], result);
    });
  }

  /// y[4 group + i] = sum_k w[k][4 group + i] x[k]: four results of one product of a matrix with the tile's columns.
  __device__ void four_products(const float* w, int stride, int count, int group, ConstColumn x, float (&y)[4]) const {
    for (float& v : y) v = 0;
    const float4* weights = reinterpret_cast<const float4*>(w) + group;
#pragma unroll 4
    for (int k = 0; k < count; ++k) {
      const float4 wk = weights[static_cast<std::int64_t>(k) * (stride / 4)];
      const float xk = x[k];
      y[0] += wk.x * xk, y[1] += wk.y * xk, y[2] += wk.z * xk, y[3] += wk.w * xk;
    }
  }

  /// to[n][lm] = sum over the tile's angular steps of a1[n] b1[lm] (+ a2[n] b2[lm]), 4 x 4 results an item. Items are
  /// dealt to the warps after the first `before` ones.
  template <bool Two>
  __device__ void sum_over_steps(int before, const float* a1, const float* b1, const float* a2, const float* b2,
                                 float* to) const {
    const int columns = m.padded_terms / 4, items = (m.angular_rows + 3) / 4 * columns;
    for (int item = (warp + warps - before % warps) % warps; item < items; item += warps)
      sum_block<Two>(item / columns * 4, item % columns * 4, a1, b1, a2, b2, to);
  }
  template <bool Two>
  __device__ void sum_block(int n, int lm, const float* a1, const float* b1, const float* a2, const float* b2,
                            float* to) const {
    float sum[4][4] = {};
    const int count = steps(a.tables.angular), last = m.angular_rows - 1;
    for (int step = 0; step < count; ++step) {
      const std::int64_t at = t.angular_work + step;
      add_block(column(a1, at * m.angular_rows), column(b1, at * m.padded_terms + lm), n, last, sum);
      if constexpr (Two) add_block(column(a2, at * m.angular_rows), column(b2, at * m.padded_terms + lm), n, last, sum);
    }
    const Column result = of_tile(to, sums_count());
#pragma unroll
    for (int i = 0; i < 4; ++i)
#pragma unroll
      for (int j = 0; j < 4; ++j)
        if (n + i <= last) result[(n + i) * m.padded_terms + lm + j] = sum[i][j];
  }
  __device__ static void add_block(ConstColumn rows, ConstColumn cols, int n, int last, float (&sum)[4][4]) {
    float row[4];
#pragma unroll
    for (int i = 0; i < 4; ++i) row[i] = rows[n + i < last ? n + i : last];
#pragma unroll
    for (int j = 0; j < 4; ++j) {
      const float col = cols[j];
#pragma unroll
      for (int i = 0; i < 4; ++i) sum[i][j] += row[i] * col;
    }
  }
};

/// Sizes of TileBlock: arrays in registers for the usual shapes; for all others in local memory (1.8 kB a thread).
struct SmallSizes {
  static constexpr int functions = 12, terms = 24;
};
struct AnySizes {
  static constexpr int functions = 104, terms = nep::max_angular_terms;
};
inline bool fits_small(const Shape& m) {
  return m.radial_cols <= SmallSizes::functions && m.angular_cols <= SmallSizes::functions &&
         m.terms <= SmallSizes::terms;
}

}  // namespace nacre::train::gpu
