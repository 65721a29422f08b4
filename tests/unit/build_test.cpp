#include <algorithm>
#include <cmath>
#include <cstring>
#include <map>

#include "build/crystal.h"
#include "build/random_structure.h"
#include "build/replicate.h"
#include "reference/structure.h"
#include "unit/scratch.h"

namespace build_test {

namespace {

using namespace nacre;
using namespace nacre_test;

reference::Structure to_reference(const Atoms& atoms, const Box& box) {
  reference::Structure s;
  for (int k = 0; k < 3; ++k) {
    s.periodic[k] = box.is_periodic(k);
    for (int j = 0; j < 3; ++j) s.cell[k][j] = box.h().m[k][j];
  }
  for (std::size_t i = 0; i < atoms.size(); ++i) {
    s.species.push_back(atoms.species[atoms.type[i]]);
    s.position.push_back({atoms.position[i].x, atoms.position[i].y, atoms.position[i].z});
  }
  return s;
}

double shortest_distance(const Structure& s, double look) {
  double shortest = look;
  for (const auto& row : reference::periodic_pairs(to_reference(s.atoms, s.box), look))
    for (const auto& pair : row) shortest = std::min(shortest, pair.distance);
  return shortest;
}

// ---- random_structure

RandomStructure carbons(int count, double edge, double distance, std::uint64_t seed = 1) {
  return {{"C"}, {count}, {edge, edge, edge}, distance, seed};
}

TEST(RandomStructure, KeepsTheMinimumDistanceAcrossTheBoundaryToo) {
  for (const Vec3 edges : {Vec3{12, 12, 12}, Vec3{3.5, 20, 24}, Vec3{2.6, 3.9, 90}, Vec3{1.3, 40, 40}}) {
    const Structure s = random_structure({{"C", "Na"}, {80, 20}, edges, 1.2, 7});
    ASSERT_EQ(s.atoms.size(), 100u);
    const double shortest = shortest_distance(s, 2.0);
    EXPECT_GE(shortest, 1.2) << edges.x;
    EXPECT_LT(shortest, 1.5) << "a random packing this dense has pairs near the minimum";
  }
}

TEST(RandomStructure, FillsTheWholeBox) {
  const Structure s = random_structure({{"C"}, {4000}, {10, 20, 40}, 0.5, 3});
  for (int k = 0; k < 3; ++k) {
    const double edge = s.box.h().m[k][k];
    int low_half = 0;
    for (const Vec3& r : s.atoms.position) {
      ASSERT_TRUE(r[k] >= 0 && r[k] < edge);
      low_half += r[k] < edge / 2;
    }
    EXPECT_NEAR(low_half, 2000, 5 * std::sqrt(1000.0));  // five standard deviations of the binomial distribution
  }
}

TEST(RandomStructure, ThePaperStartIsMade) {
  const Structure s = random_structure(carbons(5000, 41.4, 1.2));
  EXPECT_EQ(s.atoms.size(), 5000u);
  EXPECT_TRUE(s.box.all_periodic());
  // 5000 x 12.011 g/mol / N_A over 41.4^3 A^3
  const double density = 5000 * 12.011 / 6.02214076e23 / (41.4 * 41.4 * 41.4 * 1e-24);
  EXPECT_NEAR(mass_density(s.atoms, s.box), density, 1e-8 * density);
}

TEST(RandomStructure, SpeciesInTheOrderGiven) {
  const Atoms atoms = random_structure({{"Na", "C"}, {2, 3}, {9, 9, 9}, 1, 1}).atoms;
  EXPECT_EQ(atoms.species, (std::vector<std::string>{"Na", "C"}));
  EXPECT_EQ(atoms.type, (std::vector<int>{0, 0, 1, 1, 1}));
  EXPECT_EQ(atoms.mass, (std::vector<double>{22.990, 22.990, 12.011, 12.011, 12.011}));
}

bool same_positions(const Atoms& a, const Atoms& b) {
  return a.size() == b.size() && std::memcmp(a.position.data(), b.position.data(), a.size() * sizeof(Vec3)) == 0;
}

TEST(RandomStructure, TheSeedDecides) {
  const Atoms one = random_structure(carbons(200, 15, 1.2, 5)).atoms;
  EXPECT_TRUE(same_positions(one, random_structure(carbons(200, 15, 1.2, 5)).atoms));
  EXPECT_FALSE(same_positions(one, random_structure(carbons(200, 15, 1.2, 6)).atoms));
}

TEST(RandomStructure, DistanceZeroAndOneAtom) {
  EXPECT_EQ(random_structure(carbons(1000, 1, 0)).atoms.size(), 1000u);
  EXPECT_EQ(random_structure(carbons(1, 2, 2)).atoms.size(), 1u);
}

TEST(RandomStructure, SaysHowFarItCameWhenThereIsNoRoom) {
  // 100 spheres of 2 A fill 42 % of a cube of 10 A: beyond the jamming limit of 38 %.
  const Error e = error_of([] { random_structure(carbons(100, 10, 2)); });
  EXPECT_EQ(e.kind(), Error::Kind::failed);
  EXPECT_TRUE(mentions(e, "min-distance") && mentions(e, " of 100 ") && mentions(e, "100000 tries")) << e.what();
}

TEST(RandomStructure, RefusesWrongRequests) {
  const auto refused = [](RandomStructure r, const char* key) {
    const Error e = error_of([&] { random_structure(r); });
    EXPECT_TRUE(mentions(e, key) && e.kind() == Error::Kind::bad_input) << e.what();
  };
  refused({{"Cc"}, {1}, {9, 9, 9}, 1, 1}, "species");
  refused({{}, {}, {9, 9, 9}, 1, 1}, "atoms");
  refused({{"C", "Na"}, {1}, {9, 9, 9}, 1, 1}, "atoms");
  refused(carbons(0, 9, 1), "atoms");
  refused({{"C", "Na"}, {2000000000, 2000000000}, {9, 9, 9}, 0, 1}, "atoms");
  refused(carbons(1, -9, 1), "box");
  refused(carbons(1, NAN, 1), "box");
  refused(carbons(1, INFINITY, 1), "box");
  refused(carbons(1, 1, 1.1), "box");
  refused(carbons(1, 9, -1), "min-distance");
  refused(carbons(1, 9, NAN), "min-distance");
}

// ---- crystal

/// Number of neighbours at each distance (rounded to 1e-4 A) of atom i.
std::map<long, int> shells(const Structure& s, std::size_t i, double reach) {
  std::map<long, int> count;
  const auto rows = reference::periodic_pairs(to_reference(s.atoms, s.box), reach);
  for (const auto& pair : rows[i]) ++count[std::lround(pair.distance * 1e4)];
  return count;
}

Crystal named(const std::string& name) {
  Crystal c;
  c.name = name;
  return c;
}

TEST(CrystalShells, Graphite) {
  Crystal request = named("graphite");
  request.a = 2.464, request.c = 6.711;
  const Structure s = crystal(request);
  ASSERT_EQ(s.atoms.size(), 4u);
  // Distances by hand from a and c; alpha atoms have an atom straight above and below, beta atoms have none.
  const std::map<long, int> alpha = {{14226, 3}, {24640, 6}, {28452, 3}, {33555, 2}, {36446, 6}};
  const std::map<long, int> beta = {{14226, 3}, {24640, 6}, {28452, 3}, {36446, 12}};
  int alphas = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    const auto found = shells(s, i, 3.7);
    EXPECT_TRUE(found == alpha || found == beta) << i;
    alphas += found == alpha;
  }
  EXPECT_EQ(alphas, 2);
}

TEST(CrystalShells, Diamond) {
  const Structure s = crystal(named("diamond"));
  ASSERT_EQ(s.atoms.size(), 8u);
  const std::map<long, int> expected = {{15446, 4}, {25222, 12}, {29576, 12}, {35670, 6}, {38870, 12}, {43687, 24}};
  for (std::size_t i = 0; i < 8; ++i) EXPECT_EQ(shells(s, i, 4.5), expected) << i;
}

TEST(CrystalShells, BccSodium) {
  const Structure s = crystal(named("bcc"));
  ASSERT_EQ(s.atoms.size(), 2u);
  EXPECT_EQ(s.atoms.species[0], "Na");
  const std::map<long, int> expected = {{37158, 8}, {42906, 6}, {60678, 12}, {71152, 24}, {74315, 8}};
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(shells(s, i, 7.5), expected) << i;
}

TEST(CrystalShells, GrapheneIsOneOpenLayer) {
  const Structure s = crystal(named("graphene"));
  ASSERT_EQ(s.atoms.size(), 2u);
  EXPECT_EQ(s.box.periodic(), (std::array<bool, 3>{true, true, false}));
  EXPECT_EQ(s.box.h().m[2][2], 20);
  const std::map<long, int> expected = {{14209, 3}, {24610, 6}, {28417, 3}};
  for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(shells(s, i, 3.0), expected) << i;
}

TEST(Crystal, DensitiesOfTheDefaults) {
  // Mass of the cell over its volume; 1 amu = 1.66053906660e-24 g.
  const auto expect = [](const char* name, double mass, double volume) {
    const Structure s = crystal(named(name));
    const double density = mass * 1.66053906660 / volume;
    EXPECT_NEAR(mass_density(s.atoms, s.box), density, 1e-12 * density) << name;
  };
  expect("graphite", 4 * 12.011, 2.461 * 2.461 * std::sqrt(0.75) * 6.708);
  expect("diamond", 8 * 12.011, 3.567 * 3.567 * 3.567);
  expect("bcc", 2 * 22.990, 4.2906 * 4.2906 * 4.2906);
}

TEST(Crystal, RepeatsElementAndLatticeConstants) {
  Crystal request = named("bcc");
  request.element = "Li";
  request.a = 3.5;
  request.repeat = {2, 3, 4};
  const Structure s = crystal(request);
  EXPECT_EQ(s.atoms.size(), 48u);
  EXPECT_EQ(s.atoms.species, (std::vector<std::string>{"Li"}));
  EXPECT_EQ(s.box.h().m[2][2], 14);
}

TEST(Crystal, RattleIsNormalAndSeeded) {
  Crystal request = named("diamond");
  request.repeat = {10, 10, 10};
  const Structure still = crystal(request);
  request.rattle = 0.05, request.seed = 9;
  const Structure moved = crystal(request);
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < still.atoms.size(); ++i)
    for (int k = 0; k < 3; ++k) {
      const double d = moved.atoms.position[i][k] - still.atoms.position[i][k];
      sum += d, squares += d * d;
    }
  const double n = 3.0 * static_cast<double>(still.atoms.size());
  EXPECT_NEAR(sum / n, 0, 5 * 0.05 / std::sqrt(n));  // five standard errors
  EXPECT_NEAR(std::sqrt(squares / n), 0.05, 5 * 0.05 / std::sqrt(2 * n));
  EXPECT_TRUE(same_positions(moved.atoms, crystal(request).atoms));
  request.seed = 10;
  EXPECT_FALSE(same_positions(moved.atoms, crystal(request).atoms));
}

