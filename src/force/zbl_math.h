// Ziegler-Biersack-Littmark repulsion of a pair, switched off smoothly:
//   V(r) = K Zi Zj / r  sum_m A_m exp(-e_m r)  fcz(r)
//   fcz  = 1 below inner,  (1 + cos(pi (r - inner)/(outer - inner)))/2 from inner to outer
// Ziegler, Biersack, Littmark, The Stopping and Range of Ions in Solids (1985).
#pragma once
#include "force/nep_math.h"
#include "force/nep_view.h"

namespace nacre::nep {

/// Energy of the pair (eV) and its slope dV/dr (eV/Å); r < outer.
template <class R, class Real>
NACRE_HD inline R zbl_value(R r, const ZblView<Real>& pair, R& slope) {
  R phi(0.0), dphi(0.0);
  for (int m = 0; m < 4; ++m) {
    const R e = R(pair.amplitude[m]) * exponential(R(-pair.exponent[m]) * r);
    phi = phi + e;
    dphi = dphi - R(pair.exponent[m]) * e;
  }
  const R inverse = R(1.0) / r;
  const R bare = R(pair.prefactor) * inverse * phi, bare_slope = R(pair.prefactor) * inverse * (dphi - phi * inverse);
  const R width = R(1.0) / R(pair.outer - pair.inner);
  R u = (r - R(pair.inner)) * width;
  u = where(less(u, R(0.0)), R(0.0), u);
  R fc_slope;
  const R fc = cutoff_value(u, fc_slope);
  slope = mul_add(bare_slope, fc, bare * fc_slope * width);
  return bare * fc;
}

}  // namespace nacre::nep
