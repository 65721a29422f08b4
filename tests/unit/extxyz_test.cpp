#include "io/extxyz.h"

#include <cmath>
#include <cstring>
#include <random>

#include "core/units.h"
#include "unit/scratch.h"

namespace extxyz_test {

namespace {

using namespace nacre;
using namespace nacre_test;

// 1 A/fs in A per internal time: the time unit of (eV, A, amu) from the SI values of e and the atomic mass constant.
const double a_per_fs = std::sqrt(1.66053906660e-27 / 1.602176634e-19) * 1e-10 / 1e-15;
// Two roundings of double precision.
constexpr double two_roundings = 4e-16;

Frame read_text_frame(const std::string& text) {
  const Scratch scratch;
  return read_frame(scratch.write("model.xyz", text));
}

TEST(ExtxyzRead, AnyColumnOrderAndCase) {
  const Frame f = read_text_frame(
      "2\n"
      "PROPERTIES=tag:I:2:vel:R:3:Group:I:2:Mass:R:1:pos:R:3:name:S:1:Species:S:1:forces:R:3:energy_atom:R:1 "
      "LATTICE = \" 10 0 0  1 11 0\t0 2 12 \" Pbc='T f 1' Energy= -3.5 config_type=slab virial=\"1 2 3 4 5 6 7 8 9\" "
      "stress=\"9 8 7 6 5 4 3 2 1\" Time=12.5 note=\"two words\"\n"
      "1 2 0.1 0.2 0.3 4 0 12.5 1 2 3 xx C -1 -2 -3 -7.5\n"
      "3 4 0 0 0 0 5 +1 4 5 6 yy Na 1 2 3 7.5\n");
  ASSERT_EQ(f.atoms.size(), 2u);
  EXPECT_EQ(f.atoms.species, (std::vector<std::string>{"C", "Na"}));
  EXPECT_EQ(f.atoms.type, (std::vector<int>{0, 1}));
  EXPECT_EQ(f.atoms.mass, (std::vector<double>{12.5, 1.0}));
  EXPECT_EQ(f.atoms.group, (std::vector<std::vector<int>>{{4, 0}, {0, 5}}));
  EXPECT_EQ(f.atoms.position[1].y, 5);
  EXPECT_TRUE(f.atoms.has_velocity);
  EXPECT_NEAR(f.atoms.velocity[0].z, 0.3 * a_per_fs, 0.3 * a_per_fs * two_roundings);
  EXPECT_EQ(f.force[1].z, 3);
  EXPECT_EQ(f.atom_energy, (std::vector<double>{-7.5, 7.5}));
  EXPECT_EQ(f.box.h().m[1][0], 1);
  EXPECT_EQ(f.box.h().m[2][1], 2);
  EXPECT_EQ(f.box.periodic(), (std::array<bool, 3>{true, false, true}));
  EXPECT_EQ(f.energy, -3.5);
  EXPECT_EQ(f.virial->m[0][2], 3);
  EXPECT_EQ(f.stress->m[2][0], 3);
  EXPECT_EQ(f.info,
            (std::map<std::string, std::string>{{"config_type", "slab"}, {"time", "12.5"}, {"note", "two words"}}));
}

TEST(ExtxyzRead, MinimalFrameTakesMassesFromTheTable) {
  const Frame f = read_text_frame("1\nLattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3\nNa 0 0 0\n");
  EXPECT_EQ(f.atoms.mass[0], 22.990);
  EXPECT_TRUE(f.box.all_periodic());
  EXPECT_FALSE(f.atoms.has_velocity);
  EXPECT_FALSE(f.energy || f.virial || f.stress);
  EXPECT_TRUE(f.force.empty() && f.atom_energy.empty() && f.atoms.group.empty());
}

TEST(ExtxyzRead, OwnSymbolsNeedOnlyAMass) {
  const Frame f =
      read_text_frame("1\nLattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3:mass:R:1\nC_s 0 0 0 13\n");
  EXPECT_EQ(f.atoms.species[0], "C_s");
  EXPECT_EQ(f.atoms.mass[0], 13);
}

TEST(ExtxyzRead, CommentsOfOtherPrograms) {
  const Frame f = read_text_frame(
      "1\n  flag empty= Lattice=[3 0 0 0 3 0 0 0 3] json=\"{\\\"a b\\\": 1}\" list={1 2} "
      "Properties=species:S:1:pos:R:3 \nC 0 0 0\n");
  EXPECT_EQ(f.info.at("flag"), "T");
  EXPECT_EQ(f.info.at("empty"), "");
  EXPECT_EQ(f.info.at("json"), "{\"a b\": 1}");
  EXPECT_EQ(f.info.at("list"), "1 2");
}

TEST(ExtxyzRead, SeveralFramesWindowsEndsAndBlankLines) {
  const Scratch scratch;
  const std::string path =
      scratch.write("t.xyz",
                    "1\r\nLattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3:vel:R:3\r\nC 1 2 3 4 5 6\r\n"
                    "2\nProperties=species:S:1:pos:R:3\nNa -1 2 3\nH 4 6 1\n\n  \n");
  const std::vector<Frame> frames = read_frames(path);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].line, 1);
  EXPECT_EQ(frames[1].line, 4);
  EXPECT_EQ(frames[1].atoms.species, (std::vector<std::string>{"Na", "H"}));
  EXPECT_FALSE(frames[1].atoms.has_velocity) << "nothing of the frame before stays";
  EXPECT_FALSE(frames[1].has_lattice);
  EXPECT_EQ(frames[1].box.periodic(), (std::array<bool, 3>{false, false, false}));
  for (int k = 0; k < 3; ++k)
    EXPECT_GE(frames[1].box.h().m[k][k], std::abs(frames[1].atoms.position[0][k] - frames[1].atoms.position[1][k]));
  EXPECT_EQ(frames[1].atoms.position[0].x, -1);
}

