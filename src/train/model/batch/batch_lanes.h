// What the loops over a batch share: places in the tables, one pair's basis functions, derivatives of the invariants,
// and sums of outer products in register blocks.
#pragma once
#include "device/scalar.h"
#include "force/small_matrix.h"
#include "train/model/batch/batch_math.h"
#include "train/model/batch/batch_view.h"

namespace nacre::train {

/// A count known to the compiler, or -1.
template <int N>
struct Count {
  static constexpr int value = N;
};
/// Calls body(Count<n>) for the usual numbers of functions, body(Count<-1>) for others.
template <class Body>
inline void with_count(int n, Body&& body) {
  switch (n) {
    case 5:
      return body(Count<5>());
    case 7:
      return body(Count<7>());
    case 9:
      return body(Count<9>());
    case 11:
      return body(Count<11>());
    case 13:
      return body(Count<13>());
    default:
      return body(Count<-1>());
  }
}
inline constexpr int max_basis = 128;  // the file reader allows 101

/// c[i][j] += sum over steps of a1[i] b1[j] + a2[i] b2[j], for Rows x Cols; strides in V from step to step.
template <int Rows, int Cols, bool Two, class V>
inline void outer_block(const V* a1, const V* a2, std::ptrdiff_t a_stride, const V* b1, const V* b2,
                        std::ptrdiff_t b_stride, int steps, V* c, int c_stride) {
  V sum[Rows][Cols];
#pragma GCC unroll 5
  for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < Cols; ++j) sum[i][j] = c[i * c_stride + j];
  for (int s = 0; s < steps; ++s) {
#pragma GCC unroll 5
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
      for (int j = 0; j < Cols; ++j) {
        sum[i][j] = mul_add(a1[i], b1[j], sum[i][j]);
        if constexpr (Two) sum[i][j] = mul_add(a2[i], b2[j], sum[i][j]);
      }
    a1 += a_stride, b1 += b_stride;
    if constexpr (Two) a2 += a_stride, b2 += b_stride;
  }
#pragma GCC unroll 5
  for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
    for (int j = 0; j < Cols; ++j) c[i * c_stride + j] = sum[i][j];
}
template <int Rows, bool Two, class V>
inline void outer_rows(const V* a1, const V* a2, std::ptrdiff_t a_stride, const V* b1, const V* b2,
                       std::ptrdiff_t b_stride, int steps, int cols, V* c) {
  int j = 0;
  for (; j + 4 <= cols; j += 4)
    outer_block<Rows, 4, Two>(a1, a2, a_stride, b1 + j, b2 + j, b_stride, steps, c + j, cols);
  if (cols - j == 3)
    outer_block<Rows, 3, Two>(a1, a2, a_stride, b1 + j, b2 + j, b_stride, steps, c + j, cols);
  else if (cols - j == 2)
    outer_block<Rows, 2, Two>(a1, a2, a_stride, b1 + j, b2 + j, b_stride, steps, c + j, cols);
  else if (cols - j == 1)
    outer_block<Rows, 1, Two>(a1, a2, a_stride, b1 + j, b2 + j, b_stride, steps, c + j, cols);
}
/// The same for all rows and columns: c[rows][cols].
template <bool Two, class V>
inline void add_outer(const V* a1, const V* a2, std::ptrdiff_t a_stride, const V* b1, const V* b2,
                      std::ptrdiff_t b_stride, int steps, int rows, int cols, V* c) {
  const auto block = [&](int i, auto count) {
    constexpr int n = decltype(count)::value;
    outer_rows<n, Two>(a1 + i, a2 + i, a_stride, b1, b2, b_stride, steps, cols, c + i * cols);
    return i + n;
  };
  int i = 0;
  while (rows - i >= 8 || rows - i == 4) i = block(i, Count<4>());
  if (rows - i >= 5) i = block(i, Count<5>());
  if (rows - i == 3) i = block(i, Count<3>());
  if (rows - i == 2) i = block(i, Count<2>());
  if (rows - i == 1) i = block(i, Count<1>());
}

template <class V>
class BatchLanes {
 public:
  using Traits = LaneTraits<V>;
  using Real = typename Traits::Real;
  static constexpr int W = Traits::lanes;

  BatchLanes(const nep::ModelView<Real>& model, const ChunkView<Real>& chunk) : m(model), v(chunk) {}

