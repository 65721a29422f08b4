// The neighbour list against brute force over all images (reference::periodic_pairs), on cells that break lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "contract/samples.h"
#include "core/error.h"
#include "device/parallel.h"
#include "neighbor/neighbor_list.h"

namespace nacre::neighbor_test {
namespace {

using samples::Random;
using samples::Sample;

// The list decides in integer coordinates whose unit is some 1e-8 A, so pairs this near the limit may fall either way.
constexpr double limit_tolerance = 1e-6;  // A
// Slot coordinates are the atoms' plus a few lattice vectors, in double.
constexpr double vector_tolerance = 1e-9;  // A

struct Listed {
  int atom;     ///< of the neighbour
  Vec3 vector;  ///< r_ij (A)
  bool inner;   ///< stands in the steps of the inner class
};

/// What the list says of each atom, and whether the rows keep their own rules.
std::vector<std::vector<Listed>> listed_pairs(const NeighborList& list, std::size_t atoms) {
  std::vector<std::vector<Listed>> rows(atoms);
  const int width = list.width();
  for (int tile = 0; tile < list.tiles(); ++tile)
    for (int type = 0; type < list.settings().types; ++type)
      for (std::int64_t step = list.begin(tile, type); step < list.end(tile, type); ++step)
        for (int lane = 0; lane < width; ++lane) {
          const int slot = tile * width + lane, other = list.neighbors()[step * width + lane];
          if (other == list.nowhere()) continue;
          EXPECT_GE(list.atom(slot), 0) << "padding has neighbours";
          EXPECT_EQ(list.type(other), type) << "an entry stands in the group of another type";
          const bool inner = step - list.begin(tile, type) < list.inner_steps(tile, type);
          rows[list.atom(slot)].push_back({list.atom(other), list.positions()[other] - list.positions()[slot], inner});
        }
  return rows;
}

double limit_of(const NeighborSettings& settings, const std::vector<double>& cutoff, int ti, int tj) {
  const double rc = cutoff[static_cast<std::size_t>(ti) * settings.types + tj];
  return rc > 0 ? rc + settings.skin : 0;
}

/// Every pair within cutoff + skin once, none beyond, and every inner pair among the inner steps.
void expect_equals_brute_force(const NeighborList& list, const Sample& sample) {
  const NeighborSettings& settings = list.settings();
  const double reach = *std::max_element(settings.outer.begin(), settings.outer.end()) + settings.skin;
  const auto expected = reference::periodic_pairs(samples::to_reference(sample), reach + 1e-3);
  auto rows = listed_pairs(list, sample.atoms.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    auto& row = rows[i];
    const int ti = sample.atoms.type[i];
    for (const auto& pair : expected[i]) {
      const int tj = sample.atoms.type[pair.other];
      const double limit = limit_of(settings, settings.outer, ti, tj);
      const Vec3 vector{pair.vector[0], pair.vector[1], pair.vector[2]};
      const auto found = std::find_if(row.begin(), row.end(), [&](const Listed& l) {
        return l.atom == static_cast<int>(pair.other) && norm(l.vector - vector) < vector_tolerance;
      });
      if (found == row.end()) {
        ASSERT_GT(pair.distance, limit - limit_tolerance) << "atom " << i << " misses " << pair.other;
        continue;
      }
      ASSERT_LT(pair.distance, limit + limit_tolerance) << "atom " << i << " lists a distant " << pair.other;
      const double inner_limit = settings.inner.empty() ? 0 : limit_of(settings, settings.inner, ti, tj);
      ASSERT_TRUE(found->inner || pair.distance > inner_limit - limit_tolerance)
          << "an inner pair stands behind the inner steps";
      row.erase(found);
    }
    ASSERT_TRUE(row.empty()) << "atom " << i << " lists " << row.size() << " pairs that brute force does not know";
  }
}

/// reverse() leads from every entry to the one that lists the same bond from the other side, and back.
void expect_mirrors(const NeighborList& list) {
  const int width = list.width();
  const auto& reverse = list.reverse();
  ASSERT_EQ(reverse.size(), list.neighbors().size());
  std::vector<int> slot_of(list.entries());
  for (int tile = 0; tile < list.tiles(); ++tile)
    for (std::int64_t step = list.begin(tile, 0); step < list.end(tile, list.settings().types - 1); ++step)
      for (int lane = 0; lane < width; ++lane) slot_of[step * width + lane] = tile * width + lane;
  const auto vector = [&](NeighborList::Entry e) {
    return list.positions()[list.neighbors()[e]] - list.positions()[slot_of[e]];
  };
  for (NeighborList::Entry e = 0; e < list.entries(); ++e) {
    if (list.neighbors()[e] == list.nowhere()) {
      ASSERT_EQ(reverse[e], list.entries()) << "an empty lane has a mirror";
      continue;
    }
    const NeighborList::Entry mirror = reverse[e];
    ASSERT_LT(mirror, list.entries());
    ASSERT_EQ(reverse[mirror], e) << "the mirror of the mirror is another entry";
    ASSERT_EQ(list.atom(slot_of[mirror]), list.atom(list.neighbors()[e]));
    ASSERT_EQ(list.atom(list.neighbors()[mirror]), list.atom(slot_of[e]));
    ASSERT_LT(norm(vector(e) + vector(mirror)), vector_tolerance) << "the mirror shows another image";
  }
}

NeighborSettings settings_for(int types, double outer, double inner = 0, int width = 1, double skin = 0.6) {
  NeighborSettings settings;
  settings.types = types;
  settings.outer.assign(static_cast<std::size_t>(types) * types, outer);
  if (inner > 0) settings.inner.assign(static_cast<std::size_t>(types) * types, inner);
  settings.width = width;
  settings.skin = skin;
  return settings;
}

void check(const NeighborSettings& settings, const Sample& sample) {
  NeighborList list(settings);
  ASSERT_TRUE(list.update(sample.atoms, sample.box));
  EXPECT_EQ(list.local() % settings.width, 0);
  ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(list, sample));
  ASSERT_NO_FATAL_FAILURE(expect_mirrors(list));
}

Sample random_sample(unsigned seed, int types) { return samples::anywhere(seed, types); }

TEST(NeighborList, RandomCellsWidthsAndTypes) {
  for (unsigned seed = 1; seed <= 60; ++seed) {
    const int types = 1 + seed % 3, width = std::array{1, 8, 16, 4}[seed % 4];
    const double outer = 2.0 + 0.1 * (seed % 30), inner = seed % 2 ? 0.6 * outer : 0;
    check(settings_for(types, outer, inner, width), random_sample(seed, types));
    ASSERT_FALSE(::testing::Test::HasFatalFailure()) << "seed " << seed;
  }
}

TEST(NeighborList, CutoffsOfEachPairOfTypes) {
  NeighborSettings settings = settings_for(2, 0, 0, 8);
  settings.outer = {5.0, 3.5, 3.5, 2.0};
  settings.inner = {2.0, 3.5, 3.5, 0.5};
  for (unsigned seed = 100; seed < 110; ++seed) check(settings, random_sample(seed, 2));
  settings.width = 1;
  settings.inner = {2.0, 0.0, 0.0, 2.0};  // no inner class between unlike atoms
  for (unsigned seed = 110; seed < 120; ++seed) check(settings, random_sample(seed, 2));
}

TEST(NeighborList, ThinSheets) {
  for (const int width : {1, 8}) {
    check(settings_for(1, 5.0, 2.5, width), samples::thin_sheet());
  }
}

TEST(NeighborList, OneAtom) {
  const Mat3 skewed{{{1.7, 0.2, 0}, {1.5, 1.8, 0.1}, {-0.9, 0.8, 1.9}}};
  check(settings_for(1, 6.0, 3.0, 16), samples::one_atom({"C"}, skewed));
  Sample open = samples::one_atom({"C"}, skewed);
  open.box = Box(skewed, {false, false, false});
  NeighborList list(settings_for(1, 6.0));
  list.update(open.atoms, open.box);
  EXPECT_EQ(list.entries(), 0u);
  EXPECT_EQ(list.mean_neighbors(), 0);
}

TEST(NeighborList, NoAtoms) {
  Sample none{Atoms{}, Box(8.0 * identity())};
  none.atoms.species = {"C"};
  for (const int width : {1, 8}) {
    NeighborList list(settings_for(1, 4.0, 0, width));
    list.update(none.atoms, none.box);
    EXPECT_EQ(list.local(), 0);
    EXPECT_EQ(list.entries(), 0u);
  }
}

// Coordinates on faces, edges and corners of the cell, to the last bit and one bit beside it.
TEST(NeighborList, AtomsOnTheBoundary) {
  const double edge = 6.3;
  const double on[] = {0.0, -0.0, edge, -edge, 2 * edge, std::nextafter(edge, 0), std::nextafter(0, -1), edge / 2};
  Sample sample{Atoms{}, Box(edge * identity())};
  sample.atoms.species = {"C"};
  Random random(5);
  sample.atoms.resize(24);
  for (Vec3& r : sample.atoms.position)
    r = {on[random.integer(0, 7)], on[random.integer(0, 7)] + 0.37 * random.integer(0, 9), random.uniform(-9, 9)};
  check(settings_for(1, 3.7, 0, 1), sample);
  check(settings_for(1, 3.7, 2.0, 8), sample);
}

// Images along the normal of a face, a hair inside the reach and a hair beyond it, seen by an atom on that face.
TEST(NeighborList, ImagesAtTheVeryReach) {
  const double reach = 4.3;
  for (const int images : {1, 2, 3, 7})
    for (const double beside : {-1e-3, -2e-6, 2e-6, 1e-3}) {
      const double edge = (reach + beside) / images;
      Sample sample = samples::one_atom({"C"}, edge * identity());
      for (const double at : {0.0, std::nextafter(edge, 0), std::nextafter(0, -1), 0.5 * edge, -3 * edge}) {
        sample.atoms.position[0] = {at, 0, at};
        check(settings_for(1, reach - 0.6, 0, 1), sample);
      }
    }
}

TEST(NeighborList, SlabsWiresAndClusters) {
  unsigned seed = 40;
  for (const std::array<bool, 3> periodic : {std::array{true, true, false}, std::array{false, true, false},
                                             std::array{true, false, true}, std::array{false, false, false}})
    for (const double shear : {0.0, 0.6}) {
      Sample sample = samples::lattice({"C", "Na"}, {{3, 4, 3}, 2.1, shear, 0.3, periodic}, ++seed);
      sample.atoms.position[0] += Vec3{0, 0, periodic[2] ? 0.0 : 300.0};  // far away along an open direction
      check(settings_for(2, 4.0, 2.5, 8), sample);
    }
}

TEST(NeighborList, ThousandsOfAtoms) {
  const Sample sample = samples::lattice({"C", "Na"}, {{15, 14, 13}, 2.0, 0.3, 0.3}, 3);
  for (const int width : {1, 16}) check(settings_for(2, 3.4, 2.0, width), sample);
}

TEST(NeighborList, TypesAndPaddingAreSorted) {
  const Sample sample = samples::lattice({"C", "Na", "H"}, {{5, 5, 5}, 2.0, 0.3, 0.3}, 3);
  NeighborList list(settings_for(3, 3.0, 0, 8));
  list.update(sample.atoms, sample.box);
  std::set<int> seen;
  for (int slot = 0; slot < list.local(); ++slot) {
    EXPECT_EQ(list.type(slot), list.tile_type(slot / 8)) << "a tile mixes types";
    if (slot > 0) {
      EXPECT_GE(list.type(slot), list.type(slot - 1));
    }
    const int atom = list.atom(slot);
    if (atom < 0) continue;
    EXPECT_TRUE(seen.insert(atom).second) << "an atom has two slots";
    EXPECT_EQ(list.type(slot), sample.atoms.type[atom]);
  }
  EXPECT_EQ(seen.size(), sample.atoms.size());
  EXPECT_EQ(list.atom(list.nowhere()), -1);
}

// Integer coordinates: the same place as the double ones, and images that are exact copies of their owners.
TEST(NeighborList, GridPointsAreThePositions) {
  const Sample sample = samples::lattice({"C"}, {{4, 3, 3}, 2.0, 0.3, 0.3}, 9);
  NeighborList list(settings_for(1, 5.0, 0, 8));
  list.update(sample.atoms, sample.box);
  const auto home = list.grid_points()[0];
  for (int slot = 0; slot < list.nowhere(); ++slot) {
    if (list.atom(slot) < 0) continue;
    const auto g = list.grid_points()[slot];
    const Vec3 d = list.unit() * Vec3{double(g.x) - home.x, double(g.y) - home.y, double(g.z) - home.z};
    // One rounding an atom, and one for each lattice vector (at most five here) that carries an image.
    EXPECT_LT(norm(d - (list.positions()[slot] - list.positions()[0])), 12 * list.unit());
  }
  EXPECT_LT(list.unit(), 1e-6);
}

void move_all(Sample& sample, Random& random, double half) {
  for (Vec3& r : sample.atoms.position) r += random.cube(half);
}

TEST(NeighborList, ServesUntilHalfTheSkin) {
  const double skin = 0.6;
  Sample sample = samples::lattice({"C"}, {{4, 3, 4}, 2.0, 0.3, 0.2}, 21);
  NeighborList list(settings_for(1, 4.0, 0, 1, skin));
  ASSERT_TRUE(list.update(sample.atoms, sample.box));
  EXPECT_FALSE(list.update(sample.atoms, sample.box)) << "nothing moved";
  const Vec3 home = sample.atoms.position[7];
  sample.atoms.position[7] = home + Vec3{0, 0.499 * skin, 0};
  EXPECT_FALSE(list.update(sample.atoms, sample.box));
  sample.atoms.position[7] = home + Vec3{0, -0.501 * skin, 0};
  EXPECT_TRUE(list.update(sample.atoms, sample.box));
  EXPECT_EQ(list.rebuilds(), 2);
  ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(list, sample));
}

