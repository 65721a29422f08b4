// `nacre analyze all` from outside: every section, the numbers of the single commands, refusals by name.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"
#include "source_dir.h"

namespace analyze_all_test {

namespace {

using namespace program;

const fs::path example = fs::path(nacre_test::source_dir()) / "input/analyze-carbon/model.xyz";

/// What a command of its own says.
YAML::Node alone(const Workspace& w, const std::string& analysis) {
  const Outcome o = w.nacre("analyze " + analysis + " model.xyz --quiet --summary alone.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  return YAML::LoadFile(w.path("alone.yaml").string());
}

/// Mean diameter and share of the fullest ten bins of pores.csv, from the bin of the probe's diameter on.
std::pair<double, double> fullest_window(std::string csv) {
  std::replace(csv.begin(), csv.end(), ',', ' ');
  csv.erase(0, csv.find("density_per_A\n") + 14);
  std::vector<std::vector<double>> rows = table(csv);
  rows.erase(rows.begin(), rows.begin() + 33);
  double all = 0, most = 0, diameter = 0;
  for (std::size_t k = 0; k < rows.size(); ++k) {
    double volume = 0, moment = 0;
    for (std::size_t b = k; b < std::min(k + 10, rows.size()); ++b)
      volume += rows[b][1], moment += rows[b][1] * rows[b][0];
    if (volume > most) most = volume, diameter = moment / volume;
    all += rows[k][1];
  }
  return {diameter, most / all};
}

TEST(AnalyzeAll, MainPoreSizeIsTheFullestWindow) {
  const Workspace w;
  const Outcome o = w.nacre("analyze all '" + example.string() + "' --output-dir out");
  ASSERT_EQ(o.code, 0) << o.err;
  const std::size_t at = o.out.find("main pore size");
  ASSERT_NE(at, std::string::npos);
  double diameter = 0, percent = 0;
  ASSERT_EQ(std::sscanf(o.out.c_str() + at, "main pore size (A), its part (%%) %lf, %lf", &diameter, &percent), 2);
  const auto [expected, share] = fullest_window(w.read("out/pores.csv"));
  EXPECT_NEAR(diameter, expected, 0.006);
  EXPECT_NEAR(percent, 100 * share, 0.06);
}

/// The same keys and values, whatever their depth.
void expect_same(const YAML::Node& all, const YAML::Node& one, const std::string& where) {
  YAML::Emitter a, b;
  a << all;
  b << one;
  EXPECT_STREQ(a.c_str(), b.c_str()) << where;
}

TEST(AnalyzeAll, TheExampleHasEverySectionAndTheNumbersOfTheSingleCommands) {
  const Workspace w;
  fs::copy_file(example, w.path("model.xyz"));
  const Outcome o = w.nacre("analyze all model.xyz --summary same.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  for (const char* words :
       {"published, 5,000 atoms, 4 ps at 4000 K", "density (g/cm3)", "1.4054", "Hybridisation", "sp2, three bonds (%)",
        "Primitive rings", "rings of 8", "first two peaks, C-C (A)", "X-ray pattern", "d002 from the positions",
        "Pores", "largest cavity, LCD (A)", "main pore size", "What a small cell cannot show"})
    EXPECT_TRUE(o.says(words)) << words;
  EXPECT_FALSE(o.says("not done"));
  const YAML::Node s = YAML::LoadFile(w.path("model-analysis/summary.yaml").string());
  EXPECT_EQ(w.read("same.yaml"), w.read("model-analysis/summary.yaml"));
  EXPECT_EQ(s["elements"]["C"].as<int>(), 5000);
  EXPECT_NEAR(s["density_g_cm3"].as<double>(), 5000 * 12.011 * 1.66053906660 / std::pow(41.4, 3), 1e-6);
  for (const char* name : {"hybridization", "rings", "xrd", "pores"}) expect_same(s[name], alone(w, name), name);
  expect_same(s["rdf"], alone(w, "rdf --rings C-C=1.85"), "rdf");
  for (const char* name : {"hybridization", "rings", "rdf", "xrd", "pores"}) {
    EXPECT_NE(w.read(std::string("model-analysis/") + name + ".csv").find('#'), std::string::npos) << name;
    EXPECT_NE(w.read(std::string("model-analysis/") + name + ".svg").find("</svg>"), std::string::npos) << name;
  }
}

TEST(AnalyzeAll, KnownCrystal) {
  const Workspace w;
  w.write("diamond.xyz", diamond(4));
  const Outcome o = w.nacre("analyze all diamond.xyz --output-dir here/there");
  ASSERT_EQ(o.code, 0) << o.err;
  // Bond sqrt(3) / 4 a, second neighbours a / sqrt(2), two rings of six an atom. The diameter of the bin, not its edge.
  for (const char* words : {"100.00                    0.2", "1024, 2.0000", "diamond.xyz, 1 frame(s)"})
    EXPECT_TRUE(o.says(words)) << words << "\n" << o.out;
  const std::size_t at = o.out.find("first two peaks, C-C (A)");
  ASSERT_NE(at, std::string::npos);
  double first = 0, second = 0;
  ASSERT_EQ(std::sscanf(o.out.c_str() + at, "first two peaks, C-C (A) %lf, %lf", &first, &second), 2);
  EXPECT_NEAR(first, 3.567 * std::sqrt(3.0) / 4, 0.011);
  EXPECT_NEAR(second, 3.567 / std::sqrt(2.0), 0.011);
  EXPECT_TRUE(w.has("here/there/page.txt"));
}

TEST(AnalyzeAll, WhatCannotBeDoneIsNamedAndTheRestGoesOn) {
  const Workspace w;
  w.write("slab.xyz", diamond(3, 3.567, "T T F"));
  Outcome o = w.nacre("analyze all slab.xyz");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(count_of(o.out, "not done: "), 2) << o.out;
  YAML::Node s = YAML::LoadFile(w.path("slab-analysis/summary.yaml").string());
  EXPECT_NE(s["refused"]["xrd"].as<std::string>().find("periodic in all directions"), std::string::npos);
  EXPECT_TRUE(s["refused"]["pores"]);
  EXPECT_TRUE(s["rings"]["counts"]["6"]);
  EXPECT_FALSE(w.has("slab-analysis/xrd.csv"));

  ASSERT_EQ(w.nacre("build crystal bcc --repeat 4 4 4 -o na.xyz").code, 0);
  o = w.nacre("analyze all na.xyz");
  ASSERT_EQ(o.code, 0) << o.err;
  s = YAML::LoadFile(w.path("na-analysis/summary.yaml").string());
  for (const char* name : {"hybridization", "rings"}) {
    EXPECT_NE(s["refused"][name].as<std::string>().find("species in the file: Na"), std::string::npos) << name;
  }
  EXPECT_TRUE(s["xrd"]);
}

TEST(AnalyzeAll, FiguresOfAUserTakeThePlaceOfThePublishedOnes) {
  const Workspace w;
  w.write("d.xyz", diamond(3));
  w.write("mine.yaml",
          "carbon:\n  head: measured, sample A\n  source: J. Doe\n  rows:\n    cell.density_g_cm3: 3.51\n"
          "    rings.rings_6: 2 an atom\n    hybridization.sp3_percent: {words: nearly all, value: 99.9}\n"
          "    xrd.peaks.111: {words: \"42.4, 2.13\", at: 42.4}\n");
  const Outcome o = w.nacre("analyze all d.xyz --reference mine.yaml --output-dir mine --summary mine.s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  for (const char* words : {"measured, sample A\n", "  3.51\n", "  2 an atom\n",
                            "100.00                    nearly all\n", "42.4, 2.13\n", "\nPublished: J. Doe.\n"})
    EXPECT_TRUE(o.says(words)) << words << "\n" << o.out;
  for (const char* words : {"d5sc07068f", "98.7", "below 20", "1.42, 2.42"}) EXPECT_FALSE(o.says(words)) << words;

  ASSERT_EQ(w.nacre("analyze all d.xyz --output-dir theirs --summary theirs.s.yaml").code, 0);
  EXPECT_EQ(w.read("mine.s.yaml"), w.read("theirs.s.yaml")) << "what is found does not depend on it";
  EXPECT_EQ(w.read("mine/rings.csv"), w.read("theirs/rings.csv"));

  w.write("mine.yaml", "carbon:\n  source: J. Doe\n  rows:\n    cell.densty_g_cm3: 3.51\n");
  const Outcome wrong = w.nacre("analyze all d.xyz --reference mine.yaml --output-dir none");
  EXPECT_EQ(wrong.code, 2);
  for (const char* words : {"mine.yaml:4: cell.densty_g_cm3", "did you mean 'cell.density_g_cm3'?"})
    EXPECT_TRUE(wrong.says(words)) << wrong.err;
  EXPECT_FALSE(w.has("none"));
}

TEST(AnalyzeAll, AFileInPlaceOfTheFolderAndWrongBonds) {
  const Workspace w;
  w.write("d.xyz", diamond(2));
  w.write("taken", "");
  EXPECT_EQ(w.nacre("analyze all d.xyz --output-dir taken").code, 1);
  EXPECT_EQ(w.nacre("analyze all absent.xyz").code, 2);
  EXPECT_EQ(w.nacre("analyze all d.xyz --bond -1").code, 2);
  const Outcome o = w.nacre("analyze all d.xyz --bond 1.0");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("there is no bond")) << o.out;
}

}  // namespace

}  // namespace analyze_all_test
