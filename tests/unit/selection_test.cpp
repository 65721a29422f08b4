// Which atoms a selection takes: counted by hand in cells whose layers are known.
#include "analysis/selection.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"

namespace selection_test {

namespace {

using namespace nacre;

/// Ten atoms along c at s = 0.05, 0.15, ... of a cell whose c leans: heights 0.6 to 11.4 A of 12 A; odd ones sodium.
Atoms row(const Box& box) {
  Atoms atoms;
  atoms.group.resize(2);
  atoms.resize(10);
  atoms.species = {"C", "Na", "Li"};
  for (int i = 0; i < 10; ++i) {
    atoms.position[i] = box.cartesian({0.3, 0.7, 0.05 + 0.1 * i});
    atoms.type[i] = i % 2;
    atoms.mass[i] = 1 + i;
    atoms.velocity[i] = {0.5 * i, 0, 0};
    atoms.group[0][i] = i / 5, atoms.group[1][i] = i % 3;
  }
  return atoms;
}

Box leaning(bool periodic = true) { return Box({{{8, 0, 0}, {1, 9, 0}, {3, 2, 12}}}, {true, true, periodic}); }

std::vector<int> taken(const std::string& species, const std::string& group, const std::vector<std::string>& slabs,
                       const Box& box = leaning()) {
  return Selection(species, group, slabs).atoms(row(box), box);
}

using List = std::vector<int>;

TEST(Selection, ElementsGroupsAndSlabs) {
  EXPECT_TRUE(Selection("", "", {}).all());
  EXPECT_EQ(taken("", "", {}).size(), 10u);
  EXPECT_EQ(taken("Na", "", {}), (List{1, 3, 5, 7, 9}));
  EXPECT_EQ(taken("Na,C", "", {}).size(), 10u);
  EXPECT_EQ(taken("", "0:1", {}), (List{5, 6, 7, 8, 9}));
  EXPECT_EQ(taken("", "1:0,2", {}), (List{0, 2, 3, 5, 6, 8, 9}));
  EXPECT_EQ(taken("", "", {"c=0.2:0.5"}), (List{2, 3, 4}));
  EXPECT_EQ(taken("", "", {"c=2.4A:6A"}), (List{2, 3, 4})) << "12 A between the faces, though c is longer";
  EXPECT_EQ(taken("", "", {"a=0.2:0.4", "c=0.2:0.5"}), (List{2, 3, 4}));
  EXPECT_EQ(taken("Na", "0:0", {"c=0:0.4"}), (List{1, 3}));
}

// Fractional coordinates of atoms on a face come out as -1e-17 or so: each belongs to one of the two halves.
TEST(Selection, AtomsOnAFaceAreInOneHalf) {
  const double a = 2.46 * 6, root = std::sqrt(3.0);
  const Box box({{{a, 0, 0}, {-0.5 * a, 0.5 * root * a, 0}, {0, 0, 20}}}, {true, true, true});
  Atoms atoms;
  atoms.resize(6);
  atoms.species = {"C"};
  for (int j = 0; j < 6; ++j) atoms.position[j] = Vec3{-0.5 * a, 0.5 * root * a, 0} * (j / 6.0), atoms.mass[j] = 12;
  const auto all = Selection("", "", {"a=0:1"}).atoms(atoms, box);
  const auto low = Selection("", "", {"a=0:0.5"}).atoms(atoms, box);
  EXPECT_EQ(all.size(), 6u);
  EXPECT_EQ(low.size(), 6u);
}

TEST(Selection, SlabsGoRoundWhereTheCellDoes) {
  EXPECT_EQ(taken("", "", {"c=-0.2:0.1"}), (List{0, 8, 9}));
  EXPECT_EQ(taken("", "", {"c=0.8:1.1"}), (List{0, 8, 9}));
  EXPECT_EQ(taken("", "", {"c=-2.4A:1.2A"}), (List{0, 8, 9}));
  EXPECT_EQ(taken("", "", {"c=7.8:8.1"}), (List{0, 8, 9}));
  EXPECT_EQ(taken("", "", {"c=-3:3"}).size(), 10u);
  EXPECT_EQ(taken("", "", {"c=-0.2:0.1"}, leaning(false)), (List{0}));
  EXPECT_EQ(taken("", "", {"c=0.8:1.1"}, leaning(false)), (List{8, 9}));
  // An atom outside the cell is where its image inside is.
  Atoms atoms = row(leaning());
  atoms.position[4] = leaning().cartesian({0.3, 0.7, 0.45 - 2});
  EXPECT_EQ(Selection("", "", {"c=0.4:0.5"}).atoms(atoms, leaning()), (List{4}));
}

TEST(Selection, AtomsKeepWhatBelongsToThem) {
  const Atoms chosen = take_atoms(row(leaning()), taken("Na", "", {}));
  EXPECT_EQ(chosen.species, std::vector<std::string>{"Na"});
  EXPECT_EQ(chosen.type, (List{0, 0, 0, 0, 0}));
  EXPECT_EQ(chosen.mass, (std::vector<double>{2, 4, 6, 8, 10}));
  EXPECT_EQ(chosen.group[1], (List{1, 0, 2, 1, 0}));
  EXPECT_EQ(chosen.velocity[2].x, 2.5);
  EXPECT_NEAR(chosen.position[4].z, 0.95 * 12, 1e-12);
}

std::string refusal(const std::string& species, const std::string& group, const std::vector<std::string>& slabs) {
  try {
    taken(species, group, slabs);
  } catch (const Error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(Selection, Refused) {
  EXPECT_NE(refusal("C,Xx", "", {}).find("unknown element 'Xx'"), std::string::npos);
  EXPECT_NE(refusal("Fe", "", {}).find("the selection is empty"), std::string::npos);
  EXPECT_NE(refusal("Fe", "", {}).find("C Na Li"), std::string::npos);
  EXPECT_NE(refusal("", "0:7", {}).find("the selection is empty"), std::string::npos);
  EXPECT_NE(refusal("", "2:0", {}).find("methods 0 to 1"), std::string::npos);
  for (const char* group : {"0", "0:", ":1", "a:1", "0:1,", "0:-1", "0:1.5"})
    EXPECT_NE(refusal("", group, {}).find("not a group"), std::string::npos) << group;
  for (const char* slab :
       {"c", "d=0:1", "c=0", "c=0.5:0.2", "c=1A:2", "c=1:2A", "c=x:1", "=0:1", "c=0:", "z=0:1", "c=nan:1"})
    EXPECT_NE(refusal("", "", {slab}).find("not a slab"), std::string::npos) << slab;
}

}  // namespace

}  // namespace selection_test