/// All pairs within the cutoff (without skin) are listed, at their present distance.
void expect_holds_cutoff(const NeighborList& list, const Sample& sample, double cutoff) {
  const auto expected = reference::periodic_pairs(samples::to_reference(sample), cutoff);
  const auto rows = listed_pairs(list, sample.atoms.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto inside = [&](const Listed& l) { return norm(l.vector) < cutoff; };
    ASSERT_EQ(std::count_if(rows[i].begin(), rows[i].end(), inside), static_cast<long>(expected[i].size()));
    for (const auto& pair : expected[i]) {
      const Vec3 v{pair.vector[0], pair.vector[1], pair.vector[2]};
      ASSERT_TRUE(std::any_of(rows[i].begin(), rows[i].end(),
                              [&](const Listed& l) {
                                return l.atom == static_cast<int>(pair.other) && norm(l.vector - v) < vector_tolerance;
                              }))
          << "atom " << i << " misses " << pair.other;
    }
  }
}

TEST(NeighborList, MissesNoPairWhileAtomsMove) {
  Sample sample = samples::lattice({"C"}, {{4, 4, 4}, 1.9, 0.2, 0.2}, 22);
  NeighborList list(settings_for(1, 4.0));
  Random random(23);
  for (int step = 0; step < 40; ++step) {
    move_all(sample, random, 0.04);
    list.update(sample.atoms, sample.box);
    ASSERT_NO_FATAL_FAILURE(expect_holds_cutoff(list, sample, 4.0)) << "step " << step;
  }
  EXPECT_GT(list.rebuilds(), 1);
  EXPECT_LT(list.rebuilds(), 40);
}

