// The neighbour list of the GPU (or of the emulated one) against brute force over all images
// (reference::periodic_pairs), on cells that break lists.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "contract/samples.h"
#include "core/error.h"
#include "needs_gpu.h"
#include "neighbor/cuda_list_probe.h"

namespace nacre::cuda_list_test {
namespace {

using samples::Random;
using samples::Sample;

/// Skipped where there is no GPU, real or emulated.
class CudaList : public testing::Test {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};

// Single-precision distances decide what is listed: eps times the sums of up to a few supercell lengths (30 A).
constexpr double limit_tolerance = 2e-5;  // A
// Fractions are 2^-32 of a supercell (some 60 A), differences are rounded to single precision.
constexpr double vector_tolerance = 2e-5;  // A
// Slot positions in double precision are the atoms' plus whole lattice vectors.
constexpr double precise_tolerance = 1e-9;  // A

NeighborSettings settings_for(int types, double outer, double inner = 0, double skin = 0.6) {
  NeighborSettings settings;
  settings.types = types;
  settings.outer.assign(static_cast<std::size_t>(types) * types, outer);
  if (inner > 0) settings.inner.assign(static_cast<std::size_t>(types) * types, inner);
  settings.skin = skin;
  return settings;
}

ProbedList probe(const NeighborSettings& settings, const std::vector<const Sample*>& batch) {
  CudaListProbe list(settings);
  std::vector<const Atoms*> atoms;
  std::vector<Box> boxes;
  for (const Sample* s : batch) atoms.push_back(&s->atoms), boxes.push_back(s->box);
  list.configure(atoms, boxes);
  list.build_now();
  return list.list();
}

double limit_of(const NeighborSettings& settings, const std::vector<double>& cutoff, int ti, int tj) {
  const double rc = cutoff.empty() ? 0 : cutoff[static_cast<std::size_t>(ti) * settings.types + tj];
  return rc > 0 ? rc + settings.skin : 0;
}

/// Every pair within cutoff + skin once, none beyond; inner pairs in front, types ascending in each part.
/// `first`: atom 0 of this structure in the batch.
void expect_equals_brute_force(const NeighborSettings& settings, const ProbedList& list, const Sample& sample,
                               int first = 0) {
  const double reach = *std::max_element(settings.outer.begin(), settings.outer.end()) + settings.skin;
  const auto expected = reference::periodic_pairs(samples::to_reference(sample), reach + 1e-3);
  for (std::size_t i = 0; i < sample.atoms.size(); ++i) {
    auto row = list.rows[first + i];
    const int ti = sample.atoms.type[i];
    const auto type = [&](const ProbedEntry& e) { return sample.atoms.type[e.atom - first]; };
    for (std::size_t k = 1; k < row.size(); ++k) {
      ASSERT_GE(row[k - 1].inner, row[k].inner) << "an inner pair stands behind an outer one";
      if (row[k - 1].inner == row[k].inner) {
        ASSERT_LE(type(row[k - 1]), type(row[k])) << "types are not in ascending order";
      }
    }
    for (const auto& pair : expected[i]) {
      const int tj = sample.atoms.type[pair.other];
      const double limit = limit_of(settings, settings.outer, ti, tj);
      const double inner = limit_of(settings, settings.inner, ti, tj);
      const Vec3 v{pair.vector[0], pair.vector[1], pair.vector[2]};
      const auto found = std::find_if(row.begin(), row.end(), [&](const ProbedEntry& e) {
        return e.atom - first == static_cast<int>(pair.other) && norm(e.vector - v) < vector_tolerance;
      });
      if (found == row.end()) {
        ASSERT_GT(pair.distance, limit - limit_tolerance) << "atom " << i << " misses " << pair.other;
        continue;
      }
      ASSERT_LT(norm(found->precise - v), precise_tolerance);
      ASSERT_LT(pair.distance, limit + limit_tolerance) << "atom " << i << " lists a distant " << pair.other;
      if (std::fabs(pair.distance - inner) > limit_tolerance) {
        ASSERT_EQ(found->inner, pair.distance < inner);
      }
      row.erase(found);
    }
    ASSERT_TRUE(row.empty()) << "atom " << i << " lists " << row.size() << " pairs that brute force does not know";
  }
}

/// r_ij is listed exactly when r_ji = -r_ij is, to the bit.
void expect_mirrors(const ProbedList& list) {
  for (std::size_t i = 0; i < list.rows.size(); ++i)
    for (const ProbedEntry& e : list.rows[i]) {
      const auto& back = list.rows[e.atom];
      ASSERT_TRUE(std::any_of(back.begin(), back.end(),
                              [&](const ProbedEntry& b) {
                                return b.atom == static_cast<int>(i) && b.inner == e.inner &&
                                       b.vector.x == -e.vector.x && b.vector.y == -e.vector.y &&
                                       b.vector.z == -e.vector.z;
                              }))
          << "the bond " << i << " - " << e.atom << " has no mirror";
    }
}

void check(const NeighborSettings& settings, const Sample& sample) {
  const ProbedList list = probe(settings, {&sample});
  ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(settings, list, sample));
  ASSERT_NO_FATAL_FAILURE(expect_mirrors(list));
}

Sample random_sample(unsigned seed, int types) { return samples::anywhere(seed, types, {2, 40, 8}); }

TEST_F(CudaList, RandomCellsAndTypes) {
  for (unsigned seed = 1; seed <= 40; ++seed) {
    const int types = 1 + seed % 3;
    const double outer = 2.0 + 0.08 * (seed % 30), inner = seed % 2 ? 0.6 * outer : 0;
    check(settings_for(types, outer, inner), random_sample(seed, types));
    ASSERT_FALSE(::testing::Test::HasFatalFailure()) << "seed " << seed;
  }
}

TEST_F(CudaList, CutoffsOfEachPairOfTypes) {
  NeighborSettings settings = settings_for(2, 0);
  settings.outer = {5.0, 3.5, 3.5, 2.0};
  settings.inner = {2.0, 3.5, 3.5, 0.5};
  for (unsigned seed = 100; seed < 106; ++seed) check(settings, random_sample(seed, 2));
  settings.outer = {4.0, 0.0, 0.0, 3.0};  // unlike atoms do not see each other
  settings.inner = {2.0, 0.0, 0.0, 2.0};
  for (unsigned seed = 110; seed < 116; ++seed) check(settings, random_sample(seed, 2));
}

TEST_F(CudaList, BinsThatDoNotAllHoldNeighbors) {
  // Some ten bins a direction, so that searches wrap around, and stop at open faces.
  for (const std::array<bool, 3> periodic : {std::array{true, true, true}, std::array{true, false, true}}) {
    const Sample sample = samples::lattice({"C", "Na"}, {{9, 8, 10}, 2.0, 0.3, 0.3, periodic}, 3);
    check(settings_for(2, 2.6, 1.5), sample);
  }
}

TEST_F(CudaList, ThinSheets) { check(settings_for(1, 5.0, 2.5), samples::thin_sheet()); }

TEST_F(CudaList, OneAtom) {
  const Mat3 skewed{{{1.7, 0.2, 0}, {1.5, 1.8, 0.1}, {-0.9, 0.8, 1.9}}};
  check(settings_for(1, 6.0, 3.0), samples::one_atom({"C"}, skewed));
  Sample open = samples::one_atom({"C"}, skewed);
  open.box = Box(skewed, {false, false, false});
  EXPECT_TRUE(probe(settings_for(1, 6.0), {&open}).rows.at(0).empty());
}

TEST_F(CudaList, TwoAtomsOfGraphite) {
  const double a = 1.42 * std::sqrt(3.0);
  Sample graphite = samples::one_atom({"C"}, {{{a, 0, 0}, {-a / 2, 1.5 * 1.42, 0}, {0, 0, 3.35}}});
  graphite.atoms.resize(2);
  graphite.atoms.position[1] = graphite.atoms.position[0] + Vec3{0, 1.42, 0};
  check(settings_for(1, 7.0, 4.0), graphite);
}

TEST_F(CudaList, AtomsOnTheBoundary) {
  const double edge = 6.3;
  const double on[] = {0.0, -0.0, edge, -edge, 2 * edge, std::nextafter(edge, 0), std::nextafter(0, -1), edge / 2};
  Sample sample{Atoms{}, Box(edge * identity())};
  sample.atoms.species = {"C"};
  Random random(5);
  sample.atoms.resize(16);
  for (Vec3& r : sample.atoms.position)
    r = {on[random.integer(0, 7)], on[random.integer(0, 7)] + 0.37 * random.integer(0, 9), random.uniform(-9, 9)};
  check(settings_for(1, 3.7, 2.0), sample);
}

// Images along the normal of a face, a hair inside the reach and a hair beyond it.
TEST_F(CudaList, ImagesAtTheVeryReach) {
  const double reach = 4.3;
  for (const int images : {1, 2, 3})
    for (const double beside : {-1e-3, -4e-5, 4e-5, 1e-3}) {
      const double edge = (reach + beside) / images;
      Sample sample = samples::one_atom({"C"}, edge * identity());
      for (const double at : {0.0, std::nextafter(edge, 0), std::nextafter(0, -1)}) {
        sample.atoms.position[0] = {at, 0, at};
        check(settings_for(1, reach - 0.6), sample);
      }
    }
}

// Atoms that wandered through ten thousand cells are where they would be in the first one.
TEST_F(CudaList, AtomsFarOutsideTheCell) {
  Sample sample = samples::lattice({"C"}, {{3, 3, 2}, 2.0, 0.3, 0.2}, 31);
  const Sample home = sample.clone();
  Random random(32);
  for (Vec3& r : sample.atoms.position)
    for (int k = 0; k < 3; ++k) r += static_cast<double>(random.integer(-10000, 10000)) * sample.box.h().row(k);
  const NeighborSettings settings = settings_for(1, 4.0, 2.0);
  const ProbedList list = probe(settings, {&sample});
  // Positions of 1e5 A have 1e-11 A; the brute force of the home cell knows the vectors.
  ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(settings, list, home));
}

