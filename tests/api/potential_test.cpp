// Potential: shapes and units against the oracles, derivatives, batches, errors.
#include <numeric>

#include "reference/lennard_jones.h"
#include "reference/nep.h"
#include "reference/tersoff.h"
#include "samples.h"

namespace potential_test {

namespace {

using nacre::Evaluation;
using nacre::Potential;
using nacre::Structure;
using nacre_test::error_of;
using nacre_test::in_source;
using nacre_test::lattice;
using nacre_test::mentions;

constexpr nacre::PotentialOptions full{nacre::Device::cpu, 0, nacre::Precision::full};
// Sums of a hundred terms in double in another order; forces of NEP are multiples of 2^-40 eV/Å.
constexpr double energy_in_double = 1e-10, force_in_double = 1e-9;

TEST(ApiPotential, SaysWhatItIs) {
  const Potential nep(in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"));
  EXPECT_EQ(nep.name(), "nep4_zbl");
  EXPECT_EQ(nep.species(), (std::vector<std::string>{"Na", "C"}));
  EXPECT_GT(nep.cutoff(), 3);
  EXPECT_EQ(nep.device(), nacre::Device::cpu);
  EXPECT_EQ(Potential("tersoff-carbon").species(), std::vector<std::string>{"C"});
  EXPECT_NE(nacre::version(), "");
}

TEST(ApiPotential, NepAgreesWithTheOracle) {
  for (const char* model : {"nep3_zbl_NaC", "nep4_zbl_NaC", "nep5_NaC", "nep4_NaC_higher_body"}) {
    SCOPED_TRACE(model);
    const std::string file = in_source(std::string("tests/data/nep-random/") + model + "/nep.txt");
    Potential nep(file, full);
    const reference::Nep oracle(file);
    for (const nacre::Periodic periodic :
         {nacre::periodic_everywhere, nacre::Periodic{true, true, false}, nacre::open_everywhere}) {
      const Structure s = lattice({"C", "Na"}, {3, 2, 3}, 2.2, 7, periodic);
      nacre_test::expect_same(nep.compute(s, nacre::AtomVirials::yes), oracle.evaluate(nacre_test::to_reference(s)),
                              energy_in_double, force_in_double);
    }
  }
}

TEST(ApiPotential, TersoffAndLennardJonesAgreeWithTheOracles) {
  const Structure carbon = lattice({"C"}, {3, 3, 3}, 1.6, 3);
  Potential tersoff(in_source("input/potentials/C.tersoff"));
  nacre_test::expect_same(tersoff.compute(carbon), reference::tersoff(nacre_test::to_reference(carbon)),
                          energy_in_double, force_in_double, nacre_test::AtomEnergies::not_compared);
  const Structure argon = lattice({"Ar"}, {3, 3, 3}, 3.8, 4);
  Potential lj(in_source("input/potentials/Ar.lj"));
  nacre_test::expect_same(lj.compute(argon),
                          reference::lennard_jones(nacre_test::to_reference(argon), 0.0103408, 3.4, 8.5),
                          energy_in_double, force_in_double);
}

TEST(ApiPotential, AtomicNumbersAddUp) {
  Potential nep(in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"));
  const Evaluation e = nep.compute(lattice({"Na", "C"}, {3, 3, 3}, 2.2, 1), nacre::AtomVirials::yes);
  EXPECT_NEAR(std::accumulate(e.atom_energies.begin(), e.atom_energies.end(), 0.0), e.energy, 1e-10);
  ASSERT_EQ(e.atom_virials.size(), 27u * 9);
  for (int c = 0; c < 9; ++c) {
    double sum = 0;
    for (std::size_t i = 0; i < 27; ++i) sum += e.atom_virials[9 * i + c];
    EXPECT_NEAR(sum, e.virial[c], 1e-9);
  }
  EXPECT_TRUE(nep.compute(lattice({"Na"}, {2, 2, 2}, 2.5, 1)).atom_virials.empty());
}

// Central differences of fourth order; their error and rounding are below 1e-8. The step is so short that no pair
// crosses the cutoff of Lennard-Jones, where the energy steps.
TEST(ApiPotential, ForcesAreMinusTheSlopeOfTheEnergy) {
  for (const std::string file : {"tests/data/nep-random/nep4_zbl_NaC/nep.txt", "tests/data/lj/NaC.lj"}) {
    Potential potential(in_source(file), full);
    Structure s = lattice({"C", "Na"}, {3, 2, 2}, 2.4, 11);
    const Evaluation e = potential.compute(s);
    for (const std::size_t k : {0u, 7u, 20u}) {
      const double x = s.positions[k], h = 1e-4;
      const auto at = [&](double step) { return s.positions[k] = x + step, potential.compute(s).energy; };
      const double slope = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
      s.positions[k] = x;
      EXPECT_NEAR(e.forces[k], -slope, 1e-7) << file << ", coordinate " << k;
    }
  }
}

TEST(ApiPotential, ArraysAndStructuresGiveTheSame) {
  Potential nep(in_source("tests/data/nep-random/nep4_NaC/nep.txt"));
  const Structure s = lattice({"C", "Na"}, {2, 3, 2}, 2.3, 5);
  const Evaluation a = nep.compute(s);
  nep.reset();
  const Evaluation b = nep.compute(nep.types_of(s), s.positions, s.cell, s.periodic);
  EXPECT_EQ(a.energy, b.energy);
  EXPECT_EQ(a.forces, b.forces);
}

TEST(ApiPotential, ABatchHasTheBitsOfItsStructures) {
  Potential nep(in_source("tests/data/nep-random/nep4_NaC/nep.txt"));
  std::vector<Structure> all;
  for (unsigned seed = 1; seed < 6; ++seed)
    all.push_back(lattice({"C", "Na"}, {2, 2, 1 + static_cast<int>(seed)}, 2.3, seed));
  all.emplace_back();
  all.back().species = {"C"};
  const std::vector<Evaluation> batch = nep.compute_batch(all);
  ASSERT_EQ(batch.size(), all.size());
  for (std::size_t k = 0; k < all.size(); ++k) {
    nep.reset();
    const Evaluation alone = nep.compute(all[k]);
    EXPECT_EQ(batch[k].energy, alone.energy);
    EXPECT_EQ(batch[k].forces, alone.forces);
  }
  EXPECT_EQ(batch.back().energy, 0);
}

TEST(ApiPotential, DescriptorsAgreeWithTheOracle) {
  const std::string file = in_source("tests/data/nep-random/nep4_NaC/nep.txt");
  Potential nep(file);
  const Structure s = lattice({"C", "Na"}, {2, 3, 2}, 2.3, 5);
  const auto wanted = reference::Nep(file).descriptors(nacre_test::to_reference(s));
  const std::vector<double> got = nep.descriptors(s);
  ASSERT_EQ(got.size(), s.size() * nep.descriptor_size());
  ASSERT_EQ(wanted[0].size(), nep.descriptor_size());
  for (std::size_t k = 0; k < got.size(); ++k)
    EXPECT_NEAR(got[k], wanted[k / nep.descriptor_size()][k % nep.descriptor_size()], 1e-9);
  Potential lj(in_source("tests/data/lj/NaC.lj"));
  EXPECT_EQ(lj.descriptor_size(), 0u);
  EXPECT_TRUE(mentions(error_of([&] { lj.descriptors(s); }), "no descriptors"));
}

TEST(ApiPotential, RefusesWhatDoesNotFit) {
  Potential nep(in_source("tests/data/nep-random/nep4_NaC/nep.txt"));
  const Structure s = lattice({"C", "Na"}, {2, 2, 2}, 2.3, 5);
  const std::vector<int> types = nep.types_of(s);

  const nacre::Error sizes = error_of([&] { nep.compute(types, std::span(s.positions).first(23), s.cell); });
  EXPECT_EQ(sizes.kind(), nacre::Error::Kind::bad_input);
  EXPECT_EQ(sizes.key(), "positions");
  EXPECT_TRUE(mentions(sizes, "given '23 numbers'") && mentions(sizes, "allowed: 24")) << sizes.what();

  std::vector<int> wrong = types;
  wrong[3] = 2;
  const nacre::Error type = error_of([&] { nep.compute(wrong, s.positions, s.cell); });
  EXPECT_TRUE(mentions(type, "2 of atom 3") && mentions(type, "0 to 1")) << type.what();

  nacre::Matrix flat = s.cell;
  for (int k = 0; k < 3; ++k) flat[6 + k] = flat[k];
  EXPECT_EQ(error_of([&] { nep.compute(types, s.positions, flat); }).kind(), nacre::Error::Kind::bad_input);
  nacre::Matrix infinite = s.cell;
  infinite[0] = std::nan("");
  EXPECT_EQ(error_of([&] { nep.compute(types, s.positions, infinite); }).kind(), nacre::Error::Kind::bad_input);

  std::vector<double> lost = s.positions;
  lost[4] = std::nan("");
  const nacre::Error position = error_of([&] { nep.compute(types, lost, s.cell); });
  EXPECT_EQ(position.kind(), nacre::Error::Kind::failed);
  EXPECT_TRUE(mentions(position, "atom 1")) << position.what();

  Structure iron = s;
  iron.species = {"C", "Fe"};
  const nacre::Error species = error_of([&] { nep.compute(iron); });
  EXPECT_TRUE(mentions(species, "Fe") && mentions(species, "Na")) << species.what();
  EXPECT_TRUE(mentions(error_of([&] { nep.compute_batch({&iron, 1}); }), "Fe"));
  EXPECT_TRUE(mentions(error_of([&] { nep.compute_with_ghosts(9, types, s.positions); }), "0 to 8"));
}

TEST(ApiPotential, RefusesFilesAndDevices) {
  const nacre::Error missing = error_of([] { Potential("no-such-nep.txt"); });
  EXPECT_TRUE(mentions(missing, "no-such-nep.txt")) << missing.what();
  const nacre_test::Folder folder;
  const std::string file = folder.write("x.txt", "nep9 1 C\n");
  const nacre::Error unknown = error_of([&] { Potential{file}; });
  EXPECT_EQ(unknown.file(), file);
  EXPECT_EQ(unknown.line(), 1);
  EXPECT_TRUE(mentions(unknown, "nep9") && mentions(unknown, "nep4")) << unknown.what();
  const nacre::PotentialOptions far_device{nacre::Device::cuda, 1000};
  EXPECT_THROW(Potential("tersoff-carbon", far_device), nacre::Error);
  const nacre::PotentialOptions full_cuda{nacre::Device::cuda, 0, nacre::Precision::full};
  EXPECT_THROW(Potential("tersoff-carbon", full_cuda), nacre::Error);
  EXPECT_EQ(nacre::known_potentials().size(), 8u);
}

}  // namespace

}  // namespace potential_test
