// The steps that ensembles are made of: free functions on the state. All loops give the same bits on any number of
// threads. Velocity Verlet (Swope et al., 10.1063/1.442716):
//   kick   v += (dt/2) F(r) / m        kick, drift, force, kick = one step of NVE
//   drift  r += dt v                   symbols: r position (Å), v velocity (Å/time unit), m mass (amu), F force (eV/Å)
//   force  F, E, W of the new r
// Pressure (eV/Å^3, positive = compressed):  P = (sum_i m_i v_i (x) v_i + W) / V,  W = virial, V = volume of the cell.
#pragma once
#include "integrate/dynamics.h"

namespace nacre {

/// v += dt F / m; velocities of fixed atoms are set to zero. dt in internal time units.
void kick(Dynamics& dynamics, double dt);
/// r += dt v; driven atoms take the velocity of the drive.
void drift(Dynamics& dynamics, double dt);
/// Evaluates the force at the present positions into dynamics.now and zeroes the forces on fixed atoms.
/// Throws what Force::compute throws.
void force(Dynamics& dynamics);

/// Velocities of fixed atoms become zero. For the start of a run.
void rest_fixed_atoms(Dynamics& dynamics);
/// v *= factor.
void scale_velocities(Dynamics& dynamics, double factor);
/// v -> v m (row vector times matrix), for cell changes.
void transform_velocities(Dynamics& dynamics, const Mat3& m);
/// h -> h mu and r -> r mu: fractional coordinates stay. All atoms move along, fixed ones included.
/// Throws Error when the new cell has no volume.
void scale_cell(System& system, const Mat3& mu);

/// Kinetic energy of the moving atoms (eV).
double kinetic_energy(const Dynamics& dynamics);
/// sum m v (x) v over the moving atoms (eV); its trace is twice the kinetic energy.
Mat3 kinetic_tensor(const Dynamics& dynamics);
/// P in eV/Å^3, symmetric.
Mat3 pressure(const Dynamics& dynamics);

}  // namespace nacre
