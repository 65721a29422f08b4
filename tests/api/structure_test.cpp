// Structure: files in and out, units, what is refused.
#include "samples.h"

namespace structure_test {

namespace {

using nacre::Structure;
using nacre_test::error_of;
using nacre_test::lattice;
using nacre_test::mentions;

TEST(ApiStructure, ReadsBackWhatWasWritten) {
  const nacre_test::Folder folder;
  Structure s = lattice({"C", "Na"}, {2, 2, 3}, 2.3, 5, {true, false, true});
  s.energy = -12.25;
  s.virial = nacre::Matrix{1, 2, 3, 4, 5, 6, 7, 8, 9};
  s.info["label"] = "two words";
  for (std::size_t k = 0; k < s.positions.size(); ++k)
    s.velocities.push_back(0.001 * static_cast<double>(k)), s.forces.push_back(-0.5 * static_cast<double>(k));
  s.masses.assign(s.size(), 12.5);
  s.groups = {std::vector<int>(s.size(), 3)};
  nacre::write_structures(folder.path("a.xyz"), std::vector{s, s}, 17);
  const std::vector<Structure> back = nacre::read_structures(folder.path("a.xyz"));
  ASSERT_EQ(back.size(), 2u);
  const Structure& b = back[1];
  EXPECT_EQ(b.positions, s.positions);
  EXPECT_EQ(b.cell, s.cell);
  EXPECT_EQ(b.periodic, s.periodic);
  EXPECT_EQ(b.masses, s.masses);
  EXPECT_EQ(b.groups, s.groups);
  EXPECT_EQ(b.forces, s.forces);
  EXPECT_EQ(b.energy, s.energy);
  EXPECT_EQ(b.virial, s.virial);
  EXPECT_EQ(b.info.at("label"), "two words");
  for (std::size_t i = 0; i < s.size(); ++i) EXPECT_EQ(b.species[b.types[i]], s.species[s.types[i]]);
  for (std::size_t k = 0; k < s.velocities.size(); ++k) EXPECT_NEAR(b.velocities[k], s.velocities[k], 1e-16);
}

// The file's own numbers: Å/fs, eV, stress in eV/Å^3 with the sign of training data.
TEST(ApiStructure, HasTheUnitsOfTheFile) {
  const nacre_test::Folder folder;
  const std::string file = folder.write(
      "a.xyz",
      "1\nLattice=\"2 0 0 0 3 0 0 0 4\" stress=\"-1 0 0 0 -2 0 0 0 -3\" Properties=species:S:1:pos:R:3:vel:R:3\n"
      "C 0.5 0.25 1 0.01 0.02 -0.03\n");
  const Structure s = nacre::read_structure(file);
  EXPECT_EQ(s.positions, (std::vector<double>{0.5, 0.25, 1}));
  EXPECT_NEAR(s.velocities[2], -0.03, 1e-15);
  EXPECT_NEAR((*s.virial)[4], 48, 1e-12);
  EXPECT_EQ(s.periodic, nacre::periodic_everywhere);
  EXPECT_NEAR(s.masses[0], 12.011, 1e-9);
}

TEST(ApiStructure, ComesOneByOne) {
  const nacre_test::Folder folder;
  const std::vector<Structure> all{lattice({"C"}, {2, 2, 2}, 2, 1), lattice({"C"}, {3, 2, 2}, 2, 2)};
  nacre::write_structures(folder.path("a.xyz"), all);
  nacre::StructureReader reader(folder.path("a.xyz"));
  Structure s;
  ASSERT_TRUE(reader.next(s));
  EXPECT_EQ(s.size(), 8u);
  ASSERT_TRUE(reader.next(s));
  EXPECT_EQ(s.size(), 12u);
  EXPECT_FALSE(reader.next(s));
}

TEST(ApiStructure, NoCellIsNoCell) {
  const nacre_test::Folder folder;
  const std::string file = folder.write("a.xyz", "1\nProperties=species:S:1:pos:R:3\nC 1 2 3\n");
  const Structure s = nacre::read_structure(file);
  EXPECT_EQ(s.cell, nacre::Matrix{});
  EXPECT_EQ(s.periodic, nacre::open_everywhere);
  EXPECT_EQ(nacre::Potential("tersoff-carbon").compute(s).energy, 0);
}

TEST(ApiStructure, RefusesWhatDoesNotFit) {
  const nacre_test::Folder folder;
  const auto refused = [&](const Structure& s) {
    return error_of([&] { nacre::write_structure(folder.path("a.xyz"), s); });
  };
  const Structure good = lattice({"C", "Na"}, {2, 2, 2}, 2, 1);
  Structure s = good;
  s.positions.pop_back();
  EXPECT_TRUE(mentions(refused(s), "positions"));
  s = good, s.types[2] = 7;
  EXPECT_TRUE(mentions(refused(s), "7 of atom 2"));
  s = good, s.species[0] = "Xx";
  EXPECT_TRUE(mentions(refused(s), "Xx"));
  s = good, s.masses.assign(8, -1);
  EXPECT_TRUE(mentions(refused(s), "masses"));
  s = good, s.velocities.assign(3, 0);
  EXPECT_TRUE(mentions(refused(s), "velocities"));
  s = good, s.forces.assign(3, 0);
  EXPECT_TRUE(mentions(refused(s), "forces"));
  s = good, s.cell = {};
  EXPECT_EQ(refused(s).kind(), nacre::Error::Kind::bad_input);
  EXPECT_TRUE(mentions(error_of([&] { nacre::write_structure(folder.path("a.xyz"), good, 18); }), "1 to 17"));
  EXPECT_FALSE(std::filesystem::exists(folder.path("a.xyz")));
  const nacre::Error cut = error_of([&] { nacre::read_structure(folder.write("b.xyz", "2\n\nC 0 0 0\n")); });
  EXPECT_GT(cut.line(), 0);
  EXPECT_TRUE(mentions(error_of([&] { nacre::read_structure(folder.write("c.xyz", "")); }), "no structure"));
}

}  // namespace

}  // namespace structure_test
