// What the sources of the public face share: its headers without the inline namespace (names such as nacre::Error are
// the library's own here, nacre::v1::Error the public one), plain arrays from and to the library's types, and errors.
#pragma once
#define NACRE_INSIDE
#include <span>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/system.h"
#include "io/extxyz.h"
#include "nacre/error.h"
#include "nacre/structure.h"

namespace nacre::v1 {

Error public_error(const nacre::Error& error);

/// Runs the body; the library's errors leave it as public ones.
template <class Body>
auto guarded(Body&& body) {
  try {
    return body();
  } catch (const nacre::Error& error) {
    throw public_error(error);
  }
}

/// A call that the library would never make: an array of the wrong size, a number out of range.
nacre::Error bad_argument(const std::string& what, const std::string& argument, const std::string& given,
                          const std::string& allowed);
/// Throws when `size` is not `expected`.
void expect_size(const std::string& argument, std::size_t size, std::size_t expected, const std::string& meaning);

/// Throws unless the potential, named by its first word, is a NEP; `wanted`: what only a NEP has.
void expect_nep(const std::string& potential, const std::string& wanted);

/// Throws when a caller who owns the images has more own atoms than atoms.
void check_own(std::size_t own, std::size_t atoms);

Mat3 to_mat3(const Matrix& m);
Matrix from_mat3(const Mat3& m);
std::vector<double> flat(const std::vector<Vec3>& v, double scale = 1);
std::vector<double> flat(const std::vector<Mat3>& v);
std::vector<Vec3> to_vectors(std::span<const double> v, double scale = 1);

/// Throws for a cell without volume; an open one needs none.
Box to_box(const Matrix& cell, const Periodic& periodic);
/// Where nothing is periodic no cell matters to forces: whatever was given, also none, is the same.
Box box_of_forces(const Matrix& cell, const Periodic& periodic);
Matrix from_box(const Box& box);

/// Throws for arrays of the wrong size, types out of range, unknown symbols, masses that are not above 0.
Atoms to_atoms(const Structure& structure);
/// Positions and types alone. `species`: those of a force.
void to_atoms(std::span<const int> types, std::span<const double> positions, const std::vector<std::string>& species,
              Atoms& atoms);
Structure from_atoms(const Atoms& atoms, const Box& box);
Structure from_frame(Frame frame);

}  // namespace nacre::v1
