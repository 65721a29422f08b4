// Features of sodium sites whose numbers can be counted by hand. A sheet d away shows the atoms within
// sqrt(25 - d^2) A of the sodium's projection: d 2.0 gives 4.583 A, d 1.7 gives 4.702 A. Around the centre of a hexagon
// lie 6 atoms at 1.42, 6 at 2.84, 12 at 3.757, 12 at 5.120 A (24 within: seven hexagons); around an atom 1 + 3 at 1.42,
// 6 at 2.46, 3 at 2.84, 6 at 3.757, 6 at 4.26, 6 at 4.919 A (25 within: six hexagons, each at most 4.26 A away).
#include "sites/features.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "unit/site_samples.h"

namespace site_features_test {

namespace {

using namespace nacre;
using namespace nacre_test;
using namespace nacre::sites;

// Coordinates have 15 digits; square roots of differences keep half of them in the worst case.
constexpr double exact = 1e-7;

struct Rings {
  int five = 0, six = 0, seven = 0;
};

/// F2, F5, F8 and the rings.
void expect_counts(const Site& s, int carbon, int plane_count, double angle, Rings rings) {
  EXPECT_EQ(s.feature[hosts], carbon);
  EXPECT_EQ(s.feature[planes], plane_count);
  EXPECT_NEAR(s.feature[plane_angle], angle, exact);
  const double expected[] = {0, 0, double(rings.five), double(rings.six), double(rings.seven), 0};
  for (int k = 0; k < 6; ++k) EXPECT_EQ(s.feature[rings_3 + k], expected[k]) << k + 3;
}
void expect_test(const Site& s, bool enough, bool flat, bool parallel, bool between) {
  EXPECT_EQ(s.test.enough, enough);
  EXPECT_EQ(s.test.flat, flat);
  EXPECT_EQ(s.test.parallel, parallel);
  EXPECT_EQ(s.test.between, between);
  EXPECT_EQ(s.test.is_intercalation(), enough && flat && parallel && between);
}

TEST(SiteFeatures, BetweenAABilayer) {
  const Site s = only_site(between_sheets(2, everywhere));
  expect_counts(s, 48, 2, 0, {0, 14, 0});
  expect_test(s, true, true, true, true);
  EXPECT_EQ(s.feature[guests], 0);
  EXPECT_EQ(s.feature[nearest_guest], 10);
  EXPECT_NEAR(s.feature[nearest_host], std::hypot(bond_length, 2), exact);
  EXPECT_NEAR(s.feature[flatness], 0, exact);
  EXPECT_NEAR(s.feature[plane_distance], 2, exact);
  EXPECT_EQ(s.test.networks, 2);
  EXPECT_TRUE(s.test.opposite);
  // The flake of 24 atoms has edges between atoms at 3.757 A, 2.46 A apart: sqrt(7 - 3/4) b off.
  for (const double border : s.test.border) EXPECT_NEAR(border, 2.5 * bond_length, exact);
}

TEST(SiteFeatures, BetweenABBilayer) {
  // The upper sheet has an atom over the hexagon of the lower one.
  const Site s =
      only_site(with_sodium(joined(sheet(-2, everywhere), sheet(2, everywhere, 0, bond_length)), {{0, 0, 0}}));
  expect_counts(s, 24 + 25, 2, 0, {0, 7 + 6, 0});
  expect_test(s, true, true, true, true);
  EXPECT_NEAR(s.feature[nearest_host], 2, exact);
}

TEST(SiteFeatures, AboveOneSheet) {
  const Site s = only_site(with_sodium(sheet(-2.3, everywhere), {{0, 0, 0}}));
  expect_counts(s, 24, 1, 90, {0, 7, 0});
  expect_test(s, false, false, false, false);
  EXPECT_NEAR(s.feature[plane_distance], 2.3, exact);
  EXPECT_FALSE(s.test.has_pair);
}

TEST(SiteFeatures, TwoSheetsOnOneSide) {
  // The four conditions ask for no sides; `opposite` says that there are none.
  const Site s = only_site(with_sodium(joined(sheet(-2, everywhere), sheet(-4, everywhere)), {{0, 0, 0}}));
  expect_test(s, true, true, true, true);
  EXPECT_FALSE(s.test.opposite);
  EXPECT_NEAR(s.test.distance[0], 2, exact);
  EXPECT_NEAR(s.test.distance[1], 4, exact);
}

TEST(SiteFeatures, ZigzagEdge) {
  // The sheets end with the row of atoms at y = b; the foot is 0.3 A inside and 0.4 A outside of it.
  const auto half_sheet = [](double, double y) { return y < bond_length + 0.01; };
  FeatureSettings concave;
  concave.hull = HullRule::concave;
  const Structure inside = between_sheets(2, half_sheet, lattice_constant / 2, bond_length - 0.3),
                  outside = between_sheets(2, half_sheet, lattice_constant / 2, bond_length + 0.4);
  const Site in = only_site(inside), out = only_site(outside);
  expect_test(in, true, true, true, true);
  expect_test(out, true, true, true, false);
  for (const double border : in.test.border) EXPECT_NEAR(border, 0.3, exact);
  for (const double border : out.test.border) EXPECT_NEAR(border, -0.4, exact);
  EXPECT_NEAR(out.feature[plane_distance], std::hypot(2, 0.4), exact);
  // A disc of radius 2 that rests on two edge atoms, a apart, has its centre sqrt(4 - a^2/4) above their line.
  const double centre = std::sqrt(4 - lattice_constant * lattice_constant / 4);
  const Site bay = only_site(inside, concave);
  expect_test(bay, true, true, true, false);
  for (const double border : bay.test.border) EXPECT_NEAR(border, centre + 0.3 - 2, exact);
}

TEST(SiteFeatures, ArmchairEdge) {
  // The sheets end with pairs of atoms at x = 0; the bay at y = 0 is 2 b wide.
  const auto half_sheet = [](double x, double) { return x > -0.01; };
  FeatureSettings concave;
  concave.hull = HullRule::concave;
  const Structure s = between_sheets(2, half_sheet, 0.3, 0);
  for (const double border : only_site(s).test.border) EXPECT_NEAR(border, 0.3, exact);
  const double centre = std::sqrt(4 - bond_length * bond_length);
  for (const double border : only_site(s, concave).test.border) EXPECT_NEAR(border, centre + 0.3 - 2, exact);
  expect_test(only_site(between_sheets(2, half_sheet, -0.2, 0)), true, true, true, false);
}

TEST(SiteFeatures, InAVacancy) {
  // The atom under the sodium is missing in both sheets: one atom and three hexagons less.
  const auto all_but_one = [](double x, double y) { return std::hypot(x, y - bond_length) > 0.1; };
  const Structure s = between_sheets(2, all_but_one, 0, bond_length);
  FeatureSettings fine;
  fine.hull = HullRule::concave;
  for (const HullRule rule : {HullRule::convex, HullRule::concave}) {
    fine.hull = rule;
    const Site site = only_site(s, fine);
    expect_counts(site, 2 * 24, 2, 0, {0, 2 * 3, 0});
    expect_test(site, true, true, true, true);
    EXPECT_NEAR(site.feature[nearest_host], std::hypot(2, bond_length), exact);
  }
  fine.alpha = 1.3;  // fits into the hole, whose rim is 1.42 away
  const Site site = only_site(s, fine);
  expect_test(site, true, true, true, false);
  for (const double border : site.test.border) EXPECT_NEAR(border, -1.3, exact);
}

TEST(SiteFeatures, OverAStoneWalesPair) {
  // The bond at x = 0 between y = b and 2 b, turned by 90 degrees about its middle: two pentagons, two heptagons.
  // Within 4.702 A of its middle: 4 + 8 + 8 + 8 atoms (|x| = 0, a/2, a, 3a/2) and four whole hexagons.
  const double middle = 1.5 * bond_length;
  const auto turned = [&](double z) {
    std::vector<Vec3> out = sheet(z, everywhere);
    for (Vec3& r : out)
      if (std::hypot(r.x, r.y - middle) < bond_length) r = {r.y - middle, middle, z};
    return out;
  };
  const Site s = only_site(with_sodium(joined(turned(1.7), turned(-1.7)), {{0, middle, 0}}));
  expect_counts(s, 2 * 28, 2, 0, {2 * 2, 2 * 4, 2 * 2});
  expect_test(s, true, true, true, true);
}

TEST(SiteFeatures, InsideANanotube) {
  // A zigzag tube (10, 0): radius 10 a/(2 pi) = 3.914 A, so |z| < 3.111 A is seen: rows at b/2, b, 2 b on both sides of
  // a row of hexagons' centres, 60 atoms, ten hexagons. M is diagonal: radius^2/2 twice, and the mean of z^2.
  const double radius = 10 * lattice_constant / (2 * M_PI);
  std::vector<Vec3> whole;
  for (int n = -4; n <= 4; ++n)
    for (int m = 0; m < 10; ++m)
      for (const double up : {bond_length, -bond_length}) {
        const double turn = 2 * M_PI * (m + 0.5 * (n & 1)) / 10;
        whole.push_back({radius * std::cos(turn), radius * std::sin(turn), 1.5 * bond_length * n + up});
      }
  const Site s = only_site(with_sodium(whole, {{0, 0, 0}}));
  expect_counts(s, 60, 1, 90, {0, 10, 0});
  expect_test(s, false, false, false, false);
  EXPECT_NEAR(s.feature[nearest_host], std::hypot(radius, bond_length / 2), exact);
  EXPECT_NEAR(s.feature[flatness], bond_length * std::sqrt((0.25 + 1 + 4) / 3), exact);
}

TEST(SiteFeatures, InTheMiddleOfAPore) {
  const Site far = only_site(with_sodium(sheet(-7, everywhere), {{0, 0, 0}})),
             alone = only_site(with_sodium(sheet(-12, everywhere), {{0, 0, 0}}));
  for (const Site& s : {far, alone}) {
    expect_counts(s, 0, 0, 90, {});
    expect_test(s, false, false, false, false);
    EXPECT_EQ(s.feature[flatness], 0);
    EXPECT_EQ(s.feature[plane_distance], 5);
  }
  EXPECT_NEAR(far.feature[nearest_host], std::hypot(7, bond_length), exact);
  EXPECT_EQ(alone.feature[nearest_host], 10);
}

TEST(SiteFeatures, WedgesOfTwoFlakes) {
  for (const double angle : {0.0, 20.0, 34.9, 35.1, 40.0}) {
    const Site s = only_site(wedge(angle));
    EXPECT_NEAR(s.feature[plane_angle], angle, exact) << angle;
    expect_test(s, true, true, angle < 35, true);
    EXPECT_NEAR(s.feature[plane_distance], 2.5 * std::cos(angle * M_PI / 360), exact);
  }
}

TEST(SiteFeatures, BoundsAreKeys) {
  FeatureSettings s;
  s.angle = 45;
  EXPECT_TRUE(only_site(wedge(40), s).test.parallel);
  s.min_atoms = 25;
  const Site none = only_site(between_sheets(2, everywhere), s);
  EXPECT_FALSE(none.test.enough);
  EXPECT_EQ(none.feature[planes], 0);
  EXPECT_EQ(none.feature[rings_3 + 3], 14);   // rings need no network
  s = {}, s.radius = 3, s.host_radius = 2.6;  // sqrt(9 - 4) = 2.236: the six of the hexagon, at 2.4528
  const Site small = only_site(between_sheets(2, everywhere), s);
  EXPECT_EQ(small.feature[hosts], 12);
  EXPECT_EQ(small.feature[rings_3 + 3], 2);
  EXPECT_EQ(small.test.networks, 0);
}

TEST(SiteFeatures, BucklingDecidesWhatIsFlat) {
  // Every other atom up or down by h: RMSD close to h, exactly h for as many of each kind (12 and 12).
  const auto buckled = [](double h) {
    std::vector<Vec3> carbon;
    for (const double side : {2.0, -2.0})
      for (const Vec3 r : sheet(side, [](double x, double y) { return std::hypot(x, y) < 4; })) {
        const bool up = ((std::lround(2 * r.y / bond_length) % 3) + 3) % 3 == 2;
        carbon.push_back(r + Vec3{0, 0, up ? h : -h});
      }
    return with_sodium(carbon, {{0, 0, 0}});
  };
  FeatureSettings flat_only;
  flat_only.planes = PlaneRule::flat;
  const Site flat = only_site(buckled(0.34)), bent = only_site(buckled(0.36));
  EXPECT_NEAR(flat.feature[flatness], 0.34, exact);
  EXPECT_NEAR(bent.feature[flatness], 0.36, exact);
  expect_test(flat, true, true, true, true);
  expect_test(bent, true, false, true, true);
  const Site refused = only_site(buckled(0.36), flat_only);
  EXPECT_EQ(refused.feature[planes], 0);
  EXPECT_TRUE(refused.test.enough);
  EXPECT_FALSE(refused.test.flat);
}

TEST(SiteFeatures, WhatTheDistanceIsTo) {
  const auto half_sheet = [](double, double y) { return y < bond_length + 0.01; };
  const Structure s = between_sheets(2, half_sheet, 0, bond_length + 0.4);
  FeatureSettings choice;
  const std::pair<DistanceRule, double> expected[] = {
      {DistanceRule::region, std::hypot(2, 0.4)}, {DistanceRule::plane, 2}, {DistanceRule::aside, 0.4}};
  for (const auto& [rule, distance] : expected) {
    choice.distance = rule;
    EXPECT_NEAR(only_site(s, choice).feature[plane_distance], distance, exact);
  }
}

/// Sheets at -1.5 and `upper`, and 10 atoms around one (1 + 3 + 6) at -3.5.
Structure three_sheets(double upper) {
  const auto small = [](double x, double y) { return std::hypot(x, y - bond_length) < 2.6; };
  std::vector<Vec3> carbon = joined(sheet(-1.5, everywhere), sheet(upper, everywhere));
  for (const Vec3 r : sheet(-3.5, small)) carbon.push_back(r - Vec3{0, bond_length, 0});
  return with_sodium(carbon, {{0, 0, 0}});
}

TEST(SiteFeatures, WhichPairOfThree) {
  // At 3.6 A the upper sheet shows 12 atoms within 3.47 A.
  const auto second = [](PairRule rule, double upper) {
    FeatureSettings choice;
    choice.pair = rule;
    const Site site = only_site(three_sheets(upper), choice);
    EXPECT_EQ(site.test.networks, 3);
    EXPECT_NEAR(site.test.distance[0], 1.5, exact);
    EXPECT_EQ(site.test.opposite, std::fabs(site.test.distance[1] - 3.5) > exact);
    return site.test.distance[1];
  };
  for (const PairRule rule : {PairRule::opposite, PairRule::nearest, PairRule::largest})
    EXPECT_NEAR(second(rule, 2.4), 2.4, exact);
  EXPECT_NEAR(second(PairRule::opposite, 3.6), 3.6, exact);
  EXPECT_NEAR(second(PairRule::nearest, 3.6), 3.5, exact);
  EXPECT_NEAR(second(PairRule::largest, 3.6), 3.6, exact);
}

TEST(SiteFeatures, RingsThatTouch) {
  // A sheet 4.5 A away shows sqrt(25 - 20.25) = 2.179 A: one hexagon inside; every hexagon with one of its six atoms
  // touches: itself and its six neighbours.
  FeatureSettings touching;
  const Structure s = with_sodium(sheet(-4.5, everywhere), {{0, 0, 0}});
  EXPECT_EQ(only_site(s, touching).feature[rings_3 + 3], 1);
  touching.rings = RingPlace::touching;
  EXPECT_EQ(only_site(s, touching).feature[rings_3 + 3], 7);
}

/// AA graphite, layers 4 A apart, one sodium in each hexagonal prism: a cell of two carbon atoms. `skew` adds lattice
/// vectors to each other, which leaves the crystal as it is.
Structure tiny_cell(const std::array<int, 3>& skew) {
  const double a = lattice_constant;
  const Vec3 u{a, 0, 0}, v{a / 2, a * std::sqrt(3.0) / 2, 0}, w{0, 0, 4};
  const Vec3 v2 = v + double(skew[0]) * u, w2 = w + double(skew[1]) * u + double(skew[2]) * v2;
  Structure s = with_sodium({{0, bond_length, 2}, {0, -bond_length, 2}}, {{0, 0, 0}});
  s.box = Box({{{u.x, u.y, u.z}, {v2.x, v2.y, v2.z}, {w2.x, w2.y, w2.z}}});
  return s;
}

TEST(SiteFeatures, TinyCellsSeeTheirImages) {
  // Sodium within 5 A: 6 at a, 6 at sqrt(3) a = 4.26, 6 at 2 a = 4.919, 2 at 4, 12 at sqrt(16 + a^2) = 4.696 A.
  for (const auto& skew : {std::array{0, 0, 0}, {1, 0, 0}, {-2, 3, 1}}) {
    const Site s = only_site(tiny_cell(skew));
    expect_counts(s, 48, 2, 0, {0, 14, 0});
    expect_test(s, true, true, true, true);
    EXPECT_EQ(s.feature[guests], 6 + 6 + 6 + 2 + 12);
    EXPECT_NEAR(s.feature[nearest_guest], lattice_constant, exact);
  }
}

TEST(SiteFeatures, NoGuestAndNoHost) {
  const Structure host = with_sodium(sheet(0, everywhere), {});
  EXPECT_TRUE(features_of(host.atoms, host.box, {}).sites.empty());
  const Structure guest = with_sodium({}, {{0, 0, 0}});
  EXPECT_THROW(features_of(guest.atoms, guest.box, {}), Error);
}

}  // namespace

}  // namespace site_features_test