TEST(ExtxyzRead, MoreAtomsThanTheFirstBlock) {
  std::string text = "150001\nLattice=\"3 0 0 0 3 0 0 0 3\" Properties=species:S:1:pos:R:3:group:I:1:forces:R:3\n";
  for (int i = 0; i < 150001; ++i)
    text += "C " + std::to_string(i) + " 0 0 " + std::to_string(i % 7) + " 0 0 " + std::to_string(i) + "\n";
  const Frame f = read_text_frame(text);
  ASSERT_EQ(f.atoms.size(), 150001u);
  ASSERT_EQ(f.force.size(), 150001u);
  for (int i = 0; i < 150001; ++i) {
    ASSERT_EQ(f.atoms.position[i].x, i);
    ASSERT_EQ(f.atoms.group[0][i], i % 7);
    ASSERT_EQ(f.force[i].z, i);
  }
}

Atoms make_atoms(int n) {
  Atoms atoms;
  atoms.species = {"C", "Na"};
  atoms.group.resize(2);
  atoms.resize(n);
  atoms.has_velocity = true;
  std::mt19937_64 random(7);
  std::normal_distribution<double> normal;
  for (int i = 0; i < n; ++i) {
    for (int k = 0; k < 3; ++k)
      atoms.position[i][k] = 0.5 + std::abs(normal(random)), atoms.velocity[i][k] = normal(random) * 1e-3;
    atoms.mass[i] = 12 + 1.0 / (i + 1);
    atoms.type[i] = i % 2;
    atoms.group[0][i] = i % 3;
    atoms.group[1][i] = 2147483646 - i;
  }
  return atoms;
}

TEST(ExtxyzWrite, SeventeenDigitsKeepEveryBit) {
  const Atoms atoms = make_atoms(500);
  const Box box({{{20.0 / 3, 0, 0}, {-1e-17, 7.1, 0}, {0.1, 0.2, 5e-324 + 8}}}, {true, true, false});
  ExtxyzOptions options;
  options.digits = 17;
  options.wrap = false;
  options.columns.mass = options.columns.velocity = options.columns.group = true;
  std::string text;
  format_frame(text, atoms, box, nullptr, options);
  const Frame f = read_text_frame(text);
  EXPECT_EQ(std::memcmp(&f.box.h(), &box.h(), sizeof(Mat3)), 0);
  EXPECT_EQ(f.box.periodic(), box.periodic());
  EXPECT_EQ(std::memcmp(f.atoms.position.data(), atoms.position.data(), 500 * sizeof(Vec3)), 0);
  EXPECT_EQ(f.atoms.mass, atoms.mass);
  EXPECT_EQ(f.atoms.group, atoms.group);
  EXPECT_EQ(f.atoms.type, atoms.type);
  double worst = 0;
  for (int i = 0; i < 500; ++i)
    for (int k = 0; k < 3; ++k) worst = std::max(worst, std::abs(f.atoms.velocity[i][k] / atoms.velocity[i][k] - 1));
  EXPECT_LE(worst, two_roundings) << "velocities pass through A/fs";
  RecordProperty("worst_velocity_error", std::to_string(worst));
}

