// The CPU loop of the neuroevolution potential: one tile of atoms at a time, one atom a SIMD lane.
//
// For every atom of the tile (nep_math.h has the formulas, design notes in docs/physics/nep.md):
//   1. radial:   B_kJ = sum_{j of J} f_k(r_ij); q_n = sum_kJ c_nk B_kJ. c depends on the types only, so it commutes
//                with the sum over neighbours and multiplies once an atom instead of once a pair.
//   2. angular:  neighbours inside the angular cutoff are packed to the front of each lane; g_n and b_lm once a pair,
//                s_nlm = sum_j g_n b_lm in register blocks; invariants q.
//   3. network:  U = sum w1 tanh(w0 q - b0) - b1 and G = dU/dq, two small matrix products with the lanes as columns.
//   4. forces:   p_ij = dU_i/d r_ij. Radial: h_k = sum_n G_n c_nk once an atom, then sum_k h_k f_k'(r) a pair. Angular:
//                D = dU/ds, X_lm = sum_n g_n D_nlm, Y_lm = sum_n g'_n D_nlm, then b_lm and its gradient.
//                F_i += p_ij, F_j -= p_ij, W_i -= r_ij (x) p_ij.
//
// Forces are summed in double, and every p is first rounded to a multiple of 2^-24 eV/Å (2^-40 in full precision): sums
// of such numbers are exact below 5e8 eV/Å, so they do not depend on their order. That is what makes scattering to
// neighbours give the same bits for any number of threads, and the total momentum is conserved to the last digit.
//
// Steps 1 to 3 are in nep_tile_sums.h, step 4 in nep_tile_forces.h; nep_loop.h has it all.
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

  void radial_sums();
  template <int Cols>
  void basis_sums(int j, int first, int steps);
  void add_radial_components(int j);
  void pack_inner(int j, int first);

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
  void angular_sums();
  template <int Rows>
  void contract(int n, int terms);
  void invariants();

  // --- 3. network

  void network();

  // --- 4. forces

  /// Rounds to a multiple of the quantum that makes the double sums of forces exact (see the head of this file).
  static V quantised(V p) {
    constexpr Real big = full ? Real(1.5 * 4096) : Real(0.75);  // 1.5 * 2^(mantissa bits) * quantum
    return (p + V(big)) - V(big);
  }
  /// p_ij = (px, py, pz) joins the sums of this tile's atoms and leaves those of the neighbours at r_ij = (x, y, z).
  void add_pair_force(const int* slots, V x, V y, V z, V px, V py, V pz) {
    px = quantised(px), py = quantised(py), pz = quantised(pz);
    for (int c = 0; c < 3; ++c) own[c].add(c == 0 ? px : c == 1 ? py : pz);
    subtract_rows(out.force_sums, slots, px, py, pz);
    if (out.neighbor_virial != nullptr) [[unlikely]]
      add_neighbor_virials(slots, x, y, z, px, py, pz);
  }
  void add_neighbor_virials(const int* slots, V x, V y, V z, V px, V py, V pz);
  void forces();
  void add_radial_virial(V x, V y, V z, V px, V py, V pz) {
    virial[0] = virial[0] - x * px;
    virial[1] = virial[1] - x * py;
    virial[2] = virial[2] - x * pz;
    virial[4] = virial[4] - y * py;
    virial[5] = virial[5] - y * pz;
    virial[8] = virial[8] - z * pz;
  }
  template <int Cols>
  void radial_forces(int j, int first, int steps);
  void zbl_forces(int j, int first);
  void derivative_of_sums();
  void angular_forces();
  template <int Rows>
  void angular_pairs(int j, int first, int last);
  void store() const;

  static constexpr int max_groups = 103;  // types are elements
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

}  // namespace nacre::nep
