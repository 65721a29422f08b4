// Potentials and threads. A program of its own, which needs forces alone: scripts/sanitize --threads builds it in minutes.
#include <thread>

#include "samples.h"

namespace {

using nacre::Evaluation;
using nacre::Potential;
using nacre::Structure;
using nacre_test::in_source;
using nacre_test::lattice;

// Two hosts' threads at once: what tsan sees, and the bits of one alone.
TEST(ApiThreads, TwoPotentialsFromTwoThreadsGiveTheBitsOfOneAlone) {
  const std::string file = in_source("tests/data/nep-random/nep4_NaC/nep.txt");
  const Structure s = lattice({"C", "Na"}, {6, 6, 6}, 2.3, 5);
  const auto forces = [&](int calls) {
    Potential potential(file);
    Structure moving = s;
    Evaluation e;
    for (int k = 0; k < calls; ++k) {
      for (double& x : moving.positions) x += 0.01;
      e = potential.compute(moving);
    }
    return e.forces;
  };
  const std::vector<double> alone = forces(20);
  std::vector<double> one, two;
  std::thread first([&] { one = forces(20); });
  std::thread second([&] { two = forces(20); });
  first.join();
  second.join();
  EXPECT_EQ(one, alone);
  EXPECT_EQ(two, alone);
}

TEST(ApiThreads, TheNumberOfThreadsDoesNotShow) {
  const std::string file = in_source("tests/data/nep-random/nep4_NaC/nep.txt");
  const Structure s = lattice({"C", "Na"}, {6, 6, 6}, 2.3, 5);
  nacre::set_threads(1);
  const Evaluation one = Potential(file).compute(s);
  nacre::set_threads(3);
  const Evaluation three = Potential(file).compute(s);
  nacre::set_threads(0);
  EXPECT_EQ(one.energy, three.energy);
  EXPECT_EQ(one.forces, three.forces);
}

}  // namespace
