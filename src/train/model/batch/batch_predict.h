// Energies, forces and virials of a chunk, tile by tile (force/nep_math.h has the formulas, batch_view.h the arrays):
//   1. radial:  q_n = sum_kJ c_nk B_kJ from the stored basis sums: no loop over neighbours
//   2. angular: f_k, b_lm once a pair, g_n = sum_k c_nk f_k, s_nlm = sum_j g_n b_lm; invariants q
//   3. network: U = sum w1 tanh(w0 q - b0) - b1, G = dU/dq
//   4. forces:  p_ij = sum_k h_kJ f_k'(r) r^ with h = c^T G, and sum_nlm D_nlm grad(g_n b_lm) with D = dU/ds;
//               F_i += p_ij, F_j -= p_ij, W_i -= r_ij (x) p_ij. One thread owns the chunk: plain double sums, fixed
//               order.
#pragma once
#include "train/model/batch/batch_lanes.h"

namespace nacre::train {

template <class V>
class PredictTile : BatchLanes<V> {
  using Base = BatchLanes<V>;
  using Base::m, Base::v, Base::zero;
  struct Scratch {
    V *f, *df, *g, *dg, *b, *d, *x, *hidden;
    std::size_t reals;
  };

 public:
  using Real = typename Base::Real;
  static constexpr int W = Base::W;

  static std::size_t scratch_reals(const nep::ModelView<Real>& m, const ChunkView<Real>& v) {
    return layout(m, v, nullptr).reals;
  }
  static void run_chunk(const nep::ModelView<Real>& m, const ChunkView<Real>& v, double* forces, Real* scratch) {
    const Scratch at = layout(m, v, scratch);
    for (int tile = 0; tile < v.tiles; ++tile) PredictTile(m, v, at, tile, forces).run();
  }

 private:
  PredictTile(const nep::ModelView<Real>& model, const ChunkView<Real>& chunk, const Scratch& scratch, int tile,
              double* forces)
      : Base(model, chunk),
        at(scratch),
        tile(tile),
        type(chunk.tile_type[tile]),
        forces(forces),
        q(Base::part(chunk.q, tile, model.components)),
        slope(Base::part(chunk.slope, tile, model.components)),
        s(Base::part(chunk.sums, tile, Base::sums_count())) {}

  static Scratch layout(const nep::ModelView<Real>& m, const ChunkView<Real>& v, Real* base) {
    Carver<V> all(base);
    Scratch a{};
    const std::size_t steps = v.angular.max_steps, rows = m.angular_rows, terms = v.padded_terms;
    a.f = all.take(m.angular_cols);
    a.df = all.take(m.angular_cols);
    a.g = all.take(steps * rows);
    a.dg = all.take(steps * rows);
    a.b = all.take(steps * terms);
    a.d = all.take(rows * terms);
    a.x = all.take(terms);
    a.hidden = all.take(m.neurons);
    a.reals = all.reals();
    return a;
  }

  void run() {
    radial_components();
    angular_sums();
    if (forces == nullptr) return;
    network();
    for (V& w : virial) w = zero();
    for (int j = 0; j < m.types; ++j)
      with_count(m.radial_cols, [&](auto cols) { radial_forces<decltype(cols)::value>(j); });
    virial[3] = virial[1], virial[6] = virial[2], virial[7] = virial[5];  // radial pairs: symmetric
    if (m.l_max > 0) angular_forces();
    store();
  }

  // --- 1. and 2. descriptor

  /// In double: the sums of a hundred neighbours are multiplied by coefficients of either sign and cancel.
  void radial_components() {
    const V* sums = Base::part(v.basis_sums, tile, m.types * m.radial_cols);
    for (int n = 0; n < m.radial_rows; ++n) {
      WideSum<V> wide;
      for (int j = 0; j < m.types; ++j) {
        const Real* c = Base::radial_c(type, j) + n * m.radial_cols;
        for (int k = 0; k < m.radial_cols; ++k) wide.add(V(c[k]) * sums[j * m.radial_cols + k]);
      }
      double sum[W];
      wide.store(sum);
      Real* to = reinterpret_cast<Real*>(q + n);
      for (int lane = 0; lane < W; ++lane) to[lane] = static_cast<Real>(sum[lane]);
    }
  }

