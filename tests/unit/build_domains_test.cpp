// Carbons of graphitic stacks: sizes that were asked for, distances by the oracle, orientations, what is refused.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <map>
#include <numbers>

#include "build/domains.h"
#include "build/flake.h"
#include "build/stack.h"
#include "job_in_a_folder.h"
#include "jobs/build_domains.h"
#include "plain_structure.h"

namespace build_domains_test {

using namespace nacre;
using nacre_test::error_of;
using nacre_test::JobInAFolder;
using nacre_test::mentions;

constexpr double bond = 2.461 / std::numbers::sqrt3;                         // Å
constexpr double rounding = 1e-9;                                            // Å
constexpr double atoms_an_area = 4 / (std::numbers::sqrt3 * 2.461 * 2.461);  // 1/Å^2, of graphene

/// Neighbours within a bond of each point.
std::vector<int> neighbours(const std::vector<Vec3>& points) {
  std::vector<int> out(points.size());
  for (std::size_t i = 0; i < points.size(); ++i)
    for (std::size_t j = 0; j < points.size(); ++j) out[i] += i != j && norm(points[i] - points[j]) < bond + rounding;
  return out;
}

// The area is that of the circle: of a flake of N atoms and perimeter atoms counted half. An edge of the lattice changes it by less
// than a row of atoms, a / 2 of the radius.
TEST(Flake, AreaAndNeighbours) {
  for (const char* edge : {"round", "zigzag", "armchair"})
    for (const double diameter : {15.0, 24.0, 40.0}) {
      const std::vector<Vec3> points = flake(2.461, diameter, edge);
      const double area = std::numbers::pi * diameter * diameter / 4, row = std::numbers::pi * diameter * 2.461 / 2;
      EXPECT_NEAR(static_cast<double>(points.size()) / atoms_an_area, area, row) << edge << diameter;
      const std::vector<int> n = neighbours(points);
      EXPECT_EQ(*std::min_element(n.begin(), n.end()), 2) << edge << diameter;
      EXPECT_EQ(*std::max_element(n.begin(), n.end()), 3);
    }
}

// A hexagon of n hexagons on a side with zigzag edges has 6 n^2 atoms, of which 6 n have two neighbours: the coronenes. At an
// armchair edge the atoms of two neighbours are bonded in pairs, at a zigzag edge none is bonded to another, but for the corners.
TEST(Flake, EdgesAreZigzagOrArmchair) {
  for (int n = 2; n <= 5; ++n) {
    const double height =
        (1.5 * (n - 1) + 1.2) * bond;  // beyond the outermost row of atoms, (3 n - 1) / 2 bonds from the middle
    const double diameter = height * std::sqrt(8 * std::numbers::sqrt3 / std::numbers::pi);
    const std::vector<Vec3> coronene = flake(2.461, diameter, "zigzag");
    EXPECT_EQ(coronene.size(), 6u * n * n);
    const std::vector<int> count = neighbours(coronene);
    EXPECT_EQ(std::count(count.begin(), count.end(), 2), 6 * n);
  }
  const auto bonded_pairs = [](const char* edge) {
    const std::vector<Vec3> points = flake(2.461, 40, edge);
    const std::vector<int> count = neighbours(points);
    int ends = 0, pairs = 0;
    for (std::size_t i = 0; i < points.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        pairs += count[i] == 2 && count[j] == 2 && norm(points[i] - points[j]) < bond + rounding;
    for (const int c : count) ends += c == 2;
    return static_cast<double>(pairs) / ends;
  };
  EXPECT_GT(bonded_pairs("armchair"), 0.35);  // 0.5 of a straight edge
  EXPECT_LT(bonded_pairs("zigzag"), 0.2);     // 0 of a straight edge, 6 pairs at corners
}

Domains request(std::int64_t atoms, double la, double lc) {
  Domains r;
  r.atoms = atoms, r.la.mean = la, r.lc.mean = lc;
  return r;
}

// Layers lie a spacing apart, across the normal, through all periodic images: the structure alone says so.
TEST(Domains, StacksAreWhatWasAskedFor) {
  Domains r = request(3000, 15, 14);
  const DomainStructure made = domains(r);
  ASSERT_EQ(made.structure.atoms.size(), 3000u);
  ASSERT_FALSE(made.stacks.empty());
  std::int64_t in_stacks = 0;
  for (std::size_t s = 0; s < made.stacks.size(); ++s) {
    const DomainStack& d = made.stacks[s];
    EXPECT_NEAR(d.la, 15, 0.05 * 15);  // whole rows of atoms
    EXPECT_EQ(d.layers, 4);            // 14 / 3.44 = 4.07
    EXPECT_DOUBLE_EQ(d.lc, 4 * 3.44);
    std::map<long, std::int64_t> heights;  // twice the height in spacings: -3, -1, 1, 3
    for (std::size_t i = 0; i < made.structure.atoms.size(); ++i) {
      if (made.structure.atoms.group[0][i] != static_cast<int>(s) + 1) continue;
      Vec3 v = made.structure.atoms.position[i] - d.centre;
      for (int k = 0; k < 3; ++k) v[k] -= made.edge * std::round(v[k] / made.edge);
      const double height = 2 * dot(v, d.normal) / 3.44;
      EXPECT_NEAR(height, std::round(height), 1e-6);
      ++heights[std::lround(height)];
      ++in_stacks;
    }
    EXPECT_EQ(heights,
              (std::map<long, std::int64_t>{{-3, d.atoms / 4}, {-1, d.atoms / 4}, {1, d.atoms / 4}, {3, d.atoms / 4}}));
  }
  // to half a stack
  EXPECT_NEAR(static_cast<double>(in_stacks), 0.6 * 3000, 0.5 * static_cast<double>(made.stacks[0].atoms) + 1);
}

// Distances by the oracle: within a layer the bond, to other stacks the gap, to single atoms 1.7 and 1.35 A; no single atom between
// two layers of a stack.
TEST(Domains, NothingIsTooClose) {
  Domains r = request(1500, 12, 10);
  const DomainStructure made = domains(r);
  const std::vector<int>& label = made.structure.atoms.group[0];
  std::map<std::string, double> shortest;
  const auto rows = reference::periodic_pairs(plain(made.structure), 3.5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const auto& p : rows[i]) {
      const int a = label[i], b = label[p.other];
      const char* kind = a == 0 && b == 0   ? "singles"
                         : a == 0 || b == 0 ? "single and stack"
                         : a == b           ? "stack"
                                            : "stacks";
      shortest.emplace(kind, 99.0);
      shortest[kind] = std::min(shortest[kind], p.distance);
    }
  EXPECT_NEAR(shortest["stack"], bond, rounding);
  EXPECT_GE(shortest["stacks"], 3.0);
  EXPECT_GE(shortest["single and stack"], 1.7);
  EXPECT_GE(shortest["singles"], 1.35);
  for (std::size_t i = 0; i < label.size(); ++i) {
    if (label[i] != 0) continue;
    for (const DomainStack& d : made.stacks) {
      Vec3 v = made.structure.atoms.position[i] - d.centre;
      for (int k = 0; k < 3; ++k) v[k] -= made.edge * std::round(v[k] / made.edge);
      const double height = dot(v, d.normal), across = norm(v - height * d.normal);
      EXPECT_FALSE(std::abs(height) < (d.layers - 1) * 3.44 / 2 && across < 12 / 2 - 2.461) << i;
    }
  }
}

// A cell of stacks alone ends at the last one that has no more atoms than are left; those that are left are single.
TEST(Domains, NoMoreAtomsThanThereAre) {
  for (const std::int64_t atoms : {1000, 1100, 1200, 1300}) {
    Domains r = request(atoms, 12, 7);
    r.graphitic = 1, r.density = 1;
    const DomainStructure made = domains(r);
    EXPECT_EQ(static_cast<std::int64_t>(made.structure.atoms.size()), atoms);
    const std::int64_t each = made.stacks[0].atoms;
    EXPECT_EQ(static_cast<std::int64_t>(made.stacks.size()), atoms / each) << each;
  }
}

TEST(Domains, DensityOfTheTargetCell) {
  const DomainStructure made = domains(request(2000, 14, 7));
  // 2000 x 12.011 g/mol / N_A at 1.6 g/cm3
  EXPECT_NEAR(std::pow(made.target_edge, 3), 2000 * 12.011 / 6.02214076e23 / 1.6 * 1e24, 1e-3);
  EXPECT_GE(made.edge, made.target_edge);
  EXPECT_EQ(made.edge > made.target_edge, made.share_reached < 1);
}

// Stacks that fill the cell do not all find room in it: a larger cell takes them, and says what share the target took.
TEST(Domains, ALargerCellWhereTheStacksDoNotFit) {
  Domains r = request(3000, 12, 14);
  r.graphitic = 0.95, r.density = 2.0;
  const DomainStructure made = domains(r);
  EXPECT_LT(made.share_reached, 1);
  EXPECT_GT(made.share_reached, 0.3);
  EXPECT_GT(made.edge, made.target_edge);
  EXPECT_EQ(made.structure.atoms.size(), 3000u);
  // The deck presses it to the target: the sum of its steps is the difference.
  const std::string deck = jobs::domain_deck(made, "tersoff-carbon", 2000);
  double edge = made.edge;
  const std::string key = "change_box   ";
  for (std::size_t at = deck.find(key); at != std::string::npos; at = deck.find(key, at + 1))
    edge += std::stod(deck.substr(at + key.size()));
  EXPECT_NEAR(edge, made.target_edge, 1e-6);
}

// Mean and standard deviation of log-normal sizes, within five standard errors of 300 stacks; all directions alike: the mean square of
// each component of the normals is a third, with a variance of 4/45.
TEST(Domains, SizesAndOrientationsAreRandom) {
  Domains r = request(60000, 12, 8);
  r.la.deviation = 4, r.graphitic = 1;
  const std::vector<Stack> stacks = make_stacks(r);
  const double n = static_cast<double>(stacks.size());
  ASSERT_GT(n, 200);
  double mean = 0, square = 0;
  Vec3 squares{};
  for (std::size_t s = 0; s < stacks.size(); ++s) {
    mean += stacks[s].about.la / n, square += stacks[s].about.la * stacks[s].about.la / n;
    const Vec3 normal = random_pose(r, s, 0, 50).rotation * Vec3{0, 0, 1};
    EXPECT_NEAR(norm(normal), 1, 1e-12);
    for (int k = 0; k < 3; ++k) squares[k] += normal[k] * normal[k] / n;
  }
  EXPECT_NEAR(mean, 12, 5 * 4 / std::sqrt(n));
  EXPECT_NEAR(std::sqrt(square - mean * mean), 4, 5 * 4 / std::sqrt(n));  // of a log-normal a little above 1/sqrt(2 n)
  for (int k = 0; k < 3; ++k) EXPECT_NEAR(squares[k], 1.0 / 3, 5 * std::sqrt(4.0 / 45 / n));
}

// Turbostratic layers have no angle in common, AB layers all: the nearest atom of the next layer along the normal is straight above
// half of the atoms of AB, and of all atoms of AA.
TEST(Domains, StackingIsAsAskedFor) {
  const auto straight_above = [](const std::string& stacking) {
    Domains r = request(20000, 30, 6.9);
    r.stacking = stacking;
    const Stack stack = make_stacks(r).front();
    int above = 0;
    const std::size_t half = stack.atoms.size() / 2;
    for (std::size_t i = 0; i < half; ++i)
      for (std::size_t j = half; j < stack.atoms.size(); ++j)
        above += std::abs(norm(stack.atoms[i] - stack.atoms[j]) - 3.44) < 1e-6;
    return static_cast<double>(above) / static_cast<double>(half);
  };
  EXPECT_DOUBLE_EQ(straight_above("AA"), 1);
  EXPECT_NEAR(straight_above("AB"), 0.5, 0.05);  // but for the edges
  EXPECT_LT(straight_above("turbostratic"), 0.05);
}

TEST(Domains, TheSeedDecides) {
  const auto positions = [](std::uint64_t seed) {
    Domains r = request(600, 10, 7);
    r.seed = seed;
    return domains(r).structure.atoms.position;
  };
  const auto a = positions(3), b = positions(3), c = positions(4);
  ASSERT_EQ(a.size(), b.size());
  EXPECT_EQ(std::memcmp(a.data(), b.data(), a.size() * sizeof(Vec3)), 0);
  EXPECT_NE(std::memcmp(a.data(), c.data(), a.size() * sizeof(Vec3)), 0);
}

TEST(Domains, RefusesWrongRequests) {
  const auto refused = [](const std::function<void(Domains&)>& change, const char* key) {
    Domains r = request(2000, 12, 7);
    change(r);
    const Error e = error_of([&] { domains(r); });
    EXPECT_TRUE(mentions(e, key) && e.kind() == Error::Kind::bad_input) << e.what();
  };
  refused([](Domains& r) { r.atoms = 0; }, "atoms");
  refused([](Domains& r) { r.atoms = 100; }, "atoms");  // a stack has more
  refused([](Domains& r) { r.density = 0; }, "density");
  refused([](Domains& r) { r.graphitic = 1.5; }, "graphitic");
  refused([](Domains& r) { r.la.mean = 1; }, "la");  // no hexagon
  refused([](Domains& r) { r.la = {12, 13}; }, "la");
  refused([](Domains& r) { r.lc.mean = NAN; }, "lc");
  refused([](Domains& r) { r.edge = "cut"; }, "edge");
  refused([](Domains& r) { r.stacking = "ABC"; }, "stacking");
  refused([](Domains& r) { r.la.mean = 40, r.lc.mean = 3.44; }, "la");  // wider than the cell of 29 A
  Domains dense = request(2000, 12, 7);
  dense.min_distance = 5;
  EXPECT_TRUE(mentions(error_of([&] { domains(dense); }), "min-distance"));
}

using BuildDomainsJob = JobInAFolder;

TEST_F(BuildDomainsJob, WritesStructureDeckAndTable) {
  jobs::BuildDomains job;
  const auto report = run(job, {{"atoms", {"800"}},
                                {"la", {"10"}},
                                {"lc", {"7"}},
                                {"deck", {"run.in"}},
                                {"table", {"stacks.csv"}},
                                {"output", {"model.xyz"}}});
  EXPECT_EQ(files(), (std::set<std::string>{"model.xyz", "run.in", "stacks.csv"}));
  EXPECT_EQ(report.summary.number("atoms"), 800);
  EXPECT_GT(report.summary.number("stacks").value(), 1);
  EXPECT_NEAR(report.summary.number("la_A").value(), 10, 1);
  EXPECT_NE(nacre_test::content(path("run.in")).find("potential    tersoff-carbon"), std::string::npos);
  EXPECT_NE(nacre_test::content(path("model.xyz")).find("group:I:1"), std::string::npos);
}

TEST_F(BuildDomainsJob, ADeckWithoutItsModelIsRefused) {
  jobs::BuildDomains job;
  const Error e = error_of([&] { run(job, {{"deck", {"run.in"}}, {"output", {"carbon.xyz"}}}); });
  EXPECT_TRUE(mentions(e, "deck") && mentions(e, "model.xyz")) << e.what();
  EXPECT_TRUE(files().empty());
}

}  // namespace build_domains_test