TEST_F(CudaList, SlabsWiresAndClusters) {
  unsigned seed = 40;
  for (const std::array<bool, 3> periodic : {std::array{true, true, false}, std::array{false, true, false},
                                             std::array{true, false, true}, std::array{false, false, false}})
    for (const double shear : {0.0, 0.6}) {
      Sample sample = samples::lattice({"C", "Na"}, {{3, 4, 3}, 2.1, shear, 0.3, periodic}, ++seed);
      const NeighborSettings settings = settings_for(2, 4.0, 2.5);
      check(settings, sample);
      ASSERT_FALSE(::testing::Test::HasFatalFailure()) << "shear " << shear;
    }
}

TEST_F(CudaList, NoAtoms) {
  Sample none{Atoms{}, Box(8.0 * identity())};
  none.atoms.species = {"C"};
  EXPECT_TRUE(probe(settings_for(1, 4.0), {&none}).rows.empty());
  EXPECT_TRUE(probe(settings_for(1, 4.0), {}).rows.empty());
}

TEST_F(CudaList, SlotsAreSortedByType) {
  const Sample sample = samples::lattice({"C", "Na", "H"}, {{4, 4, 4}, 2.0, 0.3, 0.3}, 3);
  const ProbedList list = probe(settings_for(3, 3.0), {&sample});
  EXPECT_TRUE(std::is_sorted(list.type.begin(), list.type.end()));
  std::vector<int> atoms = list.atom;
  for (std::size_t slot = 0; slot < atoms.size(); ++slot) EXPECT_EQ(list.type[slot], sample.atoms.type[atoms[slot]]);
  std::sort(atoms.begin(), atoms.end());
  for (std::size_t i = 0; i < atoms.size(); ++i) ASSERT_EQ(atoms[i], static_cast<int>(i)) << "not a permutation";
}

