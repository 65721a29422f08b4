// Units of other programs, in ours. CODATA 2018; the thermochemical calorie.
#pragma once

namespace nacre::foreign_units {

inline constexpr double hartree = 27.211386245988;                              ///< eV
inline constexpr double bohr = 0.529177210903;                                  ///< Å
inline constexpr double kcal_per_mol = 4184 / 6.02214076e23 / 1.602176634e-19;  ///< eV
inline constexpr double kilobar_per_pressure = 1602.176634;                     ///< one eV/Å^3 in kbar
inline constexpr double fs_per_ps = 1000;

}  // namespace nacre::foreign_units
