// Angular functions of the neuroevolution potential and their derivatives: nep_math.h has the equations.
#pragma once
#include "core/macros.h"
#include "device/scalar.h"
#include "force/nep_tables.h"

namespace nacre::nep {

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

}  // namespace nacre::nep
