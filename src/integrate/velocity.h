// Velocities from nothing, and the removal of total linear and angular momentum.
//   linear   v_i -= sum m v / sum m
//   angular  v_i -= w x (r_i - r_c),  I w = sum m (r - r_c) x v,  I_ab = sum m (|d|^2 delta_ab - d_a d_b),  d = r - r_c
// Positions are taken as they are, not wrapped; around an axis on which I has no extent (collinear atoms) nothing
// turns.
#pragma once
#include <cstdint>
#include <vector>

#include "core/atoms.h"

namespace nacre {

/// Maxwell's distribution at `temperature` (K, > 0), each component normal with variance k_B T / m, the same numbers
/// for the same seed. Then, when more than one atom moves and none is fixed, linear and (more than two atoms) angular
/// momentum are removed. Finally scaled so that the temperature, counted with 3 N - 3 degrees of freedom as
/// integrate/dynamics.h counts them (3 a moving atom when some are fixed), is exactly `temperature`.
/// fixed: 1 = velocity zero, not counted; empty: none. Throws Error when the temperature is not positive.
void initialize_velocities(Atoms& atoms, double temperature, std::uint64_t seed, const std::vector<char>& fixed = {});

/// Removes the linear and angular momentum of all atoms, or of each group when `labels` (one label an atom, >= 0) is
/// given. The kinetic energy of each group is kept by scaling, unless nothing is left (a single atom comes to rest).
/// Fixed atoms take no part. Throws Error when `labels` has the wrong size.
void correct_velocities(Atoms& atoms, const std::vector<int>* labels = nullptr, const std::vector<char>& fixed = {});

}  // namespace nacre
