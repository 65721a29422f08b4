// Step 4 of the CPU loop of the neuroevolution potential (nep_tile.h): forces and virials; and what a tile stores.
#pragma once
#include "force/nep_tile.h"

namespace nacre::nep {

template <class V>
inline void Tile<V>::forces() {
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

template <class V>
template <int Cols>
inline void Tile<V>::radial_forces(int j, int first, int steps) {
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
    add_pair_force(neighbors(begin(j) + a), x, y, z, px, py, pz);
    add_radial_virial(x, y, z, px, py, pz);
  }
}

/// Half of the pair's energy belongs to each atom, so p_ij = V'/2 along the pair.
template <class V>
inline void Tile<V>::zbl_forces(int j, int first) {
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
    add_pair_force(neighbors(begin(j) + a), pair[0], pair[1], pair[2], px, py, pz);
    add_radial_virial(pair[0], pair[1], pair[2], px, py, pz);
  }
}

/// D[lm][n] = dU/ds, transposed so that the sums over n run through memory.
template <class V>
inline void Tile<V>::derivative_of_sums() {
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

template <class V>
inline void Tile<V>::angular_forces() {
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

template <class V>
template <int Rows>
inline void Tile<V>::angular_pairs(int j, int first, int last) {
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
    const V component[3] = {x * r, y * r, z * r}, p[3] = {px, py, pz};
    add_pair_force(at.packed_slot + static_cast<std::size_t>(a) * W, component[0], component[1], component[2], px, py,
                   pz);
    for (int c = 0; c < 9; ++c) virial[c] = virial[c] - component[c / 3] * p[c % 3];
  }
}

/// Rounded like forces, so that these sums are exact too. Rarely wanted, so it stays out of the loops.
template <class V>
[[gnu::noinline]] void Tile<V>::add_neighbor_virials(const int* slots, V x, V y, V z, V px, V py, V pz) {
  const V r[3] = {x, y, z}, p[3] = {px, py, pz};
  alignas(64) Real lanes[W];
  for (int c = 0; c < 9; ++c) {
    store_lanes(quantised(r[c / 3] * p[c % 3]), lanes);
    for (int lane = 0; lane < W; ++lane)
      out.neighbor_virial[9 * static_cast<std::size_t>(slots[lane]) + c] -= lanes[lane];
  }
}

template <class V>
inline void Tile<V>::store() const {
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

}  // namespace nacre::nep
