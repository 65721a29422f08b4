// Potential: shapes and units against the oracles, derivatives, batches, errors.
#include <numeric>

#include "reference/lennard_jones.h"
#include "reference/nep.h"
#include "reference/tersoff.h"
#include "samples.h"

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

// --- ghosts

/// The atoms of one piece of a structure, and the images of all atoms within the cutoff of any of them.
struct Piece {
  std::vector<int> types;
  std::vector<double> positions;
  std::vector<std::size_t> atom;  ///< of the structure
  std::size_t own = 0;
};

Piece piece_of(const Structure& s, const std::vector<int>& types, double cutoff, const std::vector<char>& mine) {
  Piece piece;
  const auto put = [&](std::size_t i, const std::array<double, 3>& r) {
    piece.types.push_back(types[i]);
    piece.positions.insert(piece.positions.end(), r.begin(), r.end());
    piece.atom.push_back(i);
  };
  const auto image = [&](std::size_t i, int a, int b, int c) {
    std::array<double, 3> r;
    for (int k = 0; k < 3; ++k) r[k] = s.positions[3 * i + k] + a * s.cell[k] + b * s.cell[3 + k] + c * s.cell[6 + k];
    return r;
  };
  for (std::size_t i = 0; i < s.size(); ++i)
    if (mine[i]) put(i, image(i, 0, 0, 0));
  piece.own = piece.types.size();
  const auto near = [&](const std::array<double, 3>& r) {
    for (std::size_t i = 0; i < piece.own; ++i) {
      double d2 = 0;
      for (int k = 0; k < 3; ++k) d2 += std::pow(r[k] - piece.positions[3 * i + k], 2);
      if (d2 < cutoff * cutoff) return true;
    }
    return false;
  };
  const auto reach = [&](int k) { return s.periodic[k] ? 5 : 0; };  // cells; more than the cutoff needs here
  for (std::size_t i = 0; i < s.size(); ++i)
    for (int a = -reach(0); a <= reach(0); ++a)
      for (int b = -reach(1); b <= reach(1); ++b)
        for (int c = -reach(2); c <= reach(2); ++c)
          if (!(mine[i] && a == 0 && b == 0 && c == 0) && near(image(i, a, b, c))) put(i, image(i, a, b, c));
  return piece;
}

/// The structure in two pieces, put together again.
void expect_pieces_make_the_whole(const std::string& file, const Structure& s) {
  SCOPED_TRACE(file);
  Potential potential(in_source(file), full);
  const Evaluation whole = potential.compute(s, nacre::AtomVirials::yes);
  double energy = 0;
  nacre::Matrix virial{};
  std::vector<double> forces(3 * s.size(), 0.0), energies(s.size(), 0.0);
  for (int side = 0; side < 2; ++side) {
    std::vector<char> mine(s.size());
    for (std::size_t i = 0; i < s.size(); ++i) mine[i] = (i % 3 == 0) == (side == 0);
    const Piece p = piece_of(s, potential.types_of(s), potential.cutoff(), mine);
    ASSERT_GT(p.types.size(), p.own);
    const Evaluation e = potential.compute_with_ghosts(p.own, p.types, p.positions, nacre::AtomVirials::yes);
    ASSERT_EQ(e.forces.size(), p.positions.size());
    ASSERT_EQ(e.atom_virials.size(), 9 * p.types.size());
    energy += e.energy;
    for (int k = 0; k < 9; ++k) virial[k] += e.virial[k];
    for (std::size_t k = 0; k < p.types.size(); ++k) {
      energies[p.atom[k]] += e.atom_energies[k];
      for (int c = 0; c < 3; ++c) forces[3 * p.atom[k] + c] += e.forces[3 * k + c];
      for (int c = 0; c < 9; ++c)
        EXPECT_NEAR(e.atom_virials[9 * k + c], k < p.own ? whole.atom_virials[9 * p.atom[k] + c] : 0, 1e-10);
    }
  }
  EXPECT_GT(std::abs(whole.forces[0]) + std::abs(whole.forces[1]), 1e-3);  // there is something to compare
  EXPECT_NEAR(energy, whole.energy, 1e-10);
  for (std::size_t k = 0; k < forces.size(); ++k) EXPECT_NEAR(forces[k], whole.forces[k], 1e-10);
  for (std::size_t i = 0; i < s.size(); ++i) EXPECT_NEAR(energies[i], whole.atom_energies[i], 1e-10);
  for (int k = 0; k < 9; ++k) EXPECT_NEAR(virial[k], whole.virial[k], 1e-9);
}

TEST(ApiGhosts, PiecesOfANepMakeTheWhole) {
  for (const char* model : {"nep3_zbl_NaC", "nep4_zbl_NaC", "nep4_zbl_flexible_NaC", "nep4_zbl_typewise_NaC",
                            "nep4_NaC_typewise_cutoff", "nep5_zbl_NaC", "nep4_NaC_higher_body"})
    expect_pieces_make_the_whole(std::string("tests/data/nep-random/") + model + "/nep.txt",
                                 lattice({"C", "Na"}, {2, 3, 2}, 2.4, 9));
}

TEST(ApiGhosts, PiecesOfPairAndBondPotentialsMakeTheWhole) {
  expect_pieces_make_the_whole("tests/data/lj/NaC.lj", lattice({"C", "Na"}, {3, 2, 2}, 3.1, 2));
  expect_pieces_make_the_whole("tests/data/tersoff/SiC.tersoff", lattice({"C", "Si"}, {3, 3, 2}, 1.9, 2));
  expect_pieces_make_the_whole("input/potentials/C.tersoff", lattice({"C"}, {4, 3, 2}, 1.6, 2, {true, false, true}));
}

TEST(ApiGhosts, AnOpenSystemWithoutGhostsIsTheSameAsCompute) {
  Potential nep(in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"), full);
  const Structure s = lattice({"C", "Na"}, {3, 2, 2}, 2.4, 9, nacre::open_everywhere);
  const Evaluation a = nep.compute(s);
  const Evaluation b = nep.compute_with_ghosts(s.size(), nep.types_of(s), s.positions);
  EXPECT_NEAR(a.energy, b.energy, 1e-12);
  for (std::size_t k = 0; k < a.forces.size(); ++k) EXPECT_NEAR(a.forces[k], b.forces[k], 1e-11);
}

}  // namespace