TEST(Crystal, RefusesWrongRequests) {
  const auto refused = [](Crystal c, const char* words) {
    const Error e = error_of([&] { crystal(c); });
    EXPECT_TRUE(mentions(e, words)) << e.what();
  };
  refused(named("diamnd"), "did you mean 'diamond'");
  Crystal c = named("bcc");
  c.element = "na";
  refused(c, "did you mean 'Na'");
  c = named("graphite");
  c.a = 0.0;
  refused(c, "a: out of range");
  c = named("graphite");
  c.c = -1.0;
  refused(c, "c: out of range");
  c = named("diamond");
  c.c = 5.0;
  refused(c, "no lattice constant c");
  c = named("diamond");
  c.repeat = {1, 0, 1};
  refused(c, "repeat");
  c.repeat = {100000, 100000, 1};
  refused(c, "too many atoms");
  c = named("diamond");
  c.rattle = -0.1;
  refused(c, "rattle");
  c.rattle = NAN;
  refused(c, "rattle");
}

// ---- replicate

TEST(Replicate, OrderVelocitiesAndGroups) {
  Atoms atoms;
  atoms.species = {"C", "Na"};
  atoms.group.resize(1);
  atoms.resize(2);
  atoms.has_velocity = true;
  atoms.position = {{0.5, 0, 0}, {-3, 1, 2}};
  atoms.velocity = {{1, 2, 3}, {4, 5, 6}};
  atoms.type = {1, 0};
  atoms.mass = {22.99, 13};
  atoms.group[0] = {7, 8};
  const Box box({{{10, 1, 0}, {0, 20, 2}, {3, 0, 30}}}, {true, false, true});
  const Structure s = replicate(atoms, box, 2, 3, 4);
  ASSERT_EQ(s.atoms.size(), 48u);
  EXPECT_EQ(s.box.periodic(), box.periodic());
  EXPECT_EQ(s.box.h().m[1][1], 60);
  EXPECT_EQ(s.box.h().m[2][0], 12);
  EXPECT_TRUE(s.atoms.has_velocity);
  std::size_t n = 0;
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 3; ++j)
      for (int k = 0; k < 4; ++k)
        for (int atom = 0; atom < 2; ++atom, ++n) {
          EXPECT_EQ(s.atoms.position[n].x, atoms.position[atom].x + 10 * i + 3 * k);
          EXPECT_EQ(s.atoms.position[n].y, atoms.position[atom].y + i + 20 * j);
          EXPECT_EQ(s.atoms.position[n].z, atoms.position[atom].z + 2 * j + 30 * k);
          EXPECT_EQ(s.atoms.velocity[n].y, atoms.velocity[atom].y);
          EXPECT_EQ(s.atoms.type[n], atoms.type[atom]);
          EXPECT_EQ(s.atoms.mass[n], atoms.mass[atom]);
          EXPECT_EQ(s.atoms.group[0][n], atoms.group[0][atom]);
        }
}

TEST(Replicate, OnceIsTheSame) {
  const Structure s = crystal(named("graphite"));
  const Structure t = replicate(s.atoms, s.box, 1, 1, 1);
  EXPECT_TRUE(same_positions(s.atoms, t.atoms));
  EXPECT_EQ(std::memcmp(&s.box.h(), &t.box.h(), sizeof(Mat3)), 0);
}

}  // namespace

}  // namespace build_test
