// POSCAR and CONTCAR of VASP (versions 4, 5 and 6), and XDATCAR: the same head and many frames.
//   comment / scale / a / b / c / [elements] / counts / [Selective dynamics] / Direct or Cartesian / positions
//   [/ Lattice velocities ...] / [velocities, Å/fs]
// A negative scale is the volume (Å^3); three scales multiply x, y and z.
#pragma once
#include <memory>
#include <string_view>

#include "io/formats/format.h"

namespace nacre::formats {

bool is_poscar(std::string_view head);
bool is_xdatcar(std::string_view head);
std::unique_ptr<Reader> open_poscar(TextLines lines, const Choices& choices);
std::unique_ptr<Reader> open_xdatcar(TextLines lines, const Choices& choices);
/// Atoms of one element stand together, in the order of its first atom.
void write_poscar(std::string& out, const Frame& frame, const Choices& choices);

}  // namespace nacre::formats
