// Data sets: labels by any name, virial and stress, reference energies, statistics against a plain count, warnings.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "scratch.h"
#include "train/data/check.h"
#include "train/data/read_train_set.h"

namespace nacre::train::train_data_test {
namespace {

using nacre_test::mentions;
using nacre_test::Scratch;

TrainSettings settings_of(const std::vector<std::string>& species) {
  TrainSettings s;
  s.shape.species = species;
  s.shape.radial_cutoff.assign(species.size(), 5);
  s.shape.angular_cutoff.assign(species.size(), 3);
  return s;
}

/// Two atoms in a cube of 4 A; `keys` in the comment line.
std::string two_atoms(const std::string& keys, const std::string& columns = ":forces:R:3",
                      const std::string& first = "1 2 3", const std::string& second = "-1 -2 -3") {
  return "2\n" + keys + " Lattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3" + columns + "\nC 0 0 0 " +
         first + "\nNa 1.5 0 0 " + second + "\n";
}

struct Reading {
  TrainSet set;
  std::vector<std::string> warnings;
};

Reading read(const std::string& text, const TrainSettings& settings, bool labels_needed = true) {
  const Scratch scratch;
  Reading r;
  r.set = read_train_set(scratch.write("train.xyz", text), settings, r.warnings, {labels_needed});
  return r;
}

TEST(TrainData, PlainFrame) {
  const Reading r = read(two_atoms("energy=-3 weight=2.5 config_type=pair"), settings_of({"Na", "C"}));
  ASSERT_EQ(r.set.frames.size(), 1u);
  const TrainFrame& f = r.set.frames[0];
  EXPECT_EQ(f.atoms.type, std::vector<int>({1, 0}));
  EXPECT_EQ(*f.energy, -3);
  EXPECT_EQ(f.force[1].z, -3);
  EXPECT_EQ(f.weight, 2.5);
  EXPECT_EQ(f.config_type, "pair");
  EXPECT_FALSE(f.virial);
  EXPECT_TRUE(r.warnings.empty());
}

TEST(TrainData, LabelsByOtherNames) {
  TrainSettings s = settings_of({"C", "Na"});
  s.labels.energy = "REF_energy";
  s.labels.force = "REF_forces";
  s.labels.virial = "REF_virial";
  const Reading r = read(two_atoms("energy=7 REF_energy=-3 REF_virial=\"1 2 3 4 5 6\" virial=\"9 9 9 9 9 9 9 9 9\"",
                                   ":forces:R:3:REF_forces:R:3", "9 9 9 1 2 3", "9 9 9 -1 -2 -3"),
                         s);
  const TrainFrame& f = r.set.frames[0];
  EXPECT_EQ(*f.energy, -3);
  EXPECT_EQ(f.force[0].x, 1);
  EXPECT_EQ(f.virial->m[0][0], 1);
}

TEST(TrainData, NoSilentChoiceOfTheEnergy) {
  const TrainSettings s = settings_of({"C", "Na"});
  const Error e = nacre_test::error_of([&] { read(two_atoms("free_energy=-3"), s); });
  EXPECT_TRUE(mentions(e, "energy_key free_energy")) << e.what();
  EXPECT_EQ(e.line(), 2);
  const Error none = nacre_test::error_of([&] { read(two_atoms("time=1"), s); });
  EXPECT_TRUE(mentions(none, "lambda_e 0")) << none.what();
  EXPECT_FALSE(read(two_atoms("time=1"), s, false).set.frames[0].energy);
  TrainSettings forces_only = s;
  forces_only.loss.energy = 0;
  EXPECT_FALSE(read(two_atoms("time=1"), forces_only).set.frames[0].energy);
}

TEST(TrainData, VoigtAndNineNumbers) {
  const TrainSettings s = settings_of({"C", "Na"});
  const auto virial = [&](const std::string& keys) {
    return *read(two_atoms("energy=0 " + keys), s).set.frames[0].virial;
  };
  const Mat3 six = virial("virial=\"1 2 3 4 5 6\""), nine = virial("virial=\"1 6 5 6 2 4 5 4 3\"");
  const Mat3 stress = virial("stress=\"-0.015625 -0.03125 -0.046875 -0.0625 -0.078125 -0.09375\"");
  for (int k = 0; k < 9; ++k) {
    EXPECT_EQ(six.m[k / 3][k % 3], nine.m[k / 3][k % 3]) << k;
    EXPECT_DOUBLE_EQ(six.m[k / 3][k % 3], stress.m[k / 3][k % 3]) << k;  // V = 64 A^3
  }
}

TEST(TrainData, VirialAndStressMustAgree) {
  const TrainSettings s = settings_of({"C", "Na"});
  const std::string virial = "energy=0 virial=\"0.64 0 0 0 0 0 0 0 0\" ";
  EXPECT_EQ(read(two_atoms(virial + "stress=\"-0.01 0 0 0 0 0 0 0 0\""), s).set.frames[0].virial->m[0][0], 0.64);
  // 0.00004 eV/A^3 in 64 A^3 are 1.3e-3 eV an atom.
  const Error e = nacre_test::error_of([&] { read(two_atoms(virial + "stress=\"-0.01004 0 0 0 0 0\""), s); });
  EXPECT_TRUE(mentions(e, "eV/atom") && mentions(e, "differ")) << e.what();
  // The sign of a dumped pressure.
  nacre_test::error_of([&] { read(two_atoms(virial + "stress=\"0.01 0 0 0 0 0\""), s); });
}

TEST(TrainData, FramesWithoutForces) {
  const TrainSettings s = settings_of({"C", "Na"});
  const Reading r = read(two_atoms("energy=1") + two_atoms("energy=2", "", "", ""), s);
  EXPECT_EQ(r.set.frames[0].force.size(), 2u);
  EXPECT_TRUE(r.set.frames[1].force.empty());
  ASSERT_EQ(r.warnings.size(), 1u);
  EXPECT_NE(r.warnings[0].find("1 of 2 frames have no forces"), std::string::npos) << r.warnings[0];
}

TEST(TrainData, LargeForcesAreWarnedOfAndAbsurdOnesRefused) {
  const TrainSettings s = settings_of({"C", "Na"});
  const Reading r = read(two_atoms("energy=1", ":forces:R:3", "0 0 0", "0 150 0"), s);
  ASSERT_EQ(r.warnings.size(), 2u) << r.warnings[0];  // the other asks for the unit
  EXPECT_NE(r.warnings[0].find("train.xyz:4: frame 1 has a force of 150 eV/A on atom 2"), std::string::npos)
      << r.warnings[0];
  const Error e = nacre_test::error_of([&] { read(two_atoms("energy=1", ":forces:R:3", "0 0 0", "0 2e4 0"), s); });
  EXPECT_EQ(e.line(), 4);
}

TEST(TrainData, LeastSquaresFindsTheEnergiesOfTheElements) {
  const TrainSettings s = settings_of({"C", "Na"});
  TrainSet set;
  set.frames.resize(3);
  const std::vector<std::vector<int>> types = {{0, 0, 1}, {0, 1}, {0}};
  for (int f = 0; f < 3; ++f) {
    set.frames[f].atoms.resize(types[f].size());
    set.frames[f].atoms.type = types[f];
    double energy = 0;
    for (const int t : types[f]) energy += t == 0 ? -146.374106 : -1283.618205;
    set.frames[f].energy = energy;
  }
  const std::vector<double> e = fit_reference_energies(set, 2);
  EXPECT_NEAR(e[0], -146.374106, 1e-9);
  EXPECT_NEAR(e[1], -1283.618205, 1e-9);
  subtract_reference_energies(set, e);
  for (const TrainFrame& f : set.frames) EXPECT_NEAR(*f.energy, 0, 1e-8);
}

TEST(TrainData, OneCompositionSharesItsEnergyEvenly) {
  TrainSet set;
  set.frames.resize(2);
  for (TrainFrame& f : set.frames) {
    f.atoms.resize(2);
    f.atoms.type = {0, 1};
    f.energy = -10;
  }
  const std::vector<double> e = fit_reference_energies(set, 3);
  EXPECT_NEAR(e[0], -5, 1e-10);
  EXPECT_NEAR(e[1], -5, 1e-10);
  EXPECT_EQ(e[2], 0);  // an element that no frame has
}

/// Neighbours of atom i within r by looping over images.
int plain_count(const TrainFrame& f, int i, double cutoff) {
  int count = 0;
  for (int a = -2; a <= 2; ++a)
    for (int b = -2; b <= 2; ++b)
      for (int c = -2; c <= 2; ++c)
        for (std::size_t j = 0; j < f.atoms.size(); ++j) {
          if (a == 0 && b == 0 && c == 0 && static_cast<int>(j) == i) continue;
          const Vec3 shift = Vec3{double(a), double(b), double(c)} * f.box.h();
          count += norm(f.atoms.position[j] + shift - f.atoms.position[i]) < cutoff;
        }
  return count;
}

TEST(TrainData, StatisticsCountWhatIsThere) {
  const TrainSettings s = settings_of({"C", "Na"});
  const Reading r = read(two_atoms("energy=-4 config_type=a") + two_atoms("energy=-2"), s);
  std::vector<std::string> warnings;
  const SetStatistics stat = check_train_set(r.set, s.shape, warnings);
  EXPECT_EQ(stat.frames, 2u);
  EXPECT_EQ(stat.atoms, 4u);
  EXPECT_EQ(stat.atoms_of_type, std::vector<std::size_t>({2, 2}));
  EXPECT_EQ(stat.energy.low, -2);
  EXPECT_EQ(stat.energy.high, -1);
  EXPECT_DOUBLE_EQ(stat.energy.mean, -1.5);
  EXPECT_NEAR(stat.force.high, std::sqrt(14.0), 1e-12);
  EXPECT_NEAR(stat.closest.low, 1.5, 1e-6);
  EXPECT_EQ(stat.frames_of_class.at("a"), 1u);
  EXPECT_EQ(stat.radial_neighbors.high, plain_count(r.set.frames[0], 0, 5));
  EXPECT_EQ(stat.angular_neighbors.high, plain_count(r.set.frames[0], 0, 3));
  EXPECT_GT(stat.radial_neighbors.high, 10);
  EXPECT_TRUE(warnings.empty());
  EXPECT_NE(describe(stat, s.shape.species).find("2 frames, 4 atoms: C 2 Na 2"), std::string::npos);
}

TEST(TrainData, WarnsOfWhatLooksWrong) {
  const TrainSettings s = settings_of({"C", "Na"});
  std::string text;
  for (int i = 0; i < 8; ++i) text += two_atoms("energy=" + std::to_string(-400 + 0.01 * i));
  text += two_atoms("energy=-380");
  text += "2\nenergy=-400 Lattice=\"40 0 0 0 40 0 0 0 40\" Properties=species:S:1:pos:R:3\nC 0 0 0\nNa 0.35 0 0\n";
  text += "2\nenergy=-400 Lattice=\"40 0 0 0 40 0 0 0 40\" Properties=species:S:1:pos:R:3\nC 0 0 0\nNa 20 0 0\n";
  const Reading r = read(text, s);
  std::vector<std::string> warnings;
  check_train_set(r.set, s.shape, warnings);
  const auto warned = [&](const std::string& words) {
    return std::count_if(warnings.begin(), warnings.end(),
                         [&](const std::string& w) { return w.find(words) != std::string::npos; });
  };
  EXPECT_TRUE(std::any_of(r.warnings.begin(), r.warnings.end(),
                          [](const std::string& w) { return w.find("0.35 A apart") != std::string::npos; }));
  EXPECT_EQ(warned("frame 11 has 2 of 2 atoms that see no other"), 1);
  EXPECT_EQ(warned("away from what is usual"), 1);
  EXPECT_EQ(warned("frame 9 has an energy"), 1);
  EXPECT_EQ(warned("reference_energy least_squares"), 1);
  EXPECT_EQ(warnings.size(), 3u);
}

}  // namespace
}  // namespace nacre::train::train_data_test
