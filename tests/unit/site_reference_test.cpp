// Features of sodium sites against brute force, and what must not change them: rotation, translation, the order of the
// atoms, the choice of the cell, the number of threads.
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "build/crystal.h"
#include "build/random_structure.h"
#include "device/parallel.h"
#include "plain_structure.h"
#include "reference/sites.h"
#include "report/csv.h"
#include "sites/features.h"
#include "sites/hull.h"
#include "unit/site_samples.h"

namespace site_reference_test {

namespace {

using namespace nacre;
using namespace nacre_test;
using namespace nacre::sites;

// Sums of the same numbers in another order, and normals that two methods find: a few times 1e-12 here.
constexpr double rounding = 1e-8;

Structure with_points(Structure s, const std::vector<Vec3>& sodium) {
  s.atoms.species = {"C", "Na"};
  const std::size_t carbon = s.atoms.size();
  s.atoms.resize(carbon + sodium.size());
  for (std::size_t k = 0; k < sodium.size(); ++k)
    s.atoms.position[carbon + k] = sodium[k], s.atoms.type[carbon + k] = 1;
  return s;
}

std::vector<Vec3> random_points(const Box& box, int count, std::mt19937& random) {
  std::uniform_real_distribution<double> u;
  std::vector<Vec3> out;
  for (int k = 0; k < count; ++k) out.push_back(box.cartesian({u(random), u(random), u(random)}));
  return out;
}

/// Graphite with layers 4 A apart, rattled, every seventh atom missing, sodium anywhere: triclinic.
Structure torn_graphite(int sodium) {
  Crystal request;
  request.name = "graphite", request.c = 8.0, request.repeat = {5, 5, 2}, request.rattle = 0.12;
  Structure whole = crystal(request);
  std::mt19937 random(7);
  std::vector<Vec3> kept;
  for (std::size_t i = 0; i < whole.atoms.size(); ++i)
    if (random() % 7 != 0) kept.push_back(whole.atoms.position[i]);
  whole.atoms.resize(kept.size());
  whole.atoms.position = kept;
  const Box box = whole.box;
  return with_points(std::move(whole), random_points(box, sodium, random));
}

/// Points at random, 1.35 A apart: crumpled networks and rings of all sizes.
Structure random_carbon(int sodium) {
  Structure s = random_structure({{"C"}, {220}, {13.1, 12.2, 14.3}, 1.35, 3});
  std::mt19937 random(8);
  const Box box = s.box;
  return with_points(std::move(s), random_points(box, sodium, random));
}

void expect_same(const Site& site, const reference::SiteAnswer& expected) {
  for (int f = 0; f < feature_count; ++f) EXPECT_NEAR(site.feature[f], expected.feature[f], rounding) << f + 1;
  EXPECT_EQ(site.test.networks, expected.networks);
  EXPECT_EQ(site.test.flat, expected.flat);
  EXPECT_EQ(site.test.parallel, expected.parallel);
  EXPECT_EQ(site.test.between, expected.between);
  for (int k = 0; k < 2; ++k) EXPECT_NEAR(site.test.border[k], expected.border[k], rounding);
}

/// Returns the number of intercalated sites, so that a test can see that both answers occur.
int compare(const Structure& s, const FeatureSettings& settings, const reference::SiteChoices& choices) {
  const SiteFeatures found = features_of(s.atoms, s.box, settings);
  const reference::Structure r = plain(s);
  const reference::PairList pairs = reference::periodic_pairs(r, reference::reach_of_sites(choices));
  int count = 0;
  for (const Site& site : found.sites) {
    SCOPED_TRACE(site.atom);
    expect_same(site, reference::describe_site(r, pairs, site.atom, choices));
    count += site.test.is_intercalation();
  }
  return count;
}

TEST(SiteReference, TornGraphite) {
  const int sites = 24, count = compare(torn_graphite(sites), {}, {});
  EXPECT_GT(count, 2);
  EXPECT_LT(count, sites - 2);
}

TEST(SiteReference, RandomCarbon) {
  const Structure s = random_carbon(12);
  FeatureSettings settings;
  reference::SiteChoices choices;
  settings.bond = choices.bond = 2.15;  // three neighbours an atom
  compare(s, settings, choices);
  const SiteFeatures found = features_of(s.atoms, s.box, settings);
  std::array<double, feature_count> sum{};
  for (const Site& site : found.sites)
    for (int f = 0; f < feature_count; ++f) sum[f] += site.feature[f];
  for (int k = rings_3; k < feature_count; ++k) EXPECT_GT(sum[k], 0) << "no ring of " << k - rings_3 + 3;
}

TEST(SiteReference, OtherChoices) {
  FeatureSettings settings;
  settings.radius = 4.2, settings.guest_radius = 6, settings.host_radius = 3.3, settings.farthest = 2.5;
  settings.bond = 1.7, settings.min_atoms = 5, settings.flatness = 0.2, settings.angle = 20;
  settings.rings = RingPlace::touching;
  reference::SiteChoices choices;
  choices.radius = 4.2, choices.guest_radius = 6, choices.host_radius = 3.3, choices.farthest = 2.5;
  choices.bond = 1.7, choices.min_atoms = 5, choices.flatness = 0.2, choices.angle = 20;
  choices.touching = true;
  compare(torn_graphite(6), settings, choices);
  compare(random_carbon(4), settings, choices);
}

void expect_near(const Site& a, const Site& b) {
  for (int f = 0; f < feature_count; ++f) EXPECT_NEAR(a.feature[f], b.feature[f], rounding) << f + 1;
  EXPECT_EQ(a.test.is_intercalation(), b.test.is_intercalation());
  for (int k = 0; k < 2; ++k) EXPECT_NEAR(a.test.border[k], b.test.border[k], rounding);
}

/// The nearest centre of an empty disc on a grid of step h: at most h from the true one, and never nearer.
double border_on_a_grid(const std::vector<Vec2>& points, double alpha, double h) {
  double nearest = 1e300;
  for (double x = -8; x <= 8; x += h)
    for (double y = -8; y <= 8; y += h) {
      const double distance = std::hypot(x, y);
      if (distance >= nearest) continue;
      bool empty = true;
      for (const Vec2 q : points) empty = empty && std::hypot(q.x - x, q.y - y) >= alpha;
      if (empty) nearest = distance;
    }
  return nearest - alpha;
}

TEST(SiteReference, ConcaveHullIsWhatNoEmptyDiscReaches) {
  std::mt19937 random(4);
  std::uniform_real_distribution<double> u(-4, 4);
  int inside = 0;
  for (int k = 0; k < 20; ++k) {
    std::vector<Vec2> points(22);
    for (Vec2& p : points) p = {u(random), u(random)};
    const double h = 0.02, border = concave_border(points, 2), expected = border_on_a_grid(points, 2, h);
    EXPECT_LE(border, expected + 1e-12);
    EXPECT_GT(border, expected - 3 * h);  // a corner of the empty area may be narrower than the grid
    inside += border >= 0;
    std::vector<Vec2> hull, copy = points;
    const double convex = convex_border(copy, hull);
    // Curvature of the disc; rounding of 1e6.
    if (convex > 0) {
      EXPECT_NEAR(concave_border(points, 1e6), convex, 1e-4);
    }
  }
  EXPECT_GT(inside, 2);
  EXPECT_LT(inside, 18);
}

TEST(SiteReference, RotationAndTranslation) {
  FeatureSettings concave;
  concave.hull = HullRule::concave;
  const Structure s = torn_graphite(40);
  Structure moved{s.atoms.clone(), s.box};
  const double c = std::cos(0.7), n = std::sin(0.7), d = std::cos(1.9), m = std::sin(1.9);
  const Mat3 turn = Mat3{{{c, n, 0}, {-n, c, 0}, {0, 0, 1}}} * Mat3{{{1, 0, 0}, {0, d, m}, {0, -m, d}}};
  for (Vec3& r : moved.atoms.position) r = (r + Vec3{31.1, -7.3, 2.9}) * turn;
  moved.box = Box(s.box.h() * turn);
  const SiteFeatures a = features_of(s.atoms, s.box, concave), b = features_of(moved.atoms, moved.box, concave);
  for (std::size_t k = 0; k < a.sites.size(); ++k) expect_near(a.sites[k], b.sites[k]);
}

TEST(SiteReference, OrderOfAtomsAndRepeatedCell) {
  const Structure s = torn_graphite(20);
  std::vector<int> order(s.atoms.size());
  std::iota(order.begin(), order.end(), 0);
  std::shuffle(order.begin(), order.end(), std::mt19937(5));
  Structure mixed{s.atoms.clone(), s.box};
  for (std::size_t i = 0; i < order.size(); ++i) {
    mixed.atoms.position[i] = s.atoms.position[order[i]];
    mixed.atoms.type[i] = s.atoms.type[order[i]];
  }
  const SiteFeatures a = features_of(s.atoms, s.box, {}), b = features_of(mixed.atoms, mixed.box, {});
  ASSERT_EQ(a.sites.size(), b.sites.size());
  const auto first = static_cast<int>(s.atoms.size() - a.sites.size());
  for (const Site& site : b.sites) expect_near(site, a.sites[order[site.atom] - first]);
}

TEST(SiteReference, ThreadsChangeNoBit) {
  const Structure s = torn_graphite(300);
  const int before = threads();
  std::string rows[2];
  for (int t = 0; t < 2; ++t) {
    set_threads(t == 0 ? 1 : 7);
    nacre::report::Table table = features_table({});
    add_rows(table, features_of(s.atoms, s.box, {}), 0);
    rows[t] = csv_text(table);
  }
  set_threads(before);
  EXPECT_EQ(rows[0], rows[1]);
}

}  // namespace

}  // namespace site_reference_test
