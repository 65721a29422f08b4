// Lennard-Jones against the independent reference and against what is known in closed form.
#include <gtest/gtest.h>

#include <cmath>

#include "contract/samples.h"
#include "force/lennard_jones.h"
#include "reference/lennard_jones.h"
#include "source_dir.h"

namespace nacre::lennard_jones_test {
namespace {

using samples::Sample;

Evaluation evaluate(Force& force, const Sample& sample) {
  Evaluation out;
  force.compute(sample.atoms, sample.box, {true}, out);
  return out;
}

Sample pair_of_atoms(const std::vector<std::string>& species, int first, int second, double r) {
  Sample sample{Atoms{}, Box(50.0 * identity(), {false, false, false})};
  sample.atoms.species = species;
  sample.atoms.resize(2);
  sample.atoms.type = {first, second};
  sample.atoms.position[1] = {0, 0, r};
  return sample;
}

TEST(LennardJones, IndependentReference) {
  LennardJones force({"Ar"}, {{0.0103408, 3.4, 8.5}});
  for (unsigned seed = 1; seed <= 8; ++seed) {
    const samples::Shape shape{{2, 2, 3}, 3.0 + 0.2 * seed, 0.3, 0.1, {true, seed % 2 == 0, seed % 3 != 0}};
    const Sample sample = samples::lattice({"Ar"}, shape, seed);
    const Evaluation e = evaluate(force, sample);
    const auto expected = reference::lennard_jones(samples::to_reference(sample), 0.0103408, 3.4, 8.5);
    const double size = 1 + std::fabs(expected.energy);  // doubles, a few hundred terms
    EXPECT_NEAR(e.energy, expected.energy, 1e-12 * size);
    for (std::size_t i = 0; i < e.force.size(); ++i) {
      EXPECT_NEAR(e.atom_energy[i], expected.energy_atom[i], 1e-12 * size);
      for (int k = 0; k < 3; ++k) EXPECT_NEAR(e.force[i][k], expected.force[i][k], 1e-11 * size);
      for (int k = 0; k < 9; ++k)
        EXPECT_NEAR(e.atom_virial[i].m[k / 3][k % 3], expected.virial_atom[i][k], 1e-11 * size);
    }
  }
}

TEST(LennardJones, WellOfEachPairOfTypes) {
  LennardJones force({"Na", "C"}, {{0.05, 2.6, 6.5}, {0.08, 2.8, 7.0}, {0.08, 2.8, 7.0}, {0.02, 3.0, 7.5}});
  const LennardJonesPair expected[2][2] = {{{0.05, 2.6, 6.5}, {0.08, 2.8, 7.0}}, {{0.08, 2.8, 7.0}, {0.02, 3.0, 7.5}}};
  for (int i = 0; i < 2; ++i)
    for (int j = 0; j < 2; ++j) {
      const auto& pair = expected[i][j];
      const Evaluation bottom = evaluate(force, pair_of_atoms({"Na", "C"}, i, j, pair.sigma * std::pow(2, 1.0 / 6)));
      EXPECT_NEAR(bottom.energy, -pair.epsilon, 1e-14);
      EXPECT_NEAR(bottom.force[0].z, 0, 1e-13);
      EXPECT_NEAR(evaluate(force, pair_of_atoms({"Na", "C"}, i, j, pair.sigma)).energy, 0, 1e-14);
      EXPECT_NE(evaluate(force, pair_of_atoms({"Na", "C"}, i, j, pair.cutoff - 1e-6)).energy, 0);
      EXPECT_EQ(evaluate(force, pair_of_atoms({"Na", "C"}, i, j, pair.cutoff + 1e-6)).energy, 0);
    }
  EXPECT_EQ(force.cutoff(), 7.5);
}

// Face-centred cubic lattice sums 12.13188 and 14.45392 (Ashcroft and Mermin, table 20.2):
// U = 2 epsilon (12.13188 (sigma/d)^12 - 14.45392 (sigma/d)^6), d the nearest distance. What lies beyond the cutoff is
// added as an integral over the density sqrt(2)/d^3: -(4 pi/3) sqrt(2) 2 epsilon sigma^6/(d^3 rc^3), good to its own
// surface term, here 1e-4 of the energy.
TEST(LennardJones, CrystalOfArgonHasTheLatticeSums) {
  const double epsilon = 0.0103408, sigma = 3.4, cutoff = 30, a = 5.26, d = a / std::sqrt(2.0);
  LennardJones force({"Ar"}, {{epsilon, sigma, cutoff}});
  const Mat3 h{{{0, a / 2, a / 2}, {a / 2, 0, a / 2}, {a / 2, a / 2, 0}}};
  const double energy = evaluate(force, samples::one_atom({"Ar"}, h)).energy;
  const double s6 = std::pow(sigma / d, 6);
  const double expected = 2 * epsilon * (12.13188 * s6 * s6 - 14.45392 * s6);
  const double tail = -4 * M_PI / 3 * std::sqrt(2.0) * 2 * epsilon * std::pow(sigma, 6) / std::pow(d * cutoff, 3);
  EXPECT_NEAR(energy + tail, expected, 1e-4 * std::fabs(expected));
}

TEST(LennardJones, FileOfTwoElements) {
  const auto force = make_force(nacre_test::source_dir() + "/tests/data/lj/NaC.lj");
  EXPECT_EQ(force->name(), "lj");
  EXPECT_EQ(force->species(), (std::vector<std::string>{"Na", "C"}));
  EXPECT_NEAR(evaluate(*force, pair_of_atoms({"Na", "C"}, 1, 0, 2.8 * std::pow(2, 1.0 / 6))).energy, -0.08, 1e-14);
}

}  // namespace
}  // namespace nacre::lennard_jones_test
