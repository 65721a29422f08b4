// Forces, virials and squared errors of the population's loop (population_members.h).
#pragma once
#include "train/model/population/population_members.h"

namespace nacre::train {

template <class V>
inline void Members<V>::atom_forces(int t, int i, int a) {
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
template <class V>
inline void Members<V>::derivative_of_sums(int a) {
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

template <class V>
template <int Fixed>
inline void Members<V>::angular_forces(int t, int i, int a) {
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
template <class V>
template <int Fixed>
inline V Members<V>::contracted(int rows, const V* cj, const V* ge, const float* slope, const float* b) const {
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

template <class V>
inline void Members<V>::radial_pairs() {
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

template <class V>
template <int Fixed>
inline void Members<V>::radial_pairs() {
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

template <class V>
inline void Members<V>::errors() {
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

template <class V>
inline void Members<V>::store(const StructureSums& out) const {
  energy.store(out.energy);
  store_wide(weighted, out.force);
  store_wide(plain, out.force_plain);
  for (int i = 0; i < 6; ++i) store_wide(virial[i], out.virial + i * W);
}

}  // namespace nacre::train
