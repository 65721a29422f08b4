// Derivatives of the loss of a chunk by the model's parameters, after predict() (nep.md section 5;
// docs/physics/train.md). Seeds E' = dL/dE, F' = dL/dF, W' = dL/dW of every lane's frame and atom. A tile:
//   v_ij = F'_i - F'_j - W'^T r_ij = dL/dp_ij        w = v . r^
//   gamma_kJ = dL/dh = sum_j w f_k'(r)               sigma_nlm = dL/dD = sum_j w g_n' b_lm + g_n beta_lm
//   beta_lm = v . grad b_lm                          a = dL/dG: a_n = sum_kJ c_nk gamma_kJ, a_d = sum_lm sigma dq_d/ds
//   network: u = w0 a, d = 1 - t^2, eps = dL/dy = w1 d (E' - 2 t u), q'_d = dL/dq_d = sum_mu eps w0
//   s'_nlm = dL/ds = sum_d q'_d dq_d/ds_lm + G_d sum_lm' d2q_d/ds_lm ds_lm' sigma_lm'
// and what the parameters get:
//   dw0 = eps q + w1 d a      db0 = -eps      dw1 = E' t + d u      dbias = -E'
//   dc^R_nk = q'_n B_kJ + G_n gamma_kJ
//   dc^A_nk = sum_j X_n f_k + Y_n w f_k',  X_n = sum_lm s' b_lm + D beta_lm,  Y_n = sum_lm D b_lm
// Angular coefficients are served pair by pair, not by moments M_k,lm,J and Gamma_k,lm,J. Multiply-adds an atom with j
// angular neighbours and L functions b_lm: 5 n L j + 4 n k j, against 2 k L j + 3 n k L T with M kept (k L T numbers an
// atom). PbTe (n = k = 7, L = 24, T = 2, j = 7): 7300 against 9400; one type and 15 neighbours: 16 against 11 thousand,
// beside 27 thousand of a network of 100 neurons. Pairs need no memory and gain with every type: that decided.
// All sums of outer products (dw0, dc) run over tiles or steps in register blocks, one sum a lane; lanes are added in
// double at the end of a type.
#pragma once
#include "train/model/batch/batch_lanes.h"

namespace nacre::train {

template <class V>
class GradientChunk : BatchLanes<V> {
  using Base = BatchLanes<V>;
  using Base::m, Base::v, Base::zero;
  struct Scratch {
    // [tile][..]
    V *a, *q_seed, *eps, *wd, *gamma;
    // one tile: [step][..], [n][lm]
    V *f, *df, *g, *dg, *b, *beta, *x, *y, *sigma, *s_seed, *d;
    // sums of one type
    V *w0, *b0, *w1, *radial_c, *angular_c;
    std::size_t reals;
  };

 public:
  using Real = typename Base::Real;
  static constexpr int W = Base::W;

  static std::size_t scratch_reals(const nep::ModelView<Real>& m, const ChunkView<Real>& v) {
    return layout(m, v, nullptr).reals;
  }
  static void run_chunk(const nep::ModelView<Real>& m, const ChunkView<Real>& v, const SeedView<Real>& seed,
                        double* gradient, Real* scratch) {
    GradientChunk c(m, v, seed, gradient, scratch);
    for (int first = 0; first < v.tiles;) {
      int last = first + 1;
      while (last < v.tiles && v.tile_type[last] == v.tile_type[first]) ++last;
      c.run_type(first, last);
      first = last;
    }
  }

 private:
  GradientChunk(const nep::ModelView<Real>& model, const ChunkView<Real>& chunk, const SeedView<Real>& seeds,
                double* gradient, Real* scratch)
      : Base(model, chunk), seed(seeds), gradient(gradient), at(layout(model, chunk, scratch)) {}

