// relax(): minima, pressures in GPa, many structures at once, what is refused.
#include "samples.h"

namespace relax_test {

namespace {

using nacre::Potential;
using nacre::RelaxEnd;
using nacre::RelaxOptions;
using nacre::Structure;
using nacre_test::argon;
using nacre_test::error_of;
using nacre_test::lattice;
using nacre_test::mentions;

double volume(const Structure& s) { return s.cell[0] * s.cell[4] * s.cell[8]; }

TEST(ApiRelax, AtomsGoBackToTheirPlaces) {
  Potential lj(nacre_test::in_source("input/potentials/Ar.lj"));
  Structure s = argon(5.3);
  const double perfect = lj.compute(s).energy;
  for (std::size_t k = 3; k < s.positions.size(); ++k)
    s.positions[k] += 0.02 * std::sin(static_cast<double>(k));  // no shell crosses the cutoff
  RelaxOptions options;
  options.force_tolerance = 1e-6;
  std::int64_t steps = 0;
  options.on_step = [&](const nacre::RelaxStep& step) { steps = step.step; };
  const nacre::RelaxResult r = nacre::relax(lj, s, options);
  EXPECT_EQ(r.end, RelaxEnd::converged);
  EXPECT_EQ(r.message, "converged");
  EXPECT_EQ(r.steps, steps);
  EXPECT_LT(r.max_force, 1e-6);
  EXPECT_NEAR(r.energy, perfect, 1e-8);
  EXPECT_NEAR(lj.compute(s).energy, r.energy, 1e-9);
}

// The pressure asked for is that of the virial: W / 3 V in GPa.
TEST(ApiRelax, TheCellTakesThePressureInGPa) {
  Potential lj(nacre_test::in_source("input/potentials/Ar.lj"));
  Structure s = argon(5.2);
  RelaxOptions options;
  options.cell = nacre::CellFreedom::hydrostatic;
  options.pressure = {0.5, 0.5, 0.5};
  options.stress_tolerance = 1e-5;
  const nacre::RelaxResult r = nacre::relax(lj, s, options);
  ASSERT_EQ(r.end, RelaxEnd::converged) << r.message;
  const nacre::Matrix w = lj.compute(s).virial;
  EXPECT_NEAR((w[0] + w[4] + w[8]) / (3 * volume(s)) * 160.2176634, 0.5, 1e-4);
  EXPECT_NEAR(r.enthalpy, r.energy + 0.5 / 160.2176634 * volume(s), 1e-6);
}

TEST(ApiRelax, ManyHaveTheSameBitsInAnyCompany) {
  Potential lj(nacre_test::in_source("tests/data/lj/NaC.lj"));
  std::vector<Structure> all;
  for (unsigned seed = 1; seed < 4; ++seed) all.push_back(lattice({"C", "Na"}, {3, 2, 2}, 3.1, seed));
  std::vector<Structure> two{all[1], all[2]};
  RelaxOptions options;
  options.max_steps = 10;
  const auto three = nacre::relax(lj, all, options);
  const auto some = nacre::relax(lj, two, options);
  ASSERT_EQ(three.size(), 3u);
  EXPECT_EQ(three[1].energy, some[0].energy);
  EXPECT_EQ(all[2].positions, two[1].positions);
}

TEST(ApiRelax, FixedAtomsStay) {
  Potential lj(nacre_test::in_source("tests/data/lj/NaC.lj"));
  Structure s = lattice({"C", "Na"}, {3, 2, 2}, 3.1, 1);
  const Structure before = s;
  RelaxOptions options;
  options.max_steps = 5;
  options.fixed = {std::vector<int>(s.size(), 0)};
  options.fixed[0][2] = 1;
  nacre::relax(lj, s, options);
  for (int k = 6; k < 9; ++k) EXPECT_EQ(s.positions[k], before.positions[k]);
  EXPECT_NE(s.positions[0], before.positions[0]);
}

TEST(ApiRelax, RefusesWhatDoesNotFit) {
  Potential lj(nacre_test::in_source("input/potentials/Ar.lj"));
  Structure s = argon(5.3);
  const auto refused = [&](const RelaxOptions& options) { return error_of([&] { nacre::relax(lj, s, options); }); };
  RelaxOptions o;
  o.method = "downhill";
  EXPECT_TRUE(mentions(refused(o), "downhill") && mentions(refused(o), "lbfgs"));
  o = {}, o.force_tolerance = 0;
  EXPECT_TRUE(mentions(refused(o), "force_tolerance"));
  o = {}, o.fixed = {{1, 0}};
  EXPECT_TRUE(mentions(refused(o), "fixed"));
  o = {}, o.cell = nacre::CellFreedom::hydrostatic;
  s.periodic = nacre::open_everywhere;
  EXPECT_EQ(refused(o).kind(), nacre::Error::Kind::bad_input);
  EXPECT_GE(nacre::known_minimizers().size(), 4u);
}

}  // namespace

}  // namespace relax_test
