// `nacre analyze rdf` and `nacre analyze xrd` from outside: keys, tables, pictures, refusals.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"
#include "needs_gpu.h"

namespace analyze_xrd_test {

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

// Stacks of five layers a spacing of 3.44 A apart: Lc 17.2 A comes back from the width of (002) within 10 %, once the width that a sharp
// line has is taken off: (K / Lc)^2 = (K / lc_A)^2 - (resolution / 2 pi)^2, K 0.89.
TEST(AnalyzeXrd, LcOfTheStacksThatWereBuilt) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build domains --atoms 8000 --density 1 --graphitic 1 --la 20 --lc 17.2 -o d.xyz").code, 0);
  const Outcome o = w.nacre("analyze xrd d.xyz --method fft --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::LoadFile(w.path("s.yaml").string());
  const double sharp = s["resolution_fwhm_per_A"].as<double>() / (2 * 3.14159265358979 * 0.89);
  const double lc = 1 / std::sqrt(std::pow(s["lc_A"].as<double>(), -2) - sharp * sharp);
  EXPECT_NEAR(lc, 17.2, 1.72);
  EXPECT_NEAR(s["d002"]["geometric_A"].as<double>(), 3.44, 0.02);
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

// The table says how the sum was made; the two ways give the same pattern.
TEST(AnalyzeXrd, StructureFactorByTransformOnRequest) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --a 2.464 --c 6.711 --repeat 4 4 2 --rattle 0.05 -o g.xyz").code, 0);
  const std::string xrd = "analyze xrd g.xyz --method fft --resolution 0.3 --sum ";
  ASSERT_EQ(w.nacre(xrd + "direct -o d.csv --summary d.yaml").code, 0);
  ASSERT_EQ(w.nacre(xrd + "fft -o f.csv --summary f.yaml").code, 0);
  EXPECT_NE(w.read("d.csv").find("summed directly"), std::string::npos);
  EXPECT_NE(w.read("f.csv").find("fast Fourier transform on a grid of "), std::string::npos);
  const YAML::Node d = YAML::LoadFile(w.path("d.yaml").string()), f = YAML::LoadFile(w.path("f.yaml").string());
  ASSERT_EQ(d["peaks"].size(), f["peaks"].size());
  ASSERT_GT(d["peaks"].size(), 0u);
  for (std::size_t i = 0; i < d["peaks"].size(); ++i)
    EXPECT_NEAR(d["peaks"][i]["two_theta_deg"].as<double>(), f["peaks"][i]["two_theta_deg"].as<double>(), 1e-3);
  EXPECT_EQ(w.nacre("analyze xrd g.xyz --method fft --sum slow").code, 2);
}

// Integers of the histogram: the table of g(r) has the same bytes on both devices, the pattern all but the last digits.
TEST(AnalyzeXrdGpu, BothDevicesWriteTheSame) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --repeat 3 3 1 --rattle 0.05 -o g.xyz").code, 0);
  ASSERT_EQ(w.nacre("analyze rdf g.xyz --rmax 6 --bins 200 -o c.csv").code, 0);
  ASSERT_EQ(w.nacre_gpu("analyze rdf g.xyz --rmax 6 --bins 200 -o g.csv --device cuda").code, 0);
  EXPECT_EQ(w.read("c.csv"), w.read("g.csv"));
  const std::string xrd = "analyze xrd g.xyz --method both --sum fft --rmax 20 --resolution 0.4 --step 0.2 ";
  ASSERT_EQ(w.nacre(xrd + "--summary c.yaml").code, 0);
  ASSERT_EQ(w.nacre_gpu(xrd + "--summary g.yaml --device cuda").code, 0);
  const YAML::Node c = YAML::LoadFile(w.path("c.yaml").string()), g = YAML::LoadFile(w.path("g.yaml").string());
  EXPECT_NEAR(c["largest_difference"].as<double>(), g["largest_difference"].as<double>(), 1e-5);
  EXPECT_EQ(c["peaks"].size(), g["peaks"].size());
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

}  // namespace analyze_xrd_test