  static Scratch layout(const nep::ModelView<Real>& m, const ChunkView<Real>& v, Real* base) {
    Carver<V> all(base);
    Scratch s{};
    const std::size_t tiles = v.tiles, steps = v.angular.max_steps, rows = m.angular_rows, cols = m.angular_cols,
                      terms = v.padded_terms, types = m.types;
    s.a = all.take(tiles * m.components);
    s.q_seed = all.take(tiles * m.components);
    s.eps = all.take(tiles * m.neurons);
    s.wd = all.take(tiles * m.neurons);
    s.gamma = all.take(tiles * types * m.radial_cols);
    s.f = all.take(steps * cols);
    s.df = all.take(steps * cols);
    s.g = all.take(steps * rows);
    s.dg = all.take(steps * rows);
    s.x = all.take(steps * rows);
    s.y = all.take(steps * rows);
    s.b = all.take(steps * terms);
    s.beta = all.take(steps * terms);
    s.sigma = all.take(rows * terms);
    s.s_seed = all.take(rows * terms);
    s.d = all.take(rows * terms);
    s.w0 = all.take(static_cast<std::size_t>(m.neurons) * m.components);
    s.b0 = all.take(m.neurons);
    s.w1 = all.take(m.neurons);
    s.radial_c = all.take(types * m.radial_rows * m.radial_cols);
    s.angular_c = all.take(types * rows * cols);
    s.reals = all.reals();
    return s;
  }

  void run_type(int first, int last) {
    type = v.tile_type[first];
    clear_sums();
    for (tile = first; tile < last; ++tile) {
      place_tile(first);
      radial();
      angular();
      network();
      angular_coefficients();
    }
    const int tiles = last - first, types_cols = m.types * m.radial_cols;
    const V* q = Base::part(v.q, first, m.components);
    add_outer<true, V>(at.eps, at.wd, m.neurons, q, at.a, m.components, tiles, m.neurons, m.components, at.w0);
    const V* sums = Base::part(v.basis_sums, first, types_cols);
    for (int j = 0; j < m.types; ++j)
      add_outer<true, V>(at.q_seed, Base::part(v.slope, first, m.components), m.components, sums + j * m.radial_cols,
                         at.gamma + j * m.radial_cols, types_cols, tiles, m.radial_rows, m.radial_cols,
                         at.radial_c + j * m.radial_rows * m.radial_cols);
    reduce();
  }

  void clear_sums() {
    for (V* p = at.w0; p < at.w0 + m.neurons * m.components; ++p) *p = zero();
    for (int mu = 0; mu < m.neurons; ++mu) at.b0[mu] = at.w1[mu] = zero();
    for (int i = 0; i < m.types * m.radial_rows * m.radial_cols; ++i) at.radial_c[i] = zero();
    for (int i = 0; i < m.types * m.angular_rows * m.angular_cols; ++i) at.angular_c[i] = zero();
    bias = zero();
  }

  void place_tile(int first) {
    const std::ptrdiff_t i = tile - first;
    a = at.a + i * m.components;
    q_seed = at.q_seed + i * m.components;
    eps = at.eps + i * m.neurons;
    wd = at.wd + i * m.neurons;
    gamma = at.gamma + i * m.types * m.radial_cols;
    slope = Base::part(v.slope, tile, m.components);
    s = Base::part(v.sums, tile, Base::sums_count());
    lane_seed = Base::part(seed.lane, tile, lane_seeds);
  }

  void seed_of(const PairView<Real>& table, std::int64_t step, V& vx, V& vy, V& vz) const {
    V fx, fy, fz;
    load_rows(seed.rows, table.row + step * W, fx, fy, fz);
    pair_seed(Base::part(table.pair, step, 4), lane_seed + 1, lane_seed + 4, fx, fy, fz, vx, vy, vz);
  }

  // --- radial: gamma, and a_n

  void radial() {
    for (int n = 0; n < m.radial_rows; ++n) a[n] = zero();
    for (int j = 0; j < m.types; ++j) {
      with_count(m.radial_cols, [&](auto cols) { radial_gamma<decltype(cols)::value>(j, gamma + j * m.radial_cols); });
      V sum[max_basis];
      matrix_times(Base::radial_c(type, j), m.radial_rows, m.radial_cols, gamma + j * m.radial_cols, sum);
      for (int n = 0; n < m.radial_rows; ++n) a[n] = a[n] + sum[n];
    }
  }

