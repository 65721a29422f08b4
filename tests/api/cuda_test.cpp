// The public face on a GPU: the CPU's numbers, a run, two threads of the host at once.
#include <thread>

#include "ghost_pieces.h"
#include "needs_gpu.h"

namespace cuda_test {

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

/// The structure in two pieces on the GPU against the whole in double.
void expect_pieces_make_the_whole(const std::string& file, const Structure& s) {
  SCOPED_TRACE(file);
  Potential gpu(in_source(file), on_gpu), cpu(in_source(file), {nacre::Device::cpu, 0, nacre::Precision::full});
  const Evaluation whole = cpu.compute(s, nacre::AtomVirials::yes);
  Evaluation sum{0, std::vector<double>(3 * s.size()), {}, std::vector<double>(s.size()), {}};
  for (int side = 0; side < 2; ++side) {
    const auto p = nacre_test::piece_of(s, gpu.types_of(s), gpu.cutoff(), nacre_test::side_of(s, side));
    const Evaluation e = gpu.compute_with_ghosts(p.own, p.types, p.positions, nacre::AtomVirials::yes);
    sum.energy += e.energy;
    for (int k = 0; k < 9; ++k) sum.virial[k] += e.virial[k];
    for (std::size_t k = 0; k < p.types.size(); ++k) {
      sum.atom_energies[p.atom[k]] += e.atom_energies[k];
      if (k >= p.own) {
        EXPECT_EQ(e.atom_energies[k], 0);
      }
      for (int c = 0; c < 3; ++c) sum.forces[3 * p.atom[k] + c] += e.forces[3 * k + c];
      for (int c = 0; c < 9; ++c)
        EXPECT_NEAR(e.atom_virials[9 * k + c], k < p.own ? whole.atom_virials[9 * p.atom[k] + c] : 0, 2e-4);
    }
  }
  expect_near(sum, whole);
  for (int k = 0; k < 9; ++k) EXPECT_NEAR(sum.virial[k], whole.virial[k], 2e-3);
  for (std::size_t i = 0; i < s.size(); ++i) EXPECT_NEAR(sum.atom_energies[i], whole.atom_energies[i], 2e-5);
}

TEST(ApiCuda, PiecesWithGhostsMakeTheWhole) {
  NACRE_NEEDS_GPU();
  for (const char* model : {"nep3_zbl_NaC", "nep4_zbl_NaC", "nep4_zbl_flexible_NaC", "nep4_NaC_typewise_cutoff",
                            "nep5_zbl_NaC", "nep4_NaC_higher_body"})
    expect_pieces_make_the_whole(std::string("tests/data/nep-random/") + model + "/nep.txt",
                                 lattice({"C", "Na"}, {2, 3, 2}, 2.4, 9));
}

TEST(ApiCuda, GhostsComeAndGo) {
  NACRE_NEEDS_GPU();
  const Structure s = lattice({"C", "Na"}, {3, 2, 2}, 2.4, 9);
  const std::string file = in_source("tests/data/nep-random/nep4_zbl_NaC/nep.txt");
  Potential gpu(file, on_gpu), cpu(file);
  auto p = nacre_test::piece_of(s, gpu.types_of(s), gpu.cutoff() + 1, nacre_test::side_of(s, 0));
  const auto compare = [&](long lists) {
    expect_near(gpu.compute_with_ghosts(p.own, p.types, p.positions),
                cpu.compute_with_ghosts(p.own, p.types, p.positions));
    EXPECT_EQ(gpu.ghost_counts().rebuilds, lists);
  };
  compare(1);
  for (double& r : p.positions) r += 0.1;  // less than half of the skin
  compare(1);
  p.positions.back() += 0.4;
  compare(2);
  p.types.pop_back(), p.positions.resize(p.positions.size() - 3);
  compare(3);
  std::vector<double> virials(3 * p.positions.size());
  nacre::GhostSums sums;
  sums.force_virials = virials;
  EXPECT_THROW(gpu.add_with_ghosts(p.own, p.types, p.positions, sums), nacre::Error);
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

}  // namespace cuda_test
