// Lennard-Jones and Tersoff: the GPU's kernels against the CPU's loops, which share formulas only, on structures that
// one of the two could get wrong. NEP on the GPU: nep_test.cpp.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>

#include "contract/force_contract.h"
#include "contract/zoo.h"
#include "reference/lennard_jones.h"
#include "reference/tersoff.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace nacre::cuda_forces_test {
namespace {

using contract::evaluate;
using contract::ReversedThreads;
using samples::Sample;

const std::string root = nacre_test::source_dir();

// Both sides are in double and differ in the order of sums and in multiply-adds (1e-16 a term), in how positions are
// brought near each other (1e-15 A, times slopes up to 1e3 of Tersoff's cutoff), and by the quantum of 2^-40 eV/A.
constexpr double relative = 1e-9, force_floor = 2e-11;  // 1, eV/A
constexpr double energy_floor = 1e-12;                  // eV
constexpr double virial_relative = 3e-7;                // stored as floats: half an ulp is 6e-8

struct Potential {
  std::string name, path;
  double spacing;
  std::vector<double> cutoffs;
};
std::ostream& operator<<(std::ostream& out, const Potential& potential) { return out << potential.name; }
std::vector<Potential> potentials() {
  return {{"tersoff_carbon", default_force, 1.7, {2.1}},
          {"tersoff_SiC", root + "/tests/data/tersoff/SiC.tersoff", 1.9, {2.1, std::sqrt(2.1 * 3.0), 3.0}},
          {"lj_Ar", root + "/input/potentials/Ar.lj", 3.7, {8.5}},
          {"lj_NaC", root + "/tests/data/lj/NaC.lj", 3.1, {6.5, 7.0, 7.5}}};
}

class CudaForces : public ::testing::TestWithParam<Potential> {
 protected:
  void SetUp() override { NACRE_NEEDS_GPU(); }
};

void expect_close(const Evaluation& gpu, const Evaluation& cpu, const std::string& name) {
  ASSERT_EQ(gpu.force.size(), cpu.force.size()) << name;
  ASSERT_EQ(gpu.atom_virial.size(), cpu.atom_virial.size()) << name;
  double energy = 0, force = 0, virial = 0, energy_size = 0, virial_size = 0;
  for (std::size_t i = 0; i < cpu.force.size(); ++i) {
    energy = std::max(energy, std::fabs(gpu.atom_energy[i] - cpu.atom_energy[i]));
    energy_size = std::max(energy_size, std::fabs(cpu.atom_energy[i]));
    force = std::max(force, norm(gpu.force[i] - cpu.force[i]));
    virial = std::max(virial, contract::largest(contract::difference(gpu.atom_virial[i], cpu.atom_virial[i])));
    virial_size = std::max(virial_size, contract::largest(cpu.atom_virial[i]));
  }
  const double n = static_cast<double>(cpu.force.size()), force_size = contract::largest(cpu.force);
  std::printf("    %-10s energy %7.1e of %7.1e eV, force %7.1e of %7.1e eV/A, virial %7.1e of %7.1e eV\n", name.c_str(),
              energy, energy_size, force, force_size, virial, virial_size);
  EXPECT_LE(energy, energy_floor + relative * energy_size) << name;
  EXPECT_LE(std::fabs(gpu.energy - cpu.energy), n * (energy_floor + relative * energy_size)) << name;
  EXPECT_LE(force, force_floor + relative * force_size) << name;
  EXPECT_LE(virial, virial_relative * virial_size) << name;
  EXPECT_LE(contract::largest(contract::difference(gpu.virial, cpu.virial)), n * virial_relative * virial_size) << name;
}

void expect_no_net_force(const Evaluation& e, const std::string& name) {
  Vec3 net;
  for (const Vec3& f : e.force) net += f;
  EXPECT_EQ(norm(net), 0) << name;
}

TEST_P(CudaForces, AgreeWithTheCpuOnTheZoo) {
  const auto cpu = make_force(GetParam().path), gpu = make_cuda_host_force(GetParam().path);
  for (const auto& [name, sample] : samples::zoo(cpu->species(), GetParam().spacing)) {
    cpu->reset();
    const Evaluation got = evaluate(*gpu, sample);
    expect_close(got, evaluate(*cpu, sample), name);
    expect_no_net_force(got, name);
  }
}

// From squeezed (a dozen bonds an atom and more, several chunks of them) to torn (atoms alone).
TEST_P(CudaForces, AgreeWithTheCpuOnAnyDensity) {
  const auto cpu = make_force(GetParam().path), gpu = make_cuda_host_force(GetParam().path);
  for (unsigned seed = 1; seed <= 10; ++seed) {
    const double spacing = GetParam().spacing * (0.5 + 0.1 * seed);
    const samples::Shape shape{{3, 2, 3}, spacing, 0.2, 0.08, {seed % 2 == 0, true, seed % 3 != 0}};
    const Sample sample = samples::lattice(cpu->species(), shape, seed);
    cpu->reset();
    const Evaluation got = evaluate(*gpu, sample);
    expect_close(got, evaluate(*cpu, sample), "seed " + std::to_string(seed));
    expect_no_net_force(got, "seed " + std::to_string(seed));
  }
}

// The same atoms 3,000 cells apart: a difference of far positions must come near again before it is squared.
TEST_P(CudaForces, AgreeWithTheCpuFarFromHome) {
  const auto cpu = make_force(GetParam().path), gpu = make_cuda_host_force(GetParam().path);
  Sample sample = samples::lattice(cpu->species(), {{3, 3, 2}, GetParam().spacing, 0.2, 0.1}, 9);
  const Evaluation home = evaluate(*gpu, sample);
  for (std::size_t i = 0; i < sample.atoms.size(); i += 3)
    sample.atoms.position[i] += (i % 2 == 0 ? 3000.0 : -3000.0) * sample.box.h().row(static_cast<int>(i) % 3);
  const Evaluation away = evaluate(*gpu, sample);
  // At 2e4 A a double resolves 4e-12 A; slopes of the forces reach 1e4 eV/A^2.
  for (std::size_t i = 0; i < home.force.size(); ++i) EXPECT_LE(norm(away.force[i] - home.force[i]), 1e-6);
}

TEST_P(CudaForces, PairsAtTheCutoff) {
  const auto cpu = make_force(GetParam().path), gpu = make_cuda_host_force(GetParam().path);
  for (int type = 0; type < static_cast<int>(cpu->species().size()); ++type)
    for (const double cutoff : GetParam().cutoffs) {
      Sample sample = samples::pairs_at(cpu->species(), cutoff);
      std::fill(sample.atoms.type.begin(), sample.atoms.type.end(), type);
      for (std::size_t i = 0; i < sample.atoms.size(); i += 2) sample.atoms.type[i] = 0;
      cpu->reset();
      const Evaluation got = evaluate(*gpu, sample), expected = evaluate(*cpu, sample);
      // A pair exactly at the cutoff may fall on either side: slots of the CPU's list are moved by a rounding.
      for (const std::size_t i : {0, 1, 2, 3, 6, 7, 8, 9}) {
        EXPECT_NEAR(got.atom_energy[i], expected.atom_energy[i], 1e-12) << cutoff << " atom " << i;
        EXPECT_LE(norm(got.force[i] - expected.force[i]), 1e-10) << cutoff << " atom " << i;
      }
      expect_no_net_force(got, "pairs");
    }
}

TEST_P(CudaForces, BackwardThreadsSameBits) {
  const auto species = make_force(GetParam().path)->species();
  for (const auto& [name, sample] : samples::zoo(species, GetParam().spacing)) {
    const Evaluation forwards = evaluate(*make_cuda_host_force(GetParam().path), sample);
    const ReversedThreads reversed;
    EXPECT_TRUE(contract::same_bits(forwards, evaluate(*make_cuda_host_force(GetParam().path), sample))) << name;
  }
}

INSTANTIATE_TEST_SUITE_P(All, CudaForces, ::testing::ValuesIn(potentials()),
                         [](const auto& info) { return info.param.name + "_cuda"; });

// The independent programs again: the CPU and the GPU share their formulas.
TEST(CudaForcesReference, TersoffCarbon_cuda) {
  NACRE_NEEDS_GPU();
  const auto gpu = make_cuda_host_force(default_force);
  for (unsigned seed = 1; seed <= 4; ++seed) {
    const Sample sample = samples::lattice({"C"}, {{2, 3, 2}, 1.2 + 0.2 * seed, 0.3, 0.15}, seed);
    const Evaluation e = evaluate(*gpu, sample);
    const auto expected = reference::tersoff(samples::to_reference(sample));
    const double size = 1 + std::fabs(expected.energy);
    EXPECT_NEAR(e.energy, expected.energy, 1e-8 * size);  // c/d is near 1e4: the plain formula loses eight digits
    for (std::size_t i = 0; i < e.force.size(); ++i)
      for (int k = 0; k < 3; ++k) EXPECT_NEAR(e.force[i][k], expected.force[i][k], 1e-7 * size);
  }
}
TEST(CudaForcesReference, LennardJones_cuda) {
  NACRE_NEEDS_GPU();
  const auto gpu = make_cuda_host_force(root + "/input/potentials/Ar.lj");
  const Sample sample = samples::lattice({"Ar"}, {{2, 2, 3}, 3.6, 0.3, 0.1, {true, false, true}}, 3);
  const Evaluation e = evaluate(*gpu, sample);
  const auto expected = reference::lennard_jones(samples::to_reference(sample), 0.0103408, 3.4, 8.5);
  EXPECT_NEAR(e.energy, expected.energy, 1e-12 * (1 + std::fabs(expected.energy)));
  for (std::size_t i = 0; i < e.force.size(); ++i)
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(e.force[i][k], expected.force[i][k], 1e-10);
}

// Forces beyond what 64 bits of quanta hold must not wrap around into something that looks like a force.
TEST(CudaForcesRange, AtomsOnTopOfEachOtherHaveNoEnergy_cuda) {
  NACRE_NEEDS_GPU();
  for (const double r : {0.0, 1e-3, 0.3}) {
    Sample sample{Atoms{}, Box(50.0 * identity(), {false, false, false})};
    sample.atoms.species = {"Ar"};
    sample.atoms.resize(3);
    sample.atoms.position[1] = {r, 0, 0};
    sample.atoms.position[2] = {20, 0, 0};
    const Evaluation e = evaluate(*make_cuda_host_force(root + "/input/potentials/Ar.lj"), sample);
    EXPECT_TRUE(std::isnan(e.energy)) << r;
    EXPECT_TRUE(std::isnan(e.atom_energy[0])) << r;
    EXPECT_EQ(e.atom_energy[2], 0) << r;
  }
}

TEST(CudaRegistry, KnowsWhatTheCpuKnows_cuda) {
  NACRE_NEEDS_GPU();
  for (const auto& subject : contract::subjects()) {
    if (!subject.is_on_gpu()) continue;
    const auto cpu = make_force(subject.path), gpu = make_cuda_host_force(subject.path);
    EXPECT_EQ(gpu->name(), cpu->name());
    EXPECT_EQ(gpu->species(), cpu->species());
    EXPECT_EQ(gpu->cutoff(), cpu->cutoff());
  }
}

TEST(CudaRegistry, ErrorsAreThoseOfTheCpu_cuda) {
  NACRE_NEEDS_GPU();
  const nacre_test::Scratch scratch;
  for (const char* text : {"", "nep6 1 C\n", "tersoff_1988 1 C\n", "lk 1 Ar\n1 2 3\n", "lj 1 Ar\n1 2\n", "lj 1 Xx\n",
                           "tersoff_1989 1 C\n1 2 3\n", "nep4 1 C\ncutoff 5\n"}) {
    const std::string path = scratch.write("potential.txt", text);
    std::string on_cpu, on_gpu;
    try {
      make_force(path);
    } catch (const Error& error) {
      on_cpu = error.what();
    }
    try {
      make_cuda_host_force(path);
    } catch (const Error& error) {
      on_gpu = error.what();
    }
    EXPECT_NE(on_cpu, "") << text;
    EXPECT_EQ(on_gpu, on_cpu) << text;
  }
}

}  // namespace
}  // namespace nacre::cuda_forces_test