  /// f_k' = fc'/2 (T_k + 1) + 2 (u - 1)/rc fc T_k'(x). With A_k = sum w fc'/2 T_k and M_k = sum w 2 (u - 1)/rc fc T_k
  /// the last part is k E_k, E_1 = M_0, E_k = 2 M_(k-1) + E_(k-2), because T_k' = 2k (T_(k-1) + T_(k-3) + ..), T_0
  /// halved.
  template <int Fixed>
  void radial_gamma(int j, V* to) {
    const int cols = Fixed > 0 ? Fixed : m.radial_cols;
    const Real cutoff = m.radial_cutoff[Base::type_pair(type, j)];
    const V two_per_cutoff(Real(2) / cutoff), half(Real(0.5));
    V value[Fixed > 0 ? Fixed : max_basis], moment[Fixed > 0 ? Fixed : max_basis];
    for (int k = 0; k < cols; ++k) value[k] = moment[k] = zero();
    const std::int64_t last = Base::radial_step(tile, j + 1);
    for (std::int64_t step = Base::radial_step(tile, j); step < last; ++step) {
      const V* pair = Base::part(v.radial.pair, step, 4);
      V vx, vy, vz, u, fc, fc_slope;
      seed_of(v.radial, step, vx, vy, vz);
      const V w = along_pair(pair, vx, vy, vz);
      cutoff_of(pair[3], cutoff, u, fc, fc_slope);
      const V w_value = w * fc_slope * half, w_moment = w * fc * (two_per_cutoff * (u - Base::one()));
      const V arg = nep::chebyshev_argument(u), twice = arg + arg;
      V older = Base::one(), t = arg;
      value[0] = value[0] + w_value, moment[0] = moment[0] + w_moment;
      if (cols > 1) value[1] = mul_add(w_value, t, value[1]), moment[1] = mul_add(w_moment, t, moment[1]);
#pragma GCC unroll 16
      for (int k = 2; k < cols; ++k) {
        const V next = mul_sub(twice, t, older);
        older = t, t = next;
        value[k] = mul_add(w_value, t, value[k]), moment[k] = mul_add(w_moment, t, moment[k]);
      }
    }
    V even = zero(), odd = cols > 1 ? moment[0] : zero();  // E_k of even and odd k
    to[0] = value[0] + value[0];
    for (int k = 1; k < cols; ++k) {
      V& e = k % 2 == 0 ? even : odd;
      if (k > 1) e = e + moment[k - 1] + moment[k - 1];
      to[k] = value[k] + value[0] + V(static_cast<Real>(k)) * e;
    }
  }

  // --- angular: sigma, and a_d

  void angular() {
    if (m.l_max == 0) return;
    const int terms = v.padded_terms;
    first_angular = Base::angular_step(tile, 0);
    for (int j = 0; j < m.types; ++j)
      for (std::int64_t step = Base::angular_step(tile, j); step < Base::angular_step(tile, j + 1); ++step)
        angular_pair(j, step);
    const int steps = static_cast<int>(Base::angular_step(tile, m.types) - first_angular);
    for (std::size_t i = 0; i < Base::sums_count(); ++i) at.sigma[i] = zero();
    add_outer<true, V>(at.dg, at.g, m.angular_rows, at.b, at.beta, terms, steps, m.angular_rows, terms, at.sigma);
    Base::for_each_invariant([&](int component, auto kind) {
      for (int n = 0; n < m.angular_rows; ++n)
        a[component + n] = nep::invariant_along<decltype(kind)::value>(s + n * terms, at.sigma + n * terms);
    });
  }

  void angular_pair(int j, std::int64_t step) {
    const std::int64_t i = step - first_angular;
    const int rows = m.angular_rows, cols = m.angular_cols, terms = v.padded_terms;
    V *f = at.f + i * cols, *df = at.df + i * cols, *b = at.b + i * terms, *beta = at.beta + i * terms;
    const V* pair = Base::part(v.angular.pair, step, 4);
    Base::angular_functions(pair, type, j, f, df, b);
    V vx, vy, vz;
    seed_of(v.angular, step, vx, vy, vz);
    const V w = along_pair(pair, vx, vy, vz);
    for (int k = 0; k < cols; ++k) df[k] = df[k] * w;
    angular_seed(pair, vx, vy, vz, w, m.l_max, beta);
    for (int lm = m.terms; lm < terms; ++lm) beta[lm] = zero();
    const Real* c = Base::angular_c(type, j);
    matrix_times(c, rows, cols, f, at.g + i * rows);
    matrix_times(c, rows, cols, df, at.dg + i * rows);
  }

  // --- network