TEST(ExtxyzWrite, RestartIsStableWhenWrittenAgain) {
  ExtxyzOptions options;
  options.digits = 17;
  options.columns.mass = options.columns.velocity = true;
  const Box box({{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}});
  std::string first, second;
  format_frame(first, make_atoms(100), box, nullptr, options);
  const Frame f = read_text_frame(first);
  format_frame(second, f.atoms, f.box, nullptr, options);
  const Frame g = read_text_frame(second);
  EXPECT_EQ(std::memcmp(f.atoms.position.data(), g.atoms.position.data(), 100 * sizeof(Vec3)), 0);
}

TEST(ExtxyzWrite, CommentAndColumnsInTheFixedOrder) {
  Atoms atoms;
  atoms.species = {"C"};
  atoms.group.resize(2);
  atoms.resize(1);
  atoms.position[0] = {-1, 2.5, 11};
  atoms.velocity[0] = {a_per_fs, 0, -2 * a_per_fs};
  atoms.mass[0] = 12.011;
  atoms.group[1][0] = 3;
  Evaluation e;
  e.force = {{1, 2, 3}};
  e.atom_energy = {-7.25};
  e.atom_virial = {{{{1, 2, 3}, {4, 5, 6}, {7, 8, 9}}}};
  ExtxyzOptions options;
  options.columns = {true, true, true, true, true, true, true};
  options.extra = "Time=10.00000000 energy=-7.25";
  std::string text = "before\n";
  format_frame(text, atoms, Box({{{10, 0, 0}, {0, 10, 0}, {0, 0, 10}}}, {true, true, false}), &e, options);
  EXPECT_EQ(
      text,
      "before\n1\n"
      "Time=10.00000000 energy=-7.25 pbc=\"T T F\" Lattice=\"10 0 0 0 10 0 0 0 10\" "
      "Properties=species:S:1:pos:R:3:mass:R:1:vel:R:3:forces:R:3:energy_atom:R:1:unwrapped_position:R:3:virial:R:9:"
      "group:I:2\n"
      "C 9 2.5 11 12.011 1 0 -2 1 2 3 -7.25 -1 2.5 11 1 2 3 4 5 6 7 8 9 0 3\n");
}

TEST(ExtxyzWrite, NineDigits) {
  Atoms atoms;
  atoms.species = {"C"};
  atoms.resize(1);
  atoms.position[0] = {1.0 / 3, 1234567.891234, 1e-7 / 3};
  std::string text;
  format_frame(text, atoms, Box(), nullptr, ExtxyzOptions());
  EXPECT_NE(text.find("\nC 0.333333333 1234567.89 3.33333333e-08\n"), std::string::npos) << text;
}

TEST(ExtxyzWrite, SelectionKeepsItsOrder) {
  const Atoms atoms = make_atoms(4);
  ExtxyzOptions options;
  options.use_selection = true;
  options.selection = {3, 1};
  options.columns.group = true;
  std::string text;
  format_frame(text, atoms, Box({{{9, 0, 0}, {0, 9, 0}, {0, 0, 9}}}), nullptr, options);
  const Frame f = read_text_frame(text);
  EXPECT_EQ(f.atoms.group[1], (std::vector<int>{2147483643, 2147483645}));
  EXPECT_EQ(f.atoms.species, (std::vector<std::string>{"Na"}));
}

TEST(ExtxyzWrite, AColumnWithoutDataIsAnError) {
  const Atoms atoms = make_atoms(2);
  ExtxyzOptions options;
  options.columns.force = true;
  std::string text;
  EXPECT_TRUE(mentions(error_of([&] { format_frame(text, atoms, Box(), nullptr, options); }), "forces"));
  Evaluation e;
  e.force.resize(1);
  EXPECT_TRUE(mentions(error_of([&] { format_frame(text, atoms, Box(), &e, options); }), "forces"));
  options.columns.force = false;
  options.use_selection = true;
  options.selection = {2};
  EXPECT_TRUE(mentions(error_of([&] { format_frame(text, atoms, Box(), nullptr, options); }), "selection"));
}

}  // namespace

}  // namespace extxyz_test
