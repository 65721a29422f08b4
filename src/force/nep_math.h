// The formulas of the neuroevolution potential, once, for every loop and device. R is float, double or a SIMD vector
// with the functions of device/simd.h (mul_add, where, ...); each formula is written for one pair or one atom.
//
//   x = 2 (r/rc - 1)^2 - 1        f_k(r) = (T_k(x) + 1)/2 fc(r)        fc(r) = (1 + cos(pi r/rc))/2, r < rc
//   g_n(r) = sum_k c_nk f_k(r)    q_n = sum_j g_n(r_ij)                s_nlm = sum_j g_n(r_ij) b_lm(r_ij/|r_ij|)
//   b_l0 = P_l0(z)                b_lm = P_lm(z) {Re, Im}(x + iy)^m
//
// | symbol | variable |                 | symbol | variable            |
// | r/rc   | u        |                 | T_k(x) | t                   |
// | fc     | fc       |                 | b_lm   | b[l*l - 1 + ...]    |
// Fan et al., Phys. Rev. B 104, 104309 (2021), 10.1103/PhysRevB.104.104309; J. Chem. Phys. 157, 114801 (2022),
// 10.1063/5.0106617.
#pragma once
#include "core/macros.h"
#include "device/scalar.h"
#include "force/nep_tables.h"

