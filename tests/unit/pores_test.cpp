#include "analysis/pores/pores.h"

#include <gtest/gtest.h>

#include <numbers>
#include <random>

#include "analysis/pores/pore_network.h"
#include "analysis/pores/pore_sizes.h"
#include "analysis/pores/pore_surface.h"
#include "build/replicate.h"
#include "core/elements.h"
#include "core/error.h"
#include "device/parallel.h"
#include "reference/pores.h"
#include "report/csv.h"
#include "unit/scratch.h"

namespace pores_test {

namespace {

using namespace nacre;
using namespace nacre_test;

constexpr double pi = std::numbers::pi;
// A: coordinates are doubles, spheres are solved to rounding.
constexpr double analytic = 1e-6;

Atoms carbon(const std::vector<Vec3>& position, const std::string& element = "C") {
  Atoms atoms;
  atoms.species = {element};
  atoms.resize(position.size());
  atoms.position = position;
  return atoms;
}

PoreSettings settings(double probe, double grid, const std::string& radii) {
  PoreSettings s;
  s.probe = probe, s.grid = grid, s.radii = PoreRadii(radii), s.surface_at_minimum = false;
  return s;
}

struct Lattice {
  const char* name;
  std::vector<Vec3> sites;   ///< fractional, cubic cell
  Mat3 primitive;            ///< in units of a, for one atom (diamond: two)
  std::vector<Vec3> basis;   ///< in units of a
  double largest, limiting;  ///< in units of a, before 2 R
};

// Largest and limiting diameters of equal spheres: twice the distances of the holes and of the windows' centres from
// the atoms. Diamond holds the fcc lattice, and every way crosses its (111) planes, triangles of edge a/sqrt 2: no way
// is wider than theirs, 0.8165 a. (The middle of the puckered six-ring, at 0.8292 a, is a small cavity between two such
// triangles.)
std::vector<Lattice> lattices() {
  const std::vector<Vec3> fcc = {{0, 0, 0}, {0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}};
  std::vector<Vec3> diamond = fcc;
  for (const Vec3& s : fcc) diamond.push_back(s + Vec3{0.25, 0.25, 0.25});
  const Mat3 fcc_cell{{{0, 0.5, 0.5}, {0.5, 0, 0.5}, {0.5, 0.5, 0}}};
  return {{"sc", {{0, 0, 0}}, {{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}}}, {{0, 0, 0}}, std::sqrt(3.0), std::sqrt(2.0)},
          {"bcc",
           {{0, 0, 0}, {0.5, 0.5, 0.5}},
           {{{-0.5, 0.5, 0.5}, {0.5, -0.5, 0.5}, {0.5, 0.5, -0.5}}},
           {{0, 0, 0}},
           std::sqrt(5.0) / 2,
           0.75 * std::sqrt(2.0)},
          {"fcc", fcc, fcc_cell, {{0, 0, 0}}, 1, std::sqrt(2.0 / 3)},
          {"diamond", diamond, fcc_cell, {{0, 0, 0}, {0.25, 0.25, 0.25}}, std::sqrt(0.75), std::sqrt(2.0 / 3)}};
}

TEST(Pores, SphereLatticesAreExactInAnyCell) {
  constexpr double a = 20, radius = 3;
  for (const Lattice& lattice : lattices())
    for (const bool primitive : {false, true}) {
      const Box box(primitive ? a * lattice.primitive : Mat3{{{a, 0, 0}, {0, a, 0}, {0, 0, a}}});
      std::vector<Vec3> position;
      if (primitive)
        for (const Vec3& r : lattice.basis) position.push_back(a * r);
      else
        for (const Vec3& s : lattice.sites) position.push_back(box.cartesian(s));
      const PoreFrame f = analyze_pores(carbon(position), box, settings(1, 0.5, "C=3"));
      const double lcd = lattice.largest * a - 2 * radius, pld = lattice.limiting * a - 2 * radius;
      EXPECT_NEAR(f.lcd, lcd, analytic) << lattice.name << primitive;
      EXPECT_NEAR(f.pld, pld, analytic) << lattice.name << primitive;
      EXPECT_NEAR(f.lcd_on_path, lcd, analytic);
      EXPECT_TRUE(f.pld_exact);
      EXPECT_EQ(f.channel_dimension, 3);
      EXPECT_EQ(f.probe_dimension, 3);
      ASSERT_EQ(f.pores.size(), 1u);
      // No two spheres of radius 4 overlap at these distances: all of their surfaces, none of their volumes.
      const double n = static_cast<double>(position.size());
      EXPECT_NEAR(f.surface.all, n * 4 * pi * 16, 1e-9 * f.surface.all);
      EXPECT_NEAR(f.surface.open, f.surface.all, 1e-9 * f.surface.all);
      EXPECT_EQ(f.pores[0].wall_atoms, static_cast<int>(n));
      // Points counted: a sphere of 4 A holds 2,100 of them, and many are at the same distance.
      EXPECT_NEAR(f.accessible.all, 1 - n * 4 / 3 * pi * 64 / box.volume(), 0.006);
      EXPECT_NEAR(f.geometric, 1 - n * 4 / 3 * pi * 27 / box.volume(), 0.006);
    }
}

TEST(Pores, ASlitIsAsWideAsItsWallsAndLeadsTwoWays) {
  // Square nets with bonds of 1 A, 10 A apart: the largest sphere sits over the squares, the windows over the bonds.
  constexpr double bond = 1, height = 10, radius = 1.7;
  for (const double probe : {1.0, 4.0}) {
    const Box box({{{bond, 0, 0}, {0, bond, 0}, {0, 0, height}}});
    const PoreFrame f = analyze_pores(carbon({{0.3, 0.2, 0.1}}), box, settings(probe, 0.1, "C=1.7"));
    EXPECT_NEAR(f.lcd, 2 * (std::sqrt(height * height / 4 + bond * bond / 2) - radius), analytic);
    EXPECT_NEAR(f.pld, 2 * (std::sqrt(height * height / 4 + bond * bond / 4) - radius), analytic);
    EXPECT_EQ(f.channel_dimension, 2);
    EXPECT_EQ(f.probe_dimension, probe < f.pld / 2 ? 2 : 0);
    // A delta function in the limit of smooth walls: all sizes within the roughness and a step of the grid.
    std::int64_t near_width = 0, all = 0;
    for (std::size_t b = 0; b < f.sizes.size(); ++b) {
      all += f.sizes[b];
      if ((static_cast<double>(b) + 0.5) * 0.1 > height - 2 * radius - 0.2) near_width += f.sizes[b];
    }
    EXPECT_GT(static_cast<double>(near_width), 0.93 * static_cast<double>(all));
  }
}

TEST(Pores, AProbeThatDoesNotPassTheWindowsLeavesThePoreClosed) {
  constexpr double a = 10, radius = 3, window = 1.41421356237 * a / 2 - radius;
  const Box box({{{a, 0, 0}, {0, 2 * a, 0}, {0, 0, a}}});
  Atoms atoms = carbon({{0, 0, 0}, {0, a, 0}, {a / 2, a / 2, a / 2}, {a / 2 + 1, a / 2, a / 2 - 9 * a}});
  atoms.species = {"C", "Na"};
  atoms.type = {0, 0, 1, 1};
  PoreSettings s = settings(window + 0.05, 0.2, "C=3");
  s.guests = {"Na"};
  const PoreFrame closed = analyze_pores(atoms, box, s);
  ASSERT_EQ(closed.pores.size(), 2u);
  EXPECT_EQ(closed.probe_dimension, 0);
  EXPECT_EQ(closed.channel_dimension, 3);
  EXPECT_EQ(closed.occupiable.open, 0);
  EXPECT_EQ(closed.surface.open, 0);
  EXPECT_GT(closed.surface.all, 0);
  EXPECT_EQ(closed.guests, 2);
  EXPECT_EQ(closed.guests_in_pores, 2);
  std::int64_t held = 0, most = 0;
  for (const Pore& p : closed.pores) {
    EXPECT_NEAR(p.diameter, std::sqrt(3.0) * a - 2 * radius, analytic);
    EXPECT_NEAR(p.exit, 2 * window, analytic);
    EXPECT_EQ(p.dimension, 0);
    EXPECT_EQ(p.wall_atoms, 2);
    EXPECT_NEAR(p.surface, closed.surface.all / 2, 1e-3 * closed.surface.all);
    held += p.guests, most = std::max(most, p.guests);
  }
  EXPECT_EQ(held, 2);
  EXPECT_EQ(most, 2);  // both in the pore around (5, 5, 5)
  EXPECT_NEAR(closed.mass, 2 * element_mass(6), 1e-9);
  s.probe = window - 0.05;
  const PoreFrame open = analyze_pores(atoms, box, s);
  ASSERT_EQ(open.pores.size(), 1u);
  EXPECT_EQ(open.probe_dimension, 3);
  EXPECT_EQ(open.pores[0].guests, 2);
  EXPECT_GT(open.pores[0].windows, 3);
  EXPECT_NEAR(open.pores[0].widest_window, 2 * window, analytic);
  EXPECT_EQ(open.occupiable.all, open.occupiable.open);
}

struct Sample {
  Atoms atoms;
  Box box;
  reference::HardSpheres spheres;
};

/// Carbon and sodium at random in a skewed cell; some positions outside it.
Sample random_sample(std::uint64_t seed, int count) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-0.7, 1.4);
  Sample s;
  s.box = Box({{{7, 0.4, -1}, {-2.2, 6, 0.5}, {1, -1.3, 8}}});
  s.atoms.species = {"C", "Na"};
  s.atoms.resize(count);
  for (int k = 0; k < 3; ++k) s.spheres.cell[k] = {s.box.h().m[k][0], s.box.h().m[k][1], s.box.h().m[k][2]};
  for (int i = 0; i < count; ++i) {
    const Vec3 r = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.position[i] = r, s.atoms.type[i] = i % 3 == 0 ? 1 : 0;
    const Vec3 inside = s.box.wrap(r);
    s.spheres.position.push_back({inside.x, inside.y, inside.z});
    s.spheres.radius.push_back(i % 3 == 0 ? 0.9 : 1.3);
  }
  return s;
}

