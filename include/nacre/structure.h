// Structures: atoms in a cell, and extended XYZ files of them. Plain data; positions in Å, velocities in Å/fs.
#pragma once
#include <array>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <nacre/error.h>

namespace nacre::v1 {

/// Nine numbers row by row. Of a cell: the lattice vectors a, b, c (Å).
using Matrix = std::array<double, 9>;
using Periodic = std::array<bool, 3>;  ///< along a, b, c

inline constexpr Periodic periodic_everywhere{true, true, true};
inline constexpr Periodic open_everywhere{false, false, false};

struct Structure {
  std::vector<std::string> species;         ///< element symbols
  std::vector<int> types;                   ///< [atom] index into species
  std::vector<double> positions;            ///< [atom][3] Å
  std::vector<double> velocities;           ///< [atom][3] Å/fs; empty: none
  std::vector<double> masses;               ///< [atom] amu; empty: those of the elements
  Matrix cell{};                            ///< Å; all zero where the file gives none, which open directions allow
  Periodic periodic = open_everywhere;      //
  std::vector<std::vector<int>> groups;     ///< [method][atom] labels from 0; empty: none
  std::optional<double> energy;             ///< eV, of a labelled structure
  std::optional<Matrix> virial;             ///< eV, positive = compressed
  std::vector<double> forces;               ///< [atom][3] eV/Å; empty: none
  std::map<std::string, std::string> info;  ///< the other key=value pairs of the comment line, keys in lower case

  std::size_t size() const { return types.size(); }
};

/// First structure of a file in any format (docs/formats.md), also compressed; "-" is the standard input. Throws Error
/// with file and line.
Structure read_structure(const std::string& path);
/// All of them.
std::vector<Structure> read_structures(const std::string& path);
/// What a file of LAMMPS may not say itself.
struct LammpsChoices {
  std::vector<std::string> types;  ///< elements of the types 1, 2, ...
  std::string units;               ///< "metal" or "real"
  std::string style;               ///< of the atoms of a data file: "atomic", "charge", "molecular", "full"
};
std::vector<Structure> read_structures(const std::string& path, const LammpsChoices& choices);
/// Writes a whole file: it appears complete or not at all. `digits`: significant digits of every number; 17 lets every
/// position be read back to the bit. Velocities, masses, forces and labels are written where all structures have them.
/// Throws Error for arrays of the wrong size and for files that cannot be written.
void write_structures(const std::string& path, std::span<const Structure> structures, int digits = 9);
void write_structure(const std::string& path, const Structure& structure, int digits = 9);
/// In the format of this name: "extxyz", "poscar", "cif", "lammps-data"; "": what the file's name says. Exact. Throws Error
/// for formats that hold one structure where there are several, or need a cell where there is none.
void write_structures_as(const std::string& format, const std::string& path, std::span<const Structure> structures);

/// One structure after another, with memory for one only.
class StructureReader {
 public:
  explicit StructureReader(const std::string& path);
  StructureReader(StructureReader&&) noexcept;
  StructureReader& operator=(StructureReader&&) noexcept;
  ~StructureReader();
  /// False at the end of the file. Throws Error on malformed input, a cut last structure included.
  bool next(Structure& structure);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

/// Standard atomic weight (amu). Throws Error for an unknown symbol.
double element_mass(const std::string& symbol);

}  // namespace nacre::v1
