// What the tests of the public face share. They see nacre/nacre.h and the oracles, as an outsider would.
#pragma once
#include <gtest/gtest.h>
#include <unistd.h>

#include <nacre/nacre.h>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>

#include "reference/structure.h"
#include "source_dir.h"

namespace nacre_test {

inline std::string in_source(const std::string& path) { return source_dir() + "/" + path; }

/// A rattled, sheared lattice with species drawn at random.
inline nacre::Structure lattice(const std::vector<std::string>& species, std::array<int, 3> count, double spacing,
                                unsigned seed, nacre::Periodic periodic = nacre::periodic_everywhere) {
  std::mt19937_64 engine(seed);
  const auto uniform = [&](double half) { return half * (2 * static_cast<double>(engine() >> 11) * 0x1.0p-53 - 1); };
  nacre::Structure s;
  s.species = species;
  s.periodic = periodic;
  for (int i = 0; i < 3; ++i)
    for (int j = 0; j < 3; ++j) s.cell[3 * i + j] = spacing * count[i] * (i == j ? 1 : uniform(0.15));
  for (int a = 0; a < count[0]; ++a)
    for (int b = 0; b < count[1]; ++b)
      for (int c = 0; c < count[2]; ++c) {
        const double at[3] = {(a + 0.5) / count[0], (b + 0.5) / count[1], (c + 0.5) / count[2]};
        for (int k = 0; k < 3; ++k)
          s.positions.push_back(at[0] * s.cell[k] + at[1] * s.cell[3 + k] + at[2] * s.cell[6 + k] +
                                uniform(0.1 * spacing));
        s.types.push_back(static_cast<int>(engine() % species.size()));
      }
  return s;
}

/// 2 x 2 x 2 face-centred cubic cells of argon, `a` Å each.
inline nacre::Structure argon(double a) {
  nacre::Structure s;
  s.species = {"Ar"};
  s.periodic = nacre::periodic_everywhere;
  for (int x = 0; x < 2; ++x)
    for (int y = 0; y < 2; ++y)
      for (int z = 0; z < 2; ++z)
        for (const auto& p : {std::array<double, 3>{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}) {
          s.types.push_back(0);
          s.positions.insert(s.positions.end(), {(x + p[0]) * a, (y + p[1]) * a, (z + p[2]) * a});
        }
  for (int k = 0; k < 3; ++k) s.cell[4 * k] = 2 * a;
  return s;
}

inline reference::Structure to_reference(const nacre::Structure& s) {
  reference::Structure r;
  for (int k = 0; k < 9; ++k) r.cell[k / 3][k % 3] = s.cell[k];
  r.periodic = s.periodic;
  for (std::size_t i = 0; i < s.size(); ++i) {
    r.species.push_back(s.species[s.types[i]]);
    r.position.push_back({s.positions[3 * i], s.positions[3 * i + 1], s.positions[3 * i + 2]});
  }
  return r;
}

/// Who has which part of a bond's energy is a matter of definition where a potential has no sites of its own.
enum class AtomEnergies { compared, not_compared };
inline void expect_same(const nacre::Evaluation& got, const reference::Result& wanted, double energy, double force,
                        AtomEnergies atom_energies = AtomEnergies::compared) {
  const std::size_t n = wanted.force.size();
  EXPECT_NEAR(got.energy, wanted.energy, energy * static_cast<double>(n + 1));
  ASSERT_EQ(got.forces.size(), 3 * n);
  ASSERT_EQ(got.atom_energies.size(), n);
  for (std::size_t i = 0; i < n; ++i) {
    if (atom_energies == AtomEnergies::compared) {
      EXPECT_NEAR(got.atom_energies[i], wanted.energy_atom[i], energy) << "atom " << i;
    }
    for (int k = 0; k < 3; ++k) EXPECT_NEAR(got.forces[3 * i + k], wanted.force[i][k], force) << "atom " << i;
  }
  for (int k = 0; k < 9; ++k) EXPECT_NEAR(got.virial[k], wanted.virial[k], 10 * force * static_cast<double>(n + 1));
}

/// The Error that `action` throws; a failure of the test when it throws none.
template <class Action>
nacre::Error error_of(Action&& action) {
  try {
    action();
  } catch (const nacre::Error& e) {
    return e;
  }
  ADD_FAILURE() << "no error was thrown";
  return {nacre::Error::Kind::failed, "", ""};
}

inline bool mentions(const nacre::Error& e, const std::string& words) {
  return std::string(e.what()).find(words) != std::string::npos;
}

/// A folder of its own for one test, removed at the end.
class Folder {
 public:
  Folder() {
    static int count = 0;
    folder_ = std::filesystem::temp_directory_path() /
              ("nacre_api_" + std::to_string(::getpid()) + "_" + std::to_string(count++));
    std::filesystem::create_directories(folder_);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string path(const std::string& name = "") const {
    return name.empty() ? folder_.string() : (folder_ / name).string();
  }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(path(name), std::ios::binary) << text;
    return path(name);
  }
  std::string read(const std::string& name) const {
    std::ifstream in(path(name), std::ios::binary);
    return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  }

 private:
  std::filesystem::path folder_;
};

}  // namespace nacre_test