  void angular_sums() {
    if (m.l_max == 0) return;
    const int terms = v.padded_terms;
    const std::int64_t first = Base::angular_step(tile, 0);
    for (int j = 0; j < m.types; ++j)
      for (std::int64_t a = Base::angular_step(tile, j); a < Base::angular_step(tile, j + 1); ++a) {
        const std::int64_t local = a - first;
        Base::angular_functions(Base::part(v.angular.pair, a, 4), type, j, at.f, at.df, at.b + local * terms);
        const Real* c = Base::angular_c(type, j);
        matrix_times(c, m.angular_rows, m.angular_cols, at.f, at.g + local * m.angular_rows);
        matrix_times(c, m.angular_rows, m.angular_cols, at.df, at.dg + local * m.angular_rows);
      }
    for (std::size_t i = 0; i < Base::sums_count(); ++i) s[i] = zero();
    const int steps = static_cast<int>(Base::angular_step(tile, m.types) - first);
    add_outer<false, V>(at.g, nullptr, m.angular_rows, at.b, nullptr, terms, steps, m.angular_rows, terms, s);
    Base::for_each_invariant([&](int component, auto kind) {
      for (int n = 0; n < m.angular_rows; ++n)
        q[component + n] = nep::invariant_value<decltype(kind)::value>(s + n * terms);
    });
  }

  // --- 3. network

  void network() {
    const Real *w0 = Base::w0(type), *b0 = Base::b0(type), *w1 = Base::w1(type);
    V* tanh = Base::part(v.tanh, tile, m.neurons);
    matrix_times(w0, m.neurons, m.components, q, at.hidden);
    energy.add(V(-m.bias[type]));
    for (int mu = 0; mu < m.neurons; ++mu) {
      const V t = hyperbolic_tangent(at.hidden[mu] - V(b0[mu])), w(w1[mu]);
      tanh[mu] = t;
      energy.add(w * t);
      at.hidden[mu] = w * (Base::one() - t * t);
    }
    transposed_times(w0, m.neurons, m.components, at.hidden, slope);
  }

  // --- 4. forces

  template <int Fixed>
  void radial_forces(int j) {
    const int cols = Fixed > 0 ? Fixed : m.radial_cols;
    // sum_k h_k f_k = fc/2 (sum_k h_k T_k + sum_k h_k)
    V h[Fixed > 0 ? Fixed : max_basis], dh[Fixed > 0 ? Fixed : max_basis];
    h[0] = zero();
    transposed_times(Base::radial_c(type, j), m.radial_rows, cols, slope, h);
    V total = zero();
    for (int k = 0; k < cols; ++k) {
      h[k] = h[k] * V(Real(0.5));
      total = total + h[k];
    }
    nep::chebyshev_derivative(h, cols, dh);
    h[0] = h[0] + total;
    const Real cutoff = m.radial_cutoff[Base::type_pair(type, j)];
    const V four_per_cutoff(Real(4) / cutoff);
    V sx = zero(), sy = zero(), sz = zero();
    const std::int64_t last = Base::radial_step(tile, j + 1);
    for (std::int64_t a = Base::radial_step(tile, j); a < last; ++a) {
      const V* pair = Base::part(v.radial.pair, a, 4);
      const V x = pair[0], y = pair[1], z = pair[2], r = pair[3];
      V u, fc, fc_slope;
      cutoff_of(r, cutoff, u, fc, fc_slope);
      V value, change;
      nep::chebyshev_series<Fixed>(nep::chebyshev_argument(u), h, dh, cols, value, change);
      // d/dr of fc P(x), dx/dr = 4 (u - 1)/rc
      const V p = mul_add(value, fc_slope, fc * change * (four_per_cutoff * (u - Base::one())));
      const V px = p * x, py = p * y, pz = p * z;
      sx = sx + px, sy = sy + py, sz = sz + pz;
      subtract_rows(forces, v.radial.row + a * W, px, py, pz);
      const V lx = r * x, ly = r * y, lz = r * z;
      virial[0] = virial[0] - lx * px;
      virial[1] = virial[1] - lx * py;
      virial[2] = virial[2] - lx * pz;
      virial[4] = virial[4] - ly * py;
      virial[5] = virial[5] - ly * pz;
      virial[8] = virial[8] - lz * pz;
    }
    own[0].add(sx), own[1].add(sy), own[2].add(sz);
  }