/// Row by row the same neighbours in the same order, with the same bits. `first`: atom 0 of `b` in the batch `a`.
void expect_same_rows(const ProbedList& a, const ProbedList& b, int first = 0) {
  for (std::size_t i = 0; i < b.rows.size(); ++i) {
    const auto &x = a.rows[first + i], &y = b.rows[i];
    ASSERT_EQ(x.size(), y.size()) << "atom " << i;
    for (std::size_t k = 0; k < x.size(); ++k) {
      ASSERT_EQ(x[k].atom - first, y[k].atom) << "atom " << i << ", entry " << k;
      ASSERT_EQ(x[k].inner, y[k].inner);
      for (int d = 0; d < 3; ++d) {
        ASSERT_EQ(x[k].vector[d], y[k].vector[d]);
        ASSERT_EQ(x[k].precise[d], y[k].precise[d]);
      }
    }
  }
}

std::vector<Sample> mixed_batch() {
  std::vector<Sample> batch;
  batch.push_back(samples::lattice({"C", "Na"}, {{4, 3, 3}, 2.0, 0.3, 0.3}, 1));
  batch.push_back(samples::one_atom({"C", "Na"}, 2.1 * identity(), 1));
  batch.push_back(Sample{Atoms{}, Box(8.0 * identity())});  // empty
  batch.push_back(samples::lattice({"C", "Na"}, {{3, 3, 3}, 2.1, 0.6, 0.3, {true, true, false}}, 2));
  batch.push_back(samples::lattice({"C", "Na"}, {{8, 3, 7}, 2.1, 0.1, 0.3}, 3));
  batch.push_back(batch[0].clone());
  batch.push_back(samples::lattice({"C", "Na"}, {{3, 2, 3}, 2.1, 0.3, 0.3, {false, false, false}}, 4));
  return batch;
}

