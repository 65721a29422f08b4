// Tersoff (1989) against numbers of another program, the independent reference, the paper, and formulas by hand.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "contract/samples.h"
#include "core/error.h"
#include "force/tersoff.h"
#include "reference/tersoff.h"
#include "source_dir.h"

namespace nacre::tersoff_test {
namespace {

using samples::Sample;

const std::string root = nacre_test::source_dir();

// Both sides are in double: 1e-9 leaves room for sums in another order and for the difference c^2/d^2 - c^2/D, which
// costs the plain formula eight digits (c/d is near 1e4) and ours none.
constexpr double energy_tolerance = 1e-8;  // eV
constexpr double force_tolerance = 1e-7;   // eV/A
constexpr double virial_tolerance = 1e-6;  // eV
// The stored virials were turned back from pressures: all are 9.56e-8 smaller than the strain derivative, a conversion
// constant of that program.
constexpr double stored_virial_conversion = 1.1e-7;  // 1

Evaluation evaluate(Force& force, const Sample& sample) {
  Evaluation out;
  force.compute(sample.atoms, sample.box, {true}, out);
  return out;
}

double largest_difference(const std::vector<Vec3>& a, const std::vector<reference::Vector>& b) {
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (int k = 0; k < 3; ++k) largest = std::max(largest, std::fabs(a[i][k] - b[i][k]));
  return largest;
}

double largest_difference(const Mat3& a, const reference::Tensor& b) {
  double largest = 0;
  for (int k = 0; k < 9; ++k) largest = std::max(largest, std::fabs(a.m[k / 3][k % 3] - b[k]));
  return largest;
}

// U_i as the header of tersoff_math.h has it, for any elements: plain loops, plain formulas.
std::vector<double> plain_site_energies(const tersoff::Parameters& parameters, const Sample& sample) {
  const std::size_t types = parameters.site.size();
  const auto pairs = reference::periodic_pairs(samples::to_reference(sample), 3.2);
  const auto& type = sample.atoms.type;
  std::vector<double> energies;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    const auto& t = parameters.site[type[i]];
    const auto fc = [&](const reference::Pair& pair) {
      const auto& p = parameters.pair[type[i] * types + type[pair.other]];
      if (pair.distance < p.R) return 1.0;
      if (pair.distance > p.S) return 0.0;
      return 0.5 + 0.5 * std::cos(reference::pi * (pair.distance - p.R) / (p.S - p.R));
    };
    double energy = 0;
    for (std::size_t j = 0; j < pairs[i].size(); ++j) {
      const auto& ij = pairs[i][j];
      double zeta = 0;
      for (std::size_t k = 0; k < pairs[i].size(); ++k) {
        if (k == j) continue;
        const auto& ik = pairs[i][k];
        const double x = reference::dot(ij.vector, ik.vector) / (ij.distance * ik.distance);
        zeta += fc(ik) * (1 + t.c * t.c / (t.d * t.d) - t.c * t.c / (t.d * t.d + (t.h - x) * (t.h - x)));
      }
      const double b = std::pow(1 + std::pow(t.beta * zeta, t.n), -1 / (2 * t.n));
      const auto& p = parameters.pair[type[i] * types + type[ij.other]];
      energy += 0.5 * fc(ij) * (p.A * std::exp(-p.lambda * ij.distance) - b * p.B * std::exp(-p.mu * ij.distance));
    }
    energies.push_back(energy);
  }
  return energies;
}

// Atomic energies are not compared here: that program gives half of each bond's energy to either end, ours all of what
// is seen from i to i (plain_site_energies).
TEST(Tersoff, NumbersOfAnotherProgram) {
  const auto force = make_force(root + "/input/potentials/C.tersoff");
  const auto frames = reference::read_frames(root + "/tests/data/tersoff/reference.xyz");
  ASSERT_GE(frames.size(), 2u);
  for (const auto& frame : frames) {
    const Sample sample = samples::from_reference(frame.structure, force->species());
    const Evaluation e = evaluate(*force, sample);
    const double n = static_cast<double>(sample.atoms.size());
    ASSERT_GT(std::fabs(frame.labels.energy), 1);
    EXPECT_NEAR(e.energy / n, frame.labels.energy / n, energy_tolerance);
    EXPECT_LE(largest_difference(e.force, frame.labels.force), force_tolerance);
    const double virial_size = std::sqrt(std::pow(norm(e.virial.row(0)), 2) + std::pow(norm(e.virial.row(1)), 2) +
                                         std::pow(norm(e.virial.row(2)), 2));
    EXPECT_LE(largest_difference(e.virial, frame.labels.virial),
              virial_tolerance + stored_virial_conversion * virial_size);
  }
}

TEST(Tersoff, IndependentReference) {
  const auto force = make_default_carbon();
  for (unsigned seed = 1; seed <= 12; ++seed) {
    // From squeezed (many neighbours) to torn (none), with some directions open.
    const samples::Shape shape{{2, 3, 2}, 1.2 + 0.1 * seed, 0.3, 0.15, {seed % 2 == 0, seed % 3 != 0, true}};
    const Sample sample = samples::lattice({"C"}, shape, seed);
    const Evaluation e = evaluate(*force, sample);
    const auto expected = reference::tersoff(samples::to_reference(sample));
    const double size = 1 + std::fabs(expected.energy);
    EXPECT_NEAR(e.energy, expected.energy, energy_tolerance * size);
    EXPECT_LE(largest_difference(e.force, expected.force), force_tolerance * size) << "seed " << seed;
    EXPECT_LE(largest_difference(e.virial, expected.virial), virial_tolerance * size) << "seed " << seed;
    for (std::size_t i = 0; i < e.atom_virial.size(); ++i)
      EXPECT_LE(largest_difference(e.atom_virial[i], expected.virial_atom[i]), virial_tolerance * size);
  }
}

TEST(Tersoff, SiteEnergiesOfTwoElements) {
  const auto parameters = tersoff::read_parameters(root + "/tests/data/tersoff/SiC.tersoff");
  Tersoff force(parameters);
  for (unsigned seed = 1; seed <= 6; ++seed) {
    const Sample sample = samples::lattice({"Si", "C"}, {{3, 3, 2}, 1.7 + 0.1 * seed}, seed);
    const Evaluation e = evaluate(force, sample);
    const auto expected = plain_site_energies(parameters, sample);
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(e.atom_energy[i], expected[i], energy_tolerance);
  }
}

TEST(Tersoff, MixedPairsAreMeansOfThePaper) {
  const auto p = tersoff::read_parameters(root + "/tests/data/tersoff/SiC.tersoff");
  ASSERT_EQ(p.pair.size(), 4u);
  for (const int k : {1, 2}) {
    EXPECT_DOUBLE_EQ(p.pair[k].A, std::sqrt(1830.8 * 1393.6));
    EXPECT_DOUBLE_EQ(p.pair[k].B, 0.9776 * std::sqrt(471.18 * 346.74));
    EXPECT_DOUBLE_EQ(p.pair[k].lambda, (2.4799 + 3.4879) / 2);
    EXPECT_DOUBLE_EQ(p.pair[k].mu, (1.7322 + 2.2119) / 2);
    EXPECT_DOUBLE_EQ(p.pair[k].R, std::sqrt(2.7 * 1.8));
    EXPECT_DOUBLE_EQ(p.pair[k].S, std::sqrt(3.0 * 2.1));
  }
  EXPECT_EQ(p.pair[3].S, 2.1);
  EXPECT_EQ(p.site[1].h, -0.57058);
}

// Energy per atom of a diamond-structure crystal of edge a, elements on the two sublattices.
double diamond_energy(Force& force, double a) {
  const auto& species = force.species();
  Sample sample{Atoms{}, Box(a * identity())};
  sample.atoms.species = species;
  sample.atoms.resize(8);
  const Vec3 face_centred[4] = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  for (int i = 0; i < 8; ++i) {
    const double quarter = i < 4 ? 0 : 0.25;
    sample.atoms.position[i] = a * (face_centred[i % 4] + Vec3{quarter, quarter, quarter});
    sample.atoms.type[i] = i < 4 ? 0 : static_cast<int>(species.size()) - 1;
  }
  return evaluate(force, sample).energy / 8;
}

struct Minimum {
  double a, energy;
};
Minimum find_minimum(Force& force, double low, double high) {
  Minimum best{low, 0};
  for (double a = low; a <= high; a += 5e-4)
    if (const double u = diamond_energy(force, a); u < best.energy) best = {a, u};
  std::printf("    minimum at %.4f A, %.4f eV/atom\n", best.a, best.energy);
  return best;
}

// The paper: diamond 3.566 A and -7.371 eV/atom; B = 346.7 instead of 346.74 lifts the energy by a few meV.
TEST(Tersoff, DiamondOfThePaper) {
  const auto force = make_default_carbon();
  const Minimum diamond = find_minimum(*force, 3.4, 3.7);
  EXPECT_NEAR(diamond.a, 3.566, 2e-3);
  EXPECT_NEAR(diamond.energy, -7.371, 8e-3);
}

// The paper: zinc-blende SiC 4.32 A and -6.165 eV/atom.
TEST(Tersoff, SiliconCarbideOfThePaper) {
  const auto force = make_force(root + "/tests/data/tersoff/SiC.tersoff");
  const Minimum carbide = find_minimum(*force, 4.2, 4.45);
  EXPECT_NEAR(carbide.a, 4.32, 5e-3);
  EXPECT_NEAR(carbide.energy, -6.165, 2e-2);
}

// A dimer has zeta = 0, so b = 1: the energy is the pair term alone, and nothing divides by zeta.
TEST(Tersoff, DimersHaveNoBondOrder) {
  const auto force = make_default_carbon();
  for (const double r : {1.2, 1.5, 1.8, 1.95, 2.0999999}) {
    Sample sample{Atoms{}, Box(20.0 * identity(), {false, false, false})};
    sample.atoms.species = {"C"};
    sample.atoms.resize(2);
    sample.atoms.position[1] = {0, r, 0};
    const Evaluation e = evaluate(*force, sample);
    const double fc = r < 1.8 ? 1 : 0.5 + 0.5 * std::cos(reference::pi * (r - 1.8) / 0.3);
    const double pair = fc * (1393.6 * std::exp(-3.4879 * r) - 346.7 * std::exp(-2.2119 * r));
    EXPECT_NEAR(e.energy, pair, 1e-12 * (1 + std::fabs(pair))) << r;
    for (int i = 0; i < 2; ++i) {
      EXPECT_TRUE(std::isfinite(e.force[i].y)) << r;
      EXPECT_EQ(e.force[i].x, 0);
    }
  }
}

TEST(Tersoff, CutoffIsOpenAtS) {
  const auto force = make_default_carbon();
  EXPECT_EQ(force->cutoff(), 2.1);
  Sample sample{Atoms{}, Box(20.0 * identity(), {false, false, false})};
  sample.atoms.species = {"C"};
  sample.atoms.resize(2);
  sample.atoms.position[1] = {2.1, 0, 0};
  EXPECT_EQ(evaluate(*force, sample).energy, 0);
}

TEST(TersoffMath, BondOrderNearZeroIsFinite) {
  const tersoff::SiteParameters<double> p{1.5724e-7, 0.72751, 38049, 4.3484, -0.57058};
  for (const double zeta : {0.0, -1e-20, 5e-324, 1e-300, 1e-100, 1e-10}) {
    const auto b = tersoff::bond_order(p, zeta);
    EXPECT_NEAR(b.value, 1, 1e-6);
    EXPECT_TRUE(std::isfinite(b.derivative)) << zeta;
  }
  EXPECT_EQ(tersoff::bond_order(p, 0.0).derivative, 0);
}

// Values against the formulas of the paper in long double, derivatives against differences; float as well.
template <class Real>
void check_formulas(double tolerance) {
  const tersoff::SiteParameters<Real> s{Real(1.5724e-7), Real(0.72751), 38049, Real(4.3484), Real(-0.57058)};
  const tersoff::PairParameters<Real> p{Real(1393.6), Real(346.7), Real(3.4879), Real(2.2119), Real(1.8), Real(2.1)};
  const long double c2 = 38049.0L * 38049.0L, d2 = 4.3484L * 4.3484L;
  for (const double x : {-0.99, -0.57, -0.2, 0.5, 1.0}) {
    const long double u = -0.57058L - x, expected = 1 + c2 / d2 - c2 / (d2 + u * u);
    EXPECT_NEAR(tersoff::angle_function(s, Real(x)).value, expected, tolerance * 1e4 * (1 + expected * 1e-4));
  }
  for (const double r : {1.81, 1.95, 2.0, 2.0999}) {
    const long double phase = 3.14159265358979323846L * (r - 1.8L) / 0.3L;
    EXPECT_NEAR(tersoff::cutoff_function(p, Real(r)).value, 0.5L + 0.5L * std::cos(phase), tolerance);
    EXPECT_NEAR(tersoff::cutoff_function(p, Real(r)).derivative, -0.5L * 3.14159265358979L / 0.3L * std::sin(phase),
                50 * tolerance);
  }
  EXPECT_EQ(tersoff::cutoff_function(p, Real(1.5)).value, 1);
  EXPECT_NEAR(tersoff::repulsion(p, Real(1.4)).derivative, -3.4879 * 1393.6 * std::exp(-3.4879 * 1.4), 100 * tolerance);
  EXPECT_NEAR(tersoff::attraction(p, Real(1.4)).value, 346.7 * std::exp(-2.2119 * 1.4), 100 * tolerance);
  for (const double zeta : {10.0, 1e4, 1e6, 1e8}) {
    const double b = std::pow(1 + std::pow(1.5724e-7 * zeta, 0.72751), -1 / (2 * 0.72751));
    const auto slope = (std::pow(1 + std::pow(1.5724e-7 * zeta * 1.0001, 0.72751), -1 / (2 * 0.72751)) -
                        std::pow(1 + std::pow(1.5724e-7 * zeta * 0.9999, 0.72751), -1 / (2 * 0.72751))) /
                       (2e-4 * zeta);
    EXPECT_NEAR(tersoff::bond_order(s, Real(zeta)).value, b, tolerance);
    EXPECT_NEAR(tersoff::bond_order(s, Real(zeta)).derivative * zeta, slope * zeta, 1e-8 + 10 * tolerance);
  }
}
TEST(TersoffMath, FormulasInDouble) { check_formulas<double>(1e-12); }
TEST(TersoffMath, FormulasInFloat) { check_formulas<float>(2e-5); }

}  // namespace
}  // namespace nacre::tersoff_test
