// Transport coefficients of a whole system from the fluctuations of a flux, and vibrations from those of the velocities.
//
//   kappa_a(t) = 1 / (k_B T^2 V) integral_0^t <J_a(0) J_a(s)> ds          heat current J (force/heat_flux.h)
//   eta_ab(t)  = V / (k_B T) integral_0^t <P_ab(0) P_ab(s)> ds            pressure P; S = V P is what is correlated
//
//   T, V   temperature and volume, means over the samples     K, Å^3
//   t      correlation time                                    ps; integrals by trapezoids
//
// M. S. Green, J. Chem. Phys. 22, 398 (1954), 10.1063/1.1740082; R. Kubo, J. Phys. Soc. Jpn. 12, 570 (1957),
// 10.1143/JPSJ.12.570.
//
//   rho_a(omega) = 2 N / pi integral_0^T C_a(t) hann(t) cos(omega t) dt,  C_a(t) = sum m v_a(0) v_a(t) / sum m v_a(0)^2
//
// is the density of vibrational states along a: its integral over omega is N, that of all three 3 N (Dickey, Paskin,
// Phys. Rev. 188, 1407 (1969), 10.1103/PhysRev.188.1407). hann(t) = cos^2(pi t / 2 T), T the last lag, blurs it by
// 2 pi / T instead of letting it ring.
#pragma once
#include <vector>

#include "core/vec3.h"

namespace nacre {

/// W/(m K), of <J J> in eV^3/amu for lags `spacing` ps apart; zeros at 0 K, where nothing moves.
std::vector<Vec3> running_conductivity(const std::vector<Vec3>& correlation, double spacing, double kelvin,
                                       double volume);
/// Pa s, of <S S> in eV^2.
std::vector<Vec3> running_viscosity(const std::vector<Vec3>& correlation, double spacing, double kelvin, double volume);

/// C(m) / C(0) by component; zeros where nothing moves.
std::vector<Vec3> normalized(const std::vector<Vec3>& autocorrelation);
/// rho(omega_k) (ps), omega_k = k / points * largest (rad/ps), k = 1 .. points.
std::vector<Vec3> vibrational_states(const std::vector<Vec3>& normalized, double spacing, double atoms, double largest,
                                     std::size_t points);

}  // namespace nacre