TEST(NeighborList, MissesNoPairWhileTheCellDeforms) {
  Sample sample = samples::lattice({"C"}, {{4, 4, 4}, 1.9, 0.2, 0.2}, 24);
  NeighborList list(settings_for(1, 4.0));
  Random random(25);
  for (int step = 0; step < 40; ++step) {
    Mat3 deformation = identity();
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) deformation[i][j] += random.uniform(-4e-3, 4e-3) - (i == j ? 2e-3 : 0);
    sample.box = sample.box.with_cell(sample.box.h() * deformation);
    for (Vec3& r : sample.atoms.position) r = r * deformation + random.cube(0.01);
    list.update(sample.atoms, sample.box);
    ASSERT_NO_FATAL_FAILURE(expect_holds_cutoff(list, sample, 4.0)) << "step " << step;
  }
  EXPECT_GT(list.rebuilds(), 1);
}

TEST(NeighborList, RebuildsWhenTheSystemChanges) {
  Sample sample = samples::lattice({"C", "Na"}, {{3, 3, 3}, 2.0}, 26);
  NeighborList list(settings_for(2, 4.0, 2.0, 8));
  const auto expect_rebuilt = [&](const char* why) {
    EXPECT_TRUE(list.update(sample.atoms, sample.box)) << why;
    ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(list, sample)) << why;
  };
  expect_rebuilt("first");
  sample.atoms.type[3] = 1 - sample.atoms.type[3];
  expect_rebuilt("a type changed");
  sample.atoms.resize(28);
  sample.atoms.position[27] = {1, 1, 1};
  expect_rebuilt("an atom more");
  sample.box = Box(sample.box.h(), {true, false, true});
  expect_rebuilt("a direction opened");
  list.reset();
  expect_rebuilt("reset");
}

