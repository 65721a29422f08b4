#include "analysis/rings/rings.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <random>

#include "build/crystal.h"
#include "build/replicate.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "needs_data.h"
#include "reference/rings.h"
#include "report/csv.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace rings_test {

namespace {

using namespace nacre;
using namespace nacre_test;
using Counts = std::map<int, long>;

constexpr RingCriterion all_criteria[] = {RingCriterion::primitive, RingCriterion::king, RingCriterion::guttman};

Structure structure_of(const Mat3& h, const std::vector<std::string>& species, const std::vector<int>& type,
                       const std::vector<Vec3>& fractional) {
  Structure s;
  s.box = Box(h);
  s.atoms.species = species;
  s.atoms.resize(fractional.size());
  for (std::size_t i = 0; i < fractional.size(); ++i) s.atoms.position[i] = s.box.cartesian(fractional[i]);
  s.atoms.type = type;
  return s;
}

Structure carbon(const Mat3& h, const std::vector<Vec3>& fractional) {
  return structure_of(h, {"C"}, std::vector<int>(fractional.size(), 0), fractional);
}

Rings rings_of(const Structure& s, const std::string& cutoff, int max_size, RingCriterion criterion) {
  Rings rings({parse_pair_cutoffs({cutoff}), max_size, criterion});
  rings.add(s.atoms, s.box);
  return rings;
}

Counts counts_of(const Rings& rings) {
  Counts counts;
  for (int n = smallest_ring; n <= rings.settings().max_size; ++n)
    if (rings.size(n).rings > 0) counts[n] = static_cast<long>(rings.size(n).rings);
  return counts;
}

Counts count(const Structure& s, const std::string& cutoff, int max_size, RingCriterion criterion) {
  return counts_of(rings_of(s, cutoff, max_size, criterion));
}

/// The three criteria at once.
void expect_counts(const Structure& s, const std::string& cutoff, int max_size, const Counts& primitive,
                   const Counts& king, const Counts& guttman) {
  EXPECT_EQ(count(s, cutoff, max_size, RingCriterion::primitive), primitive);
  EXPECT_EQ(count(s, cutoff, max_size, RingCriterion::king), king);
  EXPECT_EQ(count(s, cutoff, max_size, RingCriterion::guttman), guttman);
}

Structure named(const std::string& name, std::array<int, 3> repeat = {1, 1, 1}) {
  Crystal request;
  request.name = name;
  request.repeat = repeat;
  return crystal(request);
}

TEST(Rings, GraphiteAndDiamondDownToTheirCells) {
  expect_counts(named("graphite"), "C-C=1.85", 16, {{6, 2}}, {{6, 2}}, {{6, 2}});
  expect_counts(named("graphene"), "C-C=1.85", 16, {{6, 1}}, {{6, 1}}, {{6, 1}});
  expect_counts(named("diamond"), "C-C=1.85", 16, {{6, 16}}, {{6, 16}}, {{6, 16}});
  expect_counts(named("diamond", {1, 3, 2}), "C-C=1.85", 10, {{6, 96}}, {{6, 96}}, {{6, 96}});
  const Mat3 fcc{{{0, 1.7835, 1.7835}, {1.7835, 0, 1.7835}, {1.7835, 1.7835, 0}}};  // the primitive cell: a quarter
  expect_counts(carbon(fcc, {{0, 0, 0}, {0.25, 0.25, 0.25}}), "C-C=1.85", 12, {{6, 4}}, {{6, 4}}, {{6, 4}});
}

TEST(Rings, Lonsdaleite) {
  const double a = 2.522, c = 4.119, z = 0.0625, u = 1.0 / 3, v = 2.0 / 3;
  const Structure s = carbon({{{a, 0, 0}, {-a / 2, a * std::sqrt(3.0) / 2, 0}, {0, 0, c}}},
                             {{u, v, z}, {v, u, 0.5 + z}, {v, u, -z}, {u, v, 0.5 - z}});
  expect_counts(s, "C-C=1.85", 12, {{6, 8}}, {{6, 8}}, {{6, 8}});
}

TEST(Rings, SimpleCubicWithOneAtom) {
  const Structure s = carbon({{{1.5, 0, 0}, {0, 1.5, 0}, {0, 0, 1.5}}}, {{0, 0, 0}});
  expect_counts(s, "C-C=1.85", 12, {{4, 3}, {6, 4}}, {{4, 3}, {6, 6}}, {{4, 3}});
}

TEST(Rings, IdealBetaCristobalite) {
  // Silicon on the diamond lattice (a 7.16 A), oxygen midway between two: twice the size of silicon's rings.
  Structure si = named("diamond");
  std::vector<Vec3> at;
  std::vector<int> type;
  for (const Vec3& r : si.atoms.position) at.push_back(si.box.fractional(r)), type.push_back(0);
  for (const Vec3& r : std::vector<Vec3>(at.begin(), at.end())) {
    const bool first = std::lround(8 * (r.x + r.y + r.z)) % 4 == 0 && std::lround(4 * r.x) % 2 == 0;
    if (!first) continue;
    for (const Vec3 d : {Vec3{1, 1, 1}, Vec3{1, -1, -1}, Vec3{-1, 1, -1}, Vec3{-1, -1, 1}})
      at.push_back(r + 0.125 * d), type.push_back(1);
  }
  const Structure s = structure_of({{{7.16, 0, 0}, {0, 7.16, 0}, {0, 0, 7.16}}}, {"Si", "O"}, type, at);
  ASSERT_EQ(s.atoms.size(), 24u);
  expect_counts(s, "Si-O=1.9", 14, {{12, 16}}, {{12, 16}}, {{12, 16}});
}

TEST(Rings, AlphaQuartz) {
  // P3_2 21, a 4.916, c 5.405 A, Si u 0.4697, O (0.4135, 0.2669, 0.1191) (Levien 1980), origin as in the usual cell.
  const double a = 4.916, c = 5.405, u = 0.4697, x = 0.4135, y = 0.2669, z = 0.1191, t = 1.0 / 3;
  const Structure s = structure_of({{{a, 0, 0}, {-a / 2, a * std::sqrt(3.0) / 2, 0}, {0, 0, c}}}, {"Si", "O"},
                                   {0, 0, 0, 1, 1, 1, 1, 1, 1},
                                   {{u, 0, 0},
                                    {0, u, 2 * t},
                                    {-u, -u, t},
                                    {x, y, z},
                                    {-y, x - y, z + 2 * t},
                                    {y - x, -x, z + t},
                                    {x - y, -y, -z},
                                    {y, x, 2 * t - z},
                                    {-x, y - x, t - z}});
  EXPECT_EQ(count(s, "Si-O=1.9", 16, RingCriterion::primitive), (Counts{{12, 3}, {16, 15}}));
  EXPECT_EQ(count(s, "Si-O=1.9", 16, RingCriterion::king), (Counts{{12, 3}, {16, 21}}));
  EXPECT_EQ(count(s, "Si-O=1.9", 16, RingCriterion::guttman), (Counts{{12, 3}}));
}

/// Truncated icosahedron: cyclic permutations of (0, 1, 3p), (2, 1 + 2p, p), (1, 2 + p, 2p) with all signs, edge 2.
Structure buckminsterfullerene() {
  const double p = (1 + std::sqrt(5.0)) / 2, scale = 1.44 / 2;
  std::vector<Vec3> at;
  for (const Vec3 v : {Vec3{0, 1, 3 * p}, Vec3{2, 1 + 2 * p, p}, Vec3{1, 2 + p, 2 * p}})
    for (int sign = 0; sign < 8; ++sign) {
      const Vec3 w{(sign & 1 ? -1 : 1) * v.x, (sign & 2 ? -1 : 1) * v.y, (sign & 4 ? -1 : 1) * v.z};
      if (v.x == 0 && (sign & 1)) continue;
      for (const Vec3 r : {Vec3{w.x, w.y, w.z}, Vec3{w.y, w.z, w.x}, Vec3{w.z, w.x, w.y}}) at.push_back(scale * r);
    }
  Structure s = carbon({{{20, 0, 0}, {0, 20, 0}, {0, 0, 20}}}, at);
  s.box = Box(s.box.h(), {false, false, false});
  s.atoms.position = at;
  return s;
}

TEST(Rings, Buckminsterfullerene) {
  const Structure s = buckminsterfullerene();
  ASSERT_EQ(s.atoms.size(), 60u);
  const Counts faces{{5, 12}, {6, 20}}, equators{{5, 12}, {6, 20}, {18, 10}};
  expect_counts(s, "C-C=1.85", 17, faces, faces, faces);
  expect_counts(s, "C-C=1.85", 20, equators, faces, faces);
  const Rings r = rings_of(s, "C-C=1.85", 12, RingCriterion::primitive);
  ASSERT_EQ(r.signatures().size(), 1u);
  EXPECT_EQ(r.signatures()[0], (std::pair<std::string, std::int64_t>{"5-6-6", 60}));
  EXPECT_EQ(r.share(5), 1);
  EXPECT_NEAR(r.size(5).mean_planarity(), 0, 1e-7);  // faces of a polyhedron are flat; l3 has an error of eps l1
  EXPECT_NEAR(r.size(6).mean_planarity(), 0, 1e-7);
  EXPECT_NEAR(r.size(6).mean_roundness(), 1, 1e-7);
}

TEST(Rings, AmorphousCarbonOfAnotherProgram) {
  const auto path = shared_folder() / "reference/rings/aC_4001.xyz";
  NACRE_NEEDS_DATA(path);
  ExtxyzReader reader(path);
  Frame frame;
  ASSERT_TRUE(reader.next(frame));
  Structure s;
  s.atoms = std::move(frame.atoms), s.box = frame.box;
  // Primitive: as stored in matscipy's test; the others: design/analysis.md.
  expect_counts(s, "C-C=1.85", 14,
                {{4, 4}, {5, 813}, {6, 2678}, {7, 1917}, {8, 693}, {9, 412}, {10, 209}, {11, 89}, {12, 21}, {13, 3}},
                {{4, 4}, {5, 813}, {6, 2735}, {7, 2296}, {8, 882}, {9, 317}, {10, 36}},
                {{4, 4}, {5, 813}, {6, 2662}, {7, 528}, {8, 18}, {9, 3}});
}

// A random network whose rings matscipy counted.
TEST(Rings, NetworkAsAnotherProgramCountsIt) {
  const std::string folder = source_dir() + "/tests/data/carbon-network/";
  const YAML::Node expected = YAML::LoadFile(folder + "expected.yaml");
  ExtxyzReader reader(folder + "network.xyz");
  Frame frame;
  ASSERT_TRUE(reader.next(frame));
  Structure s;
  s.atoms = std::move(frame.atoms), s.box = frame.box;
  const int longest = expected["longest_ring"].as<int>();
  const Counts primitive = expected["primitive_rings"].as<Counts>();
  EXPECT_GE(primitive.size(), 10u);
  EXPECT_EQ(count(s, "C-C=1.85", longest, RingCriterion::primitive), primitive);
}

/// Random points in a small skewed cell, some outside it, thin enough that rings meet several images of an atom.
Structure random_cell(std::uint64_t seed, int atoms) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-0.5, 1.5);
  Structure s = carbon({{{2.3, 0.4, -0.3}, {-0.9, 2.6, 0.5}, {0.3, -0.8, 3.1}}}, std::vector<Vec3>(atoms));
  s.box = Box(s.box.h(), {true, seed % 4 != 1, seed % 4 != 2});
  for (Vec3& r : s.atoms.position) r = s.box.cartesian({u(random), u(random), u(random)});
  return s;
}