std::vector<const Sample*> pointers(const std::vector<Sample>& batch) {
  std::vector<const Sample*> to;
  for (const Sample& s : batch) to.push_back(&s);
  return to;
}

TEST_F(CudaList, BatchEqualsOneByOne) {
  const NeighborSettings settings = settings_for(2, 3.0, 2.0);
  const auto batch = mixed_batch();
  const ProbedList all = probe(settings, pointers(batch));
  int first = 0;
  for (const Sample& one : batch) {
    ASSERT_NO_FATAL_FAILURE(expect_same_rows(all, probe(settings, {&one}), first));
    ASSERT_NO_FATAL_FAILURE(expect_equals_brute_force(settings, all, one, first));
    first += static_cast<int>(one.atoms.size());
  }
  EXPECT_EQ(first, static_cast<int>(all.rows.size()));
}

TEST_F(CudaList, OrderOfThreadsDoesNotChangeTheList) {
  const NeighborSettings settings = settings_for(2, 3.0, 2.0);
  const auto batch = mixed_batch();
  const ProbedList forward = probe(settings, pointers(batch));
  setenv("NACRE_EMULATED_ORDER", "reverse", 1);
  const ProbedList backward = probe(settings, pointers(batch));
  unsetenv("NACRE_EMULATED_ORDER");
  EXPECT_EQ(forward.atom, backward.atom);
  ASSERT_NO_FATAL_FAILURE(expect_same_rows(forward, backward));
}

/// A list that is already built, with what the tests move.
struct Built {
  Sample sample;
  CudaListProbe list;
  NeighborSettings settings;
  Built(Sample s, const NeighborSettings& n) : sample(std::move(s)), list(n), settings(n) {
    list.configure({&sample.atoms}, {sample.box});
    list.build_now();
  }
  ProbedControl moved() {
    list.move(sample.atoms.position, {sample.box});
    return list.check();
  }
  void expect_right() const { expect_equals_brute_force(settings, list.list(), sample); }
};

TEST_F(CudaList, ServesUntilHalfTheSkin) {
  Built b(samples::lattice({"C"}, {{4, 3, 4}, 2.0, 0.3, 0.2}, 21), settings_for(1, 4.0));
  EXPECT_EQ(b.moved().rebuild, 0) << "nothing moved";
  const Vec3 home = b.sample.atoms.position[7];
  b.sample.atoms.position[7] = home + Vec3{0, 0.499 * 0.6, 0};
  EXPECT_EQ(b.moved().rebuild, 0);
  b.sample.atoms.position[7] = home + Vec3{0, -0.501 * 0.6, 0};
  EXPECT_EQ(b.moved().rebuild, 1);
  b.sample.atoms.position[7] = home;
  EXPECT_EQ(b.moved().rebuild, 1) << "only a build clears the flag";
  const auto before = b.moved().rebuilds;
  const ProbedControl after = b.list.build();
  EXPECT_EQ(after.rebuild, 0);
  EXPECT_EQ(after.rebuilds, before + 1);
  EXPECT_EQ(b.moved().rebuild, 0);
  ASSERT_NO_FATAL_FAILURE(b.expect_right());
  b.sample.atoms.position[3].y = NAN;
  EXPECT_EQ(b.moved().rebuild, 1) << "NaN counts as moved";
}

