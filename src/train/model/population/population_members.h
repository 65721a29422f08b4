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
//
// Sums and network are in population_sums.h, forces in population_forces.h; population_loop.h has it all.
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

  void descriptor(int t, int i, int a);
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
  template <int Rows>
  void combine(const V* rows, const float* f, V* out) const;
  template <int Rows>
  void angular_sums(int t, int i, int a, int n);
  template <int Rows, int Cols>
  void contract(const V* ga, const float* b, int count, V* to) const;

  // --- network, `count` atoms at once

  template <int R, int A>
  static void product_block(const V* w, int row_stride, int col_stride, int count, const V* in, int in_stride, V* out,
                            int out_stride);
  template <int A>
  static void product_rows(const V* w, int rows, int row_stride, int col_stride, int count, const V* in, int in_stride,
                           V* out, int out_stride);
  static void product(const V* w, int rows, int row_stride, int col_stride, int count, const V* in, int in_stride,
                      V* out, int atoms);
  void network(int t, int count);

  // --- forces

  void atom_forces(int t, int i, int a);
  void derivative_of_sums(int a);
  template <int Fixed>
  void angular_forces(int t, int i, int a);
  template <int Fixed>
  V contracted(int rows, const V* cj, const V* ge, const float* slope, const float* b) const;
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
  void radial_pairs();
  template <int Fixed>
  void radial_pairs();

  // --- squared errors

  void errors();
  static void store_wide(V v, double* to) {
    alignas(64) float lanes[W];
    store_lanes(v, lanes);
    for (int l = 0; l < W; ++l) to[l] = lanes[l];
  }
  void store(const StructureSums& out) const;

  static constexpr int max_rows = 128;  // the file reader allows 101
  const PopulationShape& m;
  const StructureView* s = nullptr;
  const V* c = nullptr;
  V *force, *h, *sums, *g, *q, *gradient, *hidden, *d, *x;
  int most = 0;
  WideSum<V> energy;
  V virial[6], weighted, plain;
};

}  // namespace nacre::train