AtomBins bins_of(const Sample& s) { return AtomBins(s.atoms.position, s.spheres.radius, s.box); }

TEST(Pores, FieldAndCoveringSpheresAreThoseOfBruteForce) {
  for (const int count : {1, 8}) {
    const Sample s = random_sample(count, count);
    PoreGrid grid(s.box, 0.7);
    const AtomBins atoms = bins_of(s);
    grid.compute(atoms);
    const reference::Grid plain = reference::clearance_grid(s.spheres, grid.counts(), 3);
    PoreNetwork network = find_network(grid);
    network.cavities.clear();  // grid points alone, as the reference has them: tops are among the points
    const auto covered = covering_spheres(grid, network);
    const std::vector<double> radii = reference::covering_radii(s.spheres, plain, 2);
    std::int64_t different = 0;
    for (std::int64_t p = 0; p < grid.points(); ++p) {
      const auto at = grid.place(p);
      const std::size_t q = (static_cast<std::size_t>(at[0]) * grid.counts()[1] + at[1]) * grid.counts()[2] + at[2];
      ASSERT_EQ(grid.index(at[0], at[1], at[2]), p);
      EXPECT_NEAR(grid.clearance(p), plain.value[q], 3e-6);  // float, numbers up to 20 A
      const double radius = covered[p] == no_sphere ? 0 : sphere_radius(grid, network, covered[p]);
      different += std::abs(radius - radii[q]) > 3e-6 ? 1 : 0;
    }
    EXPECT_LE(different, grid.points() / 1000);  // points on the border of a sphere, to rounding
  }
}