TEST_F(CudaList, CellsUseUpTheSkin) {
  Built b(samples::lattice({"C"}, {{4, 3, 4}, 2.0, 0.3, 0.2}, 21), settings_for(1, 4.0));
  const Sample home = b.sample.clone();
  const auto deform = [&](double strain) {
    const Mat3 d{{{1, 0, 0}, {strain, 1, 0}, {0, 0, 1}}};
    b.sample.box = home.box.with_cell(home.box.h() * d);
    for (std::size_t i = 0; i < home.atoms.size(); ++i) b.sample.atoms.position[i] = home.atoms.position[i] * d;
  };
  deform(0.5 * 0.6 / 5.2);
  EXPECT_EQ(b.moved().rebuild, 0) << "half the skin is left";
  b.sample.atoms.position[2].x += 0.151;  // of 0.15
  EXPECT_EQ(b.moved().rebuild, 1);
  b.list.build();
  deform(-0.6 * 0.6 / 5.2);
  EXPECT_EQ(b.moved().rebuild, 1) << "strained by 1.1 skins since";
}

/// All pairs within the cutoff (without skin) are listed, at their present distance.
void expect_holds_cutoff(const ProbedList& list, const Sample& sample, double cutoff) {
  const auto expected = reference::periodic_pairs(samples::to_reference(sample), cutoff - limit_tolerance);
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (const auto& pair : expected[i]) {
      const Vec3 v{pair.vector[0], pair.vector[1], pair.vector[2]};
      const auto is_it = [&](const ProbedEntry& e) {
        return e.atom == static_cast<int>(pair.other) && norm(e.vector - v) < vector_tolerance &&
               norm(e.precise - v) < precise_tolerance;
      };
      ASSERT_TRUE(std::any_of(list.rows[i].begin(), list.rows[i].end(), is_it)) << i << " misses " << pair.other;
    }
}

// Steps as the integrator makes them, in a cell thin enough to be repeated, atoms crossing its faces.
void expect_follows(const NeighborSettings& settings, Sample start, double cell_step, unsigned seed) {
  Built b(std::move(start), settings);
  Random random(seed);
  int builds = 0;
  for (int step = 0; step < 30; ++step) {
    Mat3 deform = identity();
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) deform[i][j] += random.uniform(-1, 1) * cell_step;
    if (cell_step > 0) b.sample.box = b.sample.box.with_cell(b.sample.box.h() * deform);
    for (Vec3& r : b.sample.atoms.position) r = r * deform + random.cube(0.05) + Vec3{0.03, 0, -0.02};
    ProbedControl c = b.moved();
    if (c.rebuild != 0) c = b.list.build(), ++builds;
    b.list.cells();
    c = b.list.refresh();
    if (c.halt != 0) b.list.build_now();
    ASSERT_NO_FATAL_FAILURE(expect_holds_cutoff(b.list.list(), b.sample, settings.outer[0])) << "step " << step;
  }
  EXPECT_GT(builds, 1);
  EXPECT_LT(builds, 25);
}

TEST_F(CudaList, MissesNoPairWhileAtomsMove) {
  expect_follows(settings_for(1, 4.0), samples::lattice({"C"}, {{3, 3, 2}, 1.9, 0.2, 0.2}, 22), 0, 23);
  expect_follows(settings_for(1, 4.0), samples::lattice({"C"}, {{3, 3, 3}, 1.9, 0.2, 0.2, {true, false, true}}, 22), 0,
                 24);
}

TEST_F(CudaList, MissesNoPairWhileTheCellDeforms) {
  expect_follows(settings_for(1, 3.0), samples::lattice({"C"}, {{3, 3, 3}, 1.9, 0.2, 0.2}, 24), 2e-3, 25);
}

TEST_F(CudaList, HaltsWhenTheListIsTooLong) {
  Built b(samples::lattice({"C"}, {{4, 3, 3}, 2.0, 0.3, 0.2}, 50), settings_for(1, 4.0, 2.0));
  const ProbedList plenty = b.list.list();
  std::int64_t entries = 0;
  for (const auto& row : plenty.rows) entries += static_cast<std::int64_t>(row.size());
  b.list.limit_room(entries - 1);
  b.sample.atoms.position[0].x += 1;
  ASSERT_EQ(b.moved().rebuild, 1);
  b.sample.atoms.position[0].x -= 1;
  const auto rebuilds = b.moved().rebuilds;
  ProbedControl c = b.list.build();
  EXPECT_EQ(c.halt, 1);
  EXPECT_EQ(c.needed_entries, entries);
  EXPECT_EQ(c.rebuild, 1) << "the build was not done";
  EXPECT_EQ(c.rebuilds, rebuilds);
  EXPECT_EQ(b.list.refresh().halt, 1) << "later kernels leave the halt alone";
  b.list.make_room();
  c = b.list.build();
  EXPECT_EQ(c.halt, 0);
  EXPECT_EQ(c.rebuild, 0);
  expect_same_rows(b.list.list(), plenty);
  b.list.limit_room(entries);
  EXPECT_EQ(b.list.build().halt, 0) << "just enough";
}

