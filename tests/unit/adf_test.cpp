#include "analysis/bonds/adf.h"

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <random>

#include "build/crystal.h"
#include "build/replicate.h"
#include "core/error.h"
#include "device/parallel.h"
#include "plain_structure.h"
#include "reference/motion.h"
#include "report/csv.h"

namespace adf_test {

namespace {

using namespace nacre;

Adf bond_angles(const Structure& s, const std::vector<std::string>& cutoffs, int bins) {
  Adf adf(bond_angle_kinds(parse_pair_cutoffs(cutoffs)), bins);
  adf.add(s.atoms, s.box);
  return adf;
}

TEST(Adf, CrystalsHaveTheirAngles) {
  // One cell each: every neighbour but one or two is an image.
  const struct {
    const char* name;
    double a;
    std::optional<double> c;
    std::int64_t angles;  ///< of the cell
    double degrees;
  } crystals[] = {{"graphite", 2.464, 6.711, 4 * 3, 120}, {"diamond", 3.567, {}, 8 * 6, 109.47122063449069}};
  for (const auto& known : crystals) {
    const Structure s = crystal({known.name, "", known.a, known.c});
    const Adf adf = bond_angles(s, {"C-C=1.85"}, 50);
    const AngleCounts all = adf.total();
    EXPECT_EQ(all.angles, known.angles);
    EXPECT_NEAR(all.mean(), known.degrees, 1e-6);
    const auto bin = static_cast<std::size_t>(known.degrees / 3.6);
    EXPECT_EQ(all.bins[bin], known.angles);
    EXPECT_DOUBLE_EQ(all.peak(), (static_cast<double>(bin) + 0.5) * 3.6);
    EXPECT_NEAR(all.density(bin) * 3.6, 1, 1e-12);
    EXPECT_EQ(adf.kinds()[0].name(), "C-C-C");
  }
}

TEST(Adf, StraightAndFoldedAngles) {
  Structure s;
  s.box = Box({{{1, 0, 0}, {0, 20, 0}, {0, 0, 20}}});
  s.atoms.species = {"C"};
  s.atoms.resize(1);  // sees its own images along x: 1 A either way, at 180 degrees
  const Adf adf = bond_angles(s, {"C-C=1.5"}, 180);
  EXPECT_EQ(adf.total().angles, 1);
  EXPECT_EQ(adf.total().bins[179], 1);
}

Structure random_mixture(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-0.5, 1.5);
  Structure s;
  s.box = Box({{{7, 0.3, -1}, {-2, 4, 0.5}, {1, -1, 9}}}, {seed % 2 == 0, true, seed % 3 != 0});
  s.atoms.species = {"C", "O", "Na"};
  s.atoms.resize(40);
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.type[i] = static_cast<int>(random() % 3);
  }
  return s;
}

std::vector<std::int64_t> histogram(const std::vector<double>& angles, int bins, std::int64_t share) {
  std::vector<std::int64_t> out(bins, 0);
  for (const double a : angles) ++out[std::min(bins - 1, static_cast<int>(a / 180 * bins))];
  for (auto& n : out) n /= share;
  return out;
}

TEST(Adf, AgreesWithBruteForceInAnyCell) {
  const std::vector<AngleKind> kinds{{"", "", "", 0.5, 3.1, 0.5, 3.1},
                                     {"C", "O", "O", 0, 3.2, 0, 3.2},
                                     {"C", "O", "Na", 0, 3.2, 1.5, 4.1},
                                     {"O", "C", "C", 0, 3.0, 0, 3.5}};
  std::int64_t compared = 0;
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    const Structure s = random_mixture(seed);
    Adf adf(kinds, 37);
    adf.add(s.atoms, s.box);
    for (std::size_t q = 0; q < kinds.size(); ++q) {
      const AngleKind& k = kinds[q];
      const auto expected = reference::angles(
          plain(s), {k.centre, k.first, k.second, k.first_from, k.first_to, k.second_from, k.second_to});
      // The oracle's pairs are ordered; those of a kind that cannot tell them apart are counted once here.
      EXPECT_EQ(adf.counts(q).bins, histogram(expected, 37, k.symmetric() ? 2 : 1)) << seed << " " << q;
      EXPECT_GT(adf.counts(q).angles, 0);
      compared += adf.counts(q).angles;
      double mean = 0, integral = 0;
      for (const double a : expected) mean += a / static_cast<double>(expected.size());
      for (std::size_t b = 0; b < 37; ++b) integral += adf.counts(q).density(b) * 180 / 37;
      EXPECT_NEAR(adf.counts(q).mean(), mean, 1e-6);
      EXPECT_NEAR(integral, 1, 1e-12);
    }
  }
  EXPECT_GT(compared, 500);
}

TEST(Adf, ThreadsLeaveTheSameIntegers) {
  const Structure s = replicate(random_mixture(2).atoms, random_mixture(2).box, 5, 5, 5);
  set_threads(1);
  const Adf one = bond_angles(s, {"C-O=2.5,C-C=2.2"}, 90);
  set_threads(4);
  const Adf four = bond_angles(s, {"C-O=2.5,C-C=2.2"}, 90);
  set_threads(0);
  EXPECT_EQ(one.total().bins, four.total().bins);
  EXPECT_EQ(one.total().sum_microdegrees, four.total().sum_microdegrees);
  EXPECT_EQ(csv_text(adf_table(one, "")), csv_text(adf_table(four, "")));
}

TEST(Adf, WhatDoesNotFitIsRefused) {
  EXPECT_THROW(Adf({{"", "", "", 1, 1, 0, 1}}, 10), Error);
  EXPECT_THROW(Adf({{"", "", "", -1, 1, 0, 1}}, 10), Error);
  EXPECT_THROW(Adf({{"", "", "", 0, 1, 0, 1}}, 0), Error);
  EXPECT_THROW(Adf({}, 10), Error);
  const Structure s = random_mixture(1);
  EXPECT_THROW(bond_angles(s, {"Si-Si=2"}, 10), Error);
}

}  // namespace

}  // namespace adf_test