bool same_list(const NeighborList& a, const NeighborList& b) {
  const auto same_positions = [&] {
    return std::equal(a.positions().begin(), a.positions().end(), b.positions().begin(), b.positions().end(),
                      [](Vec3 p, Vec3 q) { return p.x == q.x && p.y == q.y && p.z == q.z; });
  };
  return a.atoms() == b.atoms() && a.neighbors() == b.neighbors() && a.reverse() == b.reverse() &&
         a.unit() == b.unit() && same_positions();
}

TEST(NeighborList, SavedAndLoadedListIsTheSame) {
  Sample sample = samples::lattice({"C", "Na"}, {{4, 3, 3}, 2.0}, 27);
  sample.atoms.position[5] += 40.0 * sample.box.h().row(2);
  const NeighborSettings settings = settings_for(2, 5.0, 3.0, 8);
  NeighborList list(settings), resumed(settings);
  list.update(sample.atoms, sample.box);
  Random random(28);
  move_all(sample, random, 0.1);
  ASSERT_FALSE(list.update(sample.atoms, sample.box));
  Record record;
  list.save(record);
  resumed.load(record);
  move_all(sample, random, 0.05);
  EXPECT_FALSE(list.update(sample.atoms, sample.box));
  EXPECT_FALSE(resumed.update(sample.atoms, sample.box)) << "the loaded list counts as built";
  EXPECT_TRUE(same_list(list, resumed));
}

