// The data file of LAMMPS, atom_style atomic, units metal, and the cell as LAMMPS wants it.
//
//   a' = (lx, 0, 0),  b' = (xy, ly, 0),  c' = (xz, yz, lz),   lx, ly, lz > 0
// has the lengths and angles of a, b, c; atoms and velocities go with it: r' = r h^-1 h', v' = v h^-1 h'. A left-handed
// cell becomes its mirror image. Open directions need no lattice vector of a certain length: where one is not at right
// angles to the others it is replaced by one that is, and it is as long as the atoms reach.
#pragma once
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre {

/// A LAMMPS type: atoms of one element and one mass.
struct LammpsType {
  std::string element;
  double mass = 0;  ///< amu
};

struct LammpsStructure {
  std::vector<LammpsType> types;
  std::vector<int> type;                           ///< [atom] index into types
  std::vector<Vec3> position;                      ///< [atom] Å, inside the cell along periodic directions
  std::vector<Vec3> velocity;                      ///< [atom] Å/ps; empty: none
  std::vector<int> image[3];                       ///< [atom] cells that were taken away
  double low[3] = {0, 0, 0}, high[3] = {0, 0, 0};  ///< Å
  double xy = 0, xz = 0, yz = 0;                   ///< Å
  bool periodic[3] = {true, true, true};
  bool mirrored = false;
  bool is_triclinic() const { return xy != 0 || xz != 0 || yz != 0; }
};

/// Atoms of one element with several masses become several types.
LammpsStructure lammps_structure(const Atoms& atoms, const Box& box);

/// The file, numbers with 17 digits. `title`: its first line.
std::string lammps_data(const LammpsStructure& structure, const std::string& title);

}  // namespace nacre
