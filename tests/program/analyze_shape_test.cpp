// What all analyses share, from outside: selections, files of options, frames side by side, comparisons.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"

namespace analyze_shape_test {

namespace {

using namespace program;

/// Frames of diamond(2) whose atoms are moved by a fixed rule, differently in each.
std::string trajectory(int frames) {
  std::string text;
  for (int f = 0; f < frames; ++f) {
    std::istringstream lines(diamond(2));
    std::string line;
    for (int k = 0; std::getline(lines, line); ++k) {
      if (k < 2) {
        text += line + "\n";
        continue;
      }
      std::istringstream words(line);
      std::string symbol, group;
      double r[3];
      words >> symbol >> r[0] >> r[1] >> r[2] >> group;
      text += symbol;
      for (int x = 0; x < 3; ++x) text += " " + std::to_string(r[x] + 0.25 * std::sin(7.3 * k + 3.1 * x + 1.7 * f));
      text += " " + group + "\n";
    }
  }
  return text;
}

YAML::Node yaml(const Workspace& w, const std::string& name) { return YAML::LoadFile(w.path(name).string()); }

TEST(AnalyzeShape, SelectionsKeepTheCell) {
  const Workspace w;
  w.write("d.xyz", diamond(3));
  w.write("slab.xyz", diamond(3, 3.567, "T T F"));
  // Layers of 18 atoms at every twelfth of c.
  const auto atoms = [&](const std::string& arguments) {
    const Outcome o = w.nacre("analyze coordination " + arguments + " --cutoff C-C=1.7 --summary s.yaml");
    EXPECT_EQ(o.code, 0) << o.err;
    return yaml(w, "s.yaml")["atoms"].as<int>();
  };
  EXPECT_EQ(atoms("d.xyz"), 216);
  EXPECT_EQ(atoms("d.xyz --slab c=-0.16:0.16"), 54);
  EXPECT_EQ(atoms("slab.xyz --slab c=-0.16:0.16"), 36);
  EXPECT_EQ(atoms("d.xyz --slab c=-1.7A:1.7A --slab a=-0.16:0.16"), 15);
  EXPECT_EQ(atoms("d.xyz --group 0:0"), 8);
  // Density of the atoms selected in the whole cell.
  ASSERT_EQ(w.nacre("analyze all d.xyz --group 0:0 --output-dir g").code, 0);
  EXPECT_NEAR(yaml(w, "g/summary.yaml")["density_g_cm3"].as<double>(), 8 * 12.011 * 1.66053906660 / std::pow(10.701, 3),
              1e-6);
  for (const char* wrong : {"--select Fe", "--group 0:9", "--group 3:0", "--slab c=0.01:0.02", "--slab q=1:2"}) {
    const Outcome o = w.nacre(std::string("analyze rdf d.xyz ") + wrong);
    EXPECT_EQ(o.code, 2) << wrong;
    EXPECT_TRUE(o.says(std::string(wrong).substr(2, 4))) << o.err;
  }
}

TEST(AnalyzeShape, OptionsFromAFile) {
  const Workspace w;
  w.write("d.xyz", diamond(2));
  w.write("flat.yaml", "files: d.xyz\nrmax: 4\nbins: 40\nquiet: true\nsummary: s.yaml\n");
  ASSERT_EQ(w.nacre("analyze rdf --config flat.yaml").code, 0);
  EXPECT_EQ(yaml(w, "s.yaml")["r_max_A"].as<double>(), 4);
  EXPECT_NEAR(yaml(w, "s.yaml")["bin_A"].as<double>(), 0.1, 1e-12);
  const Outcome o = w.nacre("analyze rdf --config flat.yaml --rmax 5");
  EXPECT_EQ(o.code, 0);
  EXPECT_EQ(o.out, "") << "quiet";
  EXPECT_EQ(yaml(w, "s.yaml")["r_max_A"].as<double>(), 5) << "the command line wins";

  w.write("sections.yaml", "rings:\n  max-size: 6\n  cutoff: [C-C=1.7]\nrdf: {rmax: 6}\npores:\n  grid: 0.5\n");
  ASSERT_EQ(w.nacre("analyze rings d.xyz --config sections.yaml --summary s.yaml").code, 0);
  EXPECT_EQ(yaml(w, "s.yaml")["max_size"].as<int>(), 6);
  EXPECT_EQ(yaml(w, "s.yaml")["cutoffs_A"].as<std::string>(), "C-C=1.7");
  ASSERT_EQ(w.nacre("analyze all d.xyz --config sections.yaml --output-dir all").code, 0);
  const YAML::Node all = yaml(w, "all/summary.yaml");
  EXPECT_EQ(all["rings"]["cutoffs_A"].as<std::string>(), "C-C=1.7");
  EXPECT_EQ(all["rdf"]["r_max_A"].as<double>(), 6);
  EXPECT_EQ(all["pores"]["grid_A"].as<double>(), 0.5);
  EXPECT_EQ(all["hybridization"]["cutoffs_A"].as<std::string>(), "C-C=1.85") << "no section: --cutoff";
}

TEST(AnalyzeShape, WrongFilesOfOptions) {
  const Workspace w;
  w.write("d.xyz", diamond(2));
  const auto refused = [&](const std::string& text, std::initializer_list<const char*> words,
                           const std::string& analysis = "rdf") {
    w.write("c.yaml", text);
    const Outcome o = w.nacre("analyze " + analysis + " d.xyz --config c.yaml");
    EXPECT_EQ(o.code, 2) << text;
    for (const char* word : words) EXPECT_TRUE(o.says(word)) << text << o.err;
  };
  refused("rmax: 4\nbin: 40\n", {"c.yaml:2: bin: ", "did you mean 'bins'?"});
  refused("rmax: 4\n\nbins: many\n", {"c.yaml:3: bins: ", "many", "a whole number"});
  refused("rmax: -4\n", {"c.yaml:1: rmax: ", "> 0"});  // found later, by the analysis
  refused("frames: first\n", {"c.yaml:1: frames: ", "all", "last"});
  refused("rings:\n  max-sise: 4\n", {"c.yaml:2: max-sise: ", "nacre analyze rings", "did you mean 'max-size'?"});
  refused("ring: {max-size: 4}\n", {"c.yaml:1: ring: ", "did you mean 'rings'?"});
  refused("rmax: 4\nrmax: 5\n", {"c.yaml:2: rmax: this key is given twice"});
  refused("rmax: [4, 5]\n", {"c.yaml:1: rmax: ", "a number"});
  refused("quiet: 7\n", {"c.yaml:1: quiet: ", "true | false"});
  refused("- rmax\n", {"c.yaml:1", "KEY: VALUE"});
  refused("rmax: [4\n", {"c.yaml:2"});
  refused("rdf: {select: C}\n", {"c.yaml:1: rdf: select"}, "all");
  const Outcome absent = w.nacre("analyze rdf d.xyz --config absent.yaml");
  EXPECT_EQ(absent.code, 2);
  EXPECT_TRUE(absent.says("absent.yaml")) << absent.err;
}

TEST(AnalyzeShape, TheSchemaIsAFileOfTheDefaults) {
  const Workspace w;
  w.write("d.xyz", diamond(2));
  for (const char* name : {"rdf", "rings", "xrd", "pores", "hybridization"}) {
    const Outcome o = w.nacre(std::string("analyze ") + name + " --schema");
    ASSERT_EQ(o.code, 0) << o.err;
    w.write("c.yaml", o.out);
    const std::string run = std::string("analyze ") + name + " d.xyz --summary ";
    ASSERT_EQ(w.nacre(run + "with.yaml --config c.yaml").code, 0) << name;
    ASSERT_EQ(w.nacre(run + "without.yaml").code, 0) << name;
    EXPECT_EQ(w.read("with.yaml"), w.read("without.yaml")) << name;
  }
}

TEST(AnalyzeShape, FramesSideBySideChangeNothing) {
  const Workspace w;
  w.write("t.xyz", trajectory(15));
  w.write("more.xyz", trajectory(2));
  w.write("c.yaml", "pores: {grid: 0.5}\nxrd: {step: 0.1}\n");
  for (const char* threads : {"1", "2", "5"})
    ASSERT_EQ(w.nacre(std::string("analyze all t.xyz more.xyz --config c.yaml --threads ") + threads +
                      " --output-dir " + threads)
                  .code,
              0);
  for (const auto& entry : fs::directory_iterator(w.path("1"))) {
    const std::string name = entry.path().filename().string();
    if (name == "index.html") continue;  // it says which folder and how many threads were asked for
    for (const char* threads : {"2/", "5/"})
      EXPECT_EQ(w.read("1/" + name), w.read(threads + name)) << name << ", threads " << threads;
  }
  // The order of the frames, seen in a table that has a row for each.
  ASSERT_EQ(w.nacre("analyze rings t.xyz --cutoff C-C=1.85 --per-atom a.csv --threads 1").code, 0);
  ASSERT_EQ(w.nacre("analyze rings t.xyz --cutoff C-C=1.85 --per-atom b.csv --threads 4").code, 0);
  EXPECT_EQ(w.read("a.csv"), w.read("b.csv"));
  EXPECT_NE(w.read("a.csv").find("\n14,"), std::string::npos);
}

TEST(AnalyzeShape, FramesAddUpToWhatEachHas) {
  const Workspace w;
  const std::string text = trajectory(6);
  w.write("t.xyz", text);
  long expected = 0;
  for (int f = 0; f < 6; ++f) {
    std::size_t begin = 0;
    for (int k = 0; k < f; ++k) begin = text.find("\n64\n", begin) + 1;
    const std::size_t end = f == 5 ? text.size() : text.find("\n64\n", begin) + 1;
    w.write("one.xyz", text.substr(begin, end - begin));
    ASSERT_EQ(w.nacre("analyze rings one.xyz --summary s.yaml").code, 0);
    const YAML::Node counts = yaml(w, "s.yaml")["counts"];
    for (const auto& size : counts) expected += size.second.as<long>();
  }
  ASSERT_EQ(w.nacre("analyze rings t.xyz --summary s.yaml --threads 3").code, 0);
  long found = 0;
  for (const auto& size : yaml(w, "s.yaml")["counts"]) found += size.second.as<long>();
  EXPECT_EQ(found, expected);
  EXPECT_EQ(yaml(w, "s.yaml")["frames"].as<int>(), 6);
  // The last frame alone.
  ASSERT_EQ(w.nacre("analyze rdf t.xyz --frames last --summary last.yaml").code, 0);
  ASSERT_EQ(w.nacre("analyze rdf one.xyz --summary one.yaml").code, 0);
  EXPECT_EQ(w.read("last.yaml"), w.read("one.yaml"));
}

TEST(AnalyzeShape, TheFirstWrongFrameIsNamedOnAnyNumberOfThreads) {
  const Workspace w;
  std::string text = trajectory(9);
  const auto break_line = [&](int number) {
    std::size_t begin = 0;
    for (int line = 1; line < number; ++line) begin = text.find('\n', begin) + 1;
    text.replace(begin, 1, "?");
  };
  break_line(3 * 66 + 10);  // in frame 4
  break_line(6 * 66 + 5);
  w.write("t.xyz", text);
  for (const char* threads : {"1", "2", "5"}) {
    const Outcome o = w.nacre(std::string("analyze rdf t.xyz --threads ") + threads);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("t.xyz:208: ")) << o.err;
  }
  w.write("good.xyz", trajectory(4));
  const Outcome o = w.nacre("analyze rdf good.xyz absent.xyz --threads 3");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("absent.xyz")) << o.err;
}