TEST(NeighborList, AListThatWasNeverBuiltSavesAndLoads) {
  Record record;
  NeighborList(settings_for(1, 3.0)).save(record);
  NeighborList list(settings_for(1, 3.0));
  list.load(record);
  const Sample sample = samples::lattice({"C"}, {}, 1);
  EXPECT_TRUE(list.update(sample.atoms, sample.box));
}

TEST(NeighborList, ThreadsDoNotChangeTheList) {
  const Sample sample = samples::lattice({"C", "Na"}, {{14, 13, 12}, 2.0, 0.3, 0.3}, 29);
  const NeighborSettings settings = settings_for(2, 4.0, 2.0, 8);
  NeighborList one(settings), two(settings);
  set_threads(1);
  one.update(sample.atoms, sample.box);
  set_threads(2);
  two.update(sample.atoms, sample.box);
  set_threads(0);
  EXPECT_TRUE(same_list(one, two));
}

TEST(NeighborList, PositionsThatAreNoNumbers) {
  for (const double bad : {std::nan(""), static_cast<double>(INFINITY), -static_cast<double>(INFINITY)})
    for (const std::size_t atom : {std::size_t{0}, std::size_t{13}, std::size_t{26}}) {
      Sample sample = samples::lattice({"C"}, {}, 1);
      NeighborList list(settings_for(1, 3.0));
      list.update(sample.atoms, sample.box);
      sample.atoms.position[atom].z = bad;
      try {
        list.update(sample.atoms, sample.box);
        ADD_FAILURE() << "accepted " << bad << " of atom " << atom;
      } catch (const Error& error) {
        EXPECT_EQ(error.kind(), Error::Kind::failed);
        EXPECT_NE(std::string(error.what()).find("atom " + std::to_string(atom)), std::string::npos) << error.what();
      }
    }
}

}  // namespace
}  // namespace nacre::neighbor_test
