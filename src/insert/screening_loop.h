// The CPU loops of the screening, once, for any SIMD vector of doubles. Formulas: nep_math.h, insertion_math.h.
//
//   sites    a lane is a site (the new atom at a point, or an atom of the structure): its sums over neighbours, its
//            hidden layer, its energy
//   touches  a lane is an atom inside the angular cutoff of the new atom: what the new atom adds to its sums, hence
//            dq, d = w0 dq, and sum_mu w1 [tanh(y + d) - tanh(y)]
//   table    a lane is a node of an atom's radial table
// Counts: screening.h.
#pragma once
#include "force/small_matrix.h"
#include "insert/screening_view.h"

namespace nacre::insert {

/// Arrays of lane vectors, one after the other.
template <class V>
struct ScreeningScratch {
  V *basis, *f, *g, *b, *q, *more, *hidden, *sums, *sigmoids, *e, *middle, *sum;
  std::size_t size;

  ScreeningScratch(const ModelView& m, int images, double* base) {
    std::size_t used = 0;
    const auto take = [&](std::size_t count) {
      V* p = base == nullptr ? nullptr : reinterpret_cast<V*>(base) + used;
      used += count;
      return p;
    };
    const std::size_t cols = m.radial_cols > m.angular_cols ? m.radial_cols : m.angular_cols;
    const std::size_t rows = m.angular_rows, terms = m.terms;
    basis = take(cols), f = take(cols);
    g = take(images * rows), b = take(images * terms);
    q = take(m.components), more = take(m.radial_rows), hidden = take(m.neurons);
    sums = take(rows * terms), sigmoids = take(2 * static_cast<std::size_t>(m.neurons));
    e = take(terms), middle = take(terms), sum = take(terms);
    size = used;
  }
};

template <class V>
class ScreeningLoop {
  static constexpr int W = LaneTraits<V>::lanes;

 public:
  static std::size_t scratch_reals(const ModelView& m, int images) {
    return ScreeningScratch<V>(m, images, nullptr).size * W;
  }

  static void sites(const ModelView& m, const SiteBlock& block, double* scratch) {
    const ScreeningScratch<V> at(m, 1, scratch);
    radial_components(m, block, at);
    V* sums = reinterpret_cast<V*>(block.sums);
    angular_sums(m, block, at, sums);
    for (int n = 0; n < m.angular_rows && m.l_max > 0; ++n) {
      V* next = three_body_values(m.l_max, sums + n * m.terms, at.q + m.radial_rows + n, m.angular_rows);
      higher_body_values(m.higher, sums + n * m.terms, next, m.angular_rows);
    }
    const std::size_t row = static_cast<std::size_t>(block.type) * m.neurons;
    matrix_times(m.w0 + row * m.components, m.neurons, m.components, at.q, at.hidden);
    V energy(-m.bias[block.type]);
    V* s = reinterpret_cast<V*>(block.sigmoids);
    V* s_other = s + m.neurons;
    for (int mu = 0; mu < m.neurons; ++mu) {
      sigmoids(at.hidden[mu] - V(m.b0[row + mu]), s[mu], s_other[mu]);
      energy = mul_add(V(m.w1[row + mu]), s[mu] - s_other[mu], energy);
    }
    store_lanes(energy, block.energy);
  }

  static void touches(const ModelView& m, const TouchBlock& block, double* scratch) {
    const ScreeningScratch<V> at(m, block.images, scratch);
    interleave(block.sums, m.angular_rows * m.terms, at.sums);
    interleave(block.sigmoids, 2 * m.neurons, at.sigmoids);
    touch_geometry(m, block, at);
    if (m.l_max > 0) invariant_changes(m, block, at);
    const std::size_t row = static_cast<std::size_t>(block.atom_type) * m.neurons;
    matrix_times(m.w0 + row * m.components, m.neurons, m.components, at.q, at.hidden);
    V energy(0.0);
    const V* s = at.sigmoids;
    const V* s_other = s + m.neurons;
    for (int mu = 0; mu < m.neurons; ++mu) {
      const V d = at.hidden[mu], w(m.w1[row + mu]);
      energy = mul_add(w, half_tanh_difference(d, growth(d), s[mu], s_other[mu]), energy);
    }
    store_lanes(energy + energy, block.energy);
  }

  static void table(const TableBlock& block) {
    for (int node = 0; node < table_nodes; node += W) {
      V sum(0.0);
      for (int mu = 0; mu < block.neurons; ++mu) {
        V m;
        load_lanes(block.growth + mu * table_nodes + node, m);
        const V s(block.sigmoids[mu]), s_other(block.sigmoids[block.neurons + mu]);
        sum = mul_add(V(block.w1[mu]), half_tanh_difference(m, absolute(m), s, s_other), sum);
      }
      store_lanes(sum + sum, block.values + node);
    }
  }

 private:
  static V lanes_at(const double* p) {
    V v;
    load_lanes(p, v);
    return v;
  }
  /// u = r/rc and fc, zero outside.
  static V cutoff_of(V r, double rc, V& u) {
    const auto inside = less(r, V(rc));
    u = where(inside, r * V(1 / rc), V(1.0));
    return where(inside, nep::cutoff_value(u), V(0.0));
  }
  static const double* coefficients(const double* c, const ModelView& m, int ti, int tj, int size) {
    return c + (static_cast<std::size_t>(ti) * m.types + tj) * size;
  }