reference::Structure reference_of(const Structure& s) {
  reference::Structure r;
  for (int i = 0; i < 3; ++i)
    for (int k = 0; k < 3; ++k) r.cell[i][k] = s.box.h()[i][k];
  r.periodic = s.box.periodic();
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    r.species.emplace_back("C");
    r.position.push_back({s.atoms.position[i].x, s.atoms.position[i].y, s.atoms.position[i].z});
  }
  return r;
}

TEST(Rings, EqualBruteForceInSmallRandomCells) {
  long rings = 0, larger = 0;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    const Structure s = random_cell(seed, 1 + static_cast<int>(seed % 10));
    const double cutoff = 1.08 * std::cbrt(s.box.volume() / static_cast<double>(s.atoms.size()));  // some 5 bonds
    for (const RingCriterion criterion : all_criteria) {
      const Counts expected = reference::rings(reference_of(s), cutoff, 7, to_text(criterion));
      EXPECT_EQ(count(s, "C-C=" + std::to_string(cutoff), 7, criterion), expected)
          << to_text(criterion) << " seed " << seed;
      for (const auto& [n, c] : expected) rings += c, larger += n > 4 ? c : 0;
    }
  }
  EXPECT_GT(rings, 300);
  EXPECT_GT(larger, 20);
}

