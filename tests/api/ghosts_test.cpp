// Potentials for a caller who owns the images.
#include "ghost_pieces.h"

namespace ghosts_test {

namespace {

using nacre::Evaluation;
using nacre::GhostSums;
using nacre::Potential;
using nacre::Structure;
using nacre_test::in_source;
using nacre_test::lattice;
using nacre_test::Piece;
using nacre_test::piece_of;
using nacre_test::side_of;

constexpr nacre::PotentialOptions full{nacre::Device::cpu, 0, nacre::Precision::full};

/// The structure in two pieces, put together again.
void expect_pieces_make_the_whole(const std::string& file, const Structure& s) {
  SCOPED_TRACE(file);
  Potential potential(in_source(file), full);
  const Evaluation whole = potential.compute(s, nacre::AtomVirials::yes);
  double energy = 0;
  nacre::Matrix virial{};
  std::vector<double> forces(3 * s.size(), 0.0), energies(s.size(), 0.0);
  for (int side = 0; side < 2; ++side) {
    const Piece p = piece_of(s, potential.types_of(s), potential.cutoff(), side_of(s, side));
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

/// Room for what a piece gives, beginning with zeros.
struct Room {
  explicit Room(const Piece& p)
      : forces(p.positions.size()), energies(p.own), virials(9 * p.own), force_virials(3 * p.positions.size()) {}
  GhostSums sums() { return {forces, energies, virials, force_virials, 0, {}}; }
  std::vector<double> forces, energies, virials, force_virials;
};

const char* const models[] = {"tests/data/nep-random/nep4_zbl_NaC/nep.txt", "tests/data/lj/NaC.lj"};

TEST(ApiGhosts, SumsAreAddedToTheCallersArrays) {
  const Structure s = lattice({"C", "Na"}, {2, 3, 2}, 2.4, 9);
  for (const char* model : models) {
    Potential potential(in_source(model), full);
    const Piece p = piece_of(s, potential.types_of(s), potential.cutoff(), side_of(s, 0));
    const Evaluation e = potential.compute_with_ghosts(p.own, p.types, p.positions, nacre::AtomVirials::yes);
    Room room(p);
    room.forces[1] = 5, room.energies[0] = 7, room.virials[2] = 9;
    GhostSums sums = room.sums();
    potential.add_with_ghosts(p.own, p.types, p.positions, sums);
    EXPECT_NEAR(room.forces[1], 5 + e.forces[1], 1e-12);
    EXPECT_NEAR(room.energies[0], 7 + e.atom_energies[0], 1e-12);
    EXPECT_NEAR(room.virials[2], 9 + e.atom_virials[2], 1e-12);
    EXPECT_NEAR(sums.energy, e.energy, 1e-12);
    GhostSums nothing;
    potential.add_with_ghosts(p.own, p.types, p.positions, nothing);
    EXPECT_NEAR(nothing.energy, e.energy, 1e-12);
    for (int k = 0; k < 9; ++k) EXPECT_NEAR(nothing.virial[k], e.virial[k], 1e-12);
  }
}

// V_k = -sum_i r_ik (x) dU_i/dr_ik by differences of the site energies U_i, which the two ways of summing share.
TEST(ApiGhosts, VirialsByTheAtomOnWhichForcesAct) {
  const Structure s = lattice({"C", "Na"}, {2, 2, 2}, 2.4, 3, nacre::open_everywhere);
  for (const char* model : models) {
    SCOPED_TRACE(model);
    Potential potential(in_source(model), full);
    const std::vector<int> types = potential.types_of(s);
    const std::size_t own = 5;  // the last three are ghosts
    Room room({types, s.positions, {}, own});
    GhostSums sums = room.sums();
    potential.add_with_ghosts(own, types, s.positions, sums);
    const double step = 1e-4;
    for (const std::size_t k : {std::size_t{1}, std::size_t{6}}) {
      double expected[9] = {};
      for (int b = 0; b < 3; ++b) {
        std::vector<double> slope(own);
        for (const int sign : {-1, 1}) {
          std::vector<double> moved = s.positions;
          moved[3 * k + b] += sign * step;
          const Evaluation e = potential.compute_with_ghosts(own, types, moved);
          for (std::size_t i = 0; i < own; ++i) slope[i] += sign * e.atom_energies[i] / (2 * step);
        }
        for (std::size_t i = 0; i < own; ++i)
          for (int a = 0; a < 3; ++a)
            if (i != k) expected[3 * a + b] -= (s.positions[3 * k + a] - s.positions[3 * i + a]) * slope[i];
      }
      for (int c = 0; c < 9; ++c)
        EXPECT_NEAR(room.force_virials[9 * k + c], expected[c], 1e-5 * (1 + std::abs(expected[c]))) << k << " " << c;
    }
    for (int c = 0; c < 9; ++c) {
      double sum = 0;
      for (std::size_t k = 0; k < types.size(); ++k) sum += room.force_virials[9 * k + c];
      EXPECT_NEAR(sum, sums.virial[c], 1e-8);
    }
  }
}

TEST(ApiGhosts, ThreadsDoNotChangeABit) {
  const Structure s = lattice({"C", "Na"}, {4, 4, 4}, 2.4, 9);
  std::vector<std::vector<double>> all;
  for (const int threads : {1, 3}) {
    nacre::set_threads(threads);
    Potential potential(in_source(models[0]));
    const Piece p = piece_of(s, potential.types_of(s), potential.cutoff(), side_of(s, 0));
    Room room(p);
    GhostSums sums = room.sums();
    potential.add_with_ghosts(p.own, p.types, p.positions, sums);
    for (const auto* v : {&room.forces, &room.energies, &room.force_virials}) all.push_back(*v);
  }
  nacre::set_threads(0);
  for (std::size_t k = 0; k < 3; ++k) EXPECT_EQ(all[k], all[k + 3]);
}

TEST(ApiGhosts, TheListIsKeptAndMadeAnew) {
  const Structure s = lattice({"C", "Na"}, {3, 3, 3}, 2.4, 9);
  Potential kept(in_source(models[0]), full);
  Piece p = piece_of(s, kept.types_of(s), kept.cutoff() + 1, side_of(s, 0));
  const auto expect_fresh = [&](long rebuilds) {
    Potential fresh(in_source(models[0]), full);
    const Evaluation a = kept.compute_with_ghosts(p.own, p.types, p.positions);
    const Evaluation b = fresh.compute_with_ghosts(p.own, p.types, p.positions);
    ASSERT_EQ(a.forces.size(), b.forces.size());
    for (std::size_t k = 0; k < a.forces.size(); ++k) EXPECT_NEAR(a.forces[k], b.forces[k], 1e-11);
    EXPECT_EQ(kept.ghost_counts().rebuilds, rebuilds);
    EXPECT_GT(kept.ghost_counts().bytes, 1000u);
    EXPECT_GT(kept.ghost_counts().seconds, 0);
  };
  EXPECT_EQ(kept.ghost_counts().rebuilds, 0);
  expect_fresh(1);
  for (double& r : p.positions) r += 0.1;  // less than half of the skin
  expect_fresh(1);
  for (std::size_t k = 0; k < 3; ++k) p.positions[p.positions.size() - 1 - k] += 0.4;  // one ghost moved far
  expect_fresh(2);
  p.types.pop_back(), p.positions.resize(p.positions.size() - 3);  // a ghost went
  expect_fresh(3);
  --p.own;  // the last own atom is a ghost now
  expect_fresh(4);
  for (int c = 0; c < 3; ++c) std::swap(p.positions[c], p.positions[3 + c]);  // another order
  expect_fresh(5);
}

TEST(ApiGhosts, NoOwnAtomsAndNoGhosts) {
  const Structure s = lattice({"C", "Na"}, {2, 2, 2}, 2.4, 3);
  for (const char* model : models) {
    Potential potential(in_source(model));
    const Evaluation ghosts = potential.compute_with_ghosts(0, potential.types_of(s), s.positions);
    EXPECT_EQ(ghosts.energy, 0);
    for (const double f : ghosts.forces) EXPECT_EQ(f, 0);
    EXPECT_EQ(potential.compute_with_ghosts(0, {}, {}).energy, 0);
  }
}

TEST(ApiGhosts, RefusesArraysOfTheWrongSize) {
  const Structure s = lattice({"C", "Na"}, {2, 2, 2}, 2.4, 3);
  Potential potential(in_source(models[0]));
  const std::vector<int> types = potential.types_of(s);
  std::vector<double> wrong(7);
  const auto message = [&](GhostSums sums) -> std::string {
    try {
      potential.add_with_ghosts(3, types, s.positions, sums);
    } catch (const nacre::Error& e) {
      return e.what();
    }
    return "";
  };
  EXPECT_NE(message({.forces = wrong}).find("forces"), std::string::npos);
  EXPECT_NE(message({.atom_energies = wrong}).find("atom_energies"), std::string::npos);
  EXPECT_NE(message({.atom_virials = wrong}).find("atom_virials"), std::string::npos);
  EXPECT_NE(message({.force_virials = wrong}).find("force_virials"), std::string::npos);
}

}  // namespace

}  // namespace ghosts_test
