// The CPU loop of the neuroevolution potential: one tile of atoms at a time, one atom a SIMD lane.
//
// For every atom of the tile (nep_math.h has the formulas, design notes in docs/physics/nep.md):
//   1. radial:   B_kJ = sum_{j of J} f_k(r_ij); q_n = sum_kJ c_nk B_kJ. c depends on the types only, so it commutes
//   with
//                the sum over neighbours and multiplies once an atom instead of once a pair.
//   2. angular:  neighbours inside the angular cutoff are packed to the front of each lane; g_n and b_lm once a pair,
//                s_nlm = sum_j g_n b_lm in register blocks; invariants q.
//   3. network:  U = sum w1 tanh(w0 q - b0) - b1 and G = dU/dq, two small matrix products with the lanes as columns.
//   4. forces:   p_ij = dU_i/d r_ij. Radial: h_k = sum_n G_n c_nk once an atom, then sum_k h_k f_k'(r) a pair. Angular:
//                D = dU/ds, X_lm = sum_n g_n D_nlm, Y_lm = sum_n g'_n D_nlm, then b_lm and its gradient.
//                F_i += p_ij, F_j -= p_ij, W_i -= r_ij (x) p_ij.
//
// Forces are summed in double, and every p is first rounded to a multiple of 2^-24 eV/A (2^-40 in full precision): sums
// of such numbers are exact below 5e8 eV/A, so they do not depend on their order. That is what makes scattering to
// neighbours give the same bits for any number of threads, and the total momentum is conserved to the last digit.
#pragma once
#include <cstring>

#include "device/scalar.h"
#include "force/nep_math.h"
#include "force/nep_view.h"
#include "force/small_matrix.h"
#include "force/zbl_math.h"

namespace nacre::nep {

/// Fixed count known to the compiler, or -1 for the general loop.
template <int Fixed>
inline int count_of(int general) {
  return Fixed > 0 ? Fixed : general;
}

template <class V>
class Tile {
  using Traits = LaneTraits<V>;
  using Real = typename Traits::Real;
  using Integer = typename Traits::Integer;
  static constexpr int W = Traits::lanes;
  static constexpr bool full = sizeof(Real) == sizeof(double);
  static constexpr int max_cols = 128;  // of the basis; the file reader allows 101
  static constexpr int float_terms = 16;

  struct Scratch {
    V *pair, *packed, *f, *g, *b, *s, *d, *x, *y, *q, *gradient, *hidden, *h, *h_slope;
    int* packed_slot;
    double *radial_sum, *radial_q;  // [k][lane], [n][lane]
    std::size_t size;               // in V
  };

 public:
  static std::size_t scratch_reals(const ModelView<Real>& m, const ListView<Real>& l) {
    return layout(m, l, nullptr).size * W;
  }

  static void run(const ModelView<Real>& m, const ListView<Real>& l, const OutputView<Real>& o, Real* scratch,
                  int tile) {
    Tile t(m, l, o, scratch, tile);
    t.radial_sums();
    t.angular_sums();
    t.invariants();
    t.network();
    if (o.force_sums != nullptr) t.forces();
    t.store();
  }

 private:
  Tile(const ModelView<Real>& model, const ListView<Real>& list, const OutputView<Real>& out, Real* scratch, int tile)
      : m(model), list(list), out(out), at(layout(model, list, scratch)), tile(tile), type(list.tile_type[tile * W]) {}

  // Arrays of lane vectors, one after the other in the thread's scratch.
  static Scratch layout(const ModelView<Real>& m, const ListView<Real>& l, Real* base) {
    Scratch a{};
    std::size_t used = 0;
    const auto take = [&](std::size_t count) {
      V* p = base == nullptr ? nullptr : reinterpret_cast<V*>(base) + used;
      used += count;
      return p;
    };
    const std::size_t inner = l.max_inner, rows = m.angular_rows, terms = padded_terms(m);
    const std::size_t cols = m.radial_cols > m.angular_cols ? m.radial_cols : m.angular_cols;
    a.pair = take(4 * static_cast<std::size_t>(l.max_steps));
    a.packed = take(4 * inner);
    a.packed_slot = reinterpret_cast<int*>(take(inner));
    a.f = take(inner * m.angular_cols);
    a.g = take(inner * rows);
    a.b = take(inner * terms);
    a.s = take(rows * terms);
    a.d = take(rows * terms);
    a.x = take(terms);
    a.y = take(terms);
    a.q = take(m.components);
    a.gradient = take(m.components);
    a.hidden = take(m.neurons);
    const std::size_t wide = full ? 1 : 2;  // a double a lane
    a.radial_sum = reinterpret_cast<double*>(take(wide * m.radial_cols));
    a.radial_q = reinterpret_cast<double*>(take(wide * m.radial_rows));
    a.h = take(cols + 1);
    a.h_slope = take(cols + 1);
    a.size = used;
    return a;
  }
  // b_lm a pair, filled up with zeros to whole register blocks.
  static int padded_terms(const ModelView<Real>& m) { return (m.terms + 3) / 4 * 4; }

