// What every force promises, whoever wrote it: the helpers. The promises are in force_contract_test.cpp.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include "contract/samples.h"
#include "contract/tolerances.h"
#include "device/parallel.h"
#include "force/batch.h"
#include "force/cuda_host.h"
#include "force/force.h"
#include "force/registry.h"
#include "io/words.h"
#include "needs_gpu.h"
#include "source_dir.h"

namespace contract {

using namespace nacre;
using samples::Sample;

/// The CPU, or the GPU: a real one in a build with CUDA, else its kernels on the host (src/device/emulated).
enum class Device { cpu, cuda };

/// A force under test: a file, a precision, a lattice spacing (A) at which its forces are neither zero nor wild, the
/// distances (A) at which its energy or one of its first two derivatives jumps, and where it runs.
struct Subject {
  std::string name;
  std::string path;
  Precision precision;
  double spacing;
  std::vector<double> kinks;
  Device device = Device::cpu;

  bool is_on_gpu() const { return device == Device::cuda; }
  std::unique_ptr<Force> make() const { return is_on_gpu() ? make_cuda_host_force(path) : make_force(path, precision); }
  std::unique_ptr<BatchForce> make_batch() const {
    return is_on_gpu() ? make_cuda_batch_force(path) : make_batch_force(path, precision);
  }
  /// Does the force compute in float? Only NEP has a float path.
  bool is_single() const { return precision == Precision::single && name.starts_with("nep"); }
  tolerances::Evaluated same() const {
    return is_single()   ? tolerances::same_in_single
           : is_on_gpu() ? tolerances::same_in_double_on_gpu
                         : tolerances::same_in_double;
  }
};
/// As CTest shows it: lj_Ar, lj_Ar@cuda.
inline std::ostream& operator<<(std::ostream& out, const Subject& subject) {
  return out << subject.name << (subject.is_on_gpu() ? "@cuda" : "");
}
/// For GoogleTest, which takes letters only.
inline std::string test_name(const ::testing::TestParamInfo<Subject>& info) {
  return info.param.name + (info.param.is_on_gpu() ? "_cuda" : "");
}

/// Cutoffs of nep.txt (of each type, and their means for unlike pairs) and of ZBL: second derivatives jump there.
inline std::vector<double> nep_kinks(const std::string& path) {
  std::vector<double> kinks;
  std::ifstream file(path);  // its head only: this runs in every test's process
  std::string text;
  for (long number = 1; std::getline(file, text); ++number) {
    const Words line(path, number, split_words(text));
    if (line[0] == "n_max") break;
    if (line[0] == "zbl") kinks = {line.real(1, "inner"), line.real(2, "outer")};
    if (line[0] != "cutoff") continue;
    for (std::size_t i = 1; i + 2 < line.size(); ++i)  // the last two words are sizes seen in training
      for (std::size_t j = i; j + 2 < line.size(); j += 2)
        kinks.push_back((line.real(i, "cutoff") + line.real(j, "cutoff")) / 2);
  }
  return kinks;
}

inline void add_nep(std::vector<Subject>& all, const std::string& name, const std::string& path) {
  constexpr double spacing = 1.9;
  all.push_back({name + "_full", path, Precision::full, spacing, nep_kinks(path)});
  all.push_back({name + "_single", path, Precision::single, spacing, {}});
}

/// Every force of the registry, and every random NEP model of tests/data; then the same on the GPU, where NEP has
/// single precision only.
inline std::vector<Subject> subjects() {
  const std::string root = nacre_test::source_dir();
  const Precision full = Precision::full;  // the others have no float path
  const std::vector<double> c{1.8, 2.1}, si_c{1.8, 2.1, 2.7, 3.0, std::sqrt(1.8 * 2.7), std::sqrt(2.1 * 3.0)};
  std::vector<Subject> all{{"tersoff_carbon", default_force, full, 1.7, c},
                           {"tersoff_C", root + "/input/potentials/C.tersoff", full, 1.7, c},
                           {"tersoff_SiC", root + "/tests/data/tersoff/SiC.tersoff", full, 1.9, si_c},
                           {"lj_Ar", root + "/input/potentials/Ar.lj", full, 3.7, {8.5}},
                           {"lj_NaC", root + "/tests/data/lj/NaC.lj", full, 3.1, {6.5, 7.0, 7.5}}};
  std::vector<std::string> models;
  for (const auto& folder : std::filesystem::directory_iterator(root + "/tests/data/nep-random"))
    models.push_back(folder.path().filename());
  std::sort(models.begin(), models.end());
  for (const auto& model : models) add_nep(all, model, root + "/tests/data/nep-random/" + model + "/nep.txt");
  const std::vector<Subject> on_cpu = all;
  for (Subject subject : on_cpu) {
    subject.device = Device::cuda;
    if (!subject.name.starts_with("nep") || subject.is_single()) all.push_back(subject);
  }
  return all;
}

inline Evaluation evaluate(Force& force, const Sample& sample, Request request = {true}) {
  Evaluation out;
  force.compute(sample.atoms, sample.box, request, out);
  return out;
}
/// With a force of its own, so with a fresh list.
inline Evaluation evaluate(const Subject& subject, const Sample& sample) { return evaluate(*subject.make(), sample); }

inline double largest(const std::vector<Vec3>& v) {
  double size = 0;
  for (const Vec3& a : v) size = std::max(size, norm(a));
  return size;
}
inline double largest(const Mat3& a) {
  double size = 0;
  for (int k = 0; k < 9; ++k) size = std::max(size, std::fabs((&a.m[0][0])[k]));
  return size;
}
inline Mat3 difference(const Mat3& a, const Mat3& b) { return a + (-1.0) * b; }

/// Prints how much of a tolerance was used, so that slack is visible, and fails beyond it.
inline void expect_within(const char* what, double error, double allowed) {
  std::printf("    %-28s off by %8.1e, allowed %8.1e\n", what, error, allowed);
  EXPECT_LE(error, allowed) << what;  // a NaN fails too
}

/// Two evaluations of the same matter, atom by atom.
inline void expect_same(const Evaluation& got, const Evaluation& expected, const tolerances::Evaluated& tolerance) {
  ASSERT_EQ(got.force.size(), expected.force.size());
  const auto n = static_cast<double>(std::max<std::size_t>(expected.force.size(), 1));
  double force_error = 0, energy_error = 0, energy_size = 0, virial_error = 0, virial_size = 0;
  for (std::size_t i = 0; i < expected.force.size(); ++i) {
    force_error = std::max(force_error, norm(got.force[i] - expected.force[i]));
    energy_error = std::max(energy_error, std::fabs(got.atom_energy[i] - expected.atom_energy[i]));
    energy_size = std::max(energy_size, std::fabs(expected.atom_energy[i]));
    virial_error = std::max(virial_error, largest(difference(got.atom_virial[i], expected.atom_virial[i])));
    virial_size = std::max(virial_size, largest(expected.atom_virial[i]));
  }
  expect_within("force (eV/A)", force_error, tolerance.force.at(largest(expected.force)));
  expect_within("atomic energy (eV)", energy_error, tolerance.energy.at(energy_size));
  expect_within("atomic virial (eV)", virial_error, tolerance.virial.at(virial_size));
  expect_within("energy (eV/atom)", std::fabs(got.energy - expected.energy) / n, tolerance.energy.at(energy_size));
  expect_within("virial (eV/atom)", largest(difference(got.virial, expected.virial)) / n,
                tolerance.virial.at(virial_size));
}

template <class T>
bool same_bytes(const std::vector<T>& a, const std::vector<T>& b) {
  return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}
inline bool same_bits(const Evaluation& a, const Evaluation& b) {
  return std::memcmp(&a.energy, &b.energy, sizeof(double)) == 0 &&
         std::memcmp(&a.virial, &b.virial, sizeof(Mat3)) == 0 && same_bytes(a.force, b.force) &&
         same_bytes(a.atom_energy, b.atom_energy) && same_bytes(a.atom_virial, b.atom_virial);
}

/// A test over subjects. Those on the GPU are skipped, or fail, where there is none.
class SubjectTest : public ::testing::TestWithParam<Subject> {
 protected:
  void SetUp() override {
    if (subject().is_on_gpu()) NACRE_NEEDS_GPU();
  }
  const Subject& subject() const { return GetParam(); }
};

/// Threads of the emulated GPU run backwards while this lives; a real one has its own mind.
class ReversedThreads {
 public:
  ReversedThreads() { setenv("NACRE_EMULATED_ORDER", "reverse", 1); }
  ~ReversedThreads() { unsetenv("NACRE_EMULATED_ORDER"); }
  ReversedThreads(const ReversedThreads&) = delete;
  ReversedThreads& operator=(const ReversedThreads&) = delete;
};

/// No pair comes as near to a kink as the steps of a finite difference, in position or strain, carry it.
inline bool is_clear_of_kinks(const Sample& sample, const std::vector<double>& kinks) {
  if (kinks.empty()) return true;
  const double farthest = *std::max_element(kinks.begin(), kinks.end());
  for (const auto& row : reference::periodic_pairs(samples::to_reference(sample), farthest + 0.1))
    for (const auto& pair : row)
      for (const double kink : kinks)
        if (std::fabs(pair.distance - kink) < 2.1 * tolerances::difference_step * std::max(1.0, kink)) return false;
  return true;
}

/// f'(0) from four values, fourth order.
template <class Function>
double slope_at_zero(Function&& f) {
  const double h = tolerances::difference_step;
  return (8 * (f(h) - f(-h)) - (f(2 * h) - f(-2 * h))) / (12 * h);
}

inline Sample deformed(const Sample& sample, const Mat3& deformation) {
  Sample out{sample.atoms.clone(), sample.box.with_cell(sample.box.h() * deformation)};
  for (Vec3& r : out.atoms.position) r = r * deformation;
  return out;
}

/// A rotation about no particular axis: r' = r Q.
inline Mat3 some_rotation() {
  const double a = 0.7, b = -1.9;
  const Mat3 about_z{{{std::cos(a), std::sin(a), 0}, {-std::sin(a), std::cos(a), 0}, {0, 0, 1}}};
  const Mat3 about_x{{{1, 0, 0}, {0, std::cos(b), std::sin(b)}, {0, -std::sin(b), std::cos(b)}}};
  return about_z * about_x;
}

}  // namespace contract