 protected:
  static V constant(Real x) { return V(x); }
  static V zero() { return V(Real(0)); }
  static V one() { return V(Real(1)); }
  /// Part of `tile` in an array with `count` vectors a tile.
  static V* part(Real* base, std::ptrdiff_t tile, std::ptrdiff_t count) {
    return reinterpret_cast<V*>(base) + tile * count;
  }
  static const V* part(const Real* base, std::ptrdiff_t tile, std::ptrdiff_t count) {
    return reinterpret_cast<const V*>(base) + tile * count;
  }

  std::size_t type_pair(int type, int j) const { return static_cast<std::size_t>(type) * m.types + j; }
  const Real* radial_c(int type, int j) const {
    return m.radial_c + type_pair(type, j) * m.radial_rows * m.radial_cols;
  }
  const Real* angular_c(int type, int j) const {
    return m.angular_c + type_pair(type, j) * m.angular_rows * m.angular_cols;
  }
  const Real* w0(int type) const { return m.w0 + static_cast<std::size_t>(type) * m.neurons * m.components; }
  const Real* b0(int type) const { return m.b0 + static_cast<std::size_t>(type) * m.neurons; }
  const Real* w1(int type) const { return m.w1 + static_cast<std::size_t>(type) * m.neurons; }
  static std::int64_t first_step(const PairView<Real>& p, int types, int tile, int j) {
    return p.begin[static_cast<std::size_t>(tile) * types + j];
  }
  std::int64_t radial_step(int tile, int j) const { return first_step(v.radial, m.types, tile, j); }
  std::int64_t angular_step(int tile, int j) const { return first_step(v.angular, m.types, tile, j); }
  std::size_t sums_count() const { return static_cast<std::size_t>(m.angular_rows) * v.padded_terms; }

  /// f_k, df_k/dr (1/Å) and b_lm of an angular pair.
  void angular_functions(const V* pair, int type, int j, V* f, V* df, V* b) const {
    const Real cutoff = m.angular_cutoff[type_pair(type, j)];
    V u, fc, fc_slope;
    cutoff_of(pair[3], cutoff, u, fc, fc_slope);
    nep::basis(u, fc, m.angular_cols, f);
    nep::basis_slope(u, fc * V(Real(1) / cutoff), fc_slope, m.angular_cols, df);
    nep::angular_basis(pair[0], pair[1], pair[2], m.l_max, b);
    for (int i = m.terms; i < v.padded_terms; ++i) b[i] = zero();
  }

  /// Calls body(component of q for n = 0, Count<kind>) in the order of the descriptor; kinds as in nep_math.h.
  template <class Body>
  void for_each_invariant(Body&& body) const {
    nep::for_each_invariant(m, [&](int component, int kind) { with_kind(kind, component, body); });
  }
  template <int Kind = -nep::max_l, class Body>
  static void with_kind(int kind, int component, Body& body) {
    if constexpr (Kind < 6) {
      if (kind == Kind) return body(component, Count<Kind>());
      with_kind<Kind + 1>(kind, component, body);
    }
  }
  /// result[n][lm] = sum_d weight_d dq_d/ds_nlm, weights [component].
  void derivative_of_sums(const V* s, const V* weight, V* result) const {
    const int terms = v.padded_terms;
    for (std::size_t i = 0; i < sums_count(); ++i) result[i] = zero();
    for_each_invariant([&](int component, auto kind) {
      for (int n = 0; n < m.angular_rows; ++n)
        nep::add_invariant_gradient<decltype(kind)::value>(s + n * terms, weight[component + n], result + n * terms);
    });
  }

  const nep::ModelView<Real>& m;
  const ChunkView<Real>& v;
};

/// Hands out arrays of vectors, one after the other; without a base only counts.
template <class V>
class Carver {
 public:
  explicit Carver(typename LaneTraits<V>::Real* base) : base_(reinterpret_cast<V*>(base)) {}
  V* take(std::size_t count) {
    V* p = base_ == nullptr ? nullptr : base_ + used_;
    used_ += count;
    return p;
  }
  std::size_t reals() const { return used_ * LaneTraits<V>::lanes; }

 private:
  V* base_;
  std::size_t used_ = 0;
};

}  // namespace nacre::train
