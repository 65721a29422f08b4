// What programs of electronic structure print, as labelled frames: energy (eV, the one whose derivatives are the forces),
// forces (eV/Å), and the virial (eV), which is V times the pressure that VASP and CP2K print: positive = compressed.
//   OUTCAR, vasprun.xml   VASP; a frame an ionic step; the energy is the free energy (TOTEN, e_fr_energy)
//   CP2K                  the output of ENERGY_FORCE with the coordinates and forces printed
#pragma once
#include <memory>
#include <string_view>

#include "io/formats/format.h"

namespace nacre::formats {

bool is_outcar(std::string_view head);
bool is_vasprun(std::string_view head);
bool is_cp2k(std::string_view head);
std::unique_ptr<Reader> open_outcar(TextLines lines, const Choices& choices);
std::unique_ptr<Reader> open_vasprun(TextLines lines, const Choices& choices);
std::unique_ptr<Reader> open_cp2k(TextLines lines, const Choices& choices);

}  // namespace nacre::formats