TEST_F(CudaList, HaltsWhenTheCellNeedsMoreOrFewerCopies) {
  const NeighborSettings settings = settings_for(1, 4.0);
  Built b(samples::lattice({"C"}, {{3, 3, 3}, 3.6, 0.1, 0.2}, 51), settings);
  const Sample home = b.sample.clone();
  for (const double scale : {0.8, 0.4, 1.0, 2.1}) {
    b.sample.box = home.box.with_cell(scale * home.box.h());
    for (std::size_t i = 0; i < home.atoms.size(); ++i) b.sample.atoms.position[i] = scale * home.atoms.position[i];
    b.moved();
    const ProbedControl c = b.list.cells();
    if (c.halt != 0) {
      EXPECT_EQ(c.halt, 2);
      b.list.make_room();
    }
    b.list.build_now();
    ASSERT_NO_FATAL_FAILURE(b.expect_right()) << "scale " << scale;
  }
}

TEST_F(CudaList, SavedAndLoadedListIsTheSame) {
  const NeighborSettings settings = settings_for(2, 4.0, 3.0);
  for (const bool open : {false, true}) {
    Built b(samples::lattice({"C", "Na"}, {{4, 3, 2}, 2.0, 0.2, 0.1, {true, true, !open}}, 27), settings);
    Random random(28);
    // Another layout than the present cell would get: the cell shrank since.
    const Mat3 smaller = 0.99 * identity();
    b.sample.box = b.sample.box.with_cell(b.sample.box.h() * smaller);
    for (Vec3& r : b.sample.atoms.position) r = 0.99 * r + random.cube(0.02);
    Record record;
    b.list.save(record);
    CudaListProbe resumed(settings);
    resumed.configure({&b.sample.atoms}, {b.sample.box});
    resumed.load(record);
    resumed.move(b.sample.atoms.position, {b.sample.box});
    b.moved();
    EXPECT_EQ(resumed.check().rebuild, b.list.check().rebuild);
    for (CudaListProbe* list : {&b.list, &resumed}) list->cells(), list->refresh();
    ASSERT_NO_FATAL_FAILURE(expect_same_rows(b.list.list(), resumed.list()));
  }
}

// Either kind of list reads what the other one saved.
TEST_F(CudaList, SharesCheckpointsWithTheListOfTheCpu) {
  const NeighborSettings settings = settings_for(1, 4.0);
  Built b(samples::lattice({"C"}, {{4, 3, 2}, 2.0, 0.2, 0.1}, 29), settings);
  Record from_gpu, from_cpu;
  b.list.save(from_gpu);
  NeighborList cpu(settings);
  cpu.load(from_gpu);
  EXPECT_FALSE(cpu.update(b.sample.atoms, b.sample.box)) << "the loaded list counts as built";
  cpu.save(from_cpu);
  CudaListProbe resumed(settings);
  resumed.configure({&b.sample.atoms}, {b.sample.box});
  resumed.load(from_cpu);
  EXPECT_EQ(resumed.check().rebuild, 0);
  ASSERT_NO_FATAL_FAILURE(expect_same_rows(b.list.list(), resumed.list()));
}

TEST_F(CudaList, CellsTooThinToRepeatAreRefused) {
  const Sample flat = samples::one_atom({"C"}, {{{1e4, 0, 0}, {0, 1e4, 0}, {0, 0, 1e-4}}});
  EXPECT_THROW(probe(settings_for(1, 6.0), {&flat}), Error);
}

TEST_F(CudaList, MemoryOfAnAtom) {
  // Carbon at 1.4 g/cm3: spacing 2.42 A, 126 entries within 7.6 A.
  Built b(samples::lattice({"C"}, {{11, 11, 11}, 2.42, 0.05, 0.1}, 60), settings_for(1, 7.0, 4.0));
  EXPECT_NEAR(b.list.mean_neighbors(), 126, 12);
  const double per_atom = static_cast<double>(b.list.bytes()) / 1331;
  RecordProperty("bytes_per_atom", static_cast<int>(per_atom));
  EXPECT_LT(per_atom, 1300 - 12) << "12: what the sort needs beside on a real GPU";
}

}  // namespace
}  // namespace nacre::cuda_list_test