TEST(Rings, EqualBruteForceInAPuckeredNet) {
  // Diamond without some atoms, and moved: rings of many sizes, each seen with odd and even limits.
  Structure s = named("diamond", {2, 2, 1});
  rattle(s.atoms, 0.25, 5);
  std::vector<Vec3> kept;
  for (std::size_t i = 0; i < s.atoms.size(); ++i)
    if (i % 7 != 1) kept.push_back(s.atoms.position[i]);
  s.atoms.resize(kept.size());
  s.atoms.position = kept;
  for (const RingCriterion criterion : all_criteria)
    for (const int limit : {8, 9}) {
      const Counts expected = reference::rings(reference_of(s), 1.9, limit, to_text(criterion));
      EXPECT_EQ(count(s, "C-C=1.9", limit, criterion), expected) << to_text(criterion) << limit;
      EXPECT_GT(expected.size(), 1u);
    }
}

Structure damaged_diamond() {
  Structure s = named("diamond", {4, 4, 4});
  rattle(s.atoms, 0.17, 3);
  return s;
}

TEST(Rings, RepeatedCellsHaveSoManyTimesTheRings) {
  const Structure one = random_cell(4, 7);
  const Structure six = replicate(one.atoms, one.box, 3, 2, 1);
  for (const RingCriterion criterion : all_criteria) {
    Counts expected = count(one, "C-C=1.75", 9, criterion);
    EXPECT_FALSE(expected.empty());
    for (auto& [n, c] : expected) c *= 6;
    EXPECT_EQ(count(six, "C-C=1.75", 9, criterion), expected) << to_text(criterion);
  }
}

