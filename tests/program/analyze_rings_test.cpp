// `nacre analyze rings` and `nacre analyze hybridization` from outside: keys, tables, pictures, refusals.
#include <yaml-cpp/yaml.h>

#include "../needs_gpu.h"
#include "nacre_command.h"

namespace analyze_rings_test {

namespace {

using namespace program;

TEST(AnalyzeRings, SummaryTablesAndPicture) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --repeat 2 1 1 -o g.xyz").code, 0);
  const Outcome o = w.nacre(
      "analyze rings g.xyz g.xyz --max-size 9 -o r.csv --per-atom a.csv --members m.csv --figure r.svg --summary "
      "s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  EXPECT_EQ(s["counts"].size(), 1u);
  EXPECT_EQ(s["counts"]["6"].as<int>(), 8);
  EXPECT_EQ(s["per_atom"]["6"].as<double>(), 0.5);
  EXPECT_EQ(s["signatures"][0]["rings"].as<std::string>(), "6-6-6");
  EXPECT_EQ(s["frames"].as<int>(), 2);
  EXPECT_NE(w.read("r.csv").find("\n6,8,0.5,1,"), std::string::npos);
  EXPECT_NE(w.read("a.csv").find("\n1,7,6-6-6,0,0,0,3,"), std::string::npos) << w.read("a.csv");
  EXPECT_NE(w.read("m.csv").find("\n1,6,0.0000,1.0000,"), std::string::npos) << w.read("m.csv");
  EXPECT_NE(w.read("r.svg").find("</svg>"), std::string::npos);
}

TEST(AnalyzeRings, CriterionAndCutoffReplaceTheDefaults) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal bcc -o na.xyz").code, 0);
  for (const char* criterion : {"primitive", "king", "guttman"}) {
    const Outcome o = w.nacre(
        std::string("analyze rings na.xyz --cutoff Na-Na=4 --max-size 6 --summary s.yaml --criterion ") + criterion);
    ASSERT_EQ(o.code, 0) << o.err;
    const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
    EXPECT_EQ(s["criterion"].as<std::string>(), criterion);
    EXPECT_EQ(s["cutoffs_A"].as<std::string>(), "Na-Na=4");
    // Two atoms a apart share 4 neighbours (6 rings), sqrt(2) a apart 2 (1 ring): (3 * 6 + 6 * 1) / 2 an atom, each
    // ring having two such pairs.
    EXPECT_EQ(s["counts"]["4"].as<int>(), 24);
  }
}

TEST(AnalyzeVoidsGpu, RingsAndPoresGiveTheSameFiles) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal diamond -o d.xyz").code, 0);
  for (const char* device : {"cpu", "cuda"}) {
    const std::string end = std::string(" --device ") + device;
    Outcome o =
        w.nacre_gpu("analyze rings d.xyz -o r-" + std::string(device) + ".csv --members m-" + device + ".csv" + end);
    ASSERT_EQ(o.code, 0) << o.err;
    o = w.nacre_gpu("analyze pores d.xyz --radii C=0.6 --probe 0.2 --grid 0.3 -o p-" + std::string(device) + ".csv" +
                    end);
    ASSERT_EQ(o.code, 0) << o.err;
  }
  for (const std::string name : {"r", "m", "p"})
    EXPECT_EQ(w.read(name + "-cpu.csv"), w.read(name + "-cuda.csv")) << name;
}

TEST(AnalyzeRings, KingsRingsAreFoundOnTheCpuOnly) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal diamond -o d.xyz").code, 0);
  const Outcome o = w.nacre("analyze rings d.xyz --criterion king --device cuda");
  EXPECT_EQ(o.code, 2);
  EXPECT_NE(o.err.find("a GPU finds primitive rings only"), std::string::npos) << o.err;
}

TEST(AnalyzePores, CheckGridTellsTheErrorOfEachVolume) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal diamond -o d.xyz").code, 0);
  const Outcome o =
      w.nacre("analyze pores d.xyz --radii C=0.6 --probe 0.2 --grid 0.3 --check-grid -o p.csv --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("Error of the grid: what moves with 0.15 A"), std::string::npos) << o.out;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  for (const char* key : {"void_fraction", "centre_fraction", "occupiable_fraction", "occupiable_cm3_g"}) {
    EXPECT_GE(s["grid_errors"][key].as<double>(), 0);
    EXPECT_LT(s["grid_errors"][key].as<double>(), 0.1);
  }
  EXPECT_NE(w.read("p.csv").find("cumulative_fraction_error"), std::string::npos);
}

TEST(AnalyzeHybridization, SummaryTablesAndPicture) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal diamond -o d.xyz").code, 0);
  const Outcome o = w.nacre(
      "analyze hybridization d.xyz --scan 1.5,1.6 -o h.csv --bonds b.csv --angles a.csv --figure h.svg --summary "
      "s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  EXPECT_EQ(s["shares"]["4"].as<double>(), 1);
  EXPECT_EQ(s["sp3"].as<double>(), 1);
  EXPECT_EQ(s["sensitivity"][0]["sp3"].as<double>(), 0);  // the bond is 1.5446 A
  EXPECT_EQ(s["sensitivity"][1]["sp3"].as<double>(), 1);
  EXPECT_NEAR(s["bond_A"]["mean"].as<double>(), 1.5446, 1e-4);
  EXPECT_NEAR(s["angle_deg"]["mean"].as<double>(), 109.4712, 1e-4);
  EXPECT_NE(w.read("h.csv").find("\n1.5,0,8,1\n"), std::string::npos);
  EXPECT_NE(w.read("b.csv").find("\n1.545,16\n"), std::string::npos) << w.read("b.csv");
  EXPECT_NE(w.read("a.csv").find("\n109.5,48\n"), std::string::npos);
  EXPECT_NE(w.read("h.svg").find("</svg>"), std::string::npos);
}

TEST(AnalyzeRings, Refusals) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphene -o g.xyz").code, 0);
  const std::pair<const char*, const char*> wrong[] = {{"rings g.xyz --max-size 2", "3 .. 64"},
                                                       {"rings g.xyz --criterion king1", "did you mean 'king'"},
                                                       {"rings g.xyz --cutoff Na-Na=3", "species in the file: C"},
                                                       {"rings absent.xyz", "absent.xyz"},
                                                       {"hybridization g.xyz --scan 0", "> 0"},
                                                       {"hybridization g.xyz --cutoff C-C", "A-B=value"}};
  for (const auto& [arguments, words] : wrong) {
    const Outcome o = w.nacre(std::string("analyze ") + arguments);
    EXPECT_EQ(o.code, 2) << arguments;
    EXPECT_TRUE(o.says(words)) << arguments << ": " << o.err;
  }
}

}  // namespace

}  // namespace analyze_rings_test