  void angular_forces() {
    Base::derivative_of_sums(s, slope, at.d);
    const std::int64_t first = Base::angular_step(tile, 0), last = Base::angular_step(tile, m.types);
    V sum[3] = {zero(), zero(), zero()};
    for (std::int64_t a = first; a < last; ++a) {
      const V* pair = Base::part(v.angular.pair, a, 4);
      const V x = pair[0], y = pair[1], z = pair[2], r = pair[3];
      const V along = contract(a - first);
      V gx, gy, gz, p[3];
      nep::angular_gradient(x, y, z, m.l_max, at.x, gx, gy, gz);
      angular_pair_force(pair, gx, gy, gz, along, p);
      for (int c = 0; c < 3; ++c) sum[c] = sum[c] + p[c];
      subtract_rows(forces, v.angular.row + a * W, p[0], p[1], p[2]);
      const V component[3] = {x * r, y * r, z * r};
      for (int c = 0; c < 9; ++c) virial[c] = virial[c] - component[c / 3] * p[c % 3];
    }
    for (int c = 0; c < 3; ++c) own[c].add(sum[c]);
  }
  /// x_lm = sum_n D_nlm g_n of one step; returns sum_lm b_lm sum_n D_nlm g'_n.
  V contract(std::int64_t step) {
    const int terms = v.padded_terms;
    const V *g = at.g + step * m.angular_rows, *dg = at.dg + step * m.angular_rows, *b = at.b + step * terms;
    V along = zero();
    int lm = 0;
    for (; lm + 8 <= terms; lm += 8) along = along + contract_block<8>(g, dg, b + lm, at.d + lm, at.x + lm);
    for (; lm < terms; lm += 4) along = along + contract_block<4>(g, dg, b + lm, at.d + lm, at.x + lm);
    return along;
  }
  template <int Block>
  V contract_block(const V* g, const V* dg, const V* b, const V* d, V* x) {
    const int terms = v.padded_terms;
    V value[Block], change[Block];
#pragma GCC unroll 8
    for (int i = 0; i < Block; ++i) value[i] = change[i] = zero();
    for (int n = 0; n < m.angular_rows; ++n, d += terms) {
#pragma GCC unroll 8
      for (int i = 0; i < Block; ++i)
        value[i] = mul_add(d[i], g[n], value[i]), change[i] = mul_add(d[i], dg[n], change[i]);
    }
    V along = zero();
#pragma GCC unroll 8
    for (int i = 0; i < Block; ++i) {
      x[i] = value[i];
      along = mul_add(change[i], b[i], along);
    }
    return along;
  }

  void store() {
    energy.store(v.energy + static_cast<std::size_t>(tile) * W);
    V* w = Base::part(v.virial, tile, 9);
    for (int c = 0; c < 9; ++c) w[c] = virial[c];
    double sum[W];
    for (int c = 0; c < 3; ++c) {
      own[c].store(sum);
      for (int lane = 0; lane < W; ++lane)
        forces[4 * static_cast<std::size_t>(v.row[static_cast<std::size_t>(tile) * W + lane]) + c] += sum[lane];
    }
  }

  const Scratch& at;
  int tile, type;
  double* forces;
  V *q, *slope, *s;
  WideSum<V> energy, own[3];
  V virial[9];
};

}  // namespace nacre::train
