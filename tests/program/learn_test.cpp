// `nacre learn`: a whole loop with a formula as the labelling code, killed at any moment and gone on with.
#include <yaml-cpp/yaml.h>

#include <regex>

#include "nacre_command.h"
#include "source_dir.h"

namespace program::learn_test {
namespace {

const fs::path root = fs::path(nacre_test::source_dir());

/// Eight atoms, displaced from a coarse grid.
std::string structure(int number, const std::string& columns = "species:S:1:pos:R:3") {
  std::ostringstream s;
  s.precision(10);
  s << "8\nLattice=\"5.4 0 0 0.3 5.2 0 0 0.2 5.0\" Properties=" << columns << "\n";
  for (int i = 0; i < 8; ++i) {
    const auto wiggle = [&](int k) { return 0.3 * std::sin(12.9898 * (i + 1) + 78.233 * k + 3.7 * number); };
    s << (i % 3 == 0 ? "Na " : "C ") << 2.6 * (i % 2) + wiggle(0) << " " << 2.5 * (i / 2 % 2) + wiggle(1) << " "
      << 2.4 * (i / 4) + wiggle(2) << "\n";
  }
  return s.str();
}

class Learn : public testing::Test {
 protected:
  void SetUp() override { prepare("a"); }
  void prepare(const std::string& folder) {
    std::string frames;
    for (int f = 0; f < 5; ++f) frames += structure(f);
    w.write("frames.xyz", frames);
    w.write("teacher.txt", read_file(root / "tests/data/nep-random/nep4_NaC/nep.txt"));
    if (!w.has("start.xyz")) {
      ASSERT_EQ(w.nacre("predict teacher.txt frames.xyz --output start.xyz").code, 0);
    }
    w.write(folder + "/start.xyz", w.read("start.xyz"));
    w.write(folder + "/nep.in",
            "type 2 C Na\ncutoff 4.5 3.5\nn_max 3 2\nbasis_size 4 3\nl_max 2 0\nneuron 4\noptimizer adam\nepoch 25\n"
            "seed 9\n");
    for (const char* deck : {"cold", "hot"}) {
      w.write(folder + "/decks/" + deck + "/model.xyz", structure(7));
      w.write(folder + "/decks/" + deck + "/run.in",
              std::string("potential nep.txt\nvelocity ") + (deck == std::string("hot") ? "900" : "200") +
                  "\ntime_step 0.2\nensemble nve\nguard temperature off\ndump_exyz 5\nrun 20\n");
    }
    w.write(folder + "/decks/fill/host.xyz", structure(7));
    w.write(folder + "/decks/fill/insert.yaml", insertion);
    w.write(folder + "/label.sh",
            "echo $1 >> calls\nexec '" + binary() + "' predict ../teacher.txt $1 --output $2 --quiet\n");
    w.write(folder + "/loop.yaml", settings);
  }
  /// Two sodium atoms beside the three that are there, where they stand: a potential of 25 epochs relaxes nothing.
  const std::string insertion =
      "structure: host.xyz\npotential: nep.txt\nuntil: {count: 5}\nbulk_energy: -1\nscreen: {keep: 3}\n"
      "candidates: {spacing: 0.8, min_distance: {Na-C: 1.0, Na-Na: 1.0}}\n"
      "relax: {max_steps: 0, local_steps: 0, host: false}\nstructures: {every: 1}\n";
  const std::string settings =
      "train: nep.in\nstart: start.xyz\ncommittee: 2\nexplore: [decks/cold, decks/hot, decks/fill]\nband: [0, 1e9]\n"
      "number: 3\n"
      "label: sh label.sh\nrounds: 2\n";
  Workspace w;
};

TEST_F(Learn, TrainsExploresChoosesAndLabels) {
  const Outcome o = w.nacre("learn a/loop.yaml --threads 1 --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["rounds"].as<int>(), 3) << "two with labels, and the last training";
  EXPECT_EQ(s["frames"].as<int>(), 5 + 3 + 3);
  EXPECT_EQ(s["state"].as<std::string>(), "rounds done");
  EXPECT_EQ(s["by_round"][0]["labelled"].as<int>(), 3);
  EXPECT_EQ(count_of(w.read("a/calls"), "\n"), 6);
  // The labels are the formula's, the frames' classes the decks' names.
  const std::string data = w.read("a/loop/round-02/train.xyz");
  EXPECT_EQ(count_of(data, "Lattice="), 11);
  EXPECT_EQ(count_of(data, "config_type=cold") + count_of(data, "config_type=hot") + count_of(data, "config_type=fill"),
            6);
  w.write("data.xyz", data);
  ASSERT_EQ(w.nacre("predict teacher.txt data.xyz --summary p.yaml").code, 0);
  EXPECT_LT(YAML::Load(w.read("p.yaml"))["rmse_force_eV_per_A"].as<double>(), 1e-4);
  EXPECT_EQ(w.read("a/loop/nep.txt"), w.read("a/loop/round-03/member-1/nep.txt"));
  EXPECT_NE(w.read("a/loop/round-01/member-1/nep.txt"), w.read("a/loop/round-01/member-2/nep.txt"));
  // Nothing is done again.
  const Outcome again = w.nacre("learn a/loop.yaml --threads 1 --summary t.yaml");
  EXPECT_EQ(again.code, 0) << again.err;
  EXPECT_EQ(count_of(w.read("a/calls"), "\n"), 6);
  EXPECT_EQ(w.read("t.yaml"), w.read("s.yaml"));
  // More rounds go on; other settings do not.
  w.write("a/loop.yaml", std::regex_replace(settings, std::regex("number: 3"), "number: 2"));
  const Outcome other = w.nacre("learn a/loop.yaml");
  EXPECT_EQ(other.code, 2);
  EXPECT_TRUE(other.says("begun with other settings")) << other.err;
}

TEST_F(Learn, KilledAtAnyMomentItGoesOnToTheSameBits) {
  ASSERT_EQ(w.nacre("learn a/loop.yaml --threads 1").code, 0);
  prepare("b");
  int kills = 0;
  for (Outcome o; kills < 60; ++kills) {
    const std::string seconds = std::to_string(0.1 + 0.05 * (kills % 8) + 0.05 * kills);
    o = w.nacre("learn b/loop.yaml --threads 1", "timeout -s KILL " + seconds);
    if (o.code == 0) break;
    ASSERT_NE(o.code, 2) << o.err;
    ASSERT_NE(o.code, 1) << o.err;
  }
  EXPECT_GT(kills, 0);
  for (const char* file : {"round-01/train.xyz", "round-02/train.xyz", "nep.txt", "rounds.csv"})
    EXPECT_EQ(w.read(std::string("b/loop/") + file), w.read(std::string("a/loop/") + file)) << file;
  EXPECT_LE(count_of(w.read("b/calls"), "\n"), 6 + kills) << "only a call that was killed is made again";
}

TEST_F(Learn, AnInsertionExplores) {
  w.write("a/loop.yaml", std::regex_replace(settings, std::regex("decks/cold, decks/hot, "), ""));
  const Outcome o = w.nacre("learn a/loop.yaml --threads 1 --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string candidates = w.read("a/loop/round-01/candidates.xyz");
  EXPECT_EQ(count_of(candidates, "config_type=fill"), 3) << "the start and a frame for each sodium atom";
  EXPECT_EQ(count_of(candidates, "\nNa "), 3 + 4 + 5);
  // Errors by class of each round: the frames without a class are those of start.xyz.
  const YAML::Node classes = YAML::Load(w.read("s.yaml"))["by_class"];
  ASSERT_EQ(classes.size(), 1 + 2 + 2);
  EXPECT_EQ(classes[1]["class"].as<std::string>(), "");
  EXPECT_EQ(classes[1]["frames"].as<int>(), 5);
  EXPECT_EQ(classes[2]["class"].as<std::string>(), "fill");
  EXPECT_EQ(classes[2]["round"].as<int>(), 2);
  EXPECT_EQ(classes[2]["set"].as<std::string>(), "train");
  EXPECT_EQ(classes[2]["frames"].as<int>(), 3);
  // They are those of the member on these frames.
  ASSERT_EQ(w.nacre("predict a/loop/round-02/member-1/nep.txt a/loop/round-01/train.xyz --summary p.yaml").code, 0);
  const YAML::Node found = YAML::Load(w.read("p.yaml"))["by_class"];
  ASSERT_EQ(found.size(), 2u);
  for (int c = 0; c < 2; ++c)
    EXPECT_NEAR(classes[1 + c]["rmse_force_eV_per_A"].as<double>(), found[c]["rmse_force_eV_per_A"].as<double>(), 1e-5);
  EXPECT_EQ(count_of(w.read("a/loop/classes.csv"), "\n"), 6) << "a line of names and five rows";
  EXPECT_TRUE(std::regex_search(o.out, std::regex("train +fill +6 "))) << o.out;
}

TEST_F(Learn, FramesThatCannotBeLabelledAreLeftOutAndSaid) {
  w.write("a/label.sh", "case $1 in *0002.xyz) exit 1;; esac\nexec '" + binary() +
                            "' predict ../teacher.txt $1 --output $2 --quiet\n");
  const Outcome o = w.nacre("learn a/loop.yaml --threads 1 --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["frames"].as<int>(), 5 + 2 + 2);
  EXPECT_TRUE(o.says("the command failed")) << o.out;
  EXPECT_TRUE(w.has("a/loop/round-01/label/0002.failed"));
}

TEST_F(Learn, ABandThatHoldsNothingEndsTheLoop) {
  w.write("a/loop.yaml", std::regex_replace(settings, std::regex("0, 1e9"), "1e8, 1e9"));
  const Outcome o = w.nacre("learn a/loop.yaml --threads 1 --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["state"].as<std::string>(), "converged");
  EXPECT_FALSE(w.has("a/calls"));
}

TEST_F(Learn, WrongKeysAreNamed) {
  const auto refused = [&](const std::string& text, const std::vector<std::string>& parts) {
    w.write("a/loop.yaml", text);
    const Outcome o = w.nacre("learn a/loop.yaml");
    EXPECT_EQ(o.code, 2);
    for (const std::string& part : parts) EXPECT_TRUE(o.says(part)) << part << ": " << o.err;
  };
  refused(settings + "numbr: 3\n", {"loop.yaml:9", "unknown key", "did you mean 'number'"});
  refused(std::regex_replace(settings, std::regex("committee: 2"), "committee: 1"), {"loop.yaml:3", "2 .. 20"});
  refused(std::regex_replace(settings, std::regex("start: start.xyz"), "start: none.xyz"), {"start", "no such file"});
  refused(std::regex_replace(settings, std::regex("label: .*\n"), ""), {"label", "is missing"});
  refused(std::regex_replace(settings, std::regex("0, 1e9"), "3, 1"), {"band, high", "> 3"});
  const auto refused_insertion = [&](const std::string& from, const std::string& to,
                                     const std::vector<std::string>& parts) {
    w.write("a/decks/fill/insert.yaml", std::regex_replace(insertion, std::regex(from), to));
    refused(settings, parts);
  };
  refused_insertion("nep.txt", "other.txt", {"fill/insert.yaml", "potential", "other.txt"});
  refused_insertion("every: 1", "every: 0", {"fill/insert.yaml", "structures.every"});
  refused_insertion("bulk_energy", "seed: [1, 2]\nbulk_energy", {"fill/insert.yaml", "one seed"});
  refused_insertion("keep: 3", "keep: 0", {"fill/insert.yaml", "keep"});
  w.write("a/decks/fill/insert.yaml", insertion);
  w.write("a/decks/fill/run.in", "run 1\n");
  refused(settings, {"decks/fill", "a deck and an insertion"});
}

TEST(LearnDocument, HoldsTheTableOfTheKeys) {
  const Workspace w;
  const Outcome o = w.nacre("learn --keywords");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NE(read_file(root / "docs/learn.md").find(o.out), std::string::npos)
      << "refresh the table of docs/learn.md: nacre learn --keywords";
}

}  // namespace
}  // namespace program::learn_test
