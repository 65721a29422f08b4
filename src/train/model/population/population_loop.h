// Energies, forces and virials of many models of one shape on one structure: members of the population are the lanes of
// a SIMD vector, geometry is a broadcast number that they share.
//
//   q_n = sum_kJ c_nk B_kJ                    S_nlm = sum_j g_n(r_ij) b_lm, g_n = sum_k c_nk f_k
//   U = sum w1 tanh(w0 q - b0) - b1           G = dU/dq, D = dU/dS, h_kJ = sum_n G_n c_nk
//   radial pair, once:  F_i += s r^, F_j -= s r^, s = sum_k (h_kJ(i) + h_kI(j)) f_k'(r)
//   angular neighbour:  X_lm = sum_n g_n D_nlm, Z_n = sum_lm b_lm D_nlm,
//                       p_ij = r^ sum_n g'_n Z_n + sum_lm X_lm grad b_lm;  F_i += p_ij, F_j -= p_ij
//   W = - sum r_ij (x) p_ij
//
// Why members and not atoms as lanes: no neighbour's lane is ever empty, small cells and single atoms cost what they
// are, f_k, f_k', b_lm and grad b_lm are made once for the whole population, and forces go to neighbours by whole
// vectors instead of lane by lane. Multiply-adds for an atom and a member (PbTe: T = 2, 60 and 6.5 neighbours, 7 x 7
// and 7 x 7, l 4, 30 neurons, 42 components): radial 200 + 600, angular 680 a neighbour = 4,400, invariants 1,000,
// network 2,500.
//
// Sums over a structure run in a fixed order on one thread, so bits do not depend on the number of threads.
#pragma once
#include "device/scalar.h"
#include "force/nep_math.h"
#include "force/small_matrix.h"
#include "train/model/population/population_view.h"

namespace nacre::train {

template <class V>
class Members {
  static constexpr int W = LaneTraits<V>::lanes;
  static constexpr int block = 8;  ///< atoms that go through the network together, so that w0 is read once for all

 public:
  static std::size_t scratch_floats(const PopulationShape& m, int atoms, int most_angular) {
    Members a(m);
    return a.layout(nullptr, atoms, most_angular) * W;
  }

  static void run(const PopulationShape& m, const StructureView& s, const float* parameters, const StructureSums& out,
                  float* scratch) {
    Members a(m);
    a.layout(scratch, s.atoms, s.most_angular);
    a.s = &s;
    a.c = reinterpret_cast<const V*>(parameters);
    a.evaluate();
    a.store(out);
  }

 private:
  explicit Members(const PopulationShape& m) : m(m) {}

  std::size_t layout(float* base, int atoms, int most_angular) {
    std::size_t used = 0;
    const auto take = [&](std::size_t count) {
      V* p = base == nullptr ? nullptr : reinterpret_cast<V*>(base) + used;
      used += count;
      return p;
    };
    force = take(3 * static_cast<std::size_t>(atoms));
    h = take(static_cast<std::size_t>(atoms) * m.types * m.radial_cols);
    sums = take(static_cast<std::size_t>(block) * sums_stride());
    g = take(static_cast<std::size_t>(block) * most_angular * m.angular_rows);
    q = take(static_cast<std::size_t>(block) * m.components);
    gradient = take(static_cast<std::size_t>(block) * m.components);
    hidden = take(static_cast<std::size_t>(block) * m.neurons);
    d = take(static_cast<std::size_t>(m.terms) * m.angular_rows);
    x = take(m.terms);
    most = most_angular;
    return used;
  }
  std::size_t sums_stride() const { return static_cast<std::size_t>(m.angular_rows) * m.terms; }
  int radial_stride() const { return 4 + m.radial_cols; }
  int angular_stride() const { return 4 + 2 * m.angular_cols + 4 * m.terms; }
  const V* radial_c(int ti, int tj) const {
    return c + m.radial_c() + static_cast<std::size_t>(ti * m.types + tj) * m.radial_rows * m.radial_cols;
  }
  const V* angular_c(int ti, int tj) const {
    return c + m.angular_c() + static_cast<std::size_t>(ti * m.types + tj) * m.angular_rows * m.angular_cols;
  }