  std::int64_t begin(int j) const { return list.begin[static_cast<std::size_t>(tile) * m.types + j]; }
  std::int64_t end(int j) const { return list.begin[static_cast<std::size_t>(tile) * m.types + j + 1]; }
  int inner_steps(int j) const { return list.inner_steps[static_cast<std::size_t>(tile) * m.types + j]; }
  const int* neighbors(std::int64_t step) const { return list.neighbors + step * W; }
  std::size_t type_pair(int j) const { return static_cast<std::size_t>(type) * m.types + j; }
  const Real* radial_c(int j) const { return m.radial_c + type_pair(j) * m.radial_rows * m.radial_cols; }
  const Real* angular_c(int j) const { return m.angular_c + type_pair(j) * m.angular_rows * m.angular_cols; }

  // --- geometry: r_ij = r_j - r_i, exact in grid units, then rounded once

  void load_home() {
    if constexpr (full) {
      std::memcpy(home_position, list.positions + 3 * static_cast<std::size_t>(tile), sizeof home_position);
    } else {
      int slots[W];
      for (int lane = 0; lane < W; ++lane) slots[lane] = tile * W + lane;
      load_grid_points(list.grid_points, slots, home[0], home[1], home[2]);
    }
  }
  void difference(const int* slots, V& x, V& y, V& z) const {
    if constexpr (full) {
      const double* r = list.positions + 3 * static_cast<std::size_t>(slots[0]);
      x = r[0] - home_position[0], y = r[1] - home_position[1], z = r[2] - home_position[2];
    } else {
      Integer ix, iy, iz;
      load_grid_points(list.grid_points, slots, ix, iy, iz);
      const V unit(static_cast<Real>(list.unit));
      x = to_real_lanes(ix - home[0], V()) * unit;
      y = to_real_lanes(iy - home[1], V()) * unit;
      z = to_real_lanes(iz - home[2], V()) * unit;
    }
  }

  // --- 1. radial