namespace nacre::nep {

/// cos(pi w) and sin(pi w) for 0 <= w <= 1/2. Taylor sums in w^2; the first term left out is below 7e-9.
template <class R>
NACRE_HD inline R cos_pi(R w) {
  const R z = w * w;
  R c(0.0019295743094039231);
  c = mul_add(c, z, R(-0.025806891390014061));
  c = mul_add(c, z, R(0.23533063035889320));
  c = mul_add(c, z, R(-1.3352627688545895));
  c = mul_add(c, z, R(4.0587121264167682));
  c = mul_add(c, z, R(-4.9348022005446793));
  return mul_add(c, z, R(1.0));
}
template <class R>
NACRE_HD inline R sin_pi(R w) {
  const R z = w * w;
  R s(0.00046630280576761255);
  s = mul_add(s, z, R(-0.0073704309457143504));
  s = mul_add(s, z, R(0.082145886611128228));
  s = mul_add(s, z, R(-0.59926452932079207));
  s = mul_add(s, z, R(2.5501640398773455));
  s = mul_add(s, z, R(-5.1677127800499700));
  return w * mul_add(s, z, R(3.1415926535897932));
}
NACRE_HD inline double cos_pi(double w) { return std::cos(3.14159265358979323846 * w); }
NACRE_HD inline double sin_pi(double w) { return std::sin(3.14159265358979323846 * w); }

/// fc(u) = (1 + cos(pi u))/2 = cos^2(pi u/2), free of cancellation near the cutoff; u in [0, 1].
template <class R>
NACRE_HD inline R cutoff_value(R u) {
  const R c = cos_pi(u * R(0.5));
  return c * c;
}
/// The same with its slope d fc/du = -pi sin(pi u/2) cos(pi u/2).
template <class R>
NACRE_HD inline R cutoff_value(R u, R& slope) {
  const R half = u * R(0.5);
  const R c = cos_pi(half), s = sin_pi(half);
  slope = R(-3.1415926535897932) * s * c;
  return c * c;
}

/// x(u) of the Chebyshev polynomials; dx/du = 4 (u - 1).
template <class R>
NACRE_HD inline R chebyshev_argument(R u) {
  const R v = u - R(1.0);
  return mul_sub(v * v, R(2.0), R(1.0));
}

/// f_k for k = 0..count-1.
template <class R>
NACRE_HD inline void basis(R u, R fc, int count, R* f) {
  const R x = chebyshev_argument(u), twice = x + x, half = fc * R(0.5);
  R older = half, t = half * x;  // fc T_k / 2
  f[0] = fc;
  if (count > 1) f[1] = t + half;
  for (int k = 2; k < count; ++k) {
    const R next = mul_sub(twice, t, older);
    older = t;
    t = next;
    f[k] = t + half;
  }
}

/// df_k/du for k = 0..count-1, with dT_k/dx = k U_{k-1}(x).
template <class R>
NACRE_HD inline void basis_slope(R u, R fc, R fc_slope, int count, R* df) {
  const R x = chebyshev_argument(u), twice = x + x;
  const R half = fc_slope * R(0.5), dx = R(2.0) * (u - R(1.0)) * fc;  // half of dx/du fc
  R t_older(1.0), t = x, u_older(0.0), second(1.0);                   // T_{k-1}, T_k, U_{k-2}, U_{k-1}
  df[0] = fc_slope;
  for (int k = 1; k < count; ++k) {
    df[k] = mul_add(half, t + R(1.0), dx * (R(static_cast<double>(k)) * second));
    const R t_next = mul_sub(twice, t, t_older), u_next = mul_sub(twice, second, u_older);
    t_older = t, t = t_next;
    u_older = second, second = u_next;
  }
}

/// Coefficients of d/dx sum_k h_k T_k = sum_k d_k T_k (count of each; d[count - 1] = 0).
template <class R>
NACRE_HD inline void chebyshev_derivative(const R* h, int count, R* d) {
  d[count - 1] = R(0.0);
  for (int k = count - 1; k >= 1; --k) d[k - 1] = (k + 1 < count ? d[k + 1] : R(0.0)) + R(2.0 * k) * h[k];
  d[0] = d[0] * R(0.5);
}

/// value = sum_k h_k T_k(x), slope = sum_k d_k T_k(x), which is its derivative when d = chebyshev_derivative(h).
/// `Fixed` > 0: the count, known to the compiler.
template <int Fixed, class R>
NACRE_HD inline void chebyshev_series(R x, const R* h, const R* d, int count, R& value, R& slope) {
  const int terms = Fixed > 0 ? Fixed : count;
  const R twice = x + x;
  R older(1.0), t = x;
  value = h[0], slope = d[0];
  if (terms > 1) value = mul_add(h[1], t, value), slope = mul_add(d[1], t, slope);
  NACRE_UNROLL(16)
  for (int k = 2; k < terms; ++k) {
    const R next = mul_sub(twice, t, older);
    older = t, t = next;
    value = mul_add(h[k], t, value), slope = mul_add(d[k], t, slope);
  }
}

// --- angular functions ---------------------------------------------------------------------------------------------

/// (x + iy)^m for m = 0..l_max.
template <class R>
NACRE_HD inline void azimuthal(R x, R y, int l_max, R* re, R* im) {
  re[0] = R(1.0);
  im[0] = R(0.0);
  for (int m = 1; m <= l_max; ++m) {
    re[m] = mul_sub(x, re[m - 1], y * im[m - 1]);
    im[m] = mul_add(x, im[m - 1], y * re[m - 1]);
  }
}

/// d z^power/dz = power z^(power - 1).
NACRE_HD inline constexpr int slope_factor(bool derivative, int power) {
  if (derivative) return power;
  return 1;
}
/// Horner sum of P_lm or, with Derivative, of dP_lm/dz, in z^2; `Power` is the lowest power of z still to come.
template <int L, int M, int Power, bool Derivative, class R>
NACRE_HD inline R legendre_horner(R z2) {
  constexpr int c = legendre[L - 1][M][Power] * slope_factor(Derivative, Power);
  if constexpr (Power + 2 > L - M)
    return R(static_cast<double>(c));
  else
    return mul_add(legendre_horner<L, M, Power + 2, Derivative>(z2), z2, R(static_cast<double>(c)));
}
/// P_lm(z); only powers of the parity of l - m occur.
template <int L, int M, class R>
NACRE_HD inline R legendre_value(R z, R z2) {
  if constexpr ((L - M) % 2 == 0)
    return legendre_horner<L, M, 0, false>(z2);
  else
    return z * legendre_horner<L, M, 1, false>(z2);
}
template <int L, int M, class R>
NACRE_HD inline R legendre_slope(R z, R z2) {
  if constexpr (L == M)
    return R(0.0);
  else if constexpr ((L - M) % 2 == 0)
    return z * legendre_horner<L, M, 2, true>(z2);
  else
    return legendre_horner<L, M, 1, true>(z2);
}

/// b_lm of one l, m = M..L, written to b[0..2L].
template <int L, int M, class R>
NACRE_HD inline void angular_basis_from(R z, R z2, const R* re, const R* im, R* b) {
  if constexpr (M <= L) {
    const R p = legendre_value<L, M>(z, z2);
    if constexpr (M == 0) {
      b[0] = p;
    } else {
      b[2 * M - 1] = p * re[M];
      b[2 * M] = p * im[M];
    }
    angular_basis_from<L, M + 1>(z, z2, re, im, b);
  }
}
template <int L, class R>
NACRE_HD inline void angular_basis_up_to(int l_max, R z, R z2, const R* re, const R* im, R* b) {
  if constexpr (L <= max_l) {
    if (L > l_max) return;
    angular_basis_from<L, 0>(z, z2, re, im, b + L * L - 1);
    angular_basis_up_to<L + 1>(l_max, z, z2, re, im, b);
  }
}
/// b_lm(x, y, z) of a unit vector for l = 1..l_max: l_max (l_max + 2) values.
template <class R>
NACRE_HD inline void angular_basis(R x, R y, R z, int l_max, R* b) {
  R re[max_l + 1], im[max_l + 1];
  azimuthal(x, y, l_max, re, im);
  angular_basis_up_to<1>(l_max, z, z * z, re, im, b);
}

/// Adds sum_lm weight_lm d b_lm/d(x, y, z) (polynomials in x, y, z as independent variables) to (gx, gy, gz).
template <int L, int M, class R>
NACRE_HD inline void angular_gradient_from(R z, R z2, const R* re, const R* im, const R* weight, R& gx, R& gy, R& gz) {
  if constexpr (M <= L) {
    const R slope = legendre_slope<L, M>(z, z2);
    if constexpr (M == 0) {
      gz = mul_add(slope, weight[0], gz);
    } else {
      const R wr = weight[2 * M - 1], wi = weight[2 * M];
      const R p = R(static_cast<double>(M)) * legendre_value<L, M>(z, z2);
      gx = mul_add(p, mul_add(wr, re[M - 1], wi * im[M - 1]), gx);
      gy = mul_add(p, mul_sub(wi, re[M - 1], wr * im[M - 1]), gy);
      if constexpr (L != M) gz = mul_add(slope, mul_add(wr, re[M], wi * im[M]), gz);
    }
    angular_gradient_from<L, M + 1>(z, z2, re, im, weight, gx, gy, gz);
  }
}
template <int L, class R>
NACRE_HD inline void angular_gradient_up_to(int l_max, R z, R z2, const R* re, const R* im, const R* weight, R& gx,
                                            R& gy, R& gz) {
  if constexpr (L <= max_l) {
    if (L > l_max) return;
    angular_gradient_from<L, 0>(z, z2, re, im, weight + L * L - 1, gx, gy, gz);
    angular_gradient_up_to<L + 1>(l_max, z, z2, re, im, weight, gx, gy, gz);
  }
}
template <class R>
NACRE_HD inline void angular_gradient(R x, R y, R z, int l_max, const R* weight, R& gx, R& gy, R& gz) {
  R re[max_l + 1], im[max_l + 1];
  azimuthal(x, y, l_max, re, im);
  gx = gy = gz = R(0.0);
  angular_gradient_up_to<1>(l_max, z, z * z, re, im, weight, gx, gy, gz);
}

/// db = sum_c e_c d b_lm/d(x, y, z)_c for every lm: all functions along one direction, as training needs them.
template <int L, int M, class R>
NACRE_HD inline void angular_along_from(R z, R z2, R ez, const R* re, const R* im, const R* dre, const R* dim, R* db) {
  if constexpr (M <= L) {
    const R up = legendre_slope<L, M>(z, z2) * ez;
    if constexpr (M == 0) {
      db[0] = up;
    } else {
      const R p = legendre_value<L, M>(z, z2);
      db[2 * M - 1] = p * dre[M];
      db[2 * M] = p * dim[M];
      if constexpr (L != M) {
        db[2 * M - 1] = mul_add(up, re[M], db[2 * M - 1]);
        db[2 * M] = mul_add(up, im[M], db[2 * M]);
      }
    }
    angular_along_from<L, M + 1>(z, z2, ez, re, im, dre, dim, db);
  }
}
template <int L, class R>
NACRE_HD inline void angular_along_up_to(int l_max, R z, R z2, R ez, const R* re, const R* im, const R* dre,
                                         const R* dim, R* db) {
  if constexpr (L <= max_l) {
    if (L > l_max) return;
    angular_along_from<L, 0>(z, z2, ez, re, im, dre, dim, db + L * L - 1);
    angular_along_up_to<L + 1>(l_max, z, z2, ez, re, im, dre, dim, db);
  }
}
template <class R>
NACRE_HD inline void angular_basis_along(R x, R y, R z, R ex, R ey, R ez, int l_max, R* db) {
  R re[max_l + 1], im[max_l + 1], dre[max_l + 1], dim[max_l + 1];
  azimuthal(x, y, l_max, re, im);
  for (int m = 1; m <= l_max; ++m) {  // d (x + iy)^m = m (x + iy)^(m-1) (ex + i ey)
    const R factor(static_cast<double>(m));
    dre[m] = factor * mul_sub(ex, re[m - 1], ey * im[m - 1]);
    dim[m] = factor * mul_add(ex, im[m - 1], ey * re[m - 1]);
  }
  angular_along_up_to<1>(l_max, z, z * z, ez, re, im, dre, dim, db);
}

// --- invariants of the sums s_lm of one n --------------------------------------------------------------------------
// On the host: a GPU spreads the terms over its lanes and has their coefficients in tables made from these constants
// (nep_cuda.cu).

/// Calls body(component of q for n = 0, kind) in the order of the descriptor; kind < 0: three-body l = -kind, else an
/// index of higher_body_terms. A Model has l_max, higher[6], radial_rows and angular_rows.
template <class Model, class Body>
NACRE_HD inline void for_each_invariant(const Model& m, Body&& body) {
  int component = m.radial_rows;
  for (int l = 1; l <= m.l_max; ++l, component += m.angular_rows) body(component, -l);
  for (int kind = 0; kind < 6; ++kind) {
    if (!m.higher[kind]) continue;
    body(component, kind);
    component += m.angular_rows;
  }
}

/// Factor of s_lm^2 in the three-body form: C_l0 for m = 0, 2 C_lm else. `i` counts from 0 within one l.
inline constexpr double three_body_factor(int l, int i) { return (i == 0 ? 1.0 : 2.0) * three_body[l * l - 1 + i]; }
template <class R>
inline R three_body_value(int l, const R* s) {
  const R* sl = s + l * l - 1;
  R q(0.0);
  for (int i = 0; i <= 2 * l; ++i) q = mul_add(R(three_body_factor(l, i)) * sl[i], sl[i], q);
  return q;
}
/// Adds weight dq_nl/ds to gradient.
template <class R>
inline void three_body_gradient(int l, const R* s, R weight, R* gradient) {
  const R twice = weight + weight;
  for (int i = 0; i <= 2 * l; ++i) {
    const int at = l * l - 1 + i;
    gradient[at] = mul_add(twice * R(three_body_factor(l, i)), s[at], gradient[at]);
  }
}

template <class R>
NACRE_HD inline R higher_body_value(const MonomialList& list, const R* s) {
  R q(0.0);
  for (int t = 0; t < list.count; ++t) {
    const Monomial& m = list.terms[t];
    R product = R(m.coefficient) * s[m.factor[0]] * s[m.factor[1]] * s[m.factor[2]];
    if (m.factors == 4) product = product * s[m.factor[3]];
    q = q + product;
  }
  return q;
}
template <class R>
NACRE_HD inline void higher_body_gradient(const MonomialList& list, const R* s, R weight, R* gradient) {
  for (int t = 0; t < list.count; ++t) {
    const Monomial& m = list.terms[t];
    const R c = weight * R(m.coefficient);
    for (int f = 0; f < m.factors; ++f) {
      R product = c;
      for (int o = 0; o < m.factors; ++o)
        if (o != f) product = product * s[m.factor[o]];
      gradient[m.factor[f]] = gradient[m.factor[f]] + product;
    }
  }
}

// The same with the invariant known to the compiler, and the derivatives that training needs. Kind < 0: three-body,
// l = -Kind; else the place in higher_body_terms.

template <int Kind>
NACRE_HD inline constexpr int invariant_terms() {
  if constexpr (Kind < 0)
    return 1 - 2 * Kind;
  else
    return higher_body_terms[Kind].count;
}
/// q; terms from Term on.
template <int Kind, int Term = 0, class R>
NACRE_HD inline R invariant_value(const R* s, R sum = R(0.0)) {
  if constexpr (Term < invariant_terms<Kind>()) {
    if constexpr (Kind < 0) {
      constexpr int at = Kind * Kind - 1 + Term;
      constexpr double c = three_body_factor(-Kind, Term);
      sum = mul_add(R(c) * s[at], s[at], sum);
    } else {
      constexpr Monomial m = higher_body_terms[Kind].terms[Term];
      R product = s[m.factor[0]] * s[m.factor[1]] * s[m.factor[2]];
      if constexpr (m.factors == 4) product = product * s[m.factor[3]];
      sum = mul_add(R(m.coefficient), product, sum);
    }
    return invariant_value<Kind, Term + 1>(s, sum);
  } else {
    return sum;
  }
}
/// Adds weight dq/ds to gradient.
template <int Kind, int Term = 0, class R>
NACRE_HD inline void add_invariant_gradient(const R* s, R weight, R* gradient) {
  if constexpr (Term < invariant_terms<Kind>()) {
    if constexpr (Kind < 0) {
      constexpr int at = Kind * Kind - 1 + Term;
      constexpr double c = 2 * three_body_factor(-Kind, Term);
      gradient[at] = mul_add(R(c) * weight, s[at], gradient[at]);
    } else {
      constexpr Monomial m = higher_body_terms[Kind].terms[Term];
      constexpr int i = m.factor[0], j = m.factor[1], k = m.factor[2], l = m.factor[3];
      const R c = R(m.coefficient) * weight, ij = s[i] * s[j];
      R ck = c * s[k];
      if constexpr (m.factors == 4) {
        gradient[l] = mul_add(ck, ij, gradient[l]);
        ck = ck * s[l];
        gradient[k] = mul_add(c * s[l], ij, gradient[k]);
      } else {
        gradient[k] = mul_add(c, ij, gradient[k]);
      }
      gradient[i] = mul_add(ck, s[j], gradient[i]);
      gradient[j] = mul_add(ck, s[i], gradient[j]);
    }
    add_invariant_gradient<Kind, Term + 1>(s, weight, gradient);
  }
}
/// sum_lm e_lm dq/ds_lm.
template <int Kind, int Term = 0, class R>
NACRE_HD inline R invariant_along(const R* s, const R* e, R sum = R(0.0)) {
  if constexpr (Term < invariant_terms<Kind>()) {
    if constexpr (Kind < 0) {
      constexpr int at = Kind * Kind - 1 + Term;
      constexpr double c = 2 * three_body_factor(-Kind, Term);
      sum = mul_add(R(c) * s[at], e[at], sum);
    } else {
      constexpr Monomial m = higher_body_terms[Kind].terms[Term];
      constexpr int i = m.factor[0], j = m.factor[1], k = m.factor[2], l = m.factor[3];
      const R ij = s[i] * s[j], d_ij = mul_add(e[i], s[j], s[i] * e[j]);
      R d = mul_add(d_ij, s[k], ij * e[k]);
      if constexpr (m.factors == 4) d = mul_add(d, s[l], ij * s[k] * e[l]);
      sum = mul_add(R(m.coefficient), d, sum);
    }
    return invariant_along<Kind, Term + 1>(s, e, sum);
  } else {
    return sum;
  }
}
/// Adds weight sum_lm' (d2q / ds_lm ds_lm') e_lm' to result.
template <int Kind, int Term = 0, class R>
NACRE_HD inline void add_invariant_second(const R* s, const R* e, R weight, R* result) {
  if constexpr (Kind < 0) {
    add_invariant_gradient<Kind>(e, weight, result);  // q is quadratic: its gradient is linear
  } else if constexpr (Term < invariant_terms<Kind>()) {
    constexpr Monomial m = higher_body_terms[Kind].terms[Term];
    constexpr int i = m.factor[0], j = m.factor[1], k = m.factor[2], l = m.factor[3];
    const R c = R(m.coefficient) * weight, d_ij = mul_add(e[i], s[j], s[i] * e[j]);
    R last = s[k], d_last = e[k];  // product of the factors after i and j
    if constexpr (m.factors == 4) {
      last = s[k] * s[l], d_last = mul_add(e[k], s[l], s[k] * e[l]);
      const R ij = s[i] * s[j];
      result[k] = mul_add(c, mul_add(d_ij, s[l], ij * e[l]), result[k]);
      result[l] = mul_add(c, mul_add(d_ij, s[k], ij * e[k]), result[l]);
    } else {
      result[k] = mul_add(c, d_ij, result[k]);
    }
    result[i] = mul_add(c, mul_add(e[j], last, s[j] * d_last), result[i]);
    result[j] = mul_add(c, mul_add(e[i], last, s[i] * d_last), result[j]);
    add_invariant_second<Kind, Term + 1>(s, e, weight, result);
  }
}

}  // namespace nacre::nep
