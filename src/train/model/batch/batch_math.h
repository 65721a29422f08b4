// The formulas of a batch's predictions and gradients that force/nep_math.h does not have: of one pair or one neuron,
// for the CPU's loops (batch_predict.h, batch_gradient.h: V is a vector of lanes) and the GPU's (cuda_batch_*.cu: V is
// float). Symbols: batch_gradient.h.
#pragma once
#include "force/nep_math.h"

namespace nacre::train {

/// u = r/rc, and fc with its slope d fc/dr (1/Å); zero at the cutoff and beyond.
template <class V, class Real>
NACRE_HD inline void cutoff_of(V r, Real cutoff, V& u, V& fc, V& fc_slope) {
  const V per_cutoff(Real(1) / cutoff);
  const auto inside = less(r, V(cutoff));
  u = where(inside, r * per_cutoff, V(Real(1)));
  V s;
  fc = where(inside, nep::cutoff_value(u, s), V(Real(0)));
  fc_slope = where(inside, s * per_cutoff, V(Real(0)));
}

/// v_ij = F'_i - F'_j - W'^T r_ij of a pair with unit vector `pair[0..2]` and distance `pair[3]`; f = F'_i, w = W'.
template <class V>
NACRE_HD inline void pair_seed(const V* pair, const V* f, const V* w, V fx, V fy, V fz, V& vx, V& vy, V& vz) {
  const V x = pair[0] * pair[3], y = pair[1] * pair[3], z = pair[2] * pair[3];
  vx = f[0] - fx - mul_add(w[0], x, mul_add(w[3], y, w[6] * z));
  vy = f[1] - fy - mul_add(w[1], x, mul_add(w[4], y, w[7] * z));
  vz = f[2] - fz - mul_add(w[2], x, mul_add(w[5], y, w[8] * z));
}
/// w = v . r^.
template <class V>
NACRE_HD inline V along_pair(const V* pair, V vx, V vy, V vz) {
  return mul_add(vx, pair[0], mul_add(vy, pair[1], vz * pair[2]));
}

/// beta_lm = v . grad b_lm(r/|r|): (1 - r^ r^)/r times the gradient of the polynomials. w = v . r^.
template <class V>
NACRE_HD inline void angular_seed(const V* pair, V vx, V vy, V vz, V w, int l_max, V* beta) {
  const V x = pair[0], y = pair[1], z = pair[2], inverse = V(1.0) / pair[3];
  nep::angular_basis_along(x, y, z, (vx - w * x) * inverse, (vy - w * y) * inverse, (vz - w * z) * inverse, l_max,
                           beta);
}
/// p_ij of an angular pair, with (gx, gy, gz) = sum_nlm D_nlm g_n times the gradient of the polynomials b_lm and
/// along = sum_nlm D_nlm g'_n b_lm.
template <class V>
NACRE_HD inline void angular_pair_force(const V* pair, V gx, V gy, V gz, V along, V* p) {
  const V x = pair[0], y = pair[1], z = pair[2], inverse = V(1.0) / pair[3];
  const V radial = along - mul_add(gx, x, mul_add(gy, y, gz * z)) * inverse;
  p[0] = mul_add(radial, x, gx * inverse);
  p[1] = mul_add(radial, y, gy * inverse);
  p[2] = mul_add(radial, z, gz * inverse);
}

/// A neuron with t = tanh(y), u = (w0 a)_mu and E': wd = w1 d, eps = dL/dy = w1 d (E' - 2 t u), d = 1 - t^2.
template <class V>
NACRE_HD inline void neuron_seed(V w1, V t, V u, V energy, V& wd, V& eps) {
  wd = w1 * (V(1.0) - t * t);
  eps = wd * (energy - (t + t) * u);
}
/// dw1 = E' t + d u.
template <class V>
NACRE_HD inline V output_weight_slope(V t, V u, V energy) {
  return mul_add(energy, t, (V(1.0) - t * t) * u);
}

}  // namespace nacre::train
