// The Tersoff (1989) potential for carbon.
//
//   U    = 1/2 sum_{i, j != i} fC(r_ij) [A exp(-lambda1 r_ij) - b_ij B exp(-lambda2 r_ij)]
//   b_ij = (1 + beta^n zeta_ij^n)^(-1/(2n))
//   zeta_ij = sum_{k != j} fC(r_ik) g(theta_ijk)
//   g(theta) = 1 + c^2/d^2 - c^2/(d^2 + (h - cos theta)^2)
//   fC(r) = 1 below R, 1/2 + 1/2 cos(pi (r - R)/(S - R)) from R to S, 0 beyond
#pragma once

#include "structure.h"

namespace reference {

// Defaults: the carbon of J. Tersoff, Phys. Rev. B 39, 5566 (1989), with B as the stored reference numbers have it.
struct TersoffParameters {
  double repulsive = 1393.6;  // A (eV)
  double attractive = 346.7;  // B (eV)
  double lambda1 = 3.4879;    // 1/A
  double lambda2 = 2.2119;    // 1/A
  double beta = 1.5724e-7;    // 1
  double n = 0.72751;         // 1
  double c = 38049;           // 1
  double d = 4.3484;          // 1
  double h = -0.57058;        // 1
  double inner = 1.80;        // R (A)
  double outer = 2.10;        // S (A)
};

// Energies and forces; all atoms are taken as the same element. The energy of the ordered pair (i, j), b_ij seen from
// i, is split in halves between i and j; the atomic virial is the one of the gradients of the terms centred on i, which
// only its sum over atoms is unique for.
Result tersoff(const Structure& structure, const TersoffParameters& parameters = {});

}  // namespace reference
