// NEP against stored numbers of every reference model, and against the independent double-precision version.
#include "force/nep.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/random.h"
#include "device/parallel.h"
#include "force/cuda_host.h"
#include "needs_data.h"
#include "needs_gpu.h"
#include "reference/nep.h"
#include "reference/structure.h"
#include "source_dir.h"

namespace nacre::nep_test {
namespace {

namespace fs = std::filesystem;

// Stored numbers have 10 decimals and came from a double-precision program: rounding alone differs.
constexpr double full_energy = 1e-8;  // eV/atom
constexpr double full_force = 1e-7;   // eV/A
// Float pair loops: 24-bit sums of about 100 neighbours and 100 neurons.
constexpr double single_energy = 1e-5;          // eV/atom
constexpr double single_force = 1e-4;           // eV/A
constexpr double single_force_relative = 1e-5;  // of |F|
constexpr double single_virial = 1e-5;          // eV/atom, relative to the virial's size where that is above 1

struct Model {
  std::string name;
  fs::path folder;
};

void PrintTo(const Model& m, std::ostream* out) { *out << m.name; }

std::vector<Model> models_in(const fs::path& folder) {
  std::vector<Model> found;
  if (!fs::is_directory(folder)) return found;
  for (const auto& entry : fs::directory_iterator(folder))
    if (fs::exists(entry.path() / "nep.txt")) found.push_back({entry.path().filename(), entry.path()});
  std::sort(found.begin(), found.end(), [](const Model& a, const Model& b) { return a.name < b.name; });
  return found;
}

std::vector<Model> all_models() {
  auto models = models_in(fs::path(nacre_test::source_dir()) / "tests/data/nep-random");
  for (const auto& m : models_in(nacre_test::shared_folder() / "reference/nep")) models.push_back(m);
  return models;
}

System to_system(const reference::Structure& s, const std::vector<std::string>& species) {
  System system;
  Mat3 h;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) h[i][j] = s.cell[i][j];
  system.box = Box(h, s.periodic);
  system.atoms.resize(s.position.size());
  for (std::size_t i = 0; i < s.position.size(); ++i) {
    system.atoms.position[i] = {s.position[i][0], s.position[i][1], s.position[i][2]};
    const auto found = std::find(species.begin(), species.end(), s.species[i]);
    system.atoms.type[i] = static_cast<int>(found - species.begin());
  }
  system.atoms.species = species;
  return system;
}

struct Errors {
  double energy = 0, atom_energy = 0, force = 0, force_share = 0, virial = 0;  ///< force_share: of what is allowed
};

Errors compare(Force& force, const reference::Frame& frame) {
  const System system = to_system(frame.structure, force.species());
  const double atoms = static_cast<double>(system.atoms.size());
  Evaluation out;
  force.reset();
  force.compute(system.atoms, system.box, {}, out);
  Errors e;
  e.energy = std::abs(out.energy - frame.labels.energy) / atoms;
  double size = 0;
  for (int c = 0; c < 9; ++c) {
    e.virial = std::max(e.virial, std::abs(out.virial.m[c / 3][c % 3] - frame.labels.virial[c]) / atoms);
    size = std::max(size, std::abs(frame.labels.virial[c]) / atoms);
  }
  e.virial /= std::max(size, 1.0);
  for (std::size_t i = 0; i < system.atoms.size(); ++i) {
    const auto& f = frame.labels.force[i];
    const double error = norm(out.force[i] - Vec3{f[0], f[1], f[2]}), length = norm(Vec3{f[0], f[1], f[2]});
    e.force = std::max(e.force, error);
    e.force_share = std::max(e.force_share, error / (single_force + single_force_relative * length));
    e.atom_energy = std::max(e.atom_energy, std::abs(out.atom_energy[i] - frame.labels.energy_atom[i]));
  }
  return e;
}

class NepModels : public testing::TestWithParam<Model> {};

TEST_P(NepModels, AgreeWithStoredNumbersInFullPrecision) {
  const auto force = make_nep(GetParam().folder / "nep.txt", Precision::full);
  for (const auto& frame : reference::read_frames(GetParam().folder / "reference.xyz")) {
    const Errors e = compare(*force, frame);
    EXPECT_LT(e.energy, full_energy);
    EXPECT_LT(e.atom_energy, full_energy);
    EXPECT_LT(e.force, full_force);
    EXPECT_LT(e.virial, full_energy);
  }
}

void expect_single_precision(const Model& model, Force& force) {
  Errors worst;
  for (const auto& frame : reference::read_frames(model.folder / "reference.xyz")) {
    const Errors e = compare(force, frame);
    EXPECT_LT(e.energy, single_energy);
    EXPECT_LT(e.force_share, 1);
    EXPECT_LT(e.virial, single_virial);
    worst.energy = std::max(worst.energy, e.energy);
    worst.force = std::max(worst.force, e.force);
    worst.force_share = std::max(worst.force_share, e.force_share);
    worst.virial = std::max(worst.virial, e.virial);
  }
  std::printf("  %-28s energy %.1e eV/atom, force %.1e eV/A (%.2f of what is allowed), virial %.1e\n",
              model.name.c_str(), worst.energy, worst.force, worst.force_share, worst.virial);
}

TEST_P(NepModels, AgreeWithStoredNumbersInSinglePrecision) {
  const auto force = make_nep(GetParam().folder / "nep.txt", Precision::single);
  expect_single_precision(GetParam(), *force);
}

TEST_P(NepModels, AgreeWithStoredNumbersOnTheGpu) {
  NACRE_NEEDS_GPU();
  const auto force = make_cuda_host_force(GetParam().folder / "nep.txt");
  expect_single_precision(GetParam(), *force);
}

// The reference assigns W_i = -sum_j r_ij (x) p_ij; the stored files have totals only.
TEST_P(NepModels, AtomicVirialsAndDescriptorsAgreeWithTheReference) {
  const std::string file = GetParam().folder / "nep.txt";
  const reference::Nep oracle(file);
  const auto force = make_nep(file, Precision::full);
  const auto frame = reference::read_frames(GetParam().folder / "reference.xyz").front();
  const System system = to_system(frame.structure, force->species());
  Evaluation out;
  force->compute(system.atoms, system.box, Request{.atom_virial = true}, out);
  const auto expected = oracle.evaluate(frame.structure);
  ASSERT_EQ(out.atom_virial.size(), system.atoms.size());
  for (std::size_t i = 0; i < system.atoms.size(); ++i)
    for (int c = 0; c < 9; ++c)
      EXPECT_NEAR(out.atom_virial[i].m[c / 3][c % 3], expected.virial_atom[i][c],
                  full_force * std::max(1.0, std::abs(expected.virial_atom[i][c])));
  const auto descriptors = nep_descriptors(file, system.atoms, system.box);
  const auto wanted = oracle.descriptors(frame.structure);
  ASSERT_EQ(descriptors[0].size(), wanted[0].size());
  for (std::size_t i = 0; i < wanted.size(); ++i)
    for (std::size_t nu = 0; nu < wanted[i].size(); ++nu)
      EXPECT_NEAR(descriptors[i][nu], wanted[i][nu], 1e-10 * std::max(1.0, std::abs(wanted[i][nu])));
}

INSTANTIATE_TEST_SUITE_P(Models, NepModels, testing::ValuesIn(all_models()),
                         [](const auto& info) { return info.param.name; });

// Where they are missing, the list above is shorter and nothing tells.
TEST(NepModelsOfOthers, AreThereWhenRequired) {
  if (!nacre_test::data_required()) return;
  EXPECT_EQ(models_in(nacre_test::shared_folder() / "reference/nep").size(), 5u);
}

/// 1,500 atoms of both types in a skewed cell: enough tiles for several threads.
System large_system() {
  System system;
  Mat3 h = {{{24, 0, 0}, {3, 24, 0}, {0, -2, 24}}};
  system.box = Box(h);
  system.atoms.resize(1500);
  system.atoms.species = {"Na", "C"};
  for (std::size_t i = 0; i < system.atoms.size(); ++i) {
    const auto u = random_uniform(7, 0, i, Purpose::build_random);
    const double cell[3] = {i % 12 + 0.4 * u[0], i / 12 % 12 + 0.4 * u[1], i / 144 + 0.4 * u[2]};
    system.atoms.position[i] = system.box.cartesian({cell[0] / 12, cell[1] / 12, cell[2] / 12});
    system.atoms.type[i] = u[3] < 0.2 ? 0 : 1;
  }
  return system;
}

Evaluation evaluate_on(int team, Precision precision) {
  set_threads(team);
  const auto force = make_nep(fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC/nep.txt", precision);
  const System system = large_system();
  Evaluation out;
  force->compute(system.atoms, system.box, {}, out);
  set_threads(0);
  return out;
}

// Forces are scattered to neighbours by whichever thread has the tile: only exact sums can give equal bits.
TEST(Nep, ForcesHaveTheSameBitsForAnyTeam) {
  for (const Precision precision : {Precision::single, Precision::full}) {
    const Evaluation one = evaluate_on(1, precision);
    for (const int team : {2, 3, 5})
      for (int repeat = 0; repeat < 3; ++repeat) {
        const Evaluation many = evaluate_on(team, precision);
        EXPECT_EQ(many.energy, one.energy);
        for (std::size_t i = 0; i < one.force.size(); ++i)
          for (int k = 0; k < 3; ++k) ASSERT_EQ(many.force[i][k], one.force[i][k]) << team << " threads, atom " << i;
      }
  }
}

// Every p_ij enters two sums with opposite sign, and the sums are exact: not small, zero.
TEST(Nep, TotalForceIsExactlyZero) {
  for (const Precision precision : {Precision::single, Precision::full}) {
    const Evaluation out = evaluate_on(2, precision);
    Vec3 total;
    double size = 0;
    for (const Vec3& f : out.force) total += f, size += norm(f);
    EXPECT_GT(size, 1);
    for (int k = 0; k < 3; ++k) EXPECT_EQ(total[k], 0.0);
  }
}

// A model of the published general kind has more than 103 descriptor components; no constant may limit it.
TEST(Nep, SizesComeFromTheHeader) {
  const fs::path file = fs::temp_directory_path() / "nacre-large-nep.txt";
  const int radial = 13, angular = 13, l = 6, neurons = 5, components = radial + angular * (l + 2);
  {
    std::ofstream out(file);
    out << "nep4 1 C\ncutoff 5 4 100 50\nn_max 12 12\nbasis_size 16 12\nl_max 6 2 1\nANN 5 0\n";
    const int count = neurons * (components + 2) + 1 + radial * 17 + angular * 13;
    for (int i = 0; i < count; ++i) out << 0.3 * std::sin(1.7 * i) << "\n";
    for (int i = 0; i < components; ++i) out << 0.1 << "\n";
  }
  ASSERT_GT(components, 103);
  reference::Structure s;
  s.cell = {{{6, 0, 0}, {0.5, 6, 0}, {0, 0.2, 6}}};
  s.periodic = {true, true, true};
  for (int i = 0; i < 12; ++i) {
    s.species.push_back("C");
    s.position.push_back({0.5 + 5.1 * std::sin(3.1 * i), 2.0 * (i % 3), 1.4 * (i / 3)});
  }
  const auto expected = reference::Nep(file).evaluate(s);
  const auto force = make_nep(file, Precision::full);
  const System system = to_system(s, force->species());
  Evaluation out;
  force->compute(system.atoms, system.box, {}, out);
  EXPECT_GT(std::abs(expected.energy), 1e-3);
  EXPECT_NEAR(out.energy, expected.energy, 1e-9 * std::abs(expected.energy));
  for (std::size_t i = 0; i < s.position.size(); ++i)
    EXPECT_NEAR(out.force[i].x, expected.force[i][0], 1e-9 * (1 + std::abs(expected.force[i][0])));
  fs::remove(file);
}

}  // namespace
}  // namespace nacre::nep_test
