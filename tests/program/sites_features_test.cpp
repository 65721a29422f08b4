// `nacre sites features` from outside: table, summary, keys from the command line and from YAML, refusals.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"

namespace sites_features_test {

namespace {

using namespace program;

/// AA graphite, layers 4 A apart, one sodium atom in each hexagonal prism; twice, the second frame without sodium.
const char* const frames =
    "3\nLattice=\"2.459512 0 0 1.229756 2.13 0 0 0 4\" Properties=species:S:1:pos:R:3\nC 0 1.42 2\nC 0 -1.42 2\nNa 0 0 "
    "0\n"
    "2\nLattice=\"2.459512 0 0 1.229756 2.13 0 0 0 4\" Properties=species:S:1:pos:R:3\nC 0 1.42 2\nC 0 -1.42 2\n";

TEST(SitesFeatures, TableAndSummary) {
  const Workspace w;
  w.write("f.xyz", frames);
  const Outcome o = w.nacre("sites features f.xyz --output f.csv --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NE(o.out.find("intercalation: 1 (100.0 %)"), std::string::npos) << o.out;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  EXPECT_EQ(s["atoms"].as<int>(), 5);
  EXPECT_EQ(s["frames"].as<int>(), 2);
  EXPECT_EQ(s["sodium"].as<int>(), 1);
  EXPECT_EQ(s["intercalation"].as<int>(), 1);
  EXPECT_EQ(s["conditions"]["between"].as<int>(), 1);
  EXPECT_EQ(s["means"]["F1_guests"].as<double>(), 32);
  EXPECT_EQ(s["means"]["F2_hosts"].as<double>(), 48);
  EXPECT_EQ(s["means"]["F12_rings_6"].as<double>(), 14);
  EXPECT_NE(s["definition"].as<std::string>().find("radius=5 "), std::string::npos);
  const std::string table = w.read("f.csv");
  EXPECT_NE(table.find("#   min_atoms = 8\n"), std::string::npos) << table;
  EXPECT_NE(table.find("\n0,2,32,48,2.459512,2.45283506,2,"), std::string::npos) << table;
  EXPECT_NE(table.find(",2,1,1,1,1,1,1,"), std::string::npos) << table;
}

TEST(SitesFeatures, KeysFromYamlAndTheCommandLine) {
  const Workspace w;
  w.write("f.xyz", frames);
  w.write("sites.yaml", "features:\n  radius: 4.5\n  host_radius: 2.5\n");
  const Outcome o = w.nacre("sites features f.xyz --settings sites.yaml --radius 3 --no-flatness -1 --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  EXPECT_NE(s["definition"].as<std::string>().find("radius=3 guest_radius=5 host_radius=2.5"), std::string::npos);
  EXPECT_EQ(s["means"]["F2_hosts"].as<double>(), 12);
  EXPECT_EQ(s["means"]["F6_flatness_A"].as<double>(), -1);
  EXPECT_EQ(s["intercalation"].as<int>(), 0);
}

TEST(SitesFeatures, Refusals) {
  const Workspace w;
  w.write("f.xyz", frames);
  w.write("bad.yaml", "features:\n  radus: 4.5\n");
  const std::pair<const char*, const char*> wrong[] = {{"f.xyz --radius 5x", "radius"},
                                                       {"f.xyz --settings bad.yaml", "bad.yaml:2"},
                                                       {"f.xyz --guest Li", "no atom of the guest"},
                                                       {"f.xyz --host Si", "no atom of the host"},
                                                       {"absent.xyz", "absent.xyz"},
                                                       {"", "a structure is needed"},
                                                       {"f.xyz --hull round", "convex"},
                                                       {"f.xyz --host Na", "must differ"}};
  for (const auto& [arguments, words] : wrong) {
    const Outcome o = w.nacre(std::string("sites features -o o.csv ") + arguments);
    EXPECT_EQ(o.code, 2) << arguments;
    EXPECT_TRUE(o.says(words)) << arguments << ": " << o.err;
    EXPECT_FALSE(std::filesystem::exists(w.path("o.csv"))) << arguments;
  }
}

}  // namespace

}  // namespace sites_features_test
