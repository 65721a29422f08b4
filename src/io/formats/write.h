// Writers that have no reader of their own beside them.
#pragma once
#include <string>

#include "io/formats/format.h"

namespace nacre::formats {

/// virial="..." (eV) and, of a cell that is periodic everywhere, stress="..." (eV/Å^3) with ASE's sign: -virial / volume.
std::string virial_and_stress(const Mat3& virial, const Box& box);
/// Do the atoms have other masses than their elements?
bool has_own_masses(const Atoms& atoms);

/// All that the frame holds, exact; labels under ASE's names.
void write_extxyz(std::string& out, const Frame& frame, const Choices& choices);
/// Style atomic, units metal (io/lammps_data.h).
void write_lammps(std::string& out, const Frame& frame, const Choices& choices);

}  // namespace nacre::formats
