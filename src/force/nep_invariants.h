// Rotational invariants of the sums s_lm of one n, and their derivatives: nep_tables.h has the terms.
//
// Those without NACRE_HD are for the host: a GPU spreads the terms over its lanes and has their coefficients in tables
// made from these constants (nep_cuda.cu).
#pragma once
#include "core/macros.h"
#include "device/scalar.h"
#include "force/nep_tables.h"

namespace nacre::nep {

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