TEST(Pores, LargestSphereSurfaceAndPercolationOfRandomStructures) {
  for (const std::uint64_t seed : {3u, 4u}) {
    const Sample s = random_sample(seed, 9);
    const PoreFrame f = analyze_pores(s.atoms, s.box, settings(0.3, 0.25, "C=1.3,Na=0.9"));
    EXPECT_NEAR(f.lcd / 2, reference::largest_sphere(s.spheres, 1, 40, seed), 1e-5);
    const reference::Estimate area = reference::exposed_area(s.spheres, 0.3, 1, 3000, seed);
    EXPECT_NEAR(f.surface.all, area.value, 4 * area.error + 0.001 * area.value);
    EXPECT_LT(area.error, 0.01 * area.value);
    // The walk on a grid steps from point to point: off by less than half its diagonal either way.
    const reference::Grid coarse = reference::clearance_grid(s.spheres, {24, 24, 28}, 1);
    EXPECT_NEAR(f.pld / 2, reference::percolation_level(coarse), 0.25);
    EXPECT_TRUE(f.pld_exact);
    double parts = 0;
    for (const Pore& p : f.pores) parts += p.surface;
    EXPECT_NEAR(parts, f.surface.all, 0.01 * f.surface.all);
    // A finer grid changes nothing that is analytic.
    const PoreFrame fine = analyze_pores(s.atoms, s.box, settings(0.3, 0.12, "C=1.3,Na=0.9"));
    EXPECT_NEAR(fine.lcd, f.lcd, analytic);
    EXPECT_NEAR(fine.pld, f.pld, analytic);
  }
}

