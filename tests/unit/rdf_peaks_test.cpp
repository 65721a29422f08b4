// Peaks of g(r) by a fit: between the middles of bins, and without touching the counts.
#include <gtest/gtest.h>

#include <cmath>

#include "analysis/pairs/rdf.h"
#include "build/crystal.h"
#include "core/error.h"

namespace rdf_peaks_test {

namespace {

using namespace nacre;

Rdf rdf_of(const Structure& s, int parts, int bins = 500) {
  RdfSettings settings;
  settings.parts = parts, settings.bins = bins;
  Rdf rdf(settings);
  rdf.add(s.atoms, s.box);
  return rdf;
}

Structure made(const char* name, std::array<int, 3> repeat, double rattle = 0) {
  Crystal c;
  c.name = name, c.repeat = repeat, c.rattle = rattle;
  return crystal(c);
}

// A power of two leaves every count of a bin as it is, on its edges too (2.46 Å is one of 0.02 Å).
TEST(RdfPeaks, PartsDoNotChangeTheCounts) {
  Crystal edge;
  edge.name = "graphene", edge.a = 2.46, edge.repeat = {4, 4, 1};
  for (const Structure& s : {made("graphite", {3, 3, 2}), made("diamond", {2, 2, 2}, 0.1), crystal(edge)})
    for (const int bins : {500, 333, 1000}) {
      const RdfCurve whole = rdf_of(s, 1, bins).total(), parts = rdf_of(s, 4, bins).total();
      EXPECT_EQ(whole.pairs, parts.pairs);
      EXPECT_EQ(whole.g, parts.g);
      EXPECT_EQ(whole.error, parts.error);
      EXPECT_TRUE(whole.fine.empty());
      EXPECT_EQ(parts.fine.size(), 4u * static_cast<std::size_t>(bins));
    }
}

// Bonds of 1.4209, 1.5446 and 3.7158 Å lie in bins of 0.02 Å whose middles are up to 0.01 Å away.
TEST(RdfPeaks, ShellsOfCrystalsAreBetweenTheBins) {
  Crystal sodium;
  sodium.name = "bcc", sodium.repeat = {3, 3, 3};
  const std::pair<Structure, double> cases[] = {{made("graphite", {4, 4, 2}), 2.461 / std::sqrt(3.0)},
                                                {made("diamond", {2, 2, 2}), 3.567 * std::sqrt(3.0) / 4},
                                                {crystal(sodium), 4.2906 * std::sqrt(3.0) / 2}};
  for (const auto& [s, bond] : cases) {
    const Rdf rdf = rdf_of(s, 4);
    EXPECT_NEAR(first_peak(rdf.total(), rdf.width()).position, bond, 0.0026);
    EXPECT_NEAR(peak_positions(rdf.total(), rdf.width(), 1).at(0), bond, 0.0026);
  }
}

// A thermal shell: the fit finds the top of g, r0 - s^2 / r0 with s^2 = 2 (0.04)^2, where bins are 0.02 and 0.05 Å.
TEST(RdfPeaks, ThermalShellsAreFitted) {
  const Structure s = made("diamond", {10, 10, 10}, 0.04);
  double sum = 0;
  for (const int bins : {500, 200}) {
    const Rdf rdf = rdf_of(s, 4, bins);
    sum += first_peak(rdf.total(), rdf.width()).position;
    EXPECT_NEAR(first_peak(rdf.total(), rdf.width()).position, 1.5425, 0.004) << bins;
  }
  EXPECT_GT(sum, 3);
}

// A normal curve between two bins, known in the bins alone.
TEST(RdfPeaks, ANormalCurveHasItsCentre) {
  constexpr double width = 0.02, centre = 2.4637, sigma = 0.05;
  std::vector<double> g(500);
  for (std::size_t k = 0; k < g.size(); ++k)
    g[k] = 8 * std::exp(-0.5 * std::pow(((static_cast<double>(k) + 0.5) * width - centre) / sigma, 2));
  const std::vector<double> found = peak_positions(g, width, 3);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0], centre, 1e-6);
}

TEST(RdfPeaks, OnlyPowersOfTwo) {
  for (const int parts : {0, 3, -4}) {
    RdfSettings settings;
    settings.parts = parts;
    EXPECT_THROW(Rdf{settings}, Error) << parts;
  }
}

}  // namespace

}  // namespace rdf_peaks_test