  static void radial_components(const ModelView& m, const SiteBlock& block, const ScreeningScratch<V>& at) {
    for (int n = 0; n < m.radial_rows; ++n) at.q[n] = V(0.0);
    for (int j = 0; j < m.types; ++j) {
      if (block.radial_steps[j] == 0) continue;
      const double rc = m.radial_cutoff[block.type * m.types + j];
      for (int k = 0; k < m.radial_cols; ++k) at.basis[k] = V(0.0);
      for (int a = 0; a < block.radial_steps[j]; ++a) {
        V u;
        const V fc = cutoff_of(lanes_at(block.radial[j] + a * W), rc, u);
        nep::basis(u, fc, m.radial_cols, at.f);
        for (int k = 0; k < m.radial_cols; ++k) at.basis[k] = at.basis[k] + at.f[k];
      }
      matrix_times(coefficients(m.radial_c, m, block.type, j, m.radial_rows * m.radial_cols), m.radial_rows,
                   m.radial_cols, at.basis, at.more);
      for (int n = 0; n < m.radial_rows; ++n) at.q[n] = at.q[n] + at.more[n];
    }
  }

  /// g_n and b_lm of one neighbour a lane.
  static void angular_functions(const ModelView& m, const double* vector, int ti, int tj, V* f, V* g, V* b) {
    const V r = lanes_at(vector + 3 * W), inverse = V(1.0) / r;
    V u;
    const V fc = cutoff_of(r, m.angular_cutoff[ti * m.types + tj], u);
    nep::basis(u, fc, m.angular_cols, f);
    matrix_times(coefficients(m.angular_c, m, ti, tj, m.angular_rows * m.angular_cols), m.angular_rows, m.angular_cols,
                 f, g);
    nep::angular_basis(lanes_at(vector) * inverse, lanes_at(vector + W) * inverse, lanes_at(vector + 2 * W) * inverse,
                       m.l_max, b);
  }

  static void angular_sums(const ModelView& m, const SiteBlock& block, const ScreeningScratch<V>& at, V* sums) {
    for (int i = 0; i < m.angular_rows * m.terms; ++i) sums[i] = V(0.0);
    if (m.l_max == 0) return;
    for (int j = 0; j < m.types; ++j)
      for (int a = 0; a < block.angular_steps[j]; ++a) {
        angular_functions(m, block.angular[j] + a * 4 * W, block.type, j, at.f, at.g, at.b);
        for (int n = 0; n < m.angular_rows; ++n)
          for (int lm = 0; lm < m.terms; ++lm)
            sums[n * m.terms + lm] = mul_add(at.g[n], at.b[lm], sums[n * m.terms + lm]);
      }
  }

  /// Rows of the lanes' atoms side by side.
  static void interleave(const double* const* rows, int count, V* to) {
    double* out = reinterpret_cast<double*>(to);
    for (int lane = 0; lane < W; ++lane) {
      const double* row = rows[lane];
      for (int i = 0; i < count; ++i) out[i * W + lane] = row[i];
    }
  }

  /// Radial changes into q; g and b of every image.
  static void touch_geometry(const ModelView& m, const TouchBlock& block, const ScreeningScratch<V>& at) {
    const double rc = m.radial_cutoff[block.atom_type * m.types + block.new_type];
    for (int k = 0; k < m.radial_cols; ++k) at.basis[k] = V(0.0);
    for (int a = 0; a < block.images; ++a) {
      const double* vector = block.vectors + static_cast<std::size_t>(a) * 4 * W;
      V u;
      const V fc = cutoff_of(lanes_at(vector + 3 * W), rc, u);
      nep::basis(u, fc, m.radial_cols, at.f);
      for (int k = 0; k < m.radial_cols; ++k) at.basis[k] = at.basis[k] + at.f[k];
      if (m.l_max > 0)
        angular_functions(m, vector, block.atom_type, block.new_type, at.f, at.g + a * m.angular_rows,
                          at.b + a * m.terms);
    }
    matrix_times(coefficients(m.radial_c, m, block.atom_type, block.new_type, m.radial_rows * m.radial_cols),
                 m.radial_rows, m.radial_cols, at.basis, at.q);
  }

  static void invariant_changes(const ModelView& m, const TouchBlock& block, const ScreeningScratch<V>& at) {
    const V half(0.5);
    for (int n = 0; n < m.angular_rows; ++n) {
      const V* s = at.sums + n * m.terms;
      for (int lm = 0; lm < m.terms; ++lm) at.e[lm] = at.g[n] * at.b[lm];
      for (int a = 1; a < block.images; ++a)
        for (int lm = 0; lm < m.terms; ++lm)
          at.e[lm] = mul_add(at.g[a * m.angular_rows + n], at.b[a * m.terms + lm], at.e[lm]);
      for (int lm = 0; lm < m.terms; ++lm) {
        at.middle[lm] = mul_add(at.e[lm], half, s[lm]);
        at.sum[lm] = s[lm] + at.e[lm];
      }
      V* next = three_body_changes(m.l_max, at.middle, at.e, at.q + m.radial_rows + n, m.angular_rows);
      higher_body_changes(m.higher, s, at.sum, next, m.angular_rows);
    }
  }
};

template <class V>
ScreeningLoops make_screening_loops() {
  using Loop = ScreeningLoop<V>;
  return {LaneTraits<V>::lanes, &Loop::scratch_reals, &Loop::sites, &Loop::touches, &Loop::table};
}

}  // namespace nacre::insert
