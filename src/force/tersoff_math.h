// The Tersoff (1989) potential: formulas of one bond and one angle, for host and device.
//
//   U_i    = 1/2 sum_j fC(r_ij) [fR(r_ij) - b_ij fA(r_ij)]      fR = A exp(-lambda r),  fA = B exp(-mu r)
//   b_ij   = (1 + (beta zeta_ij)^n)^(-1/(2n))                   zeta_ij = sum_{k != j} fC(r_ik) g(cos theta_ijk)
//   g(x)   = 1 + c^2/d^2 - c^2/(d^2 + (h - x)^2)
//   fC(r)  = 1 below R, 1/2 + 1/2 cos(pi (r - R)/(S - R)) from R to S, 0 beyond
//
// Symbols of the paper: A, B (eV), lambda, mu (1/Å), R, S (Å) of a pair of types; beta, n, c, d, h (1) of the type of
// i. J. Tersoff, Phys. Rev. B 39, 5566 (1989), 10.1103/PhysRevB.39.5566.
#pragma once
#include <cmath>

#include "core/macros.h"
#include "core/vec3.h"

namespace nacre::tersoff {

template <class Real>
struct PairParameters {
  Real A = 0, B = 0, lambda = 0, mu = 0, R = 0, S = 0;  // B includes the factor chi of mixed pairs
};

template <class Real>
struct SiteParameters {
  Real beta = 0, n = 0, c = 0, d = 0, h = 0;
};

/// A function's value and its derivative.
template <class Real>
struct Slope {
  Real value, derivative;
};

/// fC(r) for r < S. As cos^2 of half the angle, which keeps its relative accuracy where it vanishes.
template <class Real>
NACRE_HD inline Slope<Real> cutoff_function(const PairParameters<Real>& p, Real r) {
  if (r <= p.R) return {Real(1), Real(0)};
  const Real half_pi = Real(1.57079632679489661923);
  const Real rate = half_pi / (p.S - p.R);
  const Real cosine = std::cos(rate * (r - p.R)), sine = std::sin(rate * (r - p.R));
  return {cosine * cosine, -2 * rate * sine * cosine};
}

/// fR(r) = A exp(-lambda r) in eV, and eV/Å.
template <class Real>
NACRE_HD inline Slope<Real> repulsion(const PairParameters<Real>& p, Real r) {
  const Real f = p.A * std::exp(-p.lambda * r);
  return {f, -p.lambda * f};
}

/// fA(r) = B exp(-mu r) in eV, and eV/Å.
template <class Real>
NACRE_HD inline Slope<Real> attraction(const PairParameters<Real>& p, Real r) {
  const Real f = p.B * std::exp(-p.mu * r);
  return {f, -p.mu * f};
}

/// g(cos theta) and dg/d(cos theta). c^2/d^2 - c^2/D is written as one fraction: with c/d near 1e4 the difference of
/// the two would cost eight digits.
template <class Real>
NACRE_HD inline Slope<Real> angle_function(const SiteParameters<Real>& p, Real cosine) {
  const Real d2 = p.d * p.d, u = p.h - cosine;
  const Real inverse = 1 / (d2 + u * u);
  const Real c2_inverse = p.c * p.c * inverse;
  return {1 + c2_inverse * u * u / d2, -2 * c2_inverse * inverse * u};
}

/// b(zeta) and db/dzeta. At zeta = 0 (a bond without neighbours) b = 1; the derivative, which diverges for n < 1, is
/// taken as 0 there: it only ever multiplies terms that vanish.
template <class Real>
NACRE_HD inline Slope<Real> bond_order(const SiteParameters<Real>& p, Real zeta) {
  const Real x = p.beta * zeta;
  if (!(x > 0)) return {Real(1), Real(0)};
  const Real power = std::pow(x, p.n);
  const Real b = std::pow(1 + power, -1 / (2 * p.n));
  return {b, -b * power / (2 * (1 + power) * zeta)};
}

/// One bond seen from i: its energy (eV), and its derivatives by r at fixed zeta (eV/Å) and by zeta (eV).
template <class Real>
struct BondEnergy {
  Real energy, by_r, by_zeta;
};
template <class Real>
NACRE_HD inline BondEnergy<Real> bond_energy(const SiteParameters<Real>& site, const PairParameters<Real>& pair,
                                             const Slope<Real>& fc, Real r, Real zeta) {
  const auto b = bond_order(site, zeta);
  const auto fr = repulsion(pair, r), fa = attraction(pair, r);
  const Real well = fr.value - b.value * fa.value;
  const Real slope = fc.derivative * well + fc.value * (fr.derivative - b.value * fa.derivative);
  return {Real(0.5) * fc.value * well, Real(0.5) * slope, -Real(0.5) * fc.value * fa.value * b.derivative};
}

/// What the angles at i need to know of one bond.
struct BondEnd {
  Vec3 direction;    ///< r_ij/|r_ij|
  double inverse_r;  ///< 1/Å
  Slope<double> fc;  ///< fC(r) and its derivative (1/Å)
  double by_zeta;    ///< dU_i/dzeta_ij (eV)
};

/// The part of p_ij = dU_i/dr_ij (eV/Å) that the angle between the bonds j and k gives. zeta_ij holds fC(r_ik) g and
/// zeta_ik holds fC(r_ij) g: the derivative of fC is along the bond, that of g goes through
///   d(cos theta)/dr_ij = (u_k - cos theta u_j)/r_ij,  u the directions.
NACRE_HD inline Vec3 angle_gradient(const BondEnd& j, const BondEnd& k, double cosine, const Slope<double>& g) {
  const double by_cosine = (j.by_zeta * k.fc.value + k.by_zeta * j.fc.value) * g.derivative;
  const double by_r = k.by_zeta * g.value * j.fc.derivative;
  const double tilt = by_cosine * j.inverse_r;
  return tilt * k.direction + (by_r - tilt * cosine) * j.direction;
}

}  // namespace nacre::tersoff
