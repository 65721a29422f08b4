// The analyses: crystals whose numbers are known exactly, the oracles, what is refused.
#include "samples.h"

namespace analysis_test {

namespace {

using nacre::PairCutoff;
using nacre::Structure;
using nacre_test::error_of;
using nacre_test::lattice;
using nacre_test::mentions;

constexpr double bond = 1.42;  // Å
const std::vector<PairCutoff> carbon_bonds{{"C", "C", 1.85}};

/// n x n cells of graphene in the plane z = 0, four atoms each; 20 Å from sheet to sheet.
Structure graphene(int n) {
  Structure s;
  s.species = {"C"};
  s.periodic = nacre::periodic_everywhere;
  const double a = std::sqrt(3) * bond, b = 3 * bond;
  s.cell = {n * a, 0, 0, 0, n * b, 0, 0, 0, 20};
  for (int x = 0; x < n; ++x)
    for (int y = 0; y < n; ++y)
      for (const auto& p : {std::array<double, 2>{0, 0}, {0, 1. / 3}, {0.5, 0.5}, {0.5, 5. / 6}}) {
        s.types.push_back(0);
        s.positions.insert(s.positions.end(), {(x + p[0]) * a, (y + p[1]) * b, 0});
      }
  return s;
}
nacre::Frames one(const Structure& s) { return {&s, 1}; }

TEST(ApiAnalysis, GrapheneHasThreeNeighborsHexagonsAnd120Degrees) {
  const Structure s = graphene(4);
  const auto n = static_cast<double>(s.size());
  const nacre::CoordinationResult z = nacre::coordination(one(s), carbon_bonds);
  EXPECT_EQ(z.atoms, 64);
  EXPECT_EQ(z.mean, 3);
  EXPECT_EQ(z.counts, (std::vector<std::int64_t>{0, 0, 0, 64}));
  EXPECT_EQ(nacre::coordination_numbers(s, carbon_bonds), std::vector<int>(64, 3));

  const nacre::HybridizationResult h = nacre::hybridization(one(s));
  EXPECT_EQ(h.sp2, 1);
  EXPECT_NEAR(h.bond_length, bond, 1e-9);
  EXPECT_NEAR(h.bond_angle, 120, 1e-9);
  EXPECT_EQ(h.pentagons, 0);
  EXPECT_EQ(h.layer_spacing, 0);

  const nacre::RingResult r = nacre::rings(one(s));
  for (const nacre::RingSize& size : r.sizes) EXPECT_EQ(size.rings, size.size == 6 ? 32 : 0) << size.size;
  EXPECT_NEAR(r.sizes[3].per_atom, 32 / n, 1e-12);
  EXPECT_EQ(r.sizes[3].share, 1);
  EXPECT_NEAR(r.sizes[3].mean_planarity, 0, 1e-9);

  const nacre::AdfResult a = nacre::adf(one(s), carbon_bonds, 60);
  EXPECT_EQ(a.total.angles, 192);
  EXPECT_NEAR(a.total.mean, 120, 1e-4);
  double integral = 0;
  for (const double p : a.total.density) integral += 3 * p;
  EXPECT_NEAR(integral, 1, 1e-9);
  ASSERT_EQ(a.angle.size(), 60u);
  EXPECT_EQ(a.angle[0], 1.5);
}

TEST(ApiAnalysis, RdfCountsTheOraclesNeighbors) {
  const Structure s = lattice({"C", "Na"}, {4, 3, 3}, 2.4, 2);
  nacre::RdfSettings settings;
  settings.r_max = 8;
  settings.bins = 400;
  const nacre::RdfResult g = nacre::rdf(one(s), settings);
  ASSERT_EQ(g.pairs.size(), 4u);
  double pairs = 0;
  for (const auto& neighbors : reference::periodic_pairs(nacre_test::to_reference(s), 8)) pairs += neighbors.size();
  EXPECT_NEAR(g.total.coordination.back(), pairs / s.size(), 1e-9);
  // sum of g rho 4 pi r^2 dr is the same number
  double sum = 0;
  const double volume = s.cell[0] * (s.cell[4] * s.cell[8] - s.cell[5] * s.cell[7]) -
                        s.cell[1] * (s.cell[3] * s.cell[8] - s.cell[5] * s.cell[6]) +
                        s.cell[2] * (s.cell[3] * s.cell[7] - s.cell[4] * s.cell[6]);
  for (int k = 0; k < 400; ++k) {
    const double inner = 0.02 * k, outer = 0.02 * (k + 1);
    sum += g.total.g[k] * s.size() / volume * 4 / 3 * reference::pi * (std::pow(outer, 3) - std::pow(inner, 3));
  }
  EXPECT_NEAR(sum, pairs / s.size(), 1e-6);
  EXPECT_NEAR(g.r[0], 0.01, 1e-12);
}

TEST(ApiAnalysis, CoordinationIsTheOracles) {
  const Structure s = lattice({"C", "Na"}, {4, 3, 3}, 2.0, 2);
  const std::vector<int> z = nacre::coordination_numbers(s, {{"C", "C", 2.6}, {"C", "Na", 2.6}, {"Na", "Na", 2.6}});
  const auto pairs = reference::periodic_pairs(nacre_test::to_reference(s), 2.6);
  for (std::size_t i = 0; i < s.size(); ++i) EXPECT_EQ(z[i], static_cast<int>(pairs[i].size()));
}

// Atoms of constant velocity: MSD = v^2 t^2, exponent 2, VACF = v^2; across the faces of the cell.
TEST(ApiAnalysis, FreeFlightHasTheSquareOfTime) {
  std::vector<Structure> frames;
  Structure s = lattice({"C"}, {2, 2, 2}, 4, 1);
  s.velocities.assign(24, 0);
  for (int i = 0; i < 8; ++i) s.velocities[3 * i] = 0.002;  // Å/fs
  for (int f = 0; f < 40; ++f) {
    frames.push_back(s);
    for (int i = 0; i < 8; ++i) s.positions[3 * i] += 0.2;  // 0.1 ps
  }
  nacre::MsdSettings settings;
  settings.spacing = 0.1;
  const nacre::MsdResult m = nacre::msd(frames, settings);
  ASSERT_FALSE(m.curves.empty());
  EXPECT_NEAR(m.time[5], 0.5, 1e-12);
  EXPECT_NEAR(m.curves[0].msd[3 * 5], 1, 1e-9);
  EXPECT_NEAR(m.curves[0].vacf[0], 4, 1e-6);  // (2 Å/ps)^2
  EXPECT_NEAR(m.curves[0].exponent, 2, 1e-6);
  EXPECT_TRUE(mentions(error_of([&] { nacre::msd(frames, {}); }), "spacing"));
}

// Bragg: graphite layers 3.35 Å apart, seen by Cu K-alpha near 26.6 degrees, and by geometry exactly.
TEST(ApiAnalysis, GraphiteShowsItsLayers) {
  Structure s = graphene(5);
  const std::vector<double> sheet = s.positions;
  s.positions.clear(), s.types.clear();
  for (int layer = 0; layer < 8; ++layer)
    for (std::size_t k = 0; k < sheet.size(); k += 3) {
      s.types.push_back(0);
      s.positions.insert(s.positions.end(), {sheet[k], sheet[k + 1] + (layer % 2) * bond, layer * 3.35});
    }
  s.cell[8] = 8 * 3.35;
  nacre::XrdSettings settings;
  settings.r_max = 40;  // Å: lines 0.18 1/Å wide
  const nacre::XrdResult x = nacre::xrd(one(s), settings);
  EXPECT_TRUE(x.has_layers);
  EXPECT_NEAR(x.layer_spacing, 3.35, 1e-9);
  EXPECT_NEAR(x.layer_d, 3.35, 0.08);  // 1/Q^2 and the form factor pull a line of this width to smaller angles
  EXPECT_NEAR(x.layer_d_corrected, 3.35, 0.03);
  ASSERT_FALSE(x.peaks.empty());
  EXPECT_EQ(x.two_theta.size(), x.intensity.size());
  EXPECT_NEAR(x.two_theta.front(), 10, 1e-12);
  EXPECT_NEAR(nacre::hybridization(one(s)).layer_spacing, 3.35, 1e-9);
}

// One sphere in a cubic cell: the cavity's diameter is the body diagonal less the sphere's.
TEST(ApiAnalysis, PoresOfASimpleCubicLattice) {
  Structure s;
  s.species = {"C"};
  s.types = {0};
  s.positions = {0, 0, 0};
  s.cell = {10, 0, 0, 0, 10, 0, 0, 0, 10};
  s.periodic = nacre::periodic_everywhere;
  nacre::PoreSettings settings;
  settings.radii = "C=3";
  const nacre::PoreResult p = nacre::pores(one(s), settings);
  EXPECT_NEAR(p.largest_cavity, std::sqrt(3) * 10 - 6, 1e-6);
  EXPECT_NEAR(p.limiting, std::sqrt(2) * 10 - 6, 1e-4);
  EXPECT_NEAR(p.void_fraction, 1 - 4. / 3 * reference::pi * 27 / 1000, 5e-3);
  EXPECT_NEAR(p.density, 12.011 * 1.66053906660 / 1000, 1e-9);
  s.periodic = {true, true, false};
  EXPECT_EQ(error_of([&] { nacre::pores(one(s), settings); }).kind(), nacre::Error::Kind::bad_input);
}

TEST(ApiAnalysis, RefusesWhatDoesNotFit) {
  const Structure s = graphene(2);
  EXPECT_TRUE(mentions(error_of([&] { nacre::rdf({}); }), "no structure"));
  EXPECT_TRUE(mentions(error_of([&] { nacre::coordination(one(s), {{"C", "Xx", 1.8}}); }), "Xx"));
  EXPECT_THROW(nacre::coordination(one(s), {{"C", "C", -1}}), nacre::Error);
  EXPECT_THROW(nacre::coordination(one(s), {}), nacre::Error);
  EXPECT_THROW(nacre::rings(one(s), carbon_bonds, 2), nacre::Error);
  EXPECT_THROW(nacre::adf(one(s), carbon_bonds, 0), nacre::Error);
  nacre::RdfSettings wrong;
  wrong.bins = 0;
  EXPECT_THROW(nacre::rdf(one(s), wrong), nacre::Error);
  nacre::XrdSettings angles;
  angles.high = 200;
  EXPECT_THROW(nacre::xrd(one(s), angles), nacre::Error);
  const std::vector<Structure> two{s, lattice({"Na"}, {2, 2, 2}, 3, 1)};
  EXPECT_TRUE(mentions(error_of([&] { nacre::rings(two); }), "structure 1"));
}

}  // namespace

}  // namespace analysis_test
