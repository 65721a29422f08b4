// Units. Inside: eV, Å, amu, and what follows from them (time unit 10.18051 fs, pressure unit 160.2177 GPa).
// At the surface: Å, eV, amu, K, fs, GPa. Values: CODATA 2018 (exact where the SI fixes them), as of 2019-05-20.
#pragma once

namespace nacre::units {

inline constexpr double boltzmann = 8.617333262e-5;  ///< eV/K
/// One internal time unit in fs: Å sqrt(amu/eV) = sqrt(1.66053906660e-27 / 1.602176634e-19) * 1e-10 s.
inline constexpr double fs_per_time = 10.180505710759414;
/// One eV/Å^3 in GPa.
inline constexpr double gpa_per_pressure = 160.2176634;
/// One amu/Å^3 in g/cm3.
inline constexpr double g_cm3_per_density = 1.66053906660;
/// 1/(4 pi eps0) in eV Å/e^2, the value that NEP files assume for ZBL.
inline constexpr double coulomb_zbl = 14.399645;

}  // namespace nacre::units
