// Formulas of inserting one atom into a NEP structure, once, for the CPU's and the GPU's loops (symbols: nep_math.h).
//
// A neighbour's energy U = sum_mu w1 tanh(y_mu) + ... becomes U + sum_mu w1 [tanh(y_mu + d_mu) - tanh(y_mu)], where
// d = w0 dq is the change of its hidden layer. With s = 1/(1 + exp(-2y)) and s' = 1/(1 + exp(2y)), so that
// tanh y = s - s', and m = exp(2|d|) - 1 >= 0:
//   tanh(y + d) - tanh(y) = sign(d) 2 s s' m / (1 + sigma m),   sigma = s for d > 0, s' for d < 0
// All terms are positive: nothing cancels, however small d or however far y is from zero. One exponential, one
// division. (The form with e = tanh d, t = tanh y, e (1 - t^2)/(1 + t e), is the same, with one division more, and
// loses digits where t and e are near -1 and 1.)
#pragma once
#include "core/macros.h"
#include "device/scalar.h"
#include "force/nep_math.h"

namespace nacre {

NACRE_HD inline double absolute(double a) { return std::fabs(a); }
NACRE_HD inline double exponential_minus_one(double a) { return std::expm1(a); }

}  // namespace nacre

namespace nacre::insert {

/// exp overflows beyond 709; tanh has been 1 to the last bit since 20.
inline constexpr double largest_exponent = 700;

/// s and s' of y.
template <class R>
NACRE_HD inline void sigmoids(R y, R& s, R& s_other) {
  const R two_y = y + y;
  const R size = absolute(two_y);
  const R e = exponential(-where(less(size, R(largest_exponent)), size, R(largest_exponent)));
  const R large = R(1.0) / (R(1.0) + e);
  const auto negative = less(y, R(0.0));
  s = where(negative, e * large, large);
  s_other = where(negative, large, e * large);
}

/// m of d.
template <class R>
NACRE_HD inline R growth(R d) {
  const R size = absolute(d + d);
  return exponential_minus_one(where(less(size, R(largest_exponent)), size, R(largest_exponent)));
}

/// [tanh(y + d) - tanh(y)] / 2, from m of d and the sigmoids of y; only the sign of d is used.
template <class R>
NACRE_HD inline R half_tanh_difference(R d, R m, R s, R s_other) {
  const auto negative = less(d, R(0.0));
  const R sigma = where(negative, s_other, s);
  const R size = s * s_other * m / mul_add(sigma, m, R(1.0));
  return where(negative, -size, size);
}

// --- invariants of s + e minus those of s

/// Three-body invariants are quadratic in the sums, so their change is exactly e times the gradient at s + e/2.
template <int L, class R>
NACRE_HD inline R three_body_change(const R* middle, const R* e) {
  return nep::invariant_along<-L>(middle, e);
}
/// Higher-body invariants are short sums of products: the difference of two values.
template <int Kind, class R>
NACRE_HD inline R higher_body_change(const R* s, const R* sum) {
  return nep::invariant_value<Kind>(sum) - nep::invariant_value<Kind>(s);
}

/// Changes of all invariants of one n, written to dq[0], dq[stride], ... in the order of the descriptor.
/// s: sums before; middle = s + e/2; sum = s + e.
template <int L = 1, class R>
NACRE_HD inline R* three_body_changes(int l_max, const R* middle, const R* e, R* dq, int stride) {
  if constexpr (L <= nep::max_l) {
    if (L > l_max) return dq;
    *dq = three_body_change<L>(middle, e);
    return three_body_changes<L + 1>(l_max, middle, e, dq + stride, stride);
  } else {
    return dq;
  }
}
template <int Kind = 0, class R>
NACRE_HD inline void higher_body_changes(const bool* higher, const R* s, const R* sum, R* dq, int stride) {
  if constexpr (Kind < 6) {
    if (higher[Kind]) {
      *dq = higher_body_change<Kind>(s, sum);
      dq += stride;
    }
    higher_body_changes<Kind + 1>(higher, s, sum, dq, stride);
  }
}

/// The invariants themselves, in the same order.
template <int L = 1, class R>
NACRE_HD inline R* three_body_values(int l_max, const R* s, R* q, int stride) {
  if constexpr (L <= nep::max_l) {
    if (L > l_max) return q;
    *q = nep::invariant_value<-L>(s);
    return three_body_values<L + 1>(l_max, s, q + stride, stride);
  } else {
    return q;
  }
}
template <int Kind = 0, class R>
NACRE_HD inline void higher_body_values(const bool* higher, const R* s, R* q, int stride) {
  if constexpr (Kind < 6) {
    if (higher[Kind]) {
      *q = nep::invariant_value<Kind>(s);
      q += stride;
    }
    higher_body_values<Kind + 1>(higher, s, q, stride);
  }
}

// --- radial tables: see screening_model.h

inline constexpr int table_cells = 16;
inline constexpr int table_terms = 8;  ///< one cache line of doubles
inline constexpr int table_reals = table_cells * table_terms;

/// The cell's coefficients in an atom's table, and xi = -1 .. 1 in that cell; `low` <= r.
NACRE_HD inline const double* table_cell(const double* table, double r, double low, double cells_per_length,
                                         double& xi) {
  const double place = (r - low) * cells_per_length;
  int cell = static_cast<int>(place);
  if (cell > table_cells - 1) cell = table_cells - 1;
  xi = 2 * (place - cell) - 1;
  return table + cell * table_terms;
}
/// sum_p c_p xi^p in Estrin's order: four short chains instead of one long one.
NACRE_HD inline double table_polynomial(const double* c, double xi) {
  const double xi2 = xi * xi, xi4 = xi2 * xi2;
  const double a = mul_add(c[1], xi, c[0]), b = mul_add(c[3], xi, c[2]);
  const double d = mul_add(c[5], xi, c[4]), e = mul_add(c[7], xi, c[6]);
  return mul_add(mul_add(e, xi2, d), xi4, mul_add(b, xi2, a));
}

}  // namespace nacre::insert