TEST(Pores, ACellRepeatedHasTheSamePores) {
  const Sample s = random_sample(5, 9);
  const Structure twice = replicate(s.atoms, s.box, 2, 1, 1);
  const PoreFrame one = analyze_pores(s.atoms, s.box, settings(0.3, 0.25, "C=1.3,Na=0.9"));
  const PoreFrame two = analyze_pores(twice.atoms, twice.box, settings(0.3, 0.25, "C=1.3,Na=0.9"));
  EXPECT_NEAR(two.lcd, one.lcd, analytic);
  EXPECT_NEAR(two.pld, one.pld, analytic);
  EXPECT_EQ(two.channel_dimension, one.channel_dimension);
  EXPECT_NEAR(two.surface.all, 2 * one.surface.all, 1e-9 * two.surface.all);
  EXPECT_NEAR(two.surface.open, 2 * one.surface.open, 1e-3 * two.surface.all);
}

TEST(Pores, ThreadsLeaveNoTrace) {
  const Sample s = random_sample(6, 12);
  const Structure big = replicate(s.atoms, s.box, 3, 2, 2);
  std::string first;
  for (const int count : {1, 2, 3}) {
    set_threads(count);
    PoreSettings chosen = settings(0.4, 0.3, "C=1.3,Na=0.9");
    chosen.bin = 0.01;
    Pores pores(chosen);
    pores.add(big.atoms, big.box);
    pores.add(s.atoms, s.box);
    const std::string text = csv_text(pore_sizes_table(pores)) + csv_text(pore_table(pores)) + pore_sizes_svg(pores);
    if (count == 1) first = text;
    EXPECT_EQ(text, first) << count;
  }
  set_threads(0);
}

TEST(Pores, FramesAreAveraged) {
  Pores pores(settings(1, 0.5, "C=3"));
  for (const double a : {10.0, 12.0}) pores.add(carbon({{0, 0, 0}}), Box({{{a, 0, 0}, {0, a, 0}, {0, 0, a}}}));
  EXPECT_NEAR(pores.mean([](const PoreFrame& f) { return f.lcd; }), std::sqrt(3.0) * 11 - 6, analytic);
  double all = 0;
  for (const Share& s : pores.distribution()) all += s.all;
  EXPECT_NEAR(all, pores.mean([](const PoreFrame& f) { return f.geometric; }), 1e-12);
}