  void radial_sums() {
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
  template <int Cols>
  void basis_sums(int j, int first, int steps) {
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
  void add_radial_components(int j) {
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
  void pack_inner(int j, int first) {
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

  // --- 2. angular

  // Each type's packed steps are contiguous: walks them with the type they belong to.
  template <class Body>
  void for_each_packed_group(Body&& body) {
    int first = 0;
    for (int j = 0; j < m.types; ++j) {
      const int last = packed_end[j];
      if (last > first) body(j, first, last);
      first = last;
    }
  }

  void angular_sums() {
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
  template <int Rows>
  void contract(int n, int terms) {
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

  void invariants() {
    const int terms = padded_terms(m);
    for_each_invariant(m, [&](int component, int kind) {
      for (int n = 0; n < m.angular_rows; ++n) {
        const V* s = at.s + static_cast<std::size_t>(n) * terms;
        at.q[component + n] = kind < 0 ? three_body_value(-kind, s) : higher_body_value(higher_body_terms[kind], s);
      }
    });
  }

  // --- 3. network

  void network() {
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

  // --- 4. forces

  /// Rounds to a multiple of the quantum that makes the double sums of forces exact (see the head of this file).
  static V quantised(V p) {
    constexpr Real big = full ? Real(1.5 * 4096) : Real(0.75);  // 1.5 * 2^(mantissa bits) * quantum
    return (p + V(big)) - V(big);
  }
  /// p_ij = (px, py, pz) joins the sums of this tile's atoms and leaves those of the neighbours.
  void add_pair_force(const int* slots, V px, V py, V pz) {
    px = quantised(px), py = quantised(py), pz = quantised(pz);
    for (int c = 0; c < 3; ++c) own[c].add(c == 0 ? px : c == 1 ? py : pz);
    subtract_rows(out.force_sums, slots, px, py, pz);
  }

  void forces() {
    for (V& w : virial) w = V(Real(0));
    int step = 0;
    for (int j = 0; j < m.types; ++j) {
      const int steps = static_cast<int>(end(j) - begin(j));
      switch (m.radial_cols) {
        case 7:
          radial_forces<7>(j, step, steps);
          break;
        case 9:
          radial_forces<9>(j, step, steps);
          break;
        case 11:
          radial_forces<11>(j, step, steps);
          break;
        case 13:
          radial_forces<13>(j, step, steps);
          break;
        case 17:
          radial_forces<17>(j, step, steps);
          break;
        default:
          radial_forces<-1>(j, step, steps);
      }
      if (m.zbl && m.zbl_pair[type_pair(j)].outer > 0) zbl_forces(j, step);
      step += steps;
    }
    virial[3] = virial[1], virial[6] = virial[2], virial[7] = virial[5];  // radial pairs: symmetric
    if (m.l_max > 0) angular_forces();
  }

  void add_radial_virial(V x, V y, V z, V px, V py, V pz) {
    virial[0] = virial[0] - x * px;
    virial[1] = virial[1] - x * py;
    virial[2] = virial[2] - x * pz;
    virial[4] = virial[4] - y * py;
    virial[5] = virial[5] - y * pz;
    virial[8] = virial[8] - z * pz;
  }

  template <int Cols>
  void radial_forces(int j, int first, int steps) {
    const int cols = count_of<Cols>(m.radial_cols);
    // sum_k h_k f_k = fc/2 (sum_k h_k T_k + sum_k h_k); h_k = sum_n G_n c_nk
    V* h = at.h;
    V* dh = at.h_slope;
    transposed_times(radial_c(j), m.radial_rows, m.radial_cols, at.gradient, h);
    V total(Real(0));
    for (int k = 0; k < cols; ++k) {
      h[k] = h[k] * V(Real(0.5));
      total = total + h[k];
    }
    chebyshev_derivative(h, cols, dh);
    h[0] = h[0] + total;
    const V cutoff(m.radial_cutoff[type_pair(j)]), per_cutoff(Real(1) / m.radial_cutoff[type_pair(j)]);
    for (int a = 0; a < steps; ++a) {
      const V* pair = at.pair + 4 * static_cast<std::size_t>(first + a);
      const V r = pair[3];
      const auto inside = less(r, cutoff);
      const V u = where(inside, r * per_cutoff, V(Real(1)));
      V fc_slope;
      const V fc = cutoff_value(u, fc_slope);
      V value, slope;
      chebyshev_series<Cols>(chebyshev_argument(u), h, dh, cols, value, slope);
      // d/dr of fc(u) P(x(u)), dx/du = 4 (u - 1)
      const V du = mul_add(value, fc_slope, fc * slope * (V(Real(4)) * (u - V(Real(1)))));
      const V scale = where(inside, du * per_cutoff / r, V(Real(0)));
      const V x = pair[0], y = pair[1], z = pair[2];
      const V px = scale * x, py = scale * y, pz = scale * z;
      add_pair_force(neighbors(begin(j) + a), px, py, pz);
      add_radial_virial(x, y, z, px, py, pz);
    }
  }

  /// Half of the pair's energy belongs to each atom, so p_ij = V'/2 along the pair.
  void zbl_forces(int j, int first) {
    const ZblView<Real>& zbl = m.zbl_pair[type_pair(j)];
    const int steps = inner_steps(j);
    for (int a = 0; a < steps; ++a) {
      const V* pair = at.pair + 4 * static_cast<std::size_t>(first + a);
      const auto inside = less(pair[3], V(zbl.outer));
      if (mask_bits(inside) == 0) continue;
      const V r = where(inside, pair[3], V(zbl.outer));
      V slope;
      const V value = zbl_value(r, zbl, slope);
      energy.add(where(inside, value * V(Real(0.5)), V(Real(0))));
      const V scale = where(inside, slope * V(Real(0.5)) / r, V(Real(0)));
      const V px = scale * pair[0], py = scale * pair[1], pz = scale * pair[2];
      add_pair_force(neighbors(begin(j) + a), px, py, pz);
      add_radial_virial(pair[0], pair[1], pair[2], px, py, pz);
    }
  }

  /// D[lm][n] = dU/ds, transposed so that the sums over n run through memory.
  void derivative_of_sums() {
    const int terms = padded_terms(m);
    V gradient[max_angular_terms];
    for (int n = 0; n < m.angular_rows; ++n) {
      const V* s = at.s + static_cast<std::size_t>(n) * terms;
      for (int i = 0; i < m.terms; ++i) gradient[i] = V(Real(0));
      for_each_invariant(m, [&](int component, int kind) {
        const V weight = at.gradient[component + n];
        if (kind < 0)
          three_body_gradient(-kind, s, weight, gradient);
        else
          higher_body_gradient(higher_body_terms[kind], s, weight, gradient);
      });
      for (int i = 0; i < m.terms; ++i) at.d[static_cast<std::size_t>(i) * m.angular_rows + n] = gradient[i];
    }
  }

  void angular_forces() {
    derivative_of_sums();
    for_each_packed_group([&](int j, int first, int last) {
      switch (m.angular_rows) {
        case 5:
          angular_pairs<5>(j, first, last);
          break;
        case 7:
          angular_pairs<7>(j, first, last);
          break;
        case 9:
          angular_pairs<9>(j, first, last);
          break;
        default:
          angular_pairs<-1>(j, first, last);
      }
    });
  }

  template <int Rows>
  void angular_pairs(int j, int first, int last) {
    const int rows = count_of<Rows>(m.angular_rows), terms = padded_terms(m);
    const V cutoff(m.angular_cutoff[type_pair(j)]), per_cutoff(Real(1) / m.angular_cutoff[type_pair(j)]);
    V slope[Rows > 0 ? Rows : max_cols];
    for (int a = first; a < last; ++a) {
      const V* pair = at.packed + 4 * static_cast<std::size_t>(a);
      const V x = pair[0], y = pair[1], z = pair[2], r = pair[3];
      const auto inside = less(r, cutoff);
      const V u = where(inside, r * per_cutoff, V(Real(1)));
      V fc_slope;
      const V fc = cutoff_value(u, fc_slope);
      V* df = at.f;
      basis_slope(u, fc, fc_slope, m.angular_cols, df);
      matrix_times(angular_c(j), rows, m.angular_cols, df, slope);
      const V* g = at.g + static_cast<std::size_t>(a) * rows;
      const V* b = at.b + static_cast<std::size_t>(a) * terms;
      V along(Real(0));
      const V* d = at.d;
      for (int i = 0; i < m.terms; ++i, d += rows) {
        V value = d[0] * g[0], change = d[0] * slope[0];
#pragma GCC unroll 9
        for (int n = 1; n < rows; ++n) value = mul_add(d[n], g[n], value), change = mul_add(d[n], slope[n], change);
        at.x[i] = value;
        along = mul_add(change, b[i], along);
      }
      // grad of b_lm(r/|r|) = (1 - r^ r^)/r times the gradient of the polynomials
      V gx, gy, gz;
      angular_gradient(x, y, z, m.l_max, at.x, gx, gy, gz);
      const V inverse = V(Real(1)) / r;
      const V radial = mul_add(along, per_cutoff, -(mul_add(gx, x, mul_add(gy, y, gz * z)) * inverse));
      const V zero(Real(0));
      const V px = where(inside, mul_add(radial, x, gx * inverse), zero);
      const V py = where(inside, mul_add(radial, y, gy * inverse), zero);
      const V pz = where(inside, mul_add(radial, z, gz * inverse), zero);
      add_pair_force(at.packed_slot + static_cast<std::size_t>(a) * W, px, py, pz);
      const V component[3] = {x * r, y * r, z * r}, p[3] = {px, py, pz};
      for (int c = 0; c < 9; ++c) virial[c] = virial[c] - component[c / 3] * p[c % 3];
    }
  }

  void store() const {
    energy.store(out.energy + static_cast<std::size_t>(tile) * W);
    if (out.descriptor != nullptr) {
      Real* to = out.descriptor + static_cast<std::size_t>(tile) * m.components * W;
      for (int nu = 0; nu < m.components; ++nu) store_lanes(at.q[nu], to + nu * W);
    }
    if (out.force_sums == nullptr) return;
    if (out.virial != nullptr)
      for (int c = 0; c < 9; ++c) store_lanes(virial[c], out.virial + (9 * static_cast<std::size_t>(tile) + c) * W);
    for (int c = 0; c < 3; ++c) {
      double sum[W];
      own[c].store(sum);
      for (int lane = 0; lane < W; ++lane)
        out.force_sums[4 * (static_cast<std::size_t>(tile) * W + lane) + c] += sum[lane];
    }
  }

  static constexpr int max_groups = 206;  // types are elements, and their ghosts (nep_ghosts.h)
  WideSum<V> energy;                      // terms of opposite sign, much larger than their sum
  WideSum<V> own[3];                      // forces on this tile's atoms from their own p_ij
  Integer home[3];
  V virial[9];
  const ModelView<Real>& m;
  const ListView<Real>& list;
  const OutputView<Real>& out;
  double home_position[3];
  Scratch at;
  int tile, type;
  int packed_steps = 0;
  int packed_end[max_groups];
};

template <class V>
TileLoop<typename LaneTraits<V>::Real> make_tile_loop() {
  return {LaneTraits<V>::lanes, &Tile<V>::scratch_reals, &Tile<V>::run};
}

}  // namespace nacre::nep
