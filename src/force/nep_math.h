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
#include "force/nep_angular_math.h"
#include "force/nep_invariants.h"
#include "force/nep_radial_math.h"
