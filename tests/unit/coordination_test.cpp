#include "analysis/bonds/coordination.h"

#include <algorithm>
#include <random>

#include "build/crystal.h"
#include "device/parallel.h"
#include "reference/structure.h"
#include "report/csv.h"
#include "unit/scratch.h"

namespace coordination_test {

namespace {

using namespace nacre;
using namespace nacre_test;

std::vector<PairCutoff> pairs(const std::string& text) { return parse_pair_cutoffs({text}); }

CoordinationCounts count(const Structure& s, const std::string& cutoffs) {
  Coordination c(pairs(cutoffs));
  c.add(s.atoms, s.box);
  return c.total();
}

TEST(Coordination, CrystalsDownToTheirPrimitiveCells) {
  for (const std::array<int, 3> repeat : {std::array{1, 1, 1}, std::array{1, 2, 5}, std::array{4, 4, 2}}) {
    Crystal request;
    request.repeat = repeat;
    const auto expect = [&](const char* name, const char* cutoff, int z) {
      request.name = name;
      const CoordinationCounts c = count(crystal(request), cutoff);
      EXPECT_EQ(c.count(z), c.atoms()) << name;
      EXPECT_EQ(c.share(z), 1);
      EXPECT_EQ(c.mean(), z);
      EXPECT_EQ(c.largest(), z);
    };
    expect("graphite", "C-C=1.85", 3);
    expect("graphene", "C-C=1.85", 3);
    expect("graphene", "C-C=2.5", 9);
    expect("diamond", "C-C=1.85", 4);
    expect("diamond", "C-C=2.6", 16);
    expect("bcc", "Na-Na=4.0", 8);
    expect("bcc", "Na-Na=4.4", 14);
    expect("bcc", "Na-Na=7.5", 58);
  }
}

Structure random_mixture(std::uint64_t seed) {
  std::mt19937_64 random(seed);
  std::uniform_real_distribution<double> u(-0.5, 1.5);
  Structure s;
  s.box = Box({{{7, 0.3, -1}, {-2, 3, 0.5}, {1, -1, 9}}}, {true, true, seed % 2 == 0});
  s.atoms.species = {"C", "O", "Na"};
  s.atoms.resize(60);
  for (int i = 0; i < 60; ++i) {
    s.atoms.position[i] = s.box.cartesian({u(random), u(random), u(random)});
    s.atoms.type[i] = static_cast<int>(random() % 3);
  }
  return s;
}

/// By brute force over the images (tests/reference), pair by pair.
std::vector<int> reference_numbers(const Structure& s, const std::vector<PairCutoff>& cutoffs) {
  reference::Structure r;
  for (int k = 0; k < 3; ++k) {
    r.periodic[k] = s.box.is_periodic(k);
    for (int j = 0; j < 3; ++j) r.cell[k][j] = s.box.h().m[k][j];
  }
  for (std::size_t i = 0; i < s.atoms.size(); ++i) {
    r.species.push_back(s.atoms.species[s.atoms.type[i]]);
    r.position.push_back({s.atoms.position[i].x, s.atoms.position[i].y, s.atoms.position[i].z});
  }
  std::vector<int> numbers(s.atoms.size(), 0);
  const auto rows = reference::periodic_pairs(r, 3.5);
  for (std::size_t i = 0; i < rows.size(); ++i)
    for (const auto& pair : rows[i])
      for (const PairCutoff& p : cutoffs) {
        const std::string &a = r.species[i], &b = r.species[pair.other];
        if (((a == p.first && b == p.second) || (a == p.second && b == p.first)) && pair.distance < p.cutoff)
          ++numbers[i];
      }
  return numbers;
}

TEST(Coordination, EqualsBruteForceForEverySelectionOfPairs) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const Structure s = random_mixture(seed);
    for (const char* text : {"C-C=1.85", "Na-C=3.2", "C-C=1.5,C-Na=2.5,Na-Na=3.5,O-O=1", "O-Na=2"}) {
      const auto cutoffs = pairs(text);
      const auto expected = reference_numbers(s, cutoffs);
      EXPECT_EQ(coordination_numbers(s.atoms, s.box, cutoffs), expected) << text << " seed " << seed;
      EXPECT_GT(*std::max_element(expected.begin(), expected.end()), 0) << text;
    }
  }
}

