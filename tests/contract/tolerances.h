// Tolerances of the force tests: allowed difference = absolute + relative * size of the quantity.
//
// Sizes: energy per atom (eV), largest force (eV/A), largest element of the virial per atom (eV).
#pragma once

namespace tolerances {

struct Tolerance {
  double absolute, relative;
  double at(double size) const { return absolute + relative * (size < 0 ? -size : size); }
};

struct Evaluated {
  Tolerance energy, force, virial;
};

/// Two ways to the same number in double: sums of a few hundred terms in another order, each exact to 1e-16, after
/// steep functions (r^-12, exp) of positions that a rotation or a shift of several cells rounds at 1e-14 A.
inline constexpr Evaluated same_in_double{{1e-11, 1e-11}, {1e-10, 1e-10}, {1e-10, 1e-10}};
/// Double on the GPU: forces are sums of multiples of 2^-40 eV/A (9e-13), a hundred roundings of half of that; virials
/// of atoms are stored as floats (6e-8), and in a cell under stress they are a tenth of the largest seen.
inline constexpr Evaluated same_in_double_on_gpu{{1e-11, 1e-11}, {1e-10, 1e-10}, {1e-6, 1e-6}};
/// The same with float pair loops: 1e-7 a term, and what the production path is allowed against the reference
/// (1e-5 eV/atom, 1e-4 eV/A + 1e-5 |F|), once for each of the two numbers compared.
inline constexpr Evaluated same_in_single{{2e-5, 2e-6}, {2e-4, 2e-5}, {5e-5, 2e-5}};

/// Fourth-order central differences with steps of `difference_step`: h^4/30 times the fifth derivative (up to 1e6 of
/// these units in Tersoff's cutoff) is below 1e-11, and rounding of the energy (1e-14 eV) divided by h is 1e-10.
inline constexpr double difference_step = 1e-4;                     // A, or strain
inline constexpr Tolerance force_by_difference{2e-9, 1e-9};         // eV/A
inline constexpr Tolerance virial_by_difference{2e-9, 1e-9};        // eV/atom
inline constexpr Tolerance float_virial_by_difference{1e-6, 1e-6};  // eV/atom: stored as floats

/// Sums of atomic numbers against their total: the same doubles, added in another order.
inline constexpr Tolerance sum_of_atoms{1e-12, 1e-12};

}  // namespace tolerances
