// The distance field against all distances, and the reductions of candidates against what they promise.
#include "insert/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "build/crystal.h"
#include "contract/zoo.h"
#include "core/error.h"
#include "device/parallel.h"

namespace nacre::insert::insert_candidates_test {
namespace {

using samples::Sample;

// A: floats of a few angstroms.
constexpr double rounding = 1e-6;

/// The shortest distance from p to an atom of a type, images up to `cells` cells away.
double brute_distance(const Sample& sample, int type, Vec3 p, int cells) {
  double least = std::numeric_limits<double>::infinity();
  const auto reach = [&](int k) { return sample.box.is_periodic(k) ? cells : 0; };
  for (std::size_t i = 0; i < sample.atoms.size(); ++i) {
    if (sample.atoms.type[i] != type) continue;
    const Vec3 r = sample.box.wrap(sample.atoms.position[i]);
    for (int a = -reach(0); a <= reach(0); ++a)
      for (int b = -reach(1); b <= reach(1); ++b)
        for (int c = -reach(2); c <= reach(2); ++c)
          least = std::min(least, norm(r - p + sample.box.cartesian({double(a), double(b), double(c)})));
  }
  return least;
}

void expect_brute(const DistanceField& field, const Sample& sample, const std::string& name) {
  int cells = 1;
  for (int k = 0; k < 3; ++k)
    cells = std::max(cells, static_cast<int>(std::ceil(field.reach() / sample.box.thickness(k))) + 1);
  int within = 0;
  for (std::int64_t p = 0; p < field.points(); p += 7)
    for (int type = 0; type < field.species(); ++type) {
      const double exact = brute_distance(sample, type, field.position(p), cells);
      if (exact > field.reach() + rounding) {
        ASSERT_EQ(field.distance(type, p), std::numeric_limits<float>::infinity()) << name << " point " << p;
      } else if (exact < field.reach() - rounding) {
        ASSERT_NEAR(field.distance(type, p), exact, rounding) << name << " point " << p;
        ++within;
      }
    }
  EXPECT_GT(within, 10) << name;
}

TEST(DistanceField, EqualsAllDistancesInCellsOfAnyShape) {
  for (auto& named : samples::zoo({"Na", "C"}, 2.6)) {
    const Sample& sample = named.sample;
    DistanceField field(sample.box, 2, 0.7, 3.1);
    field.compute(sample.atoms);
    expect_brute(field, sample, named.name);
  }
  // A thin sheet: many images of few atoms.
  const Sample sheet = samples::thin_sheet();
  DistanceField field(sheet.box, 1, 0.5, 2.5);
  field.compute(sheet.atoms);
  expect_brute(field, sheet, "thin sheet");
}

TEST(DistanceField, TheGridFitsTheCell) {
  const Box box({{{10, 0, 0}, {3, 8, 0}, {0, 1, 0.3}}});
  const DistanceField field(box, 1, 0.4, 2);
  for (int k = 0; k < 3; ++k) {
    EXPECT_LE(field.steps()[k], 0.4 + 1e-12);
    EXPECT_GT(field.steps()[k], field.counts()[k] > 1 ? 0.4 * (field.counts()[k] - 1.0) / field.counts()[k] : 0);
  }
  EXPECT_EQ(field.counts()[0], 25);  // 10 A in steps of 0.4, not 26
  for (std::int64_t p = 0; p < field.points(); p += 13) {
    const auto at = field.place(p);
    EXPECT_EQ(field.index(at[0], at[1], at[2]), p);
  }
}

TEST(DistanceField, InsertionsAndMovesGiveTheBitsOfANewField) {
  for (auto& named : samples::zoo({"Na", "C"}, 2.6)) {
    Sample sample = named.sample.clone();
    DistanceField field(sample.box, 2, 0.6, 3.1);
    field.compute(sample.atoms);
    samples::Random random(3);
    for (int round = 0; round < 3; ++round) {
      sample.atoms.resize(sample.atoms.size() + 1);
      sample.atoms.position.back() = random.cube(6);
      sample.atoms.type.back() = round % 2;
      if (round == 1) field.insert(sample.atoms.position.back(), sample.atoms.type.back());
      // A few, none, most: the last is made anew as a whole.
      for (std::size_t i = 0; i < sample.atoms.size(); i += round == 0 ? 7 : 2)
        if (round != 1) sample.atoms.position[i] += random.cube(0.5);
      field.update(sample.atoms, 0);
      DistanceField anew(sample.box, 2, 0.6, 3.1);
      anew.compute(sample.atoms);
      for (int type = 0; type < 2; ++type) EXPECT_EQ(field.distances(type), anew.distances(type)) << named.name;
    }
  }
}

TEST(DistanceField, SmallMovesAreLeftAlone) {
  Sample sample = samples::lattice({"C"}, {{4, 4, 4}, 2.6}, 2);
  DistanceField field(sample.box, 1, 0.5, 3);
  field.compute(sample.atoms);
  const std::vector<float> before = field.distances(0);
  sample.atoms.position[5] += {0.05, 0, 0};
  EXPECT_EQ(field.update(sample.atoms, 0.1), 0);
  EXPECT_EQ(field.distances(0), before);
  sample.atoms.position[5] += {0.06, 0, 0};  // 0.11 A from where the field has it
  EXPECT_EQ(field.update(sample.atoms, 0.1), 1);
  EXPECT_NE(field.distances(0), before);
}

TEST(DistanceField, AnyNumberOfThreads) {
  const Sample sample = samples::lattice({"Na", "C"}, {{6, 6, 6}, 2.4}, 2);
  std::vector<float> expected;
  for (const int threads : {1, 3}) {
    set_threads(threads);
    DistanceField field(sample.box, 2, 0.3, 3);
    field.compute(sample.atoms);
    if (expected.empty()) expected = field.distances(1);
    EXPECT_EQ(field.distances(1), expected);
  }
  set_threads(0);
}

TEST(InsertCandidates, KeepTheirDistanceFromEverySpecies) {
  const Sample sample = samples::lattice({"C", "Na"}, {{4, 4, 4}, 3.4, 0.2, 0.2}, 5);
  DistanceField field(sample.box, 2, 0.5, 4);
  field.compute(sample.atoms);
  const Candidates found = find_candidates(field, {{2.0, 3.0}, Reduction::all, 1, 1});
  const std::set<std::int64_t> kept(found.index.begin(), found.index.end());
  EXPECT_EQ(found.allowed, static_cast<std::int64_t>(kept.size()));
  EXPECT_GT(kept.size(), 20u);
  for (std::int64_t p = 0; p < field.points(); p += 5) {
    const bool allowed = brute_distance(sample, 0, field.position(p), 1) >= 2.0 &&
                         brute_distance(sample, 1, field.position(p), 1) >= 3.0;
    EXPECT_EQ(kept.count(p) == 1, allowed) << p;
  }
}

/// fcc: holes with the largest clearance are the octahedral ones (a/2 from six atoms); tetrahedral ones (sqrt(3) a/4
/// from four) are maxima too.
TEST(InsertCandidates, LocalMaximaOfFccAreItsHoles) {
  const double a = 4.0;
  Sample fcc{Atoms{}, Box(a * identity())};
  fcc.atoms.species = {"C"};
  fcc.atoms.resize(4);
  fcc.atoms.position = {{0, 0, 0}, {0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}};
  // Shifted by half a step, so that the holes fall onto grid points.
  const double spacing = 0.25;
  for (Vec3& r : fcc.atoms.position) r += {spacing / 2, spacing / 2, spacing / 2};
  DistanceField field(fcc.box, 1, spacing, 3);
  field.compute(fcc.atoms);
  const Candidates found = find_candidates(field, {{1.0}, Reduction::local_maxima, 1, 1});
  int octahedral = 0, tetrahedral = 0;
  for (const std::int64_t p : found.index) {
    const double d = field.distance(0, p);
    octahedral += std::fabs(d - a / 2) < rounding;
    tetrahedral += std::fabs(d - std::sqrt(3.0) * a / 4) < rounding;
  }
  EXPECT_EQ(octahedral, 4);
  EXPECT_EQ(tetrahedral, 8);
  EXPECT_EQ(found.index.size(), 12u);
  // Half the maxima when the tetrahedral holes are too small.
  EXPECT_EQ(find_candidates(field, {{1.9}, Reduction::local_maxima, 1, 1}).index.size(), 4u);
}

double periodic_distance(const Box& box, Vec3 a, Vec3 b) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = -2; i <= 2; ++i)
    for (int j = -2; j <= 2; ++j)
      for (int k = -2; k <= 2; ++k) {
        const Vec3 shift{double(box.is_periodic(0) ? i : 0), double(box.is_periodic(1) ? j : 0),
                         double(box.is_periodic(2) ? k : 0)};
        least = std::min(least, norm(a - b + box.cartesian(shift)));
      }
  return least;
}

