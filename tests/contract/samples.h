// Small structures for tests of forces and lists, and the bridge to the independent reference programs. Random numbers
// are those of the standard library, not the engine's.
#pragma once
#include <array>
#include <random>
#include <string>
#include <vector>

#include "core/system.h"
#include "reference/structure.h"

namespace samples {

using nacre::Atoms;
using nacre::Box;
using nacre::Mat3;
using nacre::Vec3;

struct Sample {
  Atoms atoms;
  Box box;
  Sample clone() const { return {atoms.clone(), box}; }
};

class Random {
 public:
  explicit Random(unsigned seed) : engine_(seed) {}
  double uniform(double low, double high) { return low + (high - low) * (engine_() >> 11) * 0x1.0p-53; }
  int integer(int low, int high) { return low + static_cast<int>(engine_() % static_cast<unsigned>(high - low + 1)); }
  Vec3 cube(double half) { return {uniform(-half, half), uniform(-half, half), uniform(-half, half)}; }

 private:
  std::mt19937_64 engine_;
};

struct Shape {
  std::array<int, 3> count{3, 3, 3};
  double spacing = 2;   ///< A
  double shear = 0.2;   ///< off-diagonal elements of the cell, in parts of its edges
  double rattle = 0.1;  ///< in parts of the spacing
  std::array<bool, 3> periodic{true, true, true};
};

/// A sheared, rattled simple cubic lattice with types drawn at random.
inline Sample lattice(const std::vector<std::string>& species, const Shape& shape, unsigned seed) {
  Random random(seed);
  const double s = shape.spacing;
  Mat3 h = nacre::identity();
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h[i][j] = s * shape.count[i] * (i == j ? 1 : random.uniform(-1, 1) * shape.shear);
  Sample sample{Atoms{}, Box(h, shape.periodic)};
  sample.atoms.species = species;
  sample.atoms.resize(static_cast<std::size_t>(shape.count[0]) * shape.count[1] * shape.count[2]);
  std::size_t i = 0;
  for (int a = 0; a < shape.count[0]; ++a)
    for (int b = 0; b < shape.count[1]; ++b)
      for (int c = 0; c < shape.count[2]; ++c, ++i) {
        const Vec3 at{(a + 0.5) / shape.count[0], (b + 0.5) / shape.count[1], (c + 0.5) / shape.count[2]};
        sample.atoms.position[i] = sample.box.cartesian(at) + random.cube(shape.rattle * s);
        sample.atoms.type[i] = random.integer(0, static_cast<int>(species.size()) - 1);
      }
  return sample;
}

/// The structure repeated n times along lattice vector `direction`; copies follow the original atoms, image by image.
inline Sample repeated(const Sample& one, int direction, int n) {
  Mat3 h = one.box.h();
  const Vec3 step = h.row(direction);
  for (int k = 0; k < 3; ++k) h[direction][k] *= n;
  Sample many{one.atoms.clone(), Box(h, one.box.periodic())};
  const std::size_t atoms = one.atoms.size();
  many.atoms.resize(atoms * n);
  for (std::size_t i = atoms; i < atoms * n; ++i) {
    many.atoms.position[i] = one.atoms.position[i % atoms] + static_cast<double>(i / atoms) * step;
    many.atoms.type[i] = one.atoms.type[i % atoms];
  }
  return many;
}

inline Sample one_atom(const std::vector<std::string>& species, const Mat3& h, int type = 0) {
  Sample sample{Atoms{}, Box(h)};
  sample.atoms.species = species;
  sample.atoms.resize(1);
  sample.atoms.type[0] = type;
  sample.atoms.position[0] = {0.3, -0.2, 0.1};
  return sample;
}

inline reference::Structure to_reference(const Atoms& atoms, const Box& box) {
  reference::Structure structure;
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 3; ++j) structure.cell[i][j] = box.h().m[i][j];
    structure.periodic[i] = box.is_periodic(i);
  }
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    const Vec3 r = atoms.position[i];
    structure.position.push_back({r.x, r.y, r.z});
    structure.species.push_back(atoms.species[atoms.type[i]]);
  }
  return structure;
}
inline reference::Structure to_reference(const Sample& sample) { return to_reference(sample.atoms, sample.box); }

/// A structure of a reference file; types follow `species`.
inline Sample from_reference(const reference::Structure& structure, const std::vector<std::string>& species) {
  Mat3 h;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h[i][j] = structure.cell[i][j];
  Sample sample{Atoms{}, Box(h, structure.periodic)};
  sample.atoms.species = species;
  sample.atoms.resize(structure.position.size());
  for (std::size_t i = 0; i < structure.position.size(); ++i) {
    const auto& r = structure.position[i];
    sample.atoms.position[i] = {r[0], r[1], r[2]};
    for (std::size_t t = 0; t < species.size(); ++t)
      if (species[t] == structure.species[i]) sample.atoms.type[i] = static_cast<int>(t);
  }
  return sample;
}

/// What anywhere() may draw.
struct Anywhere {
  double smallest_edge = 1.5;   ///< A, of the diagonal of h
  double smallest_volume = 15;  ///< A^3
  int most_atoms = 12;
};
/// Atoms anywhere, also outside the cell; a cell of any shape, periodic or open in each direction.
inline Sample anywhere(unsigned seed, int types, const Anywhere& limits = {}) {
  Random random(seed);
  Mat3 h;
  do {
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) h[i][j] = (i == j ? random.uniform(limits.smallest_edge, 9) : random.uniform(-4, 4));
  } while (std::fabs(determinant(h)) < limits.smallest_volume);
  const std::array<bool, 3> periodic{random.integer(0, 3) > 0, random.integer(0, 3) > 0, random.integer(0, 3) > 0};
  Sample sample{Atoms{}, Box(h, periodic)};
  sample.atoms.species = {"Na", "C", "H"};
  sample.atoms.resize(random.integer(1, limits.most_atoms));
  for (std::size_t i = 0; i < sample.atoms.size(); ++i) {
    sample.atoms.position[i] =
        sample.box.cartesian({random.uniform(-1.5, 2.5), random.uniform(-1.5, 2.5), random.uniform(-1.5, 2.5)});
    sample.atoms.type[i] = random.integer(0, types - 1);
  }
  return sample;
}

/// Three atoms in a cell about 0.9 A thick.
inline Sample thin_sheet() {
  const Mat3 sheet{{{12, 0, 0}, {3, 11, 0}, {0.5, -0.4, 0.9}}};
  Sample sample = one_atom({"C"}, sheet);
  sample.atoms.resize(3);
  sample.atoms.position[1] = {5, 4, 3};
  sample.atoms.position[2] = {5.5, 4.2, 90};
  return sample;
}

}  // namespace samples