  void evaluate() {
    const V zero(0.0f);
    for (int i = 0; i < 3 * s->atoms; ++i) force[i] = zero;
    for (V& w : virial) w = zero;
    for (int t = 0; t < m.types; ++t)
      for (int i = s->type_begin[t]; i < s->type_begin[t + 1]; i += block) {
        const int count = i + block <= s->type_begin[t + 1] ? block : s->type_begin[t + 1] - i;
        for (int a = 0; a < count; ++a) descriptor(t, i + a, a);
        network(t, count);
        for (int a = 0; a < count; ++a) atom_forces(t, i + a, a);
      }
    radial_pairs();
    errors();
  }

  // --- descriptor of one atom

  void descriptor(int t, int i, int a) {
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

  /// body<Rows>(first): all rows n of the angular part at once up to nine (the most that nep.in allows), else in
  /// eights.
  template <class Body>
  void for_each_row_block(Body&& body) const {
    int n = 0;
    for (; m.angular_rows - n > 9; n += 8) body.template operator()<8>(n);
    switch (m.angular_rows - n) {
      case 1:
        return body.template operator()<1>(n);
      case 2:
        return body.template operator()<2>(n);
      case 3:
        return body.template operator()<3>(n);
      case 4:
        return body.template operator()<4>(n);
      case 5:
        return body.template operator()<5>(n);
      case 6:
        return body.template operator()<6>(n);
      case 7:
        return body.template operator()<7>(n);
      case 8:
        return body.template operator()<8>(n);
      default:
        return body.template operator()<9>(n);
    }
  }

  /// body(neighbour's type, first, last) over the angular neighbours of atom i.
  template <class Body>
  void for_each_group(int i, Body&& body) const {
    for (int j = 0; j < m.types; ++j) {
      const int first = s->angular_begin[i * m.types + j], last = s->angular_begin[i * m.types + j + 1];
      if (last > first) body(j, first, last);
    }
  }

  /// out[n] = sum_k c[n][k] f[k] for Rows rows.
  template <int Rows>
  void combine(const V* rows, const float* f, V* out) const {
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

  template <int Rows>
  void angular_sums(int t, int i, int a, int n) {
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

  template <int Rows, int Cols>
  void contract(const V* ga, const float* b, int count, V* to) const {
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

  // --- network, `count` atoms at once

  /// y[atom][r] = sum_c w[r row_stride + c col_stride] x[atom][c].
  template <int R, int A>
  static void product_block(const V* w, int row_stride, int col_stride, int count, const V* in, int in_stride, V* out,
                            int out_stride) {
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
  template <int A>
  static void product_rows(const V* w, int rows, int row_stride, int col_stride, int count, const V* in, int in_stride,
                           V* out, int out_stride) {
    int r = 0;
    for (; r + 4 <= rows; r += 4)
      product_block<4, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
    for (; r + 2 <= rows; r += 2)
      product_block<2, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
    for (; r < rows; ++r)
      product_block<1, A>(w + r * row_stride, row_stride, col_stride, count, in, in_stride, out + r, out_stride);
  }
  static void product(const V* w, int rows, int row_stride, int col_stride, int count, const V* in, int in_stride,
                      V* out, int atoms) {
    int a = 0;
    for (; a + 4 <= atoms; a += 4)
      product_rows<4>(w, rows, row_stride, col_stride, count, in + a * in_stride, in_stride, out + a * rows, rows);
    for (; a < atoms; ++a)
      product_rows<1>(w, rows, row_stride, col_stride, count, in + a * in_stride, in_stride, out + a * rows, rows);
  }

  void network(int t, int count) {
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

  // --- forces

  void atom_forces(int t, int i, int a) {
    const V* ga = gradient + static_cast<std::size_t>(a) * m.components;
    V* hi = h + static_cast<std::size_t>(i) * m.types * m.radial_cols;
    for (int j = 0; j < m.types; ++j) {
      const V* cj = radial_c(t, j);
      for (int k = 0; k < m.radial_cols; ++k) {
        V sum = ga[0] * cj[k];
        for (int n = 1; n < m.radial_rows; ++n) sum = mul_add(ga[n], cj[n * m.radial_cols + k], sum);
        hi[j * m.radial_cols + k] = sum;
      }
    }
    if (m.l_max == 0) return;
    derivative_of_sums(a);
    if (m.angular_rows <= 9)
      for_each_row_block([&]<int Rows>(int) { angular_forces<Rows>(t, i, a); });
    else
      angular_forces<-1>(t, i, a);
  }

  /// d[lm][n] = dU/dS, transposed so that the sums over n run through memory.
  void derivative_of_sums(int a) {
    const V* ga = gradient + static_cast<std::size_t>(a) * m.components;
    V to[nep::max_angular_terms];
    for (int n = 0; n < m.angular_rows; ++n) {
      const V* sn = sums + a * sums_stride() + static_cast<std::size_t>(n) * m.terms;
      for (int i = 0; i < m.terms; ++i) to[i] = V(0.0f);
      nep::for_each_invariant(m, [&](int component, int kind) {
        const V weight = ga[component + n];
        if (kind < 0)
          nep::three_body_gradient(-kind, sn, weight, to);
        else
          nep::higher_body_gradient(nep::higher_body_terms[kind], sn, weight, to);
      });
      for (int i = 0; i < m.terms; ++i) d[static_cast<std::size_t>(i) * m.angular_rows + n] = to[i];
    }
  }

  template <int Fixed>
  void angular_forces(int t, int i, int a) {
    const int rows = Fixed > 0 ? Fixed : m.angular_rows, cols = m.angular_cols;
    const int begin = s->angular_begin[i * m.types];
    const V* ga = g + static_cast<std::size_t>(a) * most * m.angular_rows;
    V own[3] = {V(0.0f), V(0.0f), V(0.0f)};
    for_each_group(i, [&](int j, int first, int last) {
      const V* cj = angular_c(t, j);
      for (int e = first; e < last; ++e) {
        const float* row = s->angular_row + static_cast<std::size_t>(e) * angular_stride();
        const float *slope = row + 4 + cols, *b = slope + cols, *grad = b + m.terms;
        const V along = contracted<Fixed>(rows, cj, ga + (e - begin) * rows, slope, b);
        V p[3] = {along * V(row[0]), along * V(row[1]), along * V(row[2])};
        for (int i1 = 0; i1 < m.terms; ++i1) {
#pragma GCC unroll 3
          for (int xyz = 0; xyz < 3; ++xyz) p[xyz] = mul_add(x[i1], V(grad[xyz * m.terms + i1]), p[xyz]);
        }
        add_force(s->angular_j[e], p, own);
        if (s->virial) add_virial(row, p);
      }
    });
    for (int xyz = 0; xyz < 3; ++xyz) force[3 * i + xyz] = force[3 * i + xyz] + own[xyz];
  }

  /// x[lm] = sum_n g_n D_nlm; returns sum_n g'_n sum_lm b_lm D_nlm.
  template <int Fixed>
  V contracted(int rows, const V* cj, const V* ge, const float* slope, const float* b) const {
    V z[Fixed > 0 ? Fixed : max_rows], own_g[Fixed > 0 ? Fixed : 1];
#pragma GCC unroll 9
    for (int n = 0; n < rows; ++n) z[n] = V(0.0f);
    if constexpr (Fixed > 0)
#pragma GCC unroll 9
      for (int n = 0; n < Fixed; ++n) own_g[n] = ge[n];
    const V* gn = Fixed > 0 ? own_g : ge;
    const V* dn = d;
    for (int i = 0; i < m.terms; ++i, dn += rows) {
      const V bi(b[i]);
      V value = gn[0] * dn[0];
      z[0] = mul_add(bi, dn[0], z[0]);
#pragma GCC unroll 9
      for (int n = 1; n < rows; ++n) value = mul_add(gn[n], dn[n], value), z[n] = mul_add(bi, dn[n], z[n]);
      x[i] = value;
    }
    V along(0.0f);
    for (int k = 0; k < m.angular_cols; ++k) {
      V sum = cj[k] * z[0];
#pragma GCC unroll 9
      for (int n = 1; n < rows; ++n) sum = mul_add(cj[n * m.angular_cols + k], z[n], sum);
      along = mul_add(sum, V(slope[k]), along);
    }
    return along;
  }

  void add_force(int j, const V* p, V* own) {
    V* other = force + 3 * static_cast<std::size_t>(j);
#pragma GCC unroll 3
    for (int xyz = 0; xyz < 3; ++xyz) {
      own[xyz] = own[xyz] + p[xyz];
      other[xyz] = other[xyz] - p[xyz];
    }
  }
  void add_virial(const float* row, const V* p) {
    const V r(row[3]), rx = r * V(row[0]), ry = r * V(row[1]), rz = r * V(row[2]);
    virial[0] = virial[0] - rx * p[0];
    virial[1] = virial[1] - ry * p[1];
    virial[2] = virial[2] - rz * p[2];
    virial[3] = virial[3] - rx * p[1];
    virial[4] = virial[4] - ry * p[2];
    virial[5] = virial[5] - rz * p[0];
  }

  void radial_pairs() {
    switch (m.radial_cols) {
      case 5:
        return radial_pairs<5>();
      case 7:
        return radial_pairs<7>();
      case 9:
        return radial_pairs<9>();
      case 11:
        return radial_pairs<11>();
      case 13:
        return radial_pairs<13>();
      default:
        return radial_pairs<-1>();
    }
  }
  template <int Fixed>
  void radial_pairs() {
    const int cols = Fixed > 0 ? Fixed : m.radial_cols;
    for (int t = 0; t < m.types; ++t)
      for (int i = s->type_begin[t]; i < s->type_begin[t + 1]; ++i) {
        V own[3] = {V(0.0f), V(0.0f), V(0.0f)};
        for (int j = 0; j < m.types; ++j) {
          V mine[Fixed > 0 ? Fixed : max_rows];
#pragma GCC unroll 13
          for (int k = 0; k < cols; ++k) mine[k] = h[static_cast<std::size_t>(i * m.types + j) * cols + k];
          for (int e = s->radial_begin[i * m.types + j]; e < s->radial_begin[i * m.types + j + 1]; ++e) {
            const float* row = s->radial_row + static_cast<std::size_t>(e) * (4 + cols);
            const int other = s->radial_j[e];
            const V* theirs = h + static_cast<std::size_t>(other * m.types + t) * cols;
            V even(0.0f), odd(0.0f);
#pragma GCC unroll 13
            for (int k = 0; k < cols; ++k) {
              V& sum = k % 2 == 0 ? even : odd;
              sum = mul_add(mine[k] + theirs[k], V(row[4 + k]), sum);
            }
            const V scale = even + odd;
            const V p[3] = {scale * V(row[0]), scale * V(row[1]), scale * V(row[2])};
            add_force(other, p, own);
            if (s->virial) add_virial(row, p);
          }
        }
        for (int xyz = 0; xyz < 3; ++xyz) force[3 * i + xyz] = force[3 * i + xyz] + own[xyz];
      }
  }

  // --- squared errors

  void errors() {
    weighted = plain = V(0.0f);
    if (s->force_weight == nullptr) return;
    for (int i = 0; i < s->atoms; ++i) {
      V square(0.0f);
      for (int xyz = 0; xyz < 3; ++xyz) {
        const V e = force[3 * i + xyz] - V(s->force[3 * i + xyz]);
        square = mul_add(e, e, square);
      }
      weighted = mul_add(V(s->force_weight[i]), square, weighted);
      plain = plain + square;
    }
  }

  static void store_wide(V v, double* to) {
    alignas(64) float lanes[W];
    store_lanes(v, lanes);
    for (int l = 0; l < W; ++l) to[l] = lanes[l];
  }
  void store(const StructureSums& out) const {
    energy.store(out.energy);
    store_wide(weighted, out.force);
    store_wide(plain, out.force_plain);
    for (int i = 0; i < 6; ++i) store_wide(virial[i], out.virial + i * W);
  }

  static constexpr int max_rows = 128;  // the file reader allows 101
  const PopulationShape& m;
  const StructureView* s = nullptr;
  const V* c = nullptr;
  V *force, *h, *sums, *g, *q, *gradient, *hidden, *d, *x;
  int most = 0;
  WideSum<V> energy;
  V virial[6], weighted, plain;
};

template <class V>
PopulationLoop make_population_loop() {
  return {LaneTraits<V>::lanes, &Members<V>::scratch_floats, &Members<V>::run};
}

}  // namespace nacre::train
