// Steps 1 to 3 of the CPU loop of the neuroevolution potential (nep_tile.h): sums over neighbours, invariants, network.
#pragma once
#include "force/nep_tile.h"

namespace nacre::nep {

template <class V>
inline void Tile<V>::radial_sums() {
  load_home();
  for (int i = 0; i < m.radial_rows * W; ++i) at.radial_q[i] = 0;
  int step = 0;
  packed_steps = 0;
  for (int j = 0; j < m.types; ++j) {
    const int steps = static_cast<int>(end(j) - begin(j));
    switch (m.radial_cols) {
      case 7:
        basis_sums<7>(j, step, steps);
        break;
      case 9:
        basis_sums<9>(j, step, steps);
        break;
      case 11:
        basis_sums<11>(j, step, steps);
        break;
      case 13:
        basis_sums<13>(j, step, steps);
        break;
      case 17:
        basis_sums<17>(j, step, steps);
        break;
      default:
        basis_sums<-1>(j, step, steps);
    }
    pack_inner(j, step);
    add_radial_components(j);
    step += steps;
  }
  Real q[W];
  for (int n = 0; n < m.radial_rows; ++n) {
    for (int lane = 0; lane < W; ++lane) q[lane] = static_cast<Real>(at.radial_q[n * W + lane]);
    std::memcpy(at.q + n, q, sizeof q);
  }
}

/// Geometry of one type's neighbours into at.pair, sums of fc T_k into at.radial_sum. The sums of a hundred terms are
/// multiplied by coefficients of alternating sign and cancel: float sums run over few terms and are kept in double.
template <class V>
template <int Cols>
inline void Tile<V>::basis_sums(int j, int first, int steps) {
  const int cols = count_of<Cols>(m.radial_cols);
  const V cutoff(m.radial_cutoff[type_pair(j)]), per_cutoff(Real(1) / m.radial_cutoff[type_pair(j)]);
  V sum[Cols > 0 ? Cols : max_cols];
  WideSum<V> wide[Cols > 0 ? Cols : max_cols];
  for (int k = 0; k < cols; ++k) sum[k] = V(Real(0));
  for (int a = 0; a < steps; ++a) {
    if (a % float_terms == 0)
      for (int k = 0; k < cols; ++k) wide[k].add(sum[k]), sum[k] = V(Real(0));
    V x, y, z;
    difference(neighbors(begin(j) + a), x, y, z);
    const V r = square_root(mul_add(x, x, mul_add(y, y, z * z)));
    V* pair = at.pair + 4 * static_cast<std::size_t>(first + a);
    pair[0] = x, pair[1] = y, pair[2] = z, pair[3] = r;
    const auto inside = less(r, cutoff);
    const V u = where(inside, r * per_cutoff, V(Real(1)));
    const V fc = where(inside, cutoff_value(u), V(Real(0)));
    const V arg = chebyshev_argument(u), twice = arg + arg;
    V older = fc, t = fc * arg;  // fc T_k
    sum[0] = sum[0] + older;
    if (cols > 1) sum[1] = sum[1] + t;
#pragma GCC unroll 16
    for (int k = 2; k < cols; ++k) {
      const V next = mul_sub(twice, t, older);
      older = t, t = next;
      sum[k] = sum[k] + t;
    }
  }
  for (int k = 0; k < cols; ++k) {
    wide[k].add(sum[k]);
    wide[k].store(at.radial_sum + k * W);
  }
}

/// q_n += sum_k c_nk B_k with B_k = (S_k + S_0)/2, because f_k = (T_k + 1)/2 fc.
template <class V>
inline void Tile<V>::add_radial_components(int j) {
  const Real* c = radial_c(j);
  for (int n = 0; n < m.radial_rows; ++n, c += m.radial_cols) {
    double* q = at.radial_q + n * W;
    double all = 0;
    for (int k = 0; k < m.radial_cols; ++k) {
      const double half = 0.5 * c[k];
      all += half;
      for (int lane = 0; lane < W; ++lane) q[lane] += half * at.radial_sum[k * W + lane];
    }
    for (int lane = 0; lane < W; ++lane) q[lane] += all * at.radial_sum[lane];
  }
}

/// Copies the neighbours inside the angular cutoff to the front of each lane; lanes that run out get a neighbour at
/// the cutoff, whose contribution is zero.
template <class V>
inline void Tile<V>::pack_inner(int j, int first) {
  const Real cutoff = m.angular_cutoff[type_pair(j)];
  int count[W] = {};
  Real* to = reinterpret_cast<Real*>(at.packed + 4 * static_cast<std::size_t>(packed_steps));
  int* to_slot = at.packed_slot + static_cast<std::size_t>(packed_steps) * W;
  const Real* from = reinterpret_cast<const Real*>(at.pair + 4 * static_cast<std::size_t>(first));
  const int steps = inner_steps(j);
  for (int a = 0; a < steps; ++a, from += 4 * W) {
    V r;
    load_lanes(from + 3 * W, r);
    const int* slots = neighbors(begin(j) + a);
    for (unsigned bits = mask_bits(less(r, V(cutoff))); bits != 0; bits &= bits - 1) {
      const int lane = __builtin_ctz(bits);
      Real* place = to + 4 * W * count[lane] + lane;
      place[0] = from[lane], place[W] = from[W + lane], place[2 * W] = from[2 * W + lane],
      place[3 * W] = from[3 * W + lane];
      to_slot[W * count[lane] + lane] = slots[lane];
      ++count[lane];
    }
  }
  int longest = 0;
  for (int lane = 0; lane < W; ++lane) longest = count[lane] > longest ? count[lane] : longest;
  for (int lane = 0; lane < W; ++lane)
    for (int a = count[lane]; a < longest; ++a) {
      Real* place = to + 4 * W * a + lane;
      place[0] = place[W] = 0, place[2 * W] = place[3 * W] = cutoff;
      to_slot[W * a + lane] = list.nowhere;
    }
  packed_end[j] = packed_steps += longest;
}

template <class V>
inline void Tile<V>::angular_sums() {
  if (m.l_max == 0) return;
  const int terms = padded_terms(m);
  for_each_packed_group([&](int j, int first, int last) {
    const V per_cutoff(Real(1) / m.angular_cutoff[type_pair(j)]), cutoff(m.angular_cutoff[type_pair(j)]);
    for (int a = first; a < last; ++a) {
      V* pair = at.packed + 4 * static_cast<std::size_t>(a);
      const V r = pair[3], inverse = V(Real(1)) / r;
      const V x = pair[0] * inverse, y = pair[1] * inverse, z = pair[2] * inverse;
      pair[0] = x, pair[1] = y, pair[2] = z;
      const auto inside = less(r, cutoff);
      const V u = where(inside, r * per_cutoff, V(Real(1)));
      V* f = at.f;
      basis(u, where(inside, cutoff_value(u), V(Real(0))), m.angular_cols, f);
      matrix_times(angular_c(j), m.angular_rows, m.angular_cols, f,
                   at.g + static_cast<std::size_t>(a) * m.angular_rows);
      V* b = at.b + static_cast<std::size_t>(a) * terms;
      angular_basis(x, y, z, m.l_max, b);
      for (int i = m.terms; i < terms; ++i) b[i] = V(Real(0));
    }
  });
  int n = 0;
  for (; n + 5 <= m.angular_rows; n += 5) contract<5>(n, terms);
  for (; n + 4 <= m.angular_rows; n += 4) contract<4>(n, terms);
  for (; n < m.angular_rows; ++n) contract<1>(n, terms);
}

/// s[n][lm] = sum over packed steps of g[n] b[lm], Rows x 4 sums in registers.
template <class V>
template <int Rows>
inline void Tile<V>::contract(int n, int terms) {
  for (int lm = 0; lm < terms; lm += 4) {
    V sum[Rows][4];
#pragma GCC unroll 5
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) sum[i][c] = V(Real(0));
    const V* g = at.g + n;
    const V* b = at.b + lm;
    for (int a = 0; a < packed_steps; ++a, g += m.angular_rows, b += terms) {
#pragma GCC unroll 5
      for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
        for (int c = 0; c < 4; ++c) sum[i][c] = mul_add(g[i], b[c], sum[i][c]);
    }
#pragma GCC unroll 5
    for (int i = 0; i < Rows; ++i)
#pragma GCC unroll 4
      for (int c = 0; c < 4; ++c) at.s[static_cast<std::size_t>(n + i) * terms + lm + c] = sum[i][c];
  }
}