TEST(AnalyzeShape, ComparesStructuresAndFolders) {
  const Workspace w;
  w.write("a.xyz", diamond(3));
  w.write("b.xyz", diamond(3, 3.7));
  ASSERT_EQ(w.nacre("analyze all b.xyz --output-dir b").code, 0);
  const Outcome o = w.nacre("analyze compare a.xyz b --output-dir c --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(w.read("s.yaml"), w.read("c/compare.yaml"));
  const YAML::Node s = yaml(w, "s.yaml");
  const auto density = [](double a) { return 8 * 12.011 * 1.66053906660 / (a * a * a); };
  EXPECT_NEAR(s["values"]["density_g_cm3"]["a"].as<double>(), density(3.567), 1e-6);
  EXPECT_NEAR(s["differences"]["density_g_cm3"]["b"].as<double>(), density(3.7) - density(3.567), 1e-6);
  EXPECT_NEAR(s["differences"]["first_peak_A"]["b"].as<double>(), (3.7 - 3.567) * std::sqrt(3.0) / 4, 0.011);
  EXPECT_NEAR(s["values"]["rings_6_per_100"]["a"].as<double>(), 200, 1e-9);
  EXPECT_NEAR(s["errors"]["rings_6_per_100"]["a"].as<double>(), 100 * std::sqrt(432.0) / 216, 1e-9);
  EXPECT_NEAR(s["difference_errors"]["rings_6_per_100"]["b"].as<double>(), 100 * std::sqrt(2 * 432.0) / 216, 1e-9);
  EXPECT_TRUE(o.says("density (g/cm3)")) << o.out;
  EXPECT_NE(w.read("c/compare.csv").find("quantity,unit,a,a error,b,b error,b difference"), std::string::npos);
  // Curves of g(r) and of the pattern, bars of six sizes; diamond has no pores.
  EXPECT_EQ(count_of(w.read("c/compare.svg"), "<path"), 2 * 2 + 2 * 6);
  EXPECT_NE(w.read("c/compare.svg").find("no volume share"), std::string::npos);
  // The same whether analysed now or before.
  const Outcome mixed = w.nacre("analyze compare a.xyz b --select C --output-dir e");
  EXPECT_EQ(mixed.code, 2);
  EXPECT_NE(mixed.err.find("--select"), std::string::npos) << mixed.err;
  EXPECT_EQ(w.nacre("analyze xrd a.xyz --sum fft").code, 2);

  ASSERT_EQ(w.nacre("analyze compare a.xyz b.xyz --output-dir d").code, 0);
  EXPECT_EQ(w.read("c/compare.yaml"), w.read("d/compare.yaml"));
  // A table has seven digits: steep lines of a pattern may differ by a tenth of a pixel.
  EXPECT_EQ(w.read("c/compare.svg").size(), w.read("d/compare.svg").size());

  EXPECT_EQ(w.nacre("analyze compare a.xyz").code, 2);
  EXPECT_EQ(w.nacre("analyze compare a.xyz a.xyz").code, 2);
  EXPECT_EQ(w.nacre("analyze compare a.xyz c").code, 2) << "a folder without summary.yaml";
  w.write("other/summary.yaml", "frames: 3\n");
  const Outcome other = w.nacre("analyze compare a.xyz other");
  EXPECT_EQ(other.code, 2);
  EXPECT_TRUE(other.says("not a summary of nacre analyze all")) << other.err;
}

}  // namespace

}  // namespace analyze_shape_test
