// Barostats: the pressure asked for is the mean pressure; the volume and the strain fluctuate as the ensemble says.
// Oracles: an ideal gas has an exact distribution of its volume, a cell that is elastic on its own an exact one of its
// strain, and a crystal at the mean cell has the target pressure when its cell does not move at all.
#include "integrate/barostat.h"
#include "integrate/change_box.h"
#include "toy_systems.h"

namespace barostat_test {

namespace {

using namespace toy;

constexpr double gpa = 160.2176634;  // in one eV/A^3

Mat3 pressure_GPa(const World& w) { return nacre::measure(w.dynamics, true).pressure; }

// With N atoms whose total momentum is zero, p(V) ~ V^(N-1) exp(-P V / kT), from the integral over the 3 N - 3 momenta
// at fixed scaled coordinates (docs/physics/barostats.md). So V is Gamma(N, kT/P): mean N kT / P, variance N (kT /
// P)^2. The strain's Euler step of relative length 1 / p_coup makes the variance too large by about half of that. The
// thermostat is as slow as the barostat, so that heat exchanged between the two would show.
TEST(StochasticCell, IdealGasVolumeIsGammaDistributed) {
  constexpr double p = 1.0, coupling = 100;
  World w = ideal_gas(2, 600, 1, 31);
  const auto e = ensemble("npt_scr 600 600 100 " + std::to_string(p) + " 1.0 100");  // an ideal gas has C = P
  run(w, *e, 4000);
  std::vector<double> volume, pressure;
  run(w, *e, 600000, [&] {
    volume.push_back(w.volume());
    pressure.push_back(trace(pressure_GPa(w)) / 3);
  });
  const double unit = kt(600) / (p / gpa);
  expect_matches("<V>", estimate(volume), 32 * unit, 0.1 / coupling);
  expect_matches("var V", variance(volume, 32 * unit), 32 * unit * unit, 1 / coupling);
  expect_matches("<P>", estimate(pressure), p);
  // Gamma(33), as when all 3 N momenta were free, is excluded.
  EXPECT_GT(std::abs(estimate(volume).mean - 33 * unit), sigmas * estimate(volume).error);
}

// An elastic cell, E = kappa sum_ij e_ij^2 / 2, atoms at rest: var e_ii = kT / kappa and, because e_ij = e_ji stands
// twice in the sum, var e_ij = kT / (2 kappa). With C = kappa / (3 V) the strain relaxes in p_coup steps; the Euler
// step again widens the distribution by 1 / (2 p_coup). kT / kappa = 3e-5 keeps the powers of e beyond the second below
// a percent.
TEST(StochasticCell, ElasticCellStrainsAsBoltzmannSays) {
  System s = fcc(1, 10.0, 5);
  const double t = 300, kappa = kt(t) / 3e-5;
  const Mat3 h0 = s.box.h();
  World w(std::move(s), std::make_unique<ElasticCell>(h0, kappa), 1);
  const std::string c = " " + std::to_string(kappa / 3000 * gpa);
  const auto e = ensemble("npt_scr 300 300 10 0 0 0 0 0 0" + c + c + c + c + c + c + " 50");
  run(w, *e, 2000);
  std::array<std::vector<double>, 9> strain;
  run(w, *e, 300000, [&] {
    const Mat3 now = lagrangian_strain(inverse(h0), w.system.box.h());
    for (int i = 0; i < 9; ++i) strain[i].push_back(now[i / 3][i % 3]);
  });
  constexpr double bias = 1.0 / 50 + 0.005;
  for (const int i : {0, 4, 8}) expect_matches("var e_ii", variance(strain[i], 0), 3e-5, bias);
  for (const int i : {1, 2, 5}) expect_matches("var e_ij", variance(strain[i], 0), 1.5e-5, bias);
}

struct Case {
  std::string name, line;
  Mat3 target;  // GPa
};
void PrintTo(const Case& c, std::ostream* os) { *os << c.name; }

const Mat3 uniform{{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}};
const Mat3 diagonal{{{3, 0, 0}, {0, 2, 0}, {0, 0, 1}}};
const Mat3 full{{{3, 0.5, -1}, {0.5, 2, 0.8}, {-1, 0.8, 1}}};

class MeanPressure : public testing::TestWithParam<Case> {};

// Every component is checked where it is controlled; isotropic control knows only the trace.
TEST_P(MeanPressure, IsTheTarget) {
  World w = spring_crystal(2, 300, 1, 41);
  const auto e = ensemble(GetParam().line);
  run(w, *e, 5000);
  std::array<std::vector<double>, 9> p;
  run(w, *e, 100000, [&] {
    const Mat3 now = pressure_GPa(w);
    for (int i = 0; i < 9; ++i) p[i].push_back(now[i / 3][i % 3]);
  });
  if (GetParam().name.find("isotropic") != std::string::npos) {
    for (std::size_t k = 0; k < p[0].size(); ++k) p[0][k] = (p[0][k] + p[4][k] + p[8][k]) / 3;
    return expect_matches("<P>", estimate(p[0]), trace(GetParam().target) / 3);
  }
  const bool shear = GetParam().name.find("triclinic") != std::string::npos;
  for (int i = 0; i < 3; ++i)
    for (int j = i; j < 3; ++j)
      if (i == j || shear) expect_matches("<P_ij>", estimate(p[3 * i + j]), GetParam().target[i][j]);
}

const std::string isotropic_P = " 300 300 100 2 100 200";
const std::string orthogonal_P = " 300 300 100 3 2 1 100 150 200 200";
const std::string triclinic_P = " 300 300 100 3 2 1 0.8 -1 0.5 100 100 100 80 80 80 200";
const std::string axes = " x 3 3 y 2 2 z 1 1", shears = " yz 0.8 0.8 xz -1 -1 xy 0.5 0.5";
const std::string periods = " tperiod 50 pperiod 500";
INSTANTIATE_TEST_SUITE_P(All, MeanPressure,
                         testing::Values(Case{"ber_isotropic", "npt_ber" + isotropic_P, uniform},
                                         Case{"ber_orthogonal", "npt_ber" + orthogonal_P, diagonal},
                                         Case{"ber_triclinic", "npt_ber" + triclinic_P, full},
                                         Case{"scr_isotropic", "npt_scr" + isotropic_P, uniform},
                                         Case{"scr_orthogonal", "npt_scr" + orthogonal_P, diagonal},
                                         Case{"scr_triclinic", "npt_scr" + triclinic_P, full},
                                         Case{"mttk_isotropic", "npt_mttk temp 300 300 iso 2 2" + periods, uniform},
                                         Case{"mttk_orthogonal", "npt_mttk temp 300 300" + axes + periods, diagonal},
                                         Case{"mttk_triclinic", "npt_mttk temp 300 300" + axes + shears + periods,
                                              full}),
                         [](const auto& info) { return info.param.name; });

// The mean cell found at 3 GPa, held, has 3 GPa under a thermostat alone.
TEST(StochasticCell, MeanCellHasThePressureWhenHeld) {
  World w = spring_crystal(2, 300, 1, 42);
  const auto e = ensemble("npt_scr 300 300 100 3 100 200");
  run(w, *e, 5000);
  std::vector<double> length;
  run(w, *e, 60000, [&] { length.push_back(w.system.box.h()[0][0]); });
  nacre::scale_cell(w.system, (estimate(length).mean / w.system.box.h()[0][0]) * nacre::identity());
  nacre::force(w.dynamics);
  std::vector<double> p;
  run(w, *ensemble("nvt_lan 300 300 100"), 40000, [&] { p.push_back(trace(pressure_GPa(w)) / 3); });
  // Uncertain by B times the relative error of the volume as well, B about 150 GPa; holding the cell costs kT/V terms,
  // 0.004 / 512 * 160 = 0.001 GPa.
  const Estimate found = estimate(p);
  const double from_cell = 150 * 3 * estimate(length).error / estimate(length).mean;
  expect_matches("P held", {found.mean, std::hypot(found.error, from_cell)}, 3, 0.001);
}

// The volume of an elastic cell returns to rest as (1 - 1/n)^k when C is the bulk modulus: B = kappa / (3 V).
TEST(Berendsen, CouplingTimeIsInSteps) {
  System s = fcc(1, 10.0);
  const double kappa = 1000, b = kappa / 3000 * gpa;
  const Mat3 h0 = s.box.h();
  s.box = Box(1.0001 * h0);
  World w(std::move(s), std::make_unique<ElasticCell>(h0, kappa), 1);
  run(w, *ensemble("npt_ber 300 300 100 0 " + std::to_string(b) + " 40"), 40);
  const double left = (std::cbrt(w.volume()) / 10 - 1) / 1e-4;
  EXPECT_NEAR(left, std::pow(1 - 1 / 40.0, 40), 1e-3);  // 1e-4 of strain makes the elasticity 3e-4 non-linear
}

TEST(Barostat, StiffAndOpenDirectionsStayToTheBit) {
  for (const std::string method : {"npt_ber", "npt_scr"}) {
    World w = spring_crystal(2, 300, 1, 43);
    w.system.box = Box(w.system.box.h(), {true, false, true});
    run(w, *ensemble(method + " 300 300 100 5 5 5 100 100 2001 100"), 200);
    const Mat3& h = w.system.box.h();
    EXPECT_NE(h[0][0], 8.0) << method;
    EXPECT_EQ(h[1][1], 8.0) << method;  // open
    EXPECT_EQ(h[2][2], 8.0) << method;  // C > 2000 GPa
    EXPECT_TRUE(w.system.box.is_orthogonal()) << method;
  }
}

// A hexagonal sheet: one pressure strains its plane alike in all directions and leaves the open vector alone, six strain
// the plane and its shear.
TEST(Barostat, AHexagonalSheetIsStrainedInItsPlaneOnly) {
  const Mat3 hexagonal{{{8, 0, 0}, {-4, 4 * std::sqrt(3.0), 0}, {0, 0, 20}}};
  for (const std::string method : {"npt_ber", "npt_scr"}) {
    const std::string six = " 300 300 100 5 5 5 0 0 0 100 100 100 100 100 100 100";
    for (const std::string& line : {method + " 300 300 100 5 100 100", method + six}) {
      World w(fcc(1, 4.0, 43), std::make_unique<ElasticCell>(hexagonal, 20), 1);
      w.system.box = Box(hexagonal, {true, true, false});
      nacre::force(w.dynamics);
      run(w, *ensemble(line), 200);
      const Mat3& h = w.system.box.h();
      EXPECT_GT(std::abs(h[0][0] - 8), 1e-4) << line;
      for (int k = 0; k < 3; ++k) EXPECT_EQ(h[2][k], hexagonal[2][k]) << line;
      EXPECT_EQ(h[0][2], 0) << line;
      EXPECT_EQ(h[1][2], 0) << line;
      if (line.size() > 30) continue;
      EXPECT_NEAR(h[1][1] / hexagonal[1][1], h[0][0] / 8, 1e-12) << line;
      EXPECT_NEAR(h[1][0] / hexagonal[1][0], h[0][0] / 8, 1e-12) << line;
      EXPECT_EQ(h[0][1], 0) << line;
    }
  }
}

// Strained alike in its plane, E = kappa e^2: var e = kT / (2 kappa). The mean of three normals instead of two would give
// two thirds of it.
TEST(StochasticCell, ASheetStrainsAsBoltzmannSays) {
  const Mat3 h0{{{10, 0, 0}, {-5, 5 * std::sqrt(3.0), 0}, {0, 0, 20}}};
  const double t = 300, kappa = kt(t) / 3e-5, volume = 1000 * std::sqrt(3.0);
  World w(fcc(1, 10.0, 5), std::make_unique<ElasticCell>(h0, kappa), 1);
  w.system.box = Box(h0, {true, true, false});
  const auto e = ensemble("npt_scr 300 300 10 0 " + std::to_string(kappa / (3 * volume) * gpa) + " 50");
  run(w, *e, 2000);
  std::vector<double> strain;
  run(w, *e, 300000, [&] { strain.push_back(lagrangian_strain(inverse(h0), w.system.box.h())[0][0]); });
  expect_matches("var e", variance(strain, 0), 1.5e-5, 1.0 / 50 + 0.005);
}

TEST(Barostat, FrozenShearKeepsAnOrthogonalCell) {
  World w = spring_crystal(2, 300, 1, 43);
  run(w, *ensemble("npt_scr 300 300 100 0 0 0 0 0 0 100 100 100 3000 3000 3000 100"), 200);
  EXPECT_TRUE(w.system.box.is_orthogonal());
  EXPECT_NE(w.system.box.h()[0][0], w.system.box.h()[1][1]);
}

TEST(Barostat, IsotropicKeepsTheShapeOfATriclinicCell) {
  World w = spring_crystal(2, 300, 1, 44);
  const Mat3 mu{{{1, 0.05, 0}, {0.05, 1, 0.02}, {0, 0.02, 1}}};
  nacre::scale_cell(w.system, mu);
  nacre::force(w.dynamics);
  const Mat3 before = w.system.box.h();
  run(w, *ensemble("npt_scr 300 300 100 5 100 100"), 100);
  const double factor = w.system.box.h()[0][0] / before[0][0];
  EXPECT_GT(std::abs(factor - 1), 1e-4);
  for (int i = 0; i < 9; ++i) EXPECT_NEAR(w.system.box.h()[i / 3][i % 3], factor * before[i / 3][i % 3], 1e-12);
}

// A cell that is kicked by 1000 GPa with a coupling of one step is stopped with a named cause.
TEST(Barostat, StopsWhenTheCouplingIsAbsurd) {
  World w = spring_crystal(2, 300, 1, 44);
  const auto e = ensemble("npt_ber 300 300 100 1000 10 1");
  try {
    run(w, *e, 10);
    FAIL();
  } catch (const nacre::Error& error) {
    EXPECT_EQ(error.kind(), nacre::Error::Kind::failed);
    EXPECT_NE(std::string(error.what()).find("run.in:7"), std::string::npos) << error.what();
  }
}

/// `growth` under the ensemble of `line`, at rest but for what the growth does.
void grow(World& w, const std::string& line, const nacre::CellGrowth& growth, int steps,
          const std::function<void()>& each) {
  const auto e = ensemble(line);
  ASSERT_TRUE(e->grow(growth));
  run(w, *e, steps, each);
}

// C_11 = 2 k/a and C_12 = k/a of springs k between the neighbours of a face-centred cubic crystal a. No atom leaves its
// place in the cell, so the stress is that of the lattice; a strain of 2e-4 makes it 2e-4 non-linear.
TEST(Growth, StressOverStrainIsTheElasticConstant) {
  World w = spring_crystal(2, 300, 1, 46);
  for (Vec3& v : w.system.atoms.velocity) v = {};
  const double c = 5 / 4.0 * gpa;
  int steps = 0;
  grow(w, "npt_ber 1 1 200000 0 0 0 3000 3000 3000 100", {{true, false, false}, {1e-5, 0, 0}}, 160, [&] {
    const double strain = ++steps * 1e-5 / 8;
    EXPECT_NEAR(w.system.box.h()[0][0], 8 + steps * 1e-5, 1e-12);
    EXPECT_NEAR(-pressure_GPa(w)[0][0] / strain, 2 * c, 1e-3 * c);
    EXPECT_NEAR(-pressure_GPa(w)[1][1] / strain, c, 1e-3 * c);
    EXPECT_EQ(w.system.box.h()[1][1], 8);
  });
}

// Free sides: the slope is Young's modulus E = (C_11 - C_12)(C_11 + 2 C_12)/(C_11 + C_12) = 4 k/(3 a), and the sides
// shrink by Poisson's ratio C_12/(C_11 + C_12) = 1/3. They follow with a lag of p_coup C/C_eff steps of the growth.
TEST(Growth, FreeSidesGiveYoungsModulus) {
  World w = spring_crystal(2, 300, 1, 47);
  for (Vec3& v : w.system.atoms.velocity) v = {};
  grow(w, "npt_ber 1 1 200000 0 0 0 200 200 200 20", {{false, false, true}, {0, 0, 1e-5}}, 8000, [] {});
  const Mat3& h = w.system.box.h();
  const double strain = h[2][2] / 8 - 1;
  EXPECT_NEAR(strain, 0.01, 1e-9);
  constexpr double nonlinear = 0.05;  // springs turn and lengthen: strain times a number near 3; the lag is 1 %
  EXPECT_NEAR(-pressure_GPa(w)[2][2] / strain, 4 * 5 / (3 * 4.0) * gpa, nonlinear * 4 * 5 / (3 * 4.0) * gpa);
  EXPECT_NEAR((1 - h[0][0] / 8) / strain, 1 / 3.0, nonlinear / 3);
}

TEST(Growth, NeedsThreePressures) {
  const nacre::CellGrowth growth{{true, false, false}, {1e-5, 0, 0}};
  for (const char* line : {"nve", "nvt_nhc 300 300 100", "npt_scr 300 300 100 0 100 100", "nph_mttk iso 0 0"})
    EXPECT_FALSE(ensemble(line)->grow(growth)) << line;
  EXPECT_TRUE(ensemble("npt_scr 300 300 100 0 0 0 100 100 100 100")->grow(growth));
}

// A length that ends below zero is stopped, and so is one that grows by a fifth in a step.
TEST(Growth, StopsWhenItIsAbsurd) {
  for (const double rate : {-9.0, 3.0}) {
    World w = spring_crystal(2, 300, 1, 46);
    const auto e = ensemble("npt_ber 300 300 100 0 0 0 100 100 100 100");
    e->grow({{true, false, false}, {rate, 0, 0}});
    EXPECT_THROW(run(w, *e, 1), nacre::Error) << rate;
  }
}

// T_coup above 1e5 leaves the energy alone but for the work on the cell.
TEST(Berendsen, LongCouplingMeansNoThermostat) {
  World w = spring_crystal(2, 300, 1, 45);
  const auto e = ensemble("npt_ber 300 300 100001 0 2001 1000");  // and a frozen cell: constant energy
  EXPECT_EQ(e->target_temperature(w.dynamics), -1);
  World nve = spring_crystal(2, 300, 1, 45);
  run(w, *e, 100);
  run(nve, *ensemble("nve"), 100);
  EXPECT_NEAR(w.kinetic() + w.potential(), nve.kinetic() + nve.potential(), 1e-10);
  EXPECT_EQ(e->bath_energy(), 0);
}

// exp of [[0, x], [x, 0]] has cosh x and sinh x; of a diagonal matrix the exponentials.
TEST(Exponential, KnownMatrices) {
  const Mat3 a = nacre::exponential({{{0, 0.2, 0}, {0.2, 0, 0}, {0, 0, -0.15}}});
  EXPECT_NEAR(a[0][0], std::cosh(0.2), 1e-15);
  EXPECT_NEAR(a[0][1], std::sinh(0.2), 1e-15);
  EXPECT_NEAR(a[2][2], std::exp(-0.15), 1e-15);
  EXPECT_EQ(a[0][2], 0);
}

// --- scale_cell and change_box

TEST(ScaleCell, FractionalCoordinatesStay) {
  World w = spring_crystal(2, 300, 1, 46);
  std::vector<Vec3> s;
  for (const Vec3& r : w.system.atoms.position) s.push_back(w.system.box.fractional(r));
  nacre::scale_cell(w.system, {{{1.1, 0.1, 0}, {0, 0.9, 0.05}, {0.02, 0, 1.2}}});
  for (std::size_t i = 0; i < s.size(); ++i)
    EXPECT_LT(norm(w.system.box.fractional(w.system.atoms.position[i]) - s[i]), 1e-14);
}

TEST(ChangeBox, OneThreeAndSixNumbers) {
  System s = fcc(2, 4.0);
  nacre::change_box(s, deck("change_box 0.8"));
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(s.box.h()[k][k], 8.8, 1e-13);
  EXPECT_NEAR(norm(s.atoms.position[1] - Vec3{2.2, 2.2, 0}), 0, 1e-13);
  nacre::change_box(s, deck("change_box -0.8 0 1.2"));
  EXPECT_NEAR(s.box.h()[0][0], 8, 1e-13);
  EXPECT_NEAR(s.box.h()[1][1], 8.8, 1e-13);
  EXPECT_NEAR(s.box.h()[2][2], 10, 1e-13);
  System t = fcc(2, 4.0);
  nacre::change_box(t, deck("change_box 0 0 0 0.01 0.02 0.03"));
  const Mat3 expected{{{8, 0.24, 0.16}, {0.24, 8, 0.08}, {0.16, 0.08, 8}}};
  for (int i = 0; i < 9; ++i) EXPECT_NEAR(t.box.h()[i / 3][i % 3], expected[i / 3][i % 3], 1e-13);
}

}  // namespace

}  // namespace barostat_test