TEST(InsertCandidates, PoissonDiscsKeepTheirDistanceAndLeaveNoGap) {
  const Sample sample = samples::lattice({"C"}, {{3, 3, 4}, 3.2, 0.3, 0.1, {true, true, false}}, 5);
  DistanceField field(sample.box, 1, 0.5, 3);
  field.compute(sample.atoms);
  const Candidates all = find_candidates(field, {{1.5}, Reduction::all, 1, 1});
  const CandidateSettings settings{{1.5}, Reduction::poisson_disc, 1.4, 7};
  const Candidates thinned = find_candidates(field, settings);
  EXPECT_LT(thinned.index.size(), all.index.size() / 4);
  EXPECT_EQ(thinned.allowed, all.allowed);
  for (std::size_t i = 0; i < thinned.index.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      EXPECT_GE(periodic_distance(sample.box, thinned.position[i], thinned.position[j]), 1.4 - 1e-9);
  for (const Vec3& p : all.position) {
    double nearest = 10;
    for (const Vec3& q : thinned.position) nearest = std::min(nearest, periodic_distance(sample.box, p, q));
    EXPECT_LT(nearest, 1.4);
  }
  EXPECT_EQ(find_candidates(field, settings).index, thinned.index);
  CandidateSettings other = settings;
  other.seed = 8;
  EXPECT_NE(find_candidates(field, other).index, thinned.index);
}

TEST(InsertCandidates, WrongRequestsAreRefused) {
  const Box box(5.0 * identity());
  EXPECT_THROW(DistanceField(box, 1, 0, 2), Error);
  EXPECT_THROW(DistanceField(box, 1, 0.4, -1), Error);
  EXPECT_THROW(DistanceField(box, 1, 1e-4, 2), Error);
  const DistanceField field(box, 1, 0.5, 2);
  EXPECT_THROW(find_candidates(field, {{2.5}, Reduction::all, 1, 1}), Error);
  EXPECT_THROW(find_candidates(field, {{}, Reduction::all, 1, 1}), Error);
  EXPECT_THROW(find_candidates(field, {{1.0}, Reduction::poisson_disc, 0, 1}), Error);
}

}  // namespace
}  // namespace nacre::insert::insert_candidates_test