TEST(Coordination, CountsOnlySpeciesOfThePairs) {
  Structure s = random_mixture(1);
  Coordination c(pairs("C-Na=2.5"));
  c.add(s.atoms, s.box);
  const auto is = [&](int type) { return std::count(s.atoms.type.begin(), s.atoms.type.end(), type); };
  EXPECT_EQ(c.total().atoms(), is(0) + is(2));
  ASSERT_EQ(c.by_species().size(), 2u);
  EXPECT_EQ(c.by_species().at("C").atoms(), is(0));
  EXPECT_EQ(c.by_species().at("Na").atoms(), is(2));
  // Each C-Na bond is seen once from either end.
  const double from_c = c.by_species().at("C").mean() * static_cast<double>(is(0));
  EXPECT_NEAR(from_c, c.by_species().at("Na").mean() * static_cast<double>(is(2)), 1e-9);
}

TEST(Coordination, AbsentPartnersCountAsZeroBonds) {
  Crystal request;
  request.name = "diamond";
  EXPECT_EQ(count(crystal(request), "C-Na=3").count(0), 8);
  const Error e = error_of([&] { count(crystal(request), "Na-Na=3"); });
  EXPECT_TRUE(mentions(e, "cutoff") && mentions(e, "'Na-Na=3'") && mentions(e, "species in the file: C")) << e.what();
}

TEST(Coordination, FramesAddUpAndThreadsDoNotMatter) {
  const int before = threads();
  std::string tables[2];
  for (int t = 0; t < 2; ++t) {
    set_threads(t == 0 ? 1 : 8);
    Coordination c(pairs("C-C=2,C-O=2,O-O=2,Na-Na=3"));
    for (std::uint64_t seed = 0; seed < 5; ++seed) {
      const Structure s = random_mixture(seed);
      c.add(s.atoms, s.box);
    }
    EXPECT_EQ(c.frames(), 5);
    EXPECT_EQ(c.total().atoms(), 300);
    tables[t] = csv_text(coordination_table(c));
  }
  set_threads(before);
  EXPECT_EQ(tables[0], tables[1]);
}

TEST(Coordination, Table) {
  Crystal request;
  request.name = "graphite";
  Coordination c(pairs("C-C=1.85"));
  const Structure s = crystal(request);
  c.add(s.atoms, s.box);
  const std::string csv = csv_text(coordination_table(c));
  EXPECT_NE(csv.find("# cutoffs (A): C-C=1.85\n"), std::string::npos) << csv;
  EXPECT_NE(csv.find("\nspecies,coordination,count,share\nall,0,0,0\nall,1,0,0\nall,2,0,0\nall,3,4,1\nC,0,0,0\n"),
            std::string::npos)
      << csv;
}

TEST(PairCutoffs, RepeatedAndCommaSeparated) {
  const auto p = parse_pair_cutoffs({"C-C=1.85,Na-C=3", "Na-Na=4.5e0"});
  ASSERT_EQ(p.size(), 3u);
  EXPECT_EQ(to_text(p), "C-C=1.85,Na-C=3,Na-Na=4.5");
  EXPECT_EQ(cutoff_table(p, {"Na", "O", "C"}), (std::vector<double>{4.5, 0, 3, 0, 0, 0, 3, 0, 1.85}));
}

TEST(PairCutoffs, Refused) {
  const std::pair<std::vector<std::string>, const char*> wrong[] = {{{}, "missing"},
                                                                    {{""}, "not a pair"},
                                                                    {{"C-C"}, "'C-C'"},
                                                                    {{"CC=1.85"}, "'CC=1.85'"},
                                                                    {{"1.85"}, "A-B=value"},
                                                                    {{"C-C=1.85,"}, "not a pair"},
                                                                    {{"C-C=x"}, "'x'"},
                                                                    {{"C-C="}, "not a number"},
                                                                    {{"C-C=0"}, "> 0"},
                                                                    {{"C-C=-1"}, "> 0"},
                                                                    {{"C-C=nan"}, "'nan'"},
                                                                    {{"C-c=1.85"}, "unknown element 'c'"},
                                                                    {{"-C=1.85"}, "unknown element ''"},
                                                                    {{"C-Naa=1.85"}, "did you mean 'Na'"},
                                                                    {{"C-C-C=1.85"}, "unknown element 'C-C'"},
                                                                    {{"C-Na=1,Na-C=2"}, "twice"},
                                                                    {{"C-C=1", "C-C=1"}, "twice"}};
  for (const auto& [options, words] : wrong) {
    const Error e = error_of([&, &o = options] { parse_pair_cutoffs(o); });
    EXPECT_TRUE(mentions(e, "cutoff") && mentions(e, words)) << words << " in: " << e.what();
  }
}

}  // namespace

}  // namespace coordination_test
