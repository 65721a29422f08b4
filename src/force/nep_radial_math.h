// Radial functions of the neuroevolution potential, and the Chebyshev sums they are made of: nep_math.h has the equations.
#pragma once
#include "core/macros.h"
#include "device/scalar.h"

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

}  // namespace nacre::nep
