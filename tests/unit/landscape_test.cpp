// A structure as a function of numbers: its gradient against differences of its value, far from the reference too, and
// the structures it makes.
#include "minimize/landscape.h"

#include <gtest/gtest.h>

#include <cmath>

#include "contract/samples.h"
#include "contract/tolerances.h"
#include "core/units.h"
#include "force/registry.h"
#include "minimize/minimizer.h"
#include "minimize/relax.h"
#include "physics/toy_systems.h"

namespace landscape_test {

namespace {

using namespace nacre;
using samples::Sample;

constexpr double gpa = 1 / units::gpa_per_pressure;

/// Atoms about 1.45 A from their nearest neighbours, in a skewed cell.
Sample carbon(std::array<bool, 3> periodic = {true, true, true}) {
  samples::Random random(5);
  Mat3 h{{{4.2, 0, 0}, {periodic[0] ? 0.3 : 0, 4.4, 0}, {0, 0, 4.6}}};
  Sample s{Atoms{}, Box(h, periodic)};
  s.atoms.species = {"C"};
  s.atoms.resize(27);
  for (int i = 0; i < 27; ++i)
    s.atoms.position[i] =
        s.box.cartesian({(i % 3) / 3.0, (i / 3 % 3) / 3.0, (i / 9) / 3.0}) + random.cube(0.05) + Vec3{0.1, 0.1, 0.1};
  return s;
}

struct Case {
  CellFreedom cell;
  std::array<bool, 3> periodic;
  std::size_t strains;
};
class EveryFreedom : public testing::TestWithParam<Case> {};
INSTANTIATE_TEST_SUITE_P(All, EveryFreedom,
                         testing::Values(Case{CellFreedom::fixed, {true, true, true}, 0},
                                         Case{CellFreedom::hydrostatic, {true, true, true}, 1},
                                         Case{CellFreedom::orthogonal, {true, true, true}, 3},
                                         Case{CellFreedom::full, {true, true, true}, 6},
                                         Case{CellFreedom::hydrostatic, {true, true, false}, 1},
                                         Case{CellFreedom::full, {true, true, false}, 3},
                                         Case{CellFreedom::full, {false, true, false}, 1}));

TEST_P(EveryFreedom, GradientIsTheSlopeOfTheValue) {
  const Case& c = GetParam();
  Sample s = carbon(c.periodic);
  toy::SpringCrystal force(s.atoms, s.box, 5, 1.45);  // smooth everywhere: potentials have kinks at their cutoffs
  std::vector<char> fixed(27, 0);
  fixed[3] = fixed[20] = 1;
  const Landscape landscape(s.atoms, s.box, fixed, c.cell, gpa * Vec3{30, -20, 7});
  ASSERT_EQ(landscape.atom_coordinates(), 75u);
  ASSERT_EQ(landscape.cell().coordinates(), c.strains);
  Vector x = landscape.start();
  for (std::size_t k = 0; k < c.strains; ++k)
    x[75 + k] = landscape.cell().scale() * (0.01 + 0.004 * static_cast<double>(k));
  Evaluation now;
  const auto value = [&](const Vector& at) {
    landscape.place(at, s.atoms, s.box);
    force.compute(s.atoms, s.box, {}, now);
    return landscape.value(at, now);
  };
  value(x);
  Vector gradient;
  landscape.gradient(x, now, gradient);
  double size = 0;
  for (std::size_t k = 0; k < x.size(); k += k < 72 ? 7 : 1) {
    const auto at = [&](double step) {
      Vector moved = x;
      moved[k] += step * tolerances::difference_step;
      return value(moved);
    };
    const double slope = (8 * (at(1) - at(-1)) - (at(2) - at(-2))) / (12 * tolerances::difference_step);
    EXPECT_NEAR(gradient[k], slope, tolerances::force_by_difference.at(slope)) << k;
    size = std::max(size, std::abs(slope));
  }
  EXPECT_GT(size, 0.1);
}

TEST_P(EveryFreedom, OpenDirectionsAndFixedAtomsStay) {
  const Case& c = GetParam();
  const Sample before = carbon(c.periodic);
  Sample s = before.clone();
  std::vector<char> fixed(27, 0);
  fixed[3] = 1;
  const Landscape landscape(s.atoms, s.box, fixed, c.cell, {});
  Vector x = landscape.start();
  landscape.place(x, s.atoms, s.box);
  for (std::size_t i = 0; i < 27; ++i)
    for (int k = 0; k < 3; ++k) ASSERT_EQ(s.atoms.position[i][k], before.atoms.position[i][k]);
  for (double& v : x) v += 0.1;
  landscape.place(x, s.atoms, s.box);
  for (int k = 0; k < 3; ++k) {
    const double stretch = norm(s.box.h().row(k)) / norm(before.box.h().row(k));
    EXPECT_EQ(stretch == 1, !c.periodic[k] || c.cell == CellFreedom::fixed) << k;
  }
  EXPECT_LT(norm(s.box.fractional(s.atoms.position[3]) - before.box.fractional(before.atoms.position[3])), 1e-13);
}

TEST(CellStrain, ScaleMakesAStrainAsStiffAsAnAtomWhateverTheirNumber) {
  // The same matter twice as long: twice the atoms, twice the volume. A strain's stiffness C V / J^2 must not change.
  const Box one(5.0 * identity()), two(Mat3{{{10, 0, 0}, {0, 5, 0}, {0, 0, 5}}});
  const CellStrain a(CellFreedom::full, {}, one, 20), b(CellFreedom::full, {}, two, 40);
  EXPECT_NEAR(a.scale() * a.scale() / one.volume(), b.scale() * b.scale() / two.volume(), 1e-12);
}

class EverySearch : public testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(All, EverySearch, testing::ValuesIn(known_minimizers()));

TEST_P(EverySearch, StrainsTheCellByTwoPerCentAStepAtMost) {
  // Pulled by a pressure that would stretch it at once to many times its size.
  const auto force = make_batch_force(default_force);
  Sample s = carbon();
  RelaxOptions o;
  o.method = GetParam(), o.cell = CellFreedom::full, o.pressure = gpa * Vec3{-3000, -3000, -3000}, o.max_steps = 60;
  Mat3 last = s.box.h();
  double largest = 0;
  o.on_step = [&](const RelaxStep& step) {
    const Mat3 f = inverse(last) * step.box.h();
    last = step.box.h();
    for (int i = 0; i < 3; ++i)
      for (int j = 0; j < 3; ++j) largest = std::max(largest, std::abs(f.m[i][j] - (i == j ? 1 : 0)));
  };
  relax(*force, {{&s.atoms, &s.box, {}}}, o);
  EXPECT_LE(largest, 0.02 + 1e-12);
  EXPECT_GT(largest, 0.01);
}

}  // namespace

}  // namespace landscape_test