TEST(Rings, ThreadsAndTheOrderOfAtomsDoNotMatter) {
  const Structure s = damaged_diamond();
  Structure reversed;
  reversed.box = s.box;
  reversed.atoms = s.atoms.clone();
  std::reverse(reversed.atoms.position.begin(), reversed.atoms.position.end());
  const int before = threads();
  for (const RingCriterion criterion : all_criteria) {
    std::string tables[2], members[2];
    for (int t = 0; t < 2; ++t) {
      set_threads(t == 0 ? 1 : 7);
      const Rings r = rings_of(s, "C-C=1.75", 10, criterion);
      tables[t] = csv_text(rings_table(r)) + csv_text(ring_atoms_table(r));
      members[t] = csv_text(ring_members_table(r));
    }
    EXPECT_EQ(tables[0], tables[1]);
    EXPECT_EQ(members[0], members[1]);
    const Counts expected = count(s, "C-C=1.75", 10, criterion);
    EXPECT_GT(expected.size(), 2u);
    EXPECT_EQ(count(reversed, "C-C=1.75", 10, criterion), expected);
  }
  set_threads(before);
}

TEST(Rings, EveryListedRingIsOne) {
  const Structure s = damaged_diamond();
  for (const RingCriterion criterion : all_criteria) {
    const Rings r = rings_of(s, "C-C=1.75", 10, criterion);
    const RingFrame& f = r.last();
    std::vector<std::uint32_t> through(f.count.size(), 0);
    for (std::int64_t k = 0; k < f.rings.rings(); ++k) {
      const int n = f.rings.size(k);
      for (int m = 0; m < n; ++m) {
        const std::int64_t p = f.rings.begin[k] + m, q = f.rings.begin[k] + (m + 1) % n;
        const Bond bond{f.rings.node[q], f.rings.shift[q] - f.rings.shift[p]};
        EXPECT_LT(norm(f.graph.vector(f.rings.node[p], bond)), 1.75);
        ++through[static_cast<std::size_t>(f.rings.node[p]) * 8 + n - 3];
      }
    }
    EXPECT_EQ(through, f.count);
  }
}