template <class V>
inline void Tile<V>::invariants() {
  const int terms = padded_terms(m);
  for_each_invariant(m, [&](int component, int kind) {
    for (int n = 0; n < m.angular_rows; ++n) {
      const V* s = at.s + static_cast<std::size_t>(n) * terms;
      at.q[component + n] = kind < 0 ? three_body_value(-kind, s) : higher_body_value(higher_body_terms[kind], s);
    }
  });
}

template <class V>
inline void Tile<V>::network() {
  const Real* w0 = m.w0 + static_cast<std::size_t>(type) * m.neurons * m.components;
  const Real* b0 = m.b0 + static_cast<std::size_t>(type) * m.neurons;
  const Real* w1 = m.w1 + static_cast<std::size_t>(type) * m.neurons;
  matrix_times(w0, m.neurons, m.components, at.q, at.hidden);
  energy.add(V(-m.bias[type]));
  for (int mu = 0; mu < m.neurons; ++mu) {
    const V t = hyperbolic_tangent(at.hidden[mu] - V(b0[mu])), w(w1[mu]);
    energy.add(w * t);
    at.hidden[mu] = w * (V(Real(1)) - t * t);
  }
  if (out.force_sums != nullptr) transposed_times(w0, m.neurons, m.components, at.hidden, at.gradient);
}

}  // namespace nacre::nep
