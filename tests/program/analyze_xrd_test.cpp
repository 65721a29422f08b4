// `nacre analyze rdf` and `nacre analyze xrd` from outside: keys, tables, pictures, refusals.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"

namespace {

using namespace program;

TEST(AnalyzeRdf, SummaryTableAndPicture) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --repeat 4 4 2 --rattle 0.03 -o g.xyz").code, 0);
  const Outcome o = w.nacre("analyze rdf g.xyz g.xyz --rmax 8 --bins 400 -o r.csv --figure r.svg --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  EXPECT_NEAR(s["pairs"]["C-C"]["first_peak_A"].as<double>(), 1.42, 0.02);
  EXPECT_NEAR(s["pairs"]["C-C"]["coordination"].as<double>(), 3, 1e-9);
  EXPECT_EQ(s["frames"].as<int>(), 2);
  EXPECT_NE(w.read("r.csv").find("r_A,g_total,error_total,z_total,g_C-C,error_C-C,z_C-C\n"), std::string::npos);
  EXPECT_NE(w.read("r.svg").find("</svg>"), std::string::npos);
}

TEST(AnalyzeXrd, SummaryTableAndPicture) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --a 2.464 --c 6.711 -o g.xyz").code, 0);
  const Outcome o =
      w.nacre("analyze xrd g.xyz --method both --rmax 60 --resolution 0.12 -o x.csv --figure x.svg --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  for (const char* key : {"two_theta_deg", "d_A", "intensity", "fwhm_deg"}) EXPECT_TRUE(s["peaks"][0][key]) << key;
  EXPECT_NEAR(s["d002"]["peak_A"].as<double>(), 3.3555, 0.02);
  EXPECT_NEAR(s["d002"]["corrected_A"].as<double>(), 3.3555, 0.01);
  EXPECT_NEAR(s["d002"]["geometric_A"].as<double>(), 3.3555, 1e-4);
  EXPECT_NEAR(s["lines"][0]["two_theta_deg"].as<double>(), 26.543, 0.02);
  EXPECT_LT(s["largest_difference"].as<double>(), 0.01);
  EXPECT_NE(w.read("x.csv").find("two_theta_deg,Q,intensity,C-C,intensity_fft\n"), std::string::npos);
  EXPECT_NE(w.read("x.svg").find("</svg>"), std::string::npos);
}

TEST(AnalyzeXrd, Refusals) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphene -o g.xyz").code, 0);
  const std::pair<const char*, const char*> wrong[] = {
      {"xrd g.xyz", "periodic in all directions"},        {"xrd g.xyz --method fft", "periodic in all directions"},
      {"xrd g.xyz --low 90 --high 10", "0 < low < high"}, {"xrd g.xyz --method both --damping none", "gauss"},
      {"xrd g.xyz --select Na", "selection is empty"},    {"rdf g.xyz --rmax 0", "rmax"},
      {"rdf g.xyz --select Cx", "unknown element"},       {"rdf g.xyz --bins 0", "bins"}};
  for (const auto& [arguments, words] : wrong) {
    const Outcome o = w.nacre(std::string("analyze ") + arguments);
    EXPECT_EQ(o.code, 2) << arguments;
    EXPECT_TRUE(o.says(words)) << arguments << ": " << o.err;
  }
}

}  // namespace
