// Extrapolation grades: those of the active set itself, pieces with ghosts against the whole, errors.
#include <algorithm>

#include "ghost_pieces.h"

namespace grades_test {

namespace {

using nacre::Grades;
using nacre::Structure;
using nacre_test::error_of;
using nacre_test::in_source;
using nacre_test::lattice;
using nacre_test::mentions;
using nacre_test::Piece;
using nacre_test::piece_of;
using nacre_test::side_of;

const std::string folder = "tests/data/nep-random/nep4_NaC/";
std::string model() { return in_source(folder + "nep.txt"); }
std::string active_set() { return in_source(folder + "nep.asi"); }

// Rows of the active set are unit vectors in the coordinates in which a grade is the largest component.
TEST(ApiGrades, AtomsOfTheActiveSetHaveGradeOneAndNoneIsAbove) {
  const Grades grades(model(), active_set());
  std::vector<double> all;
  for (const Structure& s : nacre::read_structures(in_source(folder + "reference.xyz")))
    for (const double g : grades.of(s)) all.push_back(g);
  EXPECT_NEAR(*std::max_element(all.begin(), all.end()), 1, 1e-3);
  EXPECT_GT(std::count_if(all.begin(), all.end(), [](double g) { return std::abs(g - 1) < 1e-6; }), 10);
  EXPECT_LT(*std::min_element(all.begin(), all.end()), 1);
}

TEST(ApiGrades, PiecesWithGhostsHaveTheGradesOfTheWhole) {
  const Grades grades(model(), active_set());
  const nacre::Potential potential(model());
  for (const nacre::Periodic periodic : {nacre::periodic_everywhere, nacre::Periodic{true, false, true}}) {
    const Structure s = lattice({"C", "Na"}, {2, 3, 2}, 2.0, 9, periodic);
    const std::vector<double> whole = grades.of(s);
    ASSERT_EQ(whole.size(), s.size());
    EXPECT_GT(*std::max_element(whole.begin(), whole.end()), 1);  // denser than what was learned
    for (int side = 0; side < 2; ++side) {
      const Piece p = piece_of(s, potential.types_of(s), potential.cutoff(), side_of(s, side));
      const std::vector<double> own = grades.of_own(p.own, p.types, p.positions);
      ASSERT_EQ(own.size(), p.own);
      for (std::size_t k = 0; k < p.own; ++k) EXPECT_NEAR(own[k], whole[p.atom[k]], 1e-9 * whole[p.atom[k]]);
    }
  }
}

TEST(ApiGrades, WhatCannotBeIsRefused) {
  EXPECT_TRUE(mentions(error_of([] { Grades("tersoff-carbon", active_set()); }), "no extrapolation grades"));
  EXPECT_TRUE(mentions(error_of([] { Grades(model(), in_source("README.md")); }), "not an active set"));
  EXPECT_TRUE(mentions(error_of([] { Grades(model(), in_source("nowhere.asi")); }), "nowhere.asi"));
  EXPECT_TRUE(mentions(error_of([] { Grades(in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"), active_set()); }),
                       "another potential"));
  const Grades grades(model(), active_set());
  EXPECT_TRUE(mentions(error_of([&] { grades.of(nacre_test::argon(5.3)); }), "Ar"));
  const std::vector<int> types{0, 1, 2};
  const std::vector<double> positions(9);
  EXPECT_TRUE(mentions(error_of([&] { grades.of_own(1, types, positions); }), "no such type"));
  EXPECT_TRUE(mentions(error_of([&] { grades.of_own(4, types, positions); }), "0 to 3"));
}

}  // namespace

}  // namespace grades_test
