// The public face on a GPU: the CPU's numbers, a run, two threads of the host at once.
#include <thread>

#include "needs_gpu.h"
#include "samples.h"

namespace {

using nacre::Evaluation;
using nacre::Potential;
using nacre::Structure;
using nacre_test::in_source;
using nacre_test::lattice;

constexpr nacre::PotentialOptions on_gpu{nacre::Device::cuda};
// Float pair loops on both devices, in another order.
constexpr double energy = 2e-5, force = 2e-4;  // eV/atom, eV/Å

void expect_near(const Evaluation& a, const Evaluation& b) {
  ASSERT_EQ(a.forces.size(), b.forces.size());
  EXPECT_NEAR(a.energy, b.energy, energy * static_cast<double>(a.atom_energies.size()));
  for (std::size_t k = 0; k < a.forces.size(); ++k) EXPECT_NEAR(a.forces[k], b.forces[k], force);
}

TEST(ApiCuda, HasTheNumbersOfTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string file = in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt");
  Potential cpu(file), gpu(file, on_gpu);
  EXPECT_EQ(gpu.device(), nacre::Device::cuda);
  const std::vector<Structure> all{lattice({"C", "Na"}, {3, 2, 2}, 2.4, 1), lattice({"C"}, {2, 2, 2}, 2.4, 2)};
  expect_near(gpu.compute(all[0]), cpu.compute(all[0]));
  const auto batch = gpu.compute_batch(all);
  for (std::size_t k = 0; k < all.size(); ++k) expect_near(batch[k], cpu.compute(all[k]));
  EXPECT_EQ(Potential(file, {nacre::Device::automatic}).device(), nacre::Device::cuda);
}

TEST(ApiCuda, RelaxesAndRuns) {
  NACRE_NEEDS_GPU();
  Potential lj(in_source("tests/data/lj/NaC.lj"), on_gpu);
  Structure s = lattice({"C", "Na"}, {2, 2, 2}, 3.1, 1);
  nacre::RelaxOptions options;
  options.max_steps = 3;
  const double start = lj.compute(s).energy;
  const nacre::RelaxResult r = nacre::relax(lj, s, options);
  EXPECT_LT(r.energy, start);
  EXPECT_NEAR(Potential(in_source("tests/data/lj/NaC.lj")).compute(s).energy, r.energy, energy * 8);
  const nacre_test::Folder folder;
  nacre::SimulationSettings settings;
  settings.folder = folder.path("deck");
  settings.structure = s;
  settings.potential = in_source("tests/data/lj/NaC.lj");
  settings.lines = {"velocity 300 seed 5", "time_step 1", "ensemble nve", "run 5"};
  nacre::SimulationOptions gpu;
  gpu.device = nacre::Device::cuda;
  const nacre::SimulationReport a = nacre::Simulation(settings).run(gpu), b = nacre::Simulation(settings).run();
  for (std::size_t k = 0; k < s.positions.size(); ++k)
    EXPECT_NEAR(a.structure.positions[k], b.structure.positions[k], 1e-4);
}

TEST(ApiCuda, TwoThreadsOfTheHostGiveTheBitsOfOneAlone) {
  NACRE_NEEDS_GPU();
  const std::string file = in_source("tests/data/nep-random/nep4_NaC/nep.txt");
  const Structure s = lattice({"C", "Na"}, {3, 2, 2}, 2.4, 1);
  const std::vector<double> alone = Potential(file, on_gpu).compute(s).forces;
  std::vector<double> one, two;
  std::thread first([&] { one = Potential(file, on_gpu).compute(s).forces; });
  std::thread second([&] { two = Potential(file, on_gpu).compute(s).forces; });
  first.join();
  second.join();
  EXPECT_EQ(one, alone);
  EXPECT_EQ(two, alone);
}

}  // namespace