TEST(Pores, HalfTheStepTellsTheErrorOfTheGrid) {
  const Sample s = random_sample(7, 9);
  PoreSettings chosen = settings(0.3, 0.4, "C=1.3,Na=0.9"), half = chosen;
  chosen.check_grid = true, half.grid = 0.2;
  Pores checked(chosen), fine(half);
  checked.add(s.atoms, s.box), fine.add(s.atoms, s.box);
  const auto accessible = [](const PoreFrame& f) { return f.accessible.all; };
  const double moved = std::abs(checked.mean(accessible) - fine.mean(accessible));
  EXPECT_GT(moved, 0);
  EXPECT_EQ(checked.grid_error(accessible), moved);
  EXPECT_EQ(fine.grid_error(accessible), 0);
  EXPECT_LT(checked.grid_error([](const PoreFrame& f) { return f.lcd; }), analytic);  // it has no error of the grid
  // Of the shares above a diameter: each from the two tables by hand.
  const auto above = [](const Pores& p, std::size_t from) {
    double sum = 0;
    const auto shares = p.distribution();
    for (std::size_t b = from; b < shares.size(); ++b) sum += shares[b].all;
    return sum;
  };
  const auto errors = checked.distribution_errors();
  ASSERT_EQ(errors.size(), std::max(checked.distribution().size(), fine.distribution().size()));
  for (std::size_t b = 0; b < errors.size(); ++b)
    EXPECT_NEAR(errors[b].above, std::abs(above(checked, b) - above(fine, b)), 1e-12);
  // One sphere has a void known exactly: what is wrong is not much more than the error says (it may be less by chance).
  PoreSettings one = settings(1, 0.5, "C=3");
  one.check_grid = true;
  Pores lattice(one);
  lattice.add(carbon({{0, 0, 0}}), Box({{{9, 0, 0}, {0, 9.5, 0}, {0, 0, 10}}}));
  const auto open = [](const PoreFrame& f) { return f.geometric; };
  const double wrong = std::abs(lattice.mean(open) - (1 - 4.0 / 3 * pi * 27 / (9 * 9.5 * 10)));
  EXPECT_LT(wrong, 3 * lattice.grid_error(open) + 1e-4);
  EXPECT_LT(lattice.grid_error(open), 0.004);
  EXPECT_NE(csv_text(pore_sizes_table(lattice)).find("density_per_A,volume_fraction_error,cumulative_fraction_error\n"),
            std::string::npos);
  EXPECT_EQ(csv_text(pore_sizes_table(fine)).find("error"), std::string::npos);
}

// The diamond lattice's limit, without the code under test. Its atoms hold the fcc lattice; an endless way advances by
// some lattice vector, which is parallel to at most three of the four families of (111) planes, so it crosses one. In
// such a plane no point is further from the fcc atoms of that plane than the middle of a triangle of edge a/sqrt 2:
// a/sqrt 6 = 0.40825 a. So the PLD is at most 0.81650 a - 2 R; 0.82916 a, as some tables have it, is the middle of the
// puckered six-ring, a small cavity.
TEST(Pores, NoWayThroughDiamondIsWiderThanItsTriangles) {
  constexpr double a = 20, radius = 3;
  reference::HardSpheres spheres;
  for (int k = 0; k < 3; ++k) spheres.cell[k][k] = a;
  const Lattice diamond = lattices()[3];
  for (const Vec3& s : diamond.sites) {
    spheres.position.push_back({a * s.x, a * s.y, a * s.z});
    spheres.radius.push_back(radius);
  }
  const double limit = a / std::sqrt(6.0) - radius, ring_middle = 0.82916 / 2 * a - radius;
  double widest = 0;
  constexpr int n = 60;
  for (int i = 0; i < n; ++i)  // the primitive cell of the plane through (0, 0, 0), (0, a/2, a/2), (a/2, 0, a/2)
    for (int j = 0; j < n; ++j) {
      const double u = a / 2 * i / n, v = a / 2 * j / n;
      widest = std::max(widest, reference::clearance(spheres, {v, u, u + v}, 2));
    }
  EXPECT_LT(widest, limit + 1e-9);  // no point of the plane is wider
  EXPECT_GT(widest, limit - 1e-9);  // u = v = a/6 is the middle of a triangle
  // And by walking a grid: steps of 0.83 A from point to point see at most s^2 / (2 r) too much, s half a diagonal.
  const reference::Grid grid = reference::clearance_grid(spheres, {24, 24, 24}, 1);
  const double half = a / 24 * std::sqrt(3.0) / 2, found = reference::percolation_level(grid);
  EXPECT_LT(found, limit + half * half / (2 * (limit + radius)));
  EXPECT_GT(found, limit - half);
  EXPECT_LT(limit + half * half / (2 * (limit + radius)), ring_middle);  // tells the two apart
}

