#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "analysis/diffraction/debye.h"
#include "analysis/diffraction/form_factors.h"
#include "analysis/diffraction/phase_loops.h"
#include "analysis/diffraction/structure_factor.h"
#include "build/crystal.h"
#include "build/replicate.h"
#include "core/error.h"
#include "device/parallel.h"
#include "needs_data.h"
#include "reference/powder.h"
#include "reference/structure.h"
#include "source_dir.h"

namespace xrd_test {

namespace {

using namespace nacre;

struct Known {
  double two_theta, d, intensity;
};

// Lines at Cu K-alpha1 from the lattices, with other form factors than ours: positions within 0.02 degrees, intensities
// within 3 % or 0.1 of the strongest, to which they were rounded.
void expect_lines(const Structure& s, double high, const std::vector<Known>& known) {
  AngleGrid grid;
  grid.high = high;
  const auto lines = bragg_lines(s.atoms, s.box, grid, 0.01);
  ASSERT_EQ(lines.size(), known.size());
  for (std::size_t i = 0; i < known.size(); ++i) {
    EXPECT_NEAR(lines[i].two_theta, known[i].two_theta, 0.02);
    EXPECT_NEAR(lines[i].d, known[i].d, 1e-3);
    EXPECT_NEAR(lines[i].intensity, known[i].intensity, 0.03 * known[i].intensity + 0.05) << known[i].two_theta;
  }
}

TEST(Xrd, LinesOfGraphiteAndDiamondInAnyCell) {
  Crystal c;
  c.name = "graphite", c.a = 2.464, c.c = 6.711;
  const std::vector<Known> graphite{{26.543, 3.3555, 100}, {42.321, 2.1339, 3.6}, {44.518, 2.0336, 17.4},
                                    {50.656, 1.8006, 3.5}, {54.662, 1.6778, 6.8}, {59.852, 1.5441, 5.4},
                                    {77.400, 1.2320, 5.8}, {83.527, 1.1565, 9.5}, {85.375, 1.1361, 1.7},
                                    {87.053, 1.1185, 1.4}};
  expect_lines(crystal(c), 90, graphite);
  c.repeat = {2, 3, 2};
  expect_lines(crystal(c), 90, graphite);
  c = {}, c.name = "diamond", c.a = 3.567;
  expect_lines(crystal(c), 142,
               {{43.930, 2.0594, 100},
                {75.295, 1.2611, 38.7},
                {91.488, 1.0755, 24.2},
                {119.494, 0.8917, 11.7},
                {140.546, 0.8183, 34.7}});
  c = {}, c.name = "bcc", c.a = 4.2906;
  const Structure sodium = crystal(c);
  EXPECT_NEAR(bragg_lines(sodium.atoms, sodium.box, {}).front().d, 3.0339, 1e-4);
}

Structure particle(const std::vector<Vec3>& position, const std::vector<std::string>& species) {
  Structure s;
  s.box = Box({{{20, 0, 0}, {0, 20, 0}, {0, 0, 20}}}, {false, false, false});
  s.atoms.resize(position.size());
  s.atoms.position = position;
  for (std::size_t i = 0; i < position.size(); ++i) {
    auto& known = s.atoms.species;
    const auto found = std::find(known.begin(), known.end(), species[i]);
    s.atoms.type[i] = static_cast<int>(found - known.begin());
    if (found == known.end()) known.push_back(species[i]);
  }
  return s;
}

// Distances are rounded to the middle of a bin of 0.001 A: at Q < 6 a sine is off by 0.003, and in the mean by (Q
// bin)^2.
TEST(Xrd, ParticlesByDebyesSum) {
  std::mt19937_64 random(3);
  std::uniform_real_distribution<double> u(-8, 8);
  std::vector<Vec3> r{{0, 0, 0}, {1.42, 0, 0}};
  for (const int n : {2, 40}) {
    while (static_cast<int>(r.size()) < n) r.push_back({u(random), u(random), u(random)});
    std::vector<std::string> species;
    for (int i = 0; i < n; ++i) species.push_back(i % 3 == 2 ? "Na" : "C");
    const Structure s = particle(r, species);
    DebyeSettings settings;
    settings.grid.step = 0.5;
    Debye debye(settings);
    debye.add(s.atoms, s.box);
    const Pattern p = debye.pattern();
    std::vector<reference::Vector> position;
    for (const Vec3& v : r) position.push_back({v.x, v.y, v.z});
    for (int i = 0; i < p.grid.size(); ++i) {
      std::vector<double> f;
      for (const auto& name : species) f.push_back(form_factor(name, p.grid.Q(i)));
      const double c = std::cos(p.grid.two_theta(i) * M_PI / 180);
      const double expected = reference::debye(position, f, p.grid.Q(i)) * (1 + c * c) / 2 / n;
      EXPECT_NEAR(p.intensity[i], expected, 2e-3 * p.f2[i]) << p.grid.two_theta(i);
      double sum = 0;
      for (const auto& entry : p.partial) sum += entry.second[i];
      EXPECT_NEAR(sum, p.intensity[i], 1e-9 * p.f2[i]);
    }
  }
}

Structure mixture(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(0, 1);
  Structure s;
  s.box = Box({{{9, 0.3, -1}, {-2, 8, 0.5}, {1, -1, 10}}});
  s.atoms.species = {"C", "Na"};
  s.atoms.resize(50);
  for (int i = 0; i < 50; ++i) {
    s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.type[i] = i % 3 == 0;
  }
  return s;
}

// Poisson's summation: the two ways are one. Debye's sum ends where the damping is exp(-18).
TEST(Xrd, DebyeIsTheStructureFactorInATriclinicCell) {
  const double sigma = 0.2;
  DebyeSettings settings;
  settings.grid.low = 0.5;  // Q = 0.04: where G(Q + Q_h) counts too
  settings.grid.step = 0.25;
  settings.r_max = 6 / sigma;
  settings.damping = Damping::gauss;
  settings.sigma = sigma;
  Debye debye(settings);
  StructureFactor factor(settings.grid, sigma);
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const Structure s = mixture(seed);
    debye.add(s.atoms, s.box);
    factor.add(s.atoms, s.box);
  }
  const Pattern a = debye.pattern(), b = factor.pattern();
  double highest = 0, lowest = 1e9, worst = 0;
  for (int i = 0; i < a.grid.size(); ++i) {
    highest = std::max(highest, a.intensity[i] / a.f2[i]), lowest = std::min(lowest, a.intensity[i] / a.f2[i]);
    worst = std::max(worst, std::abs(a.intensity[i] - b.intensity[i]) / a.f2[i]);
    for (const auto& [pair, values] : a.partial)
      EXPECT_NEAR(values[i], b.partial.at(pair)[i], 2e-3 * a.f2[i]) << pair.first << pair.second;
  }
  EXPECT_GT(highest - lowest, 0.3);
  EXPECT_LT(worst, 2e-3);
  std::printf("largest difference %.2e of f^2\n", worst);
}

// The sum written out: pairs one by one, the continuum as an integral on a fine grid of its own.
TEST(Xrd, ContinuumAndWindowsOfTheOtherDampings) {
  Structure s = mixture(4);
  s.atoms.species = {"C"};
  std::fill(s.atoms.type.begin(), s.atoms.type.end(), 0);
  reference::Structure plain;
  for (int k = 0; k < 3; ++k)
    for (int d = 0; d < 3; ++d) plain.cell[k][d] = s.box.h()[k][d];
  plain.periodic = {true, true, true};
  for (const Vec3& r : s.atoms.position) plain.position.push_back({r.x, r.y, r.z}), plain.species.push_back("C");
  const double R = 14, n = 50;
  const auto pairs = reference::periodic_pairs(plain, R);
  for (const Damping damping : {Damping::none, Damping::lorch}) {
    DebyeSettings settings;
    settings.grid.low = 3, settings.grid.step = 4;
    settings.r_max = R, settings.damping = damping;
    Debye debye(settings);
    debye.add(s.atoms, s.box);
    const Pattern p = debye.pattern();
    const auto window = [&](double r) {
      return damping == Damping::none || r == 0 ? 1 : std::sin(M_PI * r / R) / (M_PI * r / R);
    };
    for (int i = 0; i < p.grid.size(); ++i) {
      const double Q = p.grid.Q(i), c = std::cos(p.grid.two_theta(i) * M_PI / 180);
      double sum = n, continuum = 0;
      for (const auto& row : pairs)
        for (const auto& pair : row) sum += window(pair.distance) * std::sin(Q * pair.distance) / (Q * pair.distance);
      for (int k = 0; k < 100000; ++k) {
        const double r = (k + 0.5) * R / 100000;
        continuum += 4 * M_PI * r * window(r) * std::sin(Q * r) / Q * R / 100000;
      }
      const double expected = p.f2[i] * (1 + c * c) / 2 * (sum - n * n / s.box.volume() * continuum) / n;
      EXPECT_NEAR(p.intensity[i], expected, 2e-3 * p.f2[i]) << p.grid.two_theta(i);
    }
  }
}

TEST(Xrd, SameOnAnyNumberOfThreads) {
  const int before = threads();
  std::vector<std::vector<double>> intensity;
  const Structure s = mixture(5);
  for (const int t : {1, 3}) {
    set_threads(t);
    Debye debye({});
    debye.add(s.atoms, s.box);
    intensity.push_back(debye.pattern().intensity);
    StructureFactor factor({}, 0.1);
    factor.add(s.atoms, s.box);
    intensity.push_back(factor.pattern().intensity);
  }
  set_threads(before);
  EXPECT_EQ(intensity[0], intensity[2]);
  EXPECT_EQ(intensity[1], intensity[3]);
}

TEST(Xrd, RefusedCells) {
  Structure s = mixture(1);
  const Box slab(s.box.h(), {true, true, false}), open(s.box.h(), {false, false, false});
  Debye debye({});
  EXPECT_THROW(debye.add(s.atoms, slab), Error);
  StructureFactor factor({}, 0.1);
  EXPECT_THROW(factor.add(s.atoms, open), Error);
  EXPECT_THROW(bragg_lines(s.atoms, slab, {}), Error);
  debye.add(s.atoms, s.box);
  EXPECT_THROW(debye.add(s.atoms, open), Error);
  DebyeSettings wrong;
  wrong.grid.low = 0;
  EXPECT_THROW(Debye{wrong}, Error);
  const Structure big = replicate(s.atoms, s.box, 30, 30, 30);
  EXPECT_THROW(bragg_lines(big.atoms, big.box, {}), Error);
}

// A particle whose pattern a program of its own summed pair by pair, with form factors of another transcription.
TEST(Xrd, AgreesWithThePairSumOfAnotherProgram) {
  const std::string folder = nacre_test::source_dir() + "/tests/data/particle/";
  std::ifstream xyz(folder + "particle.xyz"), data(folder + "intensity.csv");
  std::string line, element;
  std::getline(xyz, line);
  std::getline(xyz, line);
  std::vector<Vec3> r;
  std::vector<std::string> species;
  for (Vec3 v; xyz >> element >> v.x >> v.y >> v.z;) r.push_back(v), species.push_back(element);
  ASSERT_EQ(r.size(), 72u);
  const Structure s = particle(r, species);
  DebyeSettings settings;
  settings.grid.wavelength = 0.7, settings.grid.polarization = false;
  settings.grid.low = 2, settings.grid.high = 90, settings.grid.step = 1;
  settings.bin = 1e-4;
  Debye debye(settings);
  debye.add(s.atoms, s.box);
  const Pattern p = debye.pattern();
  std::getline(data, line);
  std::getline(data, line);
  double worst = 0, angle = 0, expected = 0;
  char comma = 0;
  std::size_t compared = 0;
  for (; data >> angle >> comma >> expected; ++compared) {
    ASSERT_NEAR(p.grid.two_theta(static_cast<int>(compared)), angle, 1e-9);
    worst = std::max(worst, std::abs(72 * p.intensity.at(compared) - expected) / expected);
  }
  std::printf("%zu points, largest difference %.2e of the intensity\n", compared, worst);
  EXPECT_EQ(compared, 89u);
  EXPECT_LT(worst, 1e-3);  // distances rounded to the bin
}

// The particle of DebyeCalculator, with its Debye-Waller factor exp(-B Q^2 / (8 pi^2)), B 0.3 A^2, on pairs only.
TEST(Xrd, AgreesWithDebyeCalculator) {
  const std::string name =
      nacre_test::shared_folder() / "reference/xrd/debyecalculator/icsd_001504_cc_r6_lc_2.85_6_tetragonal";
  NACRE_NEEDS_DATA(name + ".xyz");
  std::ifstream xyz(name + ".xyz"), data(name + "_Iq.dat");
  std::string line;
  std::getline(xyz, line);
  std::getline(xyz, line);
  std::vector<Vec3> r;
  std::vector<std::string> species;
  while (std::getline(xyz, line)) {
    std::istringstream words(line);
    std::string element;
    Vec3 v;
    if (words >> element >> v.x >> v.y >> v.z) r.push_back(v), species.push_back(element);
  }
  ASSERT_EQ(r.size(), 137u);
  const Structure s = particle(r, species);
  DebyeSettings settings;
  settings.grid.wavelength = 0.4, settings.grid.polarization = false;
  settings.grid.low = 1, settings.grid.high = 60, settings.grid.step = 0.005;
  Debye debye(settings);
  debye.add(s.atoms, s.box);
  const Pattern p = debye.pattern();
  std::getline(data, line);
  double worst = 0;
  int compared = 0;
  while (std::getline(data, line)) {
    double Q, expected;
    char comma;
    std::istringstream(line) >> Q >> comma >> expected;
    const int i = static_cast<int>(std::lround((p.grid.two_theta_of(Q) - p.grid.low) / p.grid.step));
    if (i < 0 || i >= p.grid.size()) continue;
    const double damped = std::exp(-0.3 * Q * Q / (8 * M_PI * M_PI));
    const double got = 137 * ((p.intensity[i] - p.f2[i]) * damped + p.f2[i]);
    worst = std::max(worst, std::abs(got - expected) / (137 * p.f2[i]));
    ++compared;
  }
  std::printf("%d points, largest difference %.2e of N f^2\n", compared, worst);
  EXPECT_GT(compared, 100);
  EXPECT_LT(worst, 5e-3);  // their distances are binned to 0.01 A
}

// Half the smallest height of the cell, at most 60 A. The leaning cell by hand: its first edge, 20 A long, stands 30 degrees off
// the normal of the face of the others, so that the height over this face is 20 cos 30 = 17.3205 A, below the other two.
TEST(Xrd, DefaultReachIsHalfTheSmallestHeight) {
  Atoms atoms;
  atoms.species = {"C"}, atoms.type = {0, 0}, atoms.position = {{1, 2, 3}, {4, 6, 9}};
  const auto reach = [&](const Box& box) {
    Debye debye(DebyeSettings{});
    debye.start(atoms, box, false);
    return debye.r_max();
  };
  const double bin = DebyeSettings{}.bin;
  EXPECT_NEAR(reach(Box({{{30, 0, 0}, {0, 24, 0}, {0, 0, 28}}})), 12, bin);
  const double high = 20 * std::cos(M_PI / 6), aside = 20 * std::sin(M_PI / 6);
  EXPECT_NEAR(reach(Box({{{high, aside, 0}, {0, 24, 0}, {0, 0, 28}}})), high / 2, bin);
  EXPECT_NEAR(reach(Box({{{150, 0, 0}, {0, 140, 0}, {0, 0, 130}}})), 60, bin);
}

}  // namespace

}  // namespace xrd_test