  void network() {
    const Real* w1 = Base::w1(type);
    const V* tanh = Base::part(v.tanh, tile, m.neurons);
    const V energy = lane_seed[0];
    matrix_times(Base::w0(type), m.neurons, m.components, a, eps);  // u
    for (int mu = 0; mu < m.neurons; ++mu) {
      const V t = tanh[mu], u = eps[mu];
      neuron_seed(V(w1[mu]), t, u, energy, wd[mu], eps[mu]);
      at.b0[mu] = at.b0[mu] - eps[mu];
      at.w1[mu] = at.w1[mu] + output_weight_slope(t, u, energy);
    }
    bias = bias - energy;
    transposed_times(Base::w0(type), m.neurons, m.components, eps, q_seed);
  }

  // --- angular coefficients

  void angular_coefficients() {
    if (m.l_max == 0) return;
    const int rows = m.angular_rows, cols = m.angular_cols, terms = v.padded_terms;
    Base::derivative_of_sums(s, slope, at.d);
    Base::derivative_of_sums(s, q_seed, at.s_seed);
    Base::for_each_invariant([&](int component, auto kind) {
      for (int n = 0; n < rows; ++n)
        nep::add_invariant_second<decltype(kind)::value>(s + n * terms, at.sigma + n * terms, slope[component + n],
                                                         at.s_seed + n * terms);
    });
    const std::int64_t last = Base::angular_step(tile, m.types);
    for (std::int64_t step = first_angular; step < last; ++step) pair_coefficients(step - first_angular);
    for (int j = 0; j < m.types; ++j) {
      const std::int64_t from = Base::angular_step(tile, j) - first_angular;
      const int steps = static_cast<int>(Base::angular_step(tile, j + 1) - first_angular - from);
      add_outer<true, V>(at.x + from * rows, at.y + from * rows, rows, at.f + from * cols, at.df + from * cols, cols,
                         steps, rows, cols, at.angular_c + static_cast<std::ptrdiff_t>(j) * rows * cols);
    }
  }
  void pair_coefficients(std::int64_t i) {
    int n = 0;
    for (; n + 4 <= m.angular_rows; n += 4) pair_block<4>(i, n);
    if (m.angular_rows - n == 3) pair_block<3>(i, n);
    if (m.angular_rows - n == 2) pair_block<2>(i, n);
    if (m.angular_rows - n == 1) pair_block<1>(i, n);
  }
  /// X_n and Y_n of one step for Rows n.
  template <int Rows>
  void pair_block(std::int64_t i, int n) {
    const int terms = v.padded_terms;
    const V *b = at.b + i * terms, *beta = at.beta + i * terms, *d = at.d + n * terms, *sp = at.s_seed + n * terms;
    V x[Rows], y[Rows];
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r) x[r] = y[r] = zero();
    for (int lm = 0; lm < terms; ++lm) {
#pragma GCC unroll 4
      for (int r = 0; r < Rows; ++r) {
        x[r] = mul_add(sp[r * terms + lm], b[lm], mul_add(d[r * terms + lm], beta[lm], x[r]));
        y[r] = mul_add(d[r * terms + lm], b[lm], y[r]);
      }
    }
#pragma GCC unroll 4
    for (int r = 0; r < Rows; ++r) at.x[i * m.angular_rows + n + r] = x[r], at.y[i * m.angular_rows + n + r] = y[r];
  }

  // --- lanes to numbers

  static void reduce(const V* from, std::size_t count, double* to) {
    for (std::size_t i = 0; i < count; ++i) to[i] += static_cast<double>(lane_sum(from[i]));
  }
  void reduce() const {
    const GradientLayout<V> l(m);
    reduce(at.w0, l.neurons * l.components, gradient + l.w0(type));
    reduce(at.b0, l.neurons, gradient + l.b0(type));
    reduce(at.w1, l.neurons, gradient + l.w1(type));
    reduce(&bias, 1, gradient + l.bias(type));
    reduce(at.radial_c, l.types * l.radial, gradient + l.radial_c(type, 0));
    reduce(at.angular_c, l.types * l.angular, gradient + l.angular_c(type, 0));
  }

  const SeedView<Real>& seed;
  double* gradient;
  Scratch at;
  V bias;
  // Of the tile at work.
  int tile = 0, type = 0;
  V *a = nullptr, *q_seed = nullptr, *eps = nullptr, *wd = nullptr, *gamma = nullptr;
  const V *slope = nullptr, *s = nullptr, *lane_seed = nullptr;
  std::int64_t first_angular = 0;
};

}  // namespace nacre::train
