// Structures, labels and neighbour pairs of the double-precision reference ("oracle") programs.
//
// Everything here is written for clarity, not for speed, and shares no code with the rest of the project, so that
// a test that compares with it compares two independent programs.
//
// Units: lengths A, energies eV, forces eV/A, virials eV (positive = compressed).
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <vector>

namespace reference {

using Vector = std::array<double, 3>;
using Tensor = std::array<double, 9>;  // row by row: xx xy xz yx yy yz zx zy zz

inline constexpr double pi = 3.14159265358979323846;

struct Structure {
  std::array<std::array<double, 3>, 3> cell{};  // rows a, b, c (A); rows of open directions are not used
  std::array<bool, 3> periodic{};
  std::vector<std::string> species;
  std::vector<std::array<double, 3>> position;  // A; need not lie inside the cell
};

// What a reference file says of a structure; fields that the file does not give stay empty or zero.
struct Labels {
  double energy = 0;
  std::array<double, 9> virial{};
  std::vector<std::array<double, 3>> force;
  std::vector<double> energy_atom;
};

struct Frame {
  Structure structure;
  Labels labels;
};

// What a model gives for a structure.
struct Result {
  double energy = 0;
  std::array<double, 9> virial{};
  std::vector<std::array<double, 3>> force;
  std::vector<double> energy_atom;
  std::vector<std::array<double, 9>> virial_atom;  // W_i = - sum_j r_ij (x) p_ij, p_ij = dU_i/dr_ij
};

// One neighbour of an atom i: the image of atom `other` at r_i + vector.
struct Pair {
  std::size_t other = 0;
  Vector vector{};  // r_ij = r_j + image shift - r_i (A)
  double distance = 0;
};

// Neighbours of each atom.
using PairList = std::vector<std::vector<Pair>>;

inline double dot(const Vector& a, const Vector& b) { return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]; }

inline Vector cross(const Vector& a, const Vector& b) {
  return {a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]};
}

inline double norm(const Vector& a) { return std::sqrt(dot(a, a)); }

// All frames of an extended XYZ file. Read from the comment line: Lattice, pbc, energy, virial and Properties (columns
// species, pos, force or forces, energy_atom; others are skipped). Throws std::runtime_error on a malformed file.
std::vector<Frame> read_frames(const std::string& path);

// For every atom, all atoms and periodic images closer than the cutoff (r < cutoff, A), an atom's own images included,
// each pair seen from both ends. Brute force over all atoms and every lattice image that can lie inside the cutoff:
// exact for cells of any size or shear and for positions outside the cell. Open directions have no images.
PairList periodic_pairs(const Structure& structure, double cutoff);

// A result of the right size with all numbers zero.
Result zero_result(std::size_t atoms);

// Adds what the gradient p = dU_i/dr_ij (eV/A) of the energy of atom i gives: F_i += p, F_j -= p, W_i -= r_ij (x) p.
void add_gradient(Result& result, std::size_t i, const Pair& pair, const Vector& gradient);

// Sets the total energy and virial from the atomic ones.
void sum_atoms(Result& result);

}  // namespace reference
