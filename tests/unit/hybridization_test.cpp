#include "analysis/bonds/hybridization.h"

#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <random>

#include "analysis/rings/ring_pairs.h"
#include "build/crystal.h"
#include "build/replicate.h"
#include "device/parallel.h"
#include "io/extxyz.h"
#include "needs_data.h"
#include "reference/structure.h"
#include "report/csv.h"
#include "source_dir.h"
#include "unit/scratch.h"

namespace hybridization_test {

namespace {

using namespace nacre;
using namespace nacre_test;

Structure carbon(const Mat3& h, const std::vector<Vec3>& at, std::array<bool, 3> periodic = {true, true, true}) {
  Structure s;
  s.box = Box(h, periodic);
  s.atoms.species = {"C"};
  s.atoms.resize(at.size());
  s.atoms.position = at;
  return s;
}

Structure open(const std::vector<Vec3>& at) {
  return carbon({{{50, 0, 0}, {0, 50, 0}, {0, 0, 50}}}, at, {false, false, false});
}

Hybridization result_of(const Structure& s, const std::string& cutoff = "C-C=1.85") {
  Hybridization h({parse_pair_cutoffs({cutoff}), {1.7, 1.85, 2.0}});
  h.add(s.atoms, s.box);
  return h;
}

Structure named(const std::string& name, std::array<int, 3> repeat = {1, 1, 1}) {
  Crystal request;
  request.name = name;
  request.repeat = repeat;
  return crystal(request);
}

TEST(Hybridization, CrystalsFromTheirSmallestCells) {
  const Hybridization sp2 = result_of(named("graphite"));
  EXPECT_EQ(sp2.counts().share(3), 1);
  EXPECT_EQ(sp2.bonds().count(), 6);
  EXPECT_NEAR(sp2.bonds().mean(), 2.461 / std::sqrt(3.0), 1e-9);
  EXPECT_NEAR(sp2.bonds().deviation(), 0, 1e-7);
  EXPECT_NEAR(sp2.angles().mean(), 120, 1e-6);
  EXPECT_EQ(sp2.pairs_5_7() + sp2.pentagons() + sp2.undercoordinated(), 0);
  const Hybridization sp3 = result_of(named("diamond"));
  EXPECT_EQ(sp3.counts().share(4), 1);
  EXPECT_EQ(sp3.bonds().count(), 16);
  EXPECT_EQ(sp3.angles().count(), 48);
  EXPECT_NEAR(sp3.angles().mean(), std::acos(-1.0 / 3) * 180 / std::acos(-1.0), 1e-6);
  EXPECT_NEAR(sp3.bonds_by_coordination().at({4, 4}).mean(), 3.567 * std::sqrt(3.0) / 4, 1e-9);
  const Hybridization cubic = result_of(carbon({{{1.5, 0, 0}, {0, 1.5, 0}, {0, 0, 1.5}}}, {{0.2, 0.3, 0.4}}));
  EXPECT_EQ(cubic.bonds().count(), 3);  // an atom bonded to its own images
  EXPECT_EQ(cubic.angles().count(), 15);
}

TEST(Hybridization, ChainsAndEdges) {
  const Hybridization chain = result_of(open({{0, 0, 0}, {1.3, 0, 0}, {2.6, 0, 0}, {3.9, 0, 0}}));
  EXPECT_EQ(chain.linear(), 2);
  EXPECT_EQ(chain.bent(), 0);
  EXPECT_EQ(chain.undercoordinated(), 4);
  EXPECT_NEAR(chain.angles().mean(), 180, 1e-6);
  const Hybridization edge = result_of(open({{0, 0, 0}, {1.4, 0, 0}, {2.1, 1.2, 0}}));
  EXPECT_EQ(edge.linear(), 0);
  EXPECT_EQ(edge.bent(), 1);
  EXPECT_EQ(edge.bonds_by_coordination().at({1, 2}).count(), 2);
}

TEST(Hybridization, SensitivityToTheCutoff) {
  // A pair at 1.75 and one at 1.95 A, far apart.
  const Hybridization h = result_of(open({{0, 0, 0}, {1.75, 0, 0}, {20, 0, 0}, {21.95, 0, 0}}));
  ASSERT_EQ(h.scan().size(), 3u);
  EXPECT_EQ(h.scan()[0].share(1), 0);
  EXPECT_EQ(h.scan()[1].share(1), 0.5);
  EXPECT_EQ(h.scan()[2].share(1), 1);
  EXPECT_EQ(h.counts().share(1), 0.5);
  EXPECT_NE(csv_text(hybridization_table(h)).find("\n1.85,1,2,0.5\n"), std::string::npos)
      << csv_text(hybridization_table(h));
  EXPECT_NE(csv_text(hybridization_table(h)).find("\n2,1,4,1\n"), std::string::npos);
}

/// Graphene with one bond turned by 90 degrees about its middle: two pentagons, two heptagons. The
/// atoms around stay where they are: the longest bond is 1.53 A, the next distance 1.92 A.
Structure stone_wales() {
  Structure s = named("graphene", {6, 6, 1});
  auto& r = s.atoms.position;
  const double bond = 2.461 / std::sqrt(3.0);
  int i = 0, j = -1;
  const Vec3 center = s.box.cartesian({0.5, 0.5, 0.5});
  for (std::size_t k = 0; k < r.size(); ++k)
    if (norm(r[k] - center) < norm(r[i] - center)) i = static_cast<int>(k);
  for (std::size_t k = 0; k < r.size(); ++k)
    if (static_cast<int>(k) != i && std::abs(norm(r[k] - r[i]) - bond) < 1e-6) j = static_cast<int>(k);
  const Vec3 middle = 0.5 * (r[i] + r[j]), half = 0.5 * (r[j] - r[i]);
  const Vec3 turned = 0.95 * Vec3{-half.y, half.x, 0};
  r[i] = middle - turned;
  r[j] = middle + turned;
  return s;
}

TEST(Hybridization, StoneWalesDefect) {
  const Structure s = stone_wales();
  const Hybridization h = result_of(s, "C-C=1.75");
  EXPECT_EQ(h.counts().share(3), 1) << h.counts().mean();
  EXPECT_EQ(h.pentagons(), 2);
  EXPECT_EQ(h.heptagons(), 2);
  EXPECT_EQ(h.pairs_5_7(), 4);
  const Structure many = replicate(s.atoms, s.box, 2, 1, 1);
  EXPECT_EQ(result_of(many, "C-C=1.75").pairs_5_7(), 8);
}

TEST(Hybridization, PairsOfSmallCellsTellImagesApart) {
  // One ring of 3 (nodes 0 1 2), one of 4 (0 1 3 4) and its bond 0 - 1; then the same bond in another cell only.
  RingList rings;
  rings.node = {0, 1, 2, 0, 1, 3, 4};
  rings.shift = {0, 0, 0, 0, 0, 0, 0};
  rings.begin = {0, 3, 7};
  EXPECT_EQ(pairs_sharing_a_bond(rings, 3, 4), 1);
  rings.shift[4] = pack_shift(0, 1, 0);  // 0 - 1' is another bond
  EXPECT_EQ(pairs_sharing_a_bond(rings, 3, 4), 0);
  // A ring that has the bond twice, in two cells, meets two images of the other.
  rings.node = {0, 1, 2, 0, 1, 0, 1};
  rings.shift = {0, 0, 0, 0, 0, pack_shift(1, 0, 0), pack_shift(1, 0, 0)};
  EXPECT_EQ(pairs_sharing_a_bond(rings, 3, 4), 2);
}

TEST(Hybridization, EqualsBruteForceInSmallCells) {
  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> u(0, 1);
  std::int64_t angles = 0;
  for (int seed = 0; seed < 6; ++seed) {
    std::vector<Vec3> at(6);
    Structure s = carbon({{{2.3, 0.4, -0.3}, {-0.9, 3.6, 0.5}, {0.3, -0.8, 3.1}}}, at);
    reference::Structure r;
    r.cell = {{{2.3, 0.4, -0.3}, {-0.9, 3.6, 0.5}, {0.3, -0.8, 3.1}}};
    r.periodic = {true, true, true};
    for (Vec3& p : s.atoms.position) {
      p = s.box.cartesian({u(random), u(random), u(random)});
      r.position.push_back({p.x, p.y, p.z});
      r.species.emplace_back("C");
    }
    double bonds = 0, sum = 0;
    std::int64_t count = 0;
    for (const auto& row : reference::periodic_pairs(r, 1.85))
      for (std::size_t j = 0; j < row.size(); ++j) {
        bonds += row[j].distance / 2;
        for (std::size_t k = 0; k < j; ++k, ++count)
          sum += std::acos(std::clamp(reference::dot(row[j].vector, row[k].vector) / row[j].distance / row[k].distance,
                                      -1.0, 1.0)) *
                 180 / reference::pi;
      }
    const Hybridization h = result_of(s);
    EXPECT_EQ(h.angles().count(), count);
    EXPECT_NEAR(h.angles().mean() * static_cast<double>(count), sum, 1e-4);  // acos near 180 degrees
    EXPECT_NEAR(h.bonds().mean() * static_cast<double>(h.bonds().count()), bonds,
                1e-6);  // grid of the list: below 1e-9 A
    angles += count;
  }
  EXPECT_GT(angles, 50);
}

TEST(Hybridization, AmorphousCarbonOfAnotherProgram) {
  const auto path = nacre_test::shared_folder() / "reference/rings/aC_4001.xyz";
  NACRE_NEEDS_DATA(path);
  ExtxyzReader reader(path);
  Frame frame;
  ASSERT_TRUE(reader.next(frame));
  Hybridization h({parse_pair_cutoffs({"C-C=1.85"}), {1.7, 1.85, 2.0}});
  h.add(frame.atoms, frame.box);
  EXPECT_EQ(h.counts().counts, (std::vector<std::int64_t>{0, 0, 1, 1034, 2964, 2}));
  EXPECT_EQ(h.scan()[1].counts, h.counts().counts);
  EXPECT_EQ(h.pentagons(), 813);
  EXPECT_EQ(h.heptagons(), 1917);
}

// A random network whose neighbours were counted by ase, and its rings by matscipy.
TEST(Hybridization, NetworkAsOtherProgramsCountIt) {
  const std::string folder = nacre_test::source_dir() + "/tests/data/carbon-network/";
  const YAML::Node expected = YAML::LoadFile(folder + "expected.yaml");
  ExtxyzReader reader(folder + "network.xyz");
  Frame frame;
  ASSERT_TRUE(reader.next(frame));
  const double cutoff = expected["cutoff"].as<double>();
  Hybridization h({parse_pair_cutoffs({"C-C=" + std::to_string(cutoff)}), {1.7, cutoff}});
  h.add(frame.atoms, frame.box);
  EXPECT_EQ(h.counts().counts, expected["atoms_with_neighbours"].as<std::vector<std::int64_t>>());
  EXPECT_EQ(h.scan()[1].counts, h.counts().counts);
  EXPECT_EQ(h.bonds().count(), expected["bonds"].as<std::int64_t>());
  EXPECT_NEAR(h.bonds().mean(), expected["mean_bond"].as<double>(), 1e-8);
  EXPECT_EQ(h.angles().count(), expected["angles"].as<std::int64_t>());
  EXPECT_NEAR(h.angles().mean(), expected["mean_angle"].as<double>(), 1e-6);
  EXPECT_EQ(h.pentagons(), expected["primitive_rings"][5].as<std::int64_t>());
  EXPECT_EQ(h.heptagons(), expected["primitive_rings"][7].as<std::int64_t>());
}

/// `sheets` of graphene, AB stacked `spacing` apart and open above and below, tilted in space when asked for.
Structure slab(int sheets, double spacing, bool tilted) {
  Crystal request;
  request.name = "graphite";
  request.c = 2 * spacing;
  request.repeat = {4, 4, (sheets + 1) / 2};
  Structure s = crystal(request);
  std::vector<Vec3> kept;
  for (const Vec3& r : s.atoms.position)
    if (r.z < sheets * spacing) kept.push_back(r);
  Mat3 h = s.box.h();
  h[2][2] += 20;
  if (tilted) {
    const double c = std::cos(0.4), w = std::sin(0.4);
    const Mat3 turn{{{c, 0, w}, {0, 1, 0}, {-w, 0, c}}};
    for (Vec3& r : kept) r = r * turn;
    h = h * turn;
  }
  return carbon(h, kept, {true, true, false});
}

TEST(Hybridization, LayersOfSlabs) {
  for (const bool tilted : {false, true})
    for (const int sheets : {1, 2, 3, 6}) {
      const Layers layers = result_of(slab(sheets, 3.7, tilted)).layers();
      EXPECT_EQ(layers.sheet_atoms(), 32 * sheets);
      EXPECT_EQ(layers.heights(), (std::map<int, std::int64_t>{{sheets, 32 * sheets}}));
      EXPECT_EQ(layers.stacked_atoms(), sheets > 1 ? 32 * sheets : 0);
      EXPECT_EQ(layers.spacing().count(), 64 * (sheets - 1));
      if (sheets == 1) continue;
      EXPECT_NEAR(layers.spacing().mean(), 3.7, 1e-7);
      EXPECT_EQ(layers.mean_height(), sheets);
    }
}

TEST(Hybridization, LayersOfCrystals) {
  const Layers graphite = result_of(named("graphite")).layers();
  EXPECT_EQ(graphite.heights(), (std::map<int, std::int64_t>{{Layers::largest_height, 4}}));
  EXPECT_NEAR(graphite.spacing().mean(), 3.354, 1e-7);
  EXPECT_EQ(result_of(named("diamond")).layers().sheet_atoms(), 0);
  EXPECT_EQ(result_of(slab(2, 5.2, false)).layers().stacked_atoms(), 0);  // too far apart
}

TEST(Hybridization, FramesAddUpAndThreadsDoNotMatter) {
  Structure s = named("diamond", {5, 5, 5});
  rattle(s.atoms, 0.2, 1);
  const int before = threads();
  std::string tables[2];
  for (int t = 0; t < 2; ++t) {
    set_threads(t == 0 ? 1 : 7);
    Hybridization h({parse_pair_cutoffs({"C-C=1.85"}), {1.7, 2.0}});
    h.add(s.atoms, s.box);
    h.add(s.atoms, s.box);
    EXPECT_EQ(h.counts().atoms(), 2000);
    tables[t] = csv_text(hybridization_table(h)) + csv_text(bond_table(h)) + hybridization_plot(h);
  }
  set_threads(before);
  EXPECT_EQ(tables[0], tables[1]);
}

TEST(Hybridization, Refused) {
  for (const double cutoff : {0.0, -1.0, std::nan("")}) {
    const Error e = error_of([&] { Hybridization h({parse_pair_cutoffs({"C-C=1.85"}), {cutoff}}); });
    EXPECT_TRUE(mentions(e, "scan") && mentions(e, "> 0")) << e.what();
  }
}

}  // namespace

}  // namespace hybridization_test
