// Tests of the reference programs themselves: against the stored numbers, against finite differences of their own
// energies, and against identities that need no numbers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <limits>
#include <random>
#include <stdexcept>

#include "coordination.h"
#include "lennard_jones.h"
#include "needs_data.h"
#include "nep.h"
#include "source_dir.h"
#include "structure.h"
#include "tersoff.h"

namespace reference {
namespace {

namespace fs = std::filesystem;

// The files have 10 decimals (rounding 5e-11), but energies and virials are sums over atoms and the two programs round
// differently in sums of numbers that cancel; a wrong constant shows at 1e-6 and above.
constexpr double energy_tolerance = 1e-8;  // eV/atom
constexpr double force_tolerance = 1e-7;   // eV/A
constexpr double virial_tolerance = 1e-8;  // eV/atom

// All components of the stored Tersoff virials are 9.56e-8 smaller than the strain derivative of the energy, in all
// frames alike, while energies and forces agree to the last digit: the conversion constant of the pressures that they
// were made from. So they are compared with this tolerance, relative to the largest component, in addition.
constexpr double tersoff_virial_conversion = 1.1e-7;  // 1

// Five-point differences leave h^4/30 times the fifth derivative, below 1e-10 here, and a rounding error of about
// 1e-13/1e-4. The second derivative of NEP jumps where a pair crosses a cutoff, so the steps must move no pair far: an
// error of up to the jump times the movement is left where one crosses.
constexpr double difference_step = 1e-4;       // A
constexpr double strain_step = 2e-5;           // 1; moves a neighbour at 7 A by 1.4e-4 A
constexpr double difference_tolerance = 2e-6;  // relative to the largest force (eV/A) or virial (eV), at least 1

const fs::path source_folder = nacre_test::source_dir();

// Folders with a nep.txt and a reference.xyz, sorted by name.
std::vector<fs::path> model_folders(const fs::path& folder) {
  std::vector<fs::path> models;
  if (!fs::is_directory(folder)) return models;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (fs::exists(entry.path() / "nep.txt") && fs::exists(entry.path() / "reference.xyz")) {
      models.push_back(entry.path());
    }
  }
  std::sort(models.begin(), models.end());
  return models;
}

struct Errors {
  double energy = 0;        // eV/atom
  double energy_atom = 0;   // eV
  double force = 0;         // eV/A
  double virial = 0;        // eV/atom
  double virial_scale = 0;  // largest component of any frame, no error (eV/atom)
};

// The larger of the two; a difference that is not a number counts as infinite.
void grow(double& largest, double difference) {
  const double size = std::isfinite(difference) ? std::abs(difference) : std::numeric_limits<double>::infinity();
  largest = std::max(largest, size);
}

void compare(const Result& result, const Labels& labels, Errors& errors) {
  const std::size_t atoms = result.force.size();
  ASSERT_EQ(labels.force.size(), atoms);
  ASSERT_EQ(labels.energy_atom.size(), atoms);
  grow(errors.energy, (result.energy - labels.energy) / atoms);
  for (int k = 0; k < 9; ++k) {
    grow(errors.virial, (result.virial[k] - labels.virial[k]) / atoms);
    grow(errors.virial_scale, labels.virial[k] / atoms);
  }
  for (std::size_t i = 0; i < atoms; ++i) {
    grow(errors.energy_atom, result.energy_atom[i] - labels.energy_atom[i]);
    for (int k = 0; k < 3; ++k) grow(errors.force, result.force[i][k] - labels.force[i][k]);
  }
}

using Model = std::function<Result(const Structure&)>;

void expect_stored_numbers(const std::string& name, const fs::path& file, const Model& model,
                           double relative_virial_tolerance = 0) {
  const std::vector<Frame> frames = read_frames(file.string());
  ASSERT_FALSE(frames.empty()) << file;
  Errors errors;
  for (const Frame& frame : frames) compare(model(frame.structure), frame.labels, errors);
  std::cout << "largest errors of " << name << ": energy " << errors.energy << " eV/atom, atomic energy "
            << errors.energy_atom << " eV, force " << errors.force << " eV/A, virial " << errors.virial << " eV/atom\n";
  EXPECT_LE(errors.energy, energy_tolerance) << name;
  EXPECT_LE(errors.energy_atom, energy_tolerance) << name;
  EXPECT_LE(errors.force, force_tolerance) << name;
  EXPECT_LE(errors.virial, virial_tolerance + relative_virial_tolerance * errors.virial_scale) << name;
}

void expect_stored_numbers_of_models(const std::vector<fs::path>& folders) {
  for (const fs::path& folder : folders) {
    const Nep nep((folder / "nep.txt").string());
    expect_stored_numbers(folder.filename().string(), folder / "reference.xyz",
                          [&nep](const Structure& structure) { return nep.evaluate(structure); });
  }
}

fs::path random_model(const std::string& name) { return source_folder / "tests" / "data" / "nep-random" / name; }

Vector random_vector(std::mt19937& generator) {
  std::normal_distribution<double> normal;
  return {normal(generator), normal(generator), normal(generator)};
}

// A gas of a few atoms in a sheared cell, none closer than 0.9 A to another or to an image.
Structure small_gas(const std::vector<std::string>& symbols, std::size_t atoms, double edge) {
  Structure structure;
  structure.cell = {{{edge, 0, 0}, {0.3 * edge, edge, 0.1 * edge}, {-0.2 * edge, 0.4 * edge, edge}}};
  structure.periodic = {true, true, true};
  std::mt19937 generator(20240607);
  std::uniform_real_distribution<double> uniform(-1, 2);  // some positions outside the cell
  while (structure.position.size() < atoms) {
    const Vector s = {uniform(generator), uniform(generator), uniform(generator)};
    Vector r{};
    for (int d = 0; d < 3; ++d) {
      for (int k = 0; k < 3; ++k) r[k] += s[d] * structure.cell[d][k];
    }
    structure.position.push_back(r);
    structure.species.push_back(symbols[structure.position.size() % symbols.size()]);
    const PairList pairs = periodic_pairs(structure, 0.9);
    if (!pairs.back().empty()) {
      structure.position.pop_back();
      structure.species.pop_back();
    }
  }
  return structure;
}

// (1 + strain e_row e_column) applied to positions and cell: r_row += strain * r_column.
Structure strained(Structure structure, int row, int column, double strain) {
  for (auto& r : structure.position) r[row] += strain * r[column];
  for (auto& a : structure.cell) a[row] += strain * a[column];
  return structure;
}

// df/dx at 0 by five-point central differences.
double derivative(double h, const std::function<double(double)>& f) {
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

// F = -dE/dr for all atoms, W_ab = -dE/d strain_ba for all components, and no net force.
void expect_gradients(const Structure& structure, const Model& model) {
  const Result result = model(structure);
  double largest_force = 1;
  Vector net{};
  for (const Vector& force : result.force) {
    largest_force = std::max(largest_force, norm(force));
    for (int k = 0; k < 3; ++k) net[k] += force[k];
  }
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(net[k], 0, 1e-10 * largest_force * structure.position.size());
  for (std::size_t i = 0; i < structure.position.size(); ++i) {
    for (int k = 0; k < 3; ++k) {
      const double slope = derivative(difference_step, [&](double x) {
        Structure moved = structure;
        moved.position[i][k] += x;
        return model(moved).energy;
      });
      EXPECT_NEAR(result.force[i][k], -slope, difference_tolerance * largest_force) << "atom " << i << ", axis " << k;
    }
  }
  double largest_virial = 1;
  for (const double w : result.virial) largest_virial = std::max(largest_virial, std::abs(w));
  for (int a = 0; a < 3; ++a) {
    for (int b = 0; b < 3; ++b) {
      const double slope =
          derivative(strain_step, [&](double x) { return model(strained(structure, b, a, x)).energy; });
      EXPECT_NEAR(result.virial[3 * a + b], -slope, difference_tolerance * largest_virial) << "component " << a << b;
    }
  }
}

Model model_of(const Nep& nep) {
  return [&nep](const Structure& structure) { return nep.evaluate(structure); };
}

TEST(ReferenceNep, agrees_with_the_stored_numbers_of_the_random_models) {
  const auto folders = model_folders(source_folder / "tests" / "data" / "nep-random");
  ASSERT_EQ(folders.size(), 14u);
  expect_stored_numbers_of_models(folders);
}

TEST(ReferenceNep, agrees_with_the_stored_numbers_of_the_published_models) {
  const fs::path folder = nacre_test::shared_folder() / "reference" / "nep";
  NACRE_NEEDS_DATA(folder);
  const auto folders = model_folders(folder);
  ASSERT_FALSE(folders.empty()) << folder;
  expect_stored_numbers_of_models(folders);
}

TEST(ReferenceNep, forces_and_virials_are_the_gradients_of_the_energy) {
  for (const std::string name : {"nep4_NaC_higher_body", "nep4_NaC_typewise_cutoff", "nep4_zbl_flexible_NaC"}) {
    SCOPED_TRACE(name);
    const Nep nep((random_model(name) / "nep.txt").string());
    expect_gradients(small_gas(nep.species(), 4, 4.1), model_of(nep));
  }
}

// sum_lm C b_lm(u) b_lm(v), m > 0 twice = (2l + 1)/(4 pi) P_l(u . v), so for any weights g_j
// C_l0 s_l0^2 + 2 sum C_lm s_lm^2 = (2l + 1)/(4 pi) sum_jk g_j g_k P_l(cos theta_jk).
TEST(ReferenceNep, three_body_invariants_follow_the_addition_theorem) {
  std::mt19937 generator(1);
  constexpr int neighbours = 7;
  std::vector<Vector> r;
  std::vector<double> weight;
  for (int j = 0; j < neighbours; ++j) {
    r.push_back(random_vector(generator));
    weight.push_back(random_vector(generator)[0]);
  }
  std::vector<double> s(angular_terms);
  for (int j = 0; j < neighbours; ++j) {
    const AngularBasis basis = angular_basis(r[j], max_l);
    for (int lm = 0; lm < angular_terms; ++lm) s[lm] += weight[j] * basis.value[lm];
  }
  for (int l = 1; l <= max_l; ++l) {
    double expected = 0;
    for (int j = 0; j < neighbours; ++j) {
      for (int k = 0; k < neighbours; ++k) {
        const double cosine = std::clamp(dot(r[j], r[k]) / (norm(r[j]) * norm(r[k])), -1.0, 1.0);
        expected += (2 * l + 1) / (4 * pi) * weight[j] * weight[k] * std::legendre(l, cosine);
      }
    }
    // the constants have 15 decimals, the smallest only 11 significant digits
    const double tolerance = 1e-10 * std::max(1.0, std::abs(expected));
    EXPECT_NEAR(evaluate_terms(three_body_terms(l), s), expected, tolerance) << "l = " << l;
  }
}

Vector normalized(const Vector& a) { return {a[0] / norm(a), a[1] / norm(a), a[2] / norm(a)}; }

// Turns a cluster by a rotation, whose rows are an orthonormal frame made of random vectors.
Structure rotated(Structure cluster, std::mt19937& generator) {
  const Vector a = normalized(random_vector(generator));
  const Vector b = normalized(cross(a, random_vector(generator)));
  const Vector c = cross(a, b);
  for (Vector& r : cluster.position) r = {dot(a, r), dot(b, r), dot(c, r)};
  return cluster;
}

TEST(ReferenceNep, descriptors_do_not_change_under_rotation) {
  std::mt19937 generator(2);
  for (const std::string name : {"nep4_NaC_higher_body", "nep4_C_l8"}) {
    SCOPED_TRACE(name);
    const Nep nep((random_model(name) / "nep.txt").string());
    Structure cluster = small_gas(nep.species(), 6, 4.0);
    cluster.periodic = {false, false, false};
    const auto before = nep.descriptors(cluster);
    const auto after = nep.descriptors(rotated(cluster, generator));
    double largest = 0;
    for (std::size_t i = 0; i < before.size(); ++i) {
      for (std::size_t k = 0; k < before[i].size(); ++k) {
        largest = std::max(largest, std::abs(before[i][k]));
        EXPECT_NEAR(before[i][k], after[i][k], 1e-10 * std::max(1.0, std::abs(before[i][k]))) << i << ' ' << k;
      }
    }
    EXPECT_GT(largest, 1e-3);  // the cluster is not a set of isolated atoms
  }
}

// Writes a model with the given header and number of parameters, all 0.1, and says whether the reader takes it.
bool reads(const std::string& header, int parameters) {
  const std::string path = testing::TempDir() + "nacre_reference_nep.txt";
  std::ofstream file(path);
  file << header;
  for (int k = 0; k < parameters; ++k) file << "0.1\n";
  file.close();
  bool accepted = true;
  try {
    const Nep nep(path);
  } catch (const std::runtime_error&) {
    accepted = false;
  }
  fs::remove(path);
  return accepted;
}

// One type, n_max 0, basis_size 0, one neuron: per component w0 and q_scaler, and five parameters besides.
TEST(ReferenceNep, reads_both_kinds_of_l_max_lines) {
  const auto accepted = [](const std::string& l_max, int components) {
    const std::string header = "nep4 1 C\ncutoff 5 4 100 50\nn_max 0 0\nbasis_size 0 0\n" + l_max + "\nANN 1 0\n";
    return reads(header, 2 * components + 5) && !reads(header, 2 * components + 4) &&
           !reads(header, 2 * components + 6);
  };
  EXPECT_TRUE(accepted("l_max 4", 5));
  EXPECT_TRUE(accepted("l_max 4 0 0", 5));
  EXPECT_TRUE(accepted("l_max 4 2", 6));
  EXPECT_TRUE(accepted("l_max 4 2 1", 7));
  EXPECT_TRUE(accepted("l_max 4 0 1", 6));
  EXPECT_TRUE(accepted("l_max 4 1", 6));
  EXPECT_TRUE(accepted("l_max 4 1 1 0 0 0 1", 8));
  EXPECT_TRUE(accepted("l_max 3 0 0 0 1 1", 6));
  EXPECT_TRUE(accepted("l_max 0", 1));
  EXPECT_FALSE(accepted("l_max 2 0 0 0 1", 4));
  EXPECT_FALSE(accepted("l_max 2 0 0 0 0 1", 4));
  EXPECT_FALSE(accepted("l_max 3 0 0 0 0 0 1", 5));
  EXPECT_FALSE(accepted("l_max 1 1", 3));
  EXPECT_FALSE(accepted("l_max 0 0 1", 2));
  EXPECT_FALSE(accepted("l_max 9", 10));
  EXPECT_FALSE(accepted("l_max 4 3", 6));
}

TEST(ReferenceNep, rejects_a_missing_file_and_an_unknown_element) {
  EXPECT_THROW(Nep("/nowhere/nep.txt"), std::runtime_error);
  const Nep nep((random_model("nep4_C_l8") / "nep.txt").string());
  EXPECT_THROW(nep.evaluate(small_gas({"Na"}, 1, 4)), std::runtime_error);
}

TEST(ReferenceTersoff, agrees_with_the_stored_numbers) {
  expect_stored_numbers(
      "tersoff", source_folder / "tests" / "data" / "tersoff" / "reference.xyz",
      [](const Structure& structure) { return tersoff(structure); }, tersoff_virial_conversion);
}

TEST(ReferenceTersoff, forces_and_virials_are_the_gradients_of_the_energy) {
  const auto frames = read_frames((source_folder / "tests" / "data" / "tersoff" / "reference.xyz").string());
  expect_gradients(frames[0].structure, [](const Structure& structure) { return tersoff(structure); });
}

TEST(ReferenceLennardJones, dimer_has_its_depth_at_the_minimum) {
  Structure dimer;
  dimer.species = {"Ar", "Ar"};
  dimer.position = {{0, 0, 0}, {0, 0, 3.4 * std::pow(2.0, 1.0 / 6)}};
  const Result result = lennard_jones(dimer, 0.0104, 3.4, 10);
  EXPECT_NEAR(result.energy, -0.0104, 1e-15);
  EXPECT_NEAR(norm(result.force[0]), 0, 1e-14);
}

TEST(ReferenceLennardJones, forces_and_virials_are_the_gradients_of_the_energy) {
  Structure fcc;
  fcc.cell = {{{5.3, 0, 0}, {0.1, 5.25, 0}, {0, -0.05, 5.35}}};
  fcc.periodic = {true, true, true};
  fcc.species.assign(4, "Ar");
  fcc.position = {{0.05, 0, 0}, {0, 2.6, 2.7}, {2.65, 0.05, 2.65}, {2.6, 2.65, -0.05}};
  // the energy jumps at the cutoff, which lies between the shells at 6.5 and 7.5 A
  expect_gradients(fcc, [](const Structure& structure) { return lennard_jones(structure, 0.0104, 3.4, 7.0); });
}

TEST(ReferencePairs, do_not_depend_on_the_choice_of_the_cell) {
  constexpr double edge = 3.6;  // fcc: 12, 6, 24, 12, 24, 8 atoms in the first shells
  Structure fcc;
  fcc.cell = {{{0, edge / 2, edge / 2}, {edge / 2, 0, edge / 2}, {edge / 2, edge / 2, 0}}};
  fcc.periodic = {true, true, true};
  fcc.species = {"Cu"};
  fcc.position = {{17.1, -40.3, 8.8}};
  Structure sheared = fcc;
  for (int k = 0; k < 3; ++k) {
    sheared.cell[1][k] += 7 * sheared.cell[0][k];
    sheared.cell[2][k] -= 5 * sheared.cell[1][k];
  }
  const double shell = edge / std::sqrt(2.0);
  const std::vector<int> expected = {12, 18, 42, 54, 78, 86};
  for (int n = 1; n <= 6; ++n) {
    const double cutoff = shell * std::sqrt(n + 0.5);
    EXPECT_EQ(coordination(fcc, cutoff).at(0), expected[n - 1]);
    EXPECT_EQ(coordination(sheared, cutoff).at(0), expected[n - 1]);
  }
}

TEST(ReferencePairs, open_directions_have_no_images) {
  Structure chain;
  chain.cell = {{{2, 0, 0}, {0, 0, 0}, {1, 1, 1}}};
  chain.periodic = {true, false, false};
  chain.species = {"C"};
  chain.position = {{0.5, 100, -3}};
  EXPECT_EQ(coordination(chain, 4.5).at(0), 4);
  chain.periodic = {false, false, false};
  EXPECT_EQ(coordination(chain, 4.5).at(0), 0);
}

TEST(ReferencePairs, each_pair_is_seen_from_both_ends) {
  const PairList pairs = periodic_pairs(small_gas({"C"}, 5, 3.0), 4.0);
  Vector sum{};
  std::size_t count = 0;
  for (const auto& neighbours : pairs) {
    count += neighbours.size();
    for (const Pair& pair : neighbours) {
      for (int k = 0; k < 3; ++k) sum[k] += pair.vector[k];
    }
  }
  EXPECT_GT(count, 100u);
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(sum[k], 0, 1e-9);
}

TEST(ReferenceCoordination, diamond_has_four_bonds_each) {
  Structure diamond;
  constexpr double edge = 3.567;
  diamond.cell = {{{0, edge / 2, edge / 2}, {edge / 2, 0, edge / 2}, {edge / 2, edge / 2, 0}}};
  diamond.periodic = {true, true, true};
  diamond.species = {"C", "C"};
  diamond.position = {{0, 0, 0}, {edge / 4, edge / 4, edge / 4}};
  EXPECT_EQ(coordination(diamond, 1.85), (std::vector<int>{4, 4}));
  EXPECT_EQ(coordination(diamond, 2.7), (std::vector<int>{16, 16}));
}

}  // namespace
}  // namespace reference