TEST(Rings, MembersOfGraphiteWithImages) {
  const Rings r = rings_of(named("graphene"), "C-C=1.85", 8, RingCriterion::primitive);
  const std::string members = csv_text(ring_members_table(r));
  const std::string row = members.substr(members.rfind('\n', members.size() - 2) + 1);
  EXPECT_EQ(row.substr(0, row.find_last_of(',')), "0,6,0.0000,1.0000,0 1 0 1 0 1") << members;
  EXPECT_NE(row.find(",0 0 0;"), std::string::npos);
}

TEST(Rings, ShapesOfKnownPolygons) {
  const auto shape = [](const std::vector<Vec3>& points) {
    Vec3 mean;
    for (const Vec3& p : points) mean += (1.0 / static_cast<double>(points.size())) * p;
    Mat3 s;
    for (const Vec3& p : points) s += outer(p - mean, p - mean);
    return ring_shape(s, static_cast<int>(points.size()));
  };
  std::vector<Vec3> chair, oval;
  for (int k = 0; k < 6; ++k) {
    const double angle = k * std::acos(-1.0) / 3;
    chair.push_back({2 + 1.4 * std::cos(angle), 1.4 * std::sin(angle), k % 2 == 0 ? 0.25 : -0.25});
    oval.push_back({2 * std::cos(angle), 3, std::sin(angle)});
  }
  EXPECT_NEAR(shape(chair).planarity, 0.25, 1e-12);
  EXPECT_NEAR(shape(chair).roundness, 1, 1e-7);
  EXPECT_NEAR(shape(oval).planarity, 0, 1e-7);
  EXPECT_NEAR(shape(oval).roundness, 0.5, 1e-12);
  EXPECT_NEAR(shape({{0, 0, 0}, {1, 1, 1}, {2, 2, 2}}).roundness, 0, 1e-7);
  EXPECT_NEAR(shape({{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}).planarity,
              std::sqrt(1.0 / 3),
              1e-4);  // a triple root, where Newton creeps: no ring looks so
}

TEST(Rings, FramesAddUp) {
  Rings r({parse_pair_cutoffs({"C-C=1.85"}), 8, RingCriterion::primitive});
  for (const char* name : {"graphite", "diamond"}) {
    const Structure s = named(name);
    r.add(s.atoms, s.box);
  }
  EXPECT_EQ(r.frames(), 2);
  EXPECT_EQ(r.atoms(), 12);
  EXPECT_EQ(r.size(6).rings, 18);
  EXPECT_DOUBLE_EQ(r.per_atom(6), 1.5);
  const auto s = r.signatures();
  ASSERT_EQ(s.size(), 2u);
  EXPECT_EQ(s[0].first, "6x12");
  EXPECT_EQ(s[1].first, "6-6-6");
  EXPECT_NE(csv_text(rings_table(r)).find("# cutoffs (A): C-C=1.85; sizes 3 to 8\n"), std::string::npos);
  EXPECT_NE(csv_text(rings_table(r)).find("\n6,18,1.5,1,"), std::string::npos) << csv_text(rings_table(r));
}

TEST(Rings, Refused) {
  const auto settings = [](int size) {
    return RingSettings{parse_pair_cutoffs({"C-C=1.85"}), size, RingCriterion::primitive};
  };
  for (const int size : {2, 65, -1}) {
    const Error e = error_of([&] { Rings r(settings(size)); });
    EXPECT_TRUE(mentions(e, "max-size") && mentions(e, "3 .. 64")) << e.what();
  }
  const Error e = error_of([&] { parse_ring_criterion("kings"); });
  EXPECT_TRUE(mentions(e, "criterion") && mentions(e, "did you mean 'king'")) << e.what();
  Rings r(settings(12));
  const Structure bcc = named("bcc");
  const Error absent = error_of([&] { r.add(bcc.atoms, bcc.box); });
  EXPECT_TRUE(mentions(absent, "cutoff") && mentions(absent, "species in the file: Na")) << absent.what();
}

}  // namespace

}  // namespace rings_test
