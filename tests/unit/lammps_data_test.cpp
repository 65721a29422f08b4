// The cell and the atoms as LAMMPS wants them: the same distances, whatever the cell was.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "core/units.h"
#include "io/lammps_data.h"

namespace lammps_data_test {

namespace {

using namespace nacre;

Atoms some_atoms(std::size_t n, const Mat3& h) {
  std::mt19937 engine(3);
  std::uniform_real_distribution<double> anywhere(-1.5, 2.5), speed(-1, 1);
  Atoms atoms;
  atoms.resize(n);
  atoms.species = {"Na", "C"};
  atoms.has_velocity = true;
  for (std::size_t i = 0; i < n; ++i) {
    atoms.position[i] = Vec3{anywhere(engine), anywhere(engine), anywhere(engine)} * h;
    atoms.velocity[i] = {speed(engine), speed(engine), speed(engine)};
    atoms.type[i] = static_cast<int>(i % 2);
    atoms.mass[i] = i % 2 == 0 ? 22.99 : 12.011;
  }
  return atoms;
}

Mat3 cell_of(const LammpsStructure& s) {
  return {{{s.high[0] - s.low[0], 0, 0}, {s.xy, s.high[1] - s.low[1], 0}, {s.xz, s.yz, s.high[2] - s.low[2]}}};
}

/// Where the atom would be without wrapping.
Vec3 unwrapped(const LammpsStructure& s, std::size_t i) {
  Vec3 r = s.position[i];
  const Mat3 h = cell_of(s);
  for (int k = 0; k < 3; ++k) r += s.image[k][i] * h.row(k);
  return r;
}

void expect_the_same_distances(const Mat3& h, bool mirrored) {
  const Atoms atoms = some_atoms(9, h);
  const LammpsStructure s = lammps_structure(atoms, Box(h));
  EXPECT_EQ(s.mirrored, mirrored);
  const Mat3 turned = cell_of(s);
  for (int k = 0; k < 3; ++k) EXPECT_GT(turned.m[k][k], 0);
  EXPECT_NEAR(determinant(turned), std::abs(determinant(h)), 1e-9);
  for (int a = 0; a < 3; ++a)
    for (int b = 0; b < 3; ++b) EXPECT_NEAR(dot(turned.row(a), turned.row(b)), dot(h.row(a), h.row(b)), 1e-10);
  for (std::size_t i = 0; i < 9; ++i) {
    const Vec3 inside = s.position[i] * inverse(turned);
    for (int k = 0; k < 3; ++k) EXPECT_TRUE(inside[k] >= -1e-12 && inside[k] < 1 + 1e-12);
    EXPECT_NEAR(norm(s.velocity[i]), 1000 / units::fs_per_time * norm(atoms.velocity[i]), 1e-10);
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_NEAR(norm(unwrapped(s, i) - unwrapped(s, j)), norm(atoms.position[i] - atoms.position[j]), 1e-10);
  }
}

TEST(LammpsData, TheCellIsTurnedAndKeepsItsShape) {
  expect_the_same_distances({{{8, 0, 0}, {1, 7, 0}, {-2, 1, 9}}}, false);
  expect_the_same_distances({{{1, 7, 2}, {-3, 2, 8}, {6, -1, 1}}}, false);
  expect_the_same_distances({{{7, 1, 0}, {0, 0, 6}, {1, 8, 2}}}, true);
}

TEST(LammpsData, OpenDirectionsReachAsFarAsTheAtoms) {
  const Mat3 h{{{8, 0, 0}, {1, 7, 0}, {3, 2, 20}}};  // the open vector leans: it becomes upright
  Atoms atoms = some_atoms(2, h);
  atoms.position = {{1, 1, -4}, {2, 2, 5}};
  const LammpsStructure s = lammps_structure(atoms, Box(h, {true, true, false}));
  EXPECT_EQ(s.xz, 0);
  EXPECT_EQ(s.yz, 0);
  EXPECT_NEAR(s.xy, 1, 1e-12);
  EXPECT_NEAR(s.low[2], -5, 1e-12);
  EXPECT_NEAR(s.high[2], 6, 1e-12);
  EXPECT_NEAR(norm(unwrapped(s, 0) - unwrapped(s, 1)), norm(atoms.position[0] - atoms.position[1]), 1e-12);
}

TEST(LammpsData, AtomsOfOneElementWithTwoMassesAreTwoTypes) {
  const Mat3 h{{{8, 0, 0}, {0, 8, 0}, {0, 0, 8}}};
  Atoms atoms = some_atoms(6, h);
  atoms.mass[3] = 13.003;
  const LammpsStructure s = lammps_structure(atoms, Box(h));
  ASSERT_EQ(s.types.size(), 3u);
  EXPECT_EQ(s.types[0].element, "Na");
  EXPECT_EQ(s.types[2].element, "C");
  EXPECT_EQ(s.types[s.type[3]].mass, 13.003);
  const std::string text = lammps_data(s, "a title");
  EXPECT_EQ(text.rfind("a title\n\n6 atoms\n3 atom types\n", 0), 0u);
  EXPECT_NE(text.find("\n2 12.011  # C\n3 13.003  # C\n"), std::string::npos) << text;
  EXPECT_EQ(text.find("xy xz yz"), std::string::npos);
}

}  // namespace

}  // namespace lammps_data_test