TEST(Pores, WrongInputIsRefusedWithItsReason) {
  const Box cube({{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}}), slab({{{5, 0, 0}, {0, 5, 0}, {0, 0, 5}}}, {true, true, false});
  const Atoms atoms = carbon({{0, 0, 0}});
  EXPECT_TRUE(mentions(error_of([&] { analyze_pores(atoms, slab, PoreSettings()); }), "open along a lattice vector"));
  EXPECT_TRUE(mentions(error_of([&] {
                         analyze_pores(carbon({{0, 0, 0}}, "Fe"), cube, settings(1, 1, "zeo++"));
                       }),
                       "none for Fe"));
  PoreSettings guests;
  guests.guests = {"C"};
  EXPECT_TRUE(mentions(error_of([&] { analyze_pores(atoms, cube, guests); }), "all are guests"));
  EXPECT_TRUE(mentions(error_of([] { PoreRadii("bondi"); }), "no set of radii"));
  EXPECT_TRUE(mentions(error_of([] { PoreRadii("uff,Xx=1"); }), "unknown element"));
  EXPECT_TRUE(mentions(error_of([] { PoreRadii("C=1,C=2"); }), "twice"));
  EXPECT_TRUE(mentions(error_of([] { PoreRadii("C=-1"); }), "radii"));
  EXPECT_TRUE(mentions(error_of([] { Pores(settings(-1, 1, "uff")); }), "probe"));
  EXPECT_TRUE(mentions(error_of([] { Pores(settings(1000, 1, "uff")); }), "0 to 1000 A"));
  EXPECT_TRUE(mentions(error_of([] { Pores(settings(1, 0, "uff")); }), "grid"));
  EXPECT_TRUE(mentions(error_of([&] { analyze_pores(atoms, cube, settings(1, 1e-3, "C=1")); }), "4e9"));
  EXPECT_DOUBLE_EQ(PoreSettings().probe, 3.314 / 2) << "nitrogen's sigma, docs/analysis/pores.md";
  EXPECT_NEAR(PoreRadii("uff").of("C"), 3.431 / 2, 1e-3);
  EXPECT_EQ(PoreRadii("zeo++,C=1.5").of("C"), 1.5);
  EXPECT_EQ(PoreRadii("zeo++,C=1.5").of("O"), 1.52);
}

TEST(Pores, AStructureWithoutRoomHasNone) {
  const Box box({{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}}});
  const PoreFrame f = analyze_pores(carbon({{0, 0, 0}}), box, settings(1, 0.2, "C=1.8"));
  EXPECT_EQ(f.lcd, 0);
  EXPECT_EQ(f.pld, 0);
  EXPECT_EQ(f.channel_dimension, 0);
  EXPECT_EQ(f.geometric, 0);
  EXPECT_EQ(f.surface.all, 0);
  EXPECT_TRUE(f.pores.empty());
}

}  // namespace

}  // namespace pores_test
