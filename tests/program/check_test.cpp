// `nacre check` lists every error of a deck with file and line, runs nothing, writes nothing; and the surface of the
// program: exit codes, help, info.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"
#include "source_dir.h"

namespace check_test {

namespace {

using namespace program;

TEST(Check, GoodDeckIsPrintedAsUnderstood) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  w.write("run.in",
          "potential tersoff-carbon\nvelocity 300\n# a comment\n\nensemble nvt_bdp 300 400 100\ndump_thermo 10\nrun "
          "2000\n");
  const Outcome o = w.nacre("check --summary s.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("64 atoms (C 64)") && o.says("2000 steps of 1 fs (2 ps), nvt_bdp 300 400 100")) << o.out;
  EXPECT_TRUE(o.says("line 7")) << o.out;
  EXPECT_FALSE(w.has("thermo.out"));
  EXPECT_FALSE(w.has("nacre.checkpoint"));
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["errors"].size(), 0u);
}

TEST(Check, EveryErrorIsListed) {
  const Workspace w;
  w.write("deck/model.xyz", diamond(2));
  w.write("deck/run.in",
          "potential tersoff-carbon\n"         // 1
          "velocity -300\n"                    // 2 out of range
          "time_stp 1\n"                       // 3 unknown
          "ensemble nvt_bdp 300 300\n"         // 4 too few
          "dump_thermo ten\n"                  // 5 not an integer
          "fix 7\n"                            // 6 no such group
          "compute_shc 10 100 10\n"            // 7 not yet
          "run 100\n"                          // 8 fine: its ensemble is line 4
          "run 100\n"                          // 9 fine: it would take that of line 4
          "ensemble nve\n"                     // 10
          "dump_xyz 10 nowhere/f.xyz force\n"  // 11 no folder
          "run 0\n");                          // 12 out of range
  const Outcome o = w.nacre("check deck --summary s.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("8 errors")) << o.err;
  for (const int line : {2, 3, 4, 5, 6, 7, 11, 12})
    EXPECT_TRUE(o.says("deck/run.in:" + std::to_string(line) + ": ")) << line << "\n" << o.err;
  EXPECT_TRUE(o.says("did you mean 'time_step'")) << o.err;
  const YAML::Node errors = YAML::Load(w.read("s.yaml"))["errors"];
  ASSERT_EQ(errors.size(), 8u);
  EXPECT_EQ(errors[0]["file"].as<std::string>(), "deck/run.in");
  EXPECT_EQ(errors[0]["line"].as<int>(), 2);
  EXPECT_NE(errors[0]["message"].as<std::string>().find("given '-300'"), std::string::npos);
}

TEST(Check, RunRefusesWhatCheckRefuses) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  w.write("run.in", "potential tersoff-carbon\nensemble nve\ndump_thermo 1\nrun 5\nensemble nev\nrun 5\n");
  const Outcome o = w.nacre("run");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("run.in:5") && o.says("did you mean 'nve'")) << o.err;
  EXPECT_FALSE(w.has("thermo.out")) << "nothing may run";
}

TEST(Check, ModelAndPotential) {
  const Workspace w;
  const std::string deck = "potential C.tersoff\nensemble nve\nrun 5\n";
  w.write("run.in", deck);
  Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("model.xyz") && o.says("C.tersoff") && o.says("2 errors")) << o.err;
  std::string sodium = diamond(1);
  sodium.replace(sodium.find("\nC "), 3, "\nNa ");
  w.write("model.xyz", sodium);
  w.write("run.in", "potential tersoff-carbon\nensemble nve\nrun 5\n");
  o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("Na") && o.says("model.xyz") && o.says("element")) << o.err;
  w.write("model.xyz", "2\nProperties=species:S:1:pos:R:3\nC 0 0 0\nC 0 0 1.5\n");
  o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("attice")) << o.err;
}

TEST(Check, PressureNeedsAPeriodicCell) {
  const Workspace w;
  w.write("model.xyz", diamond(2, 3.567, "F F F"));
  w.write("run.in", "potential tersoff-carbon\nensemble npt_scr 300 300 100 0 500 1000\nrun 5\n");
  const Outcome o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("run.in:2") && o.says("periodic")) << o.err;
}

TEST(Check, NoDeck) {
  const Workspace w;
  EXPECT_EQ(w.nacre("check nowhere").code, 2);
  const Outcome o = w.nacre("check .");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("no run.in")) << o.err;
}

TEST(Surface, ExitCodes) {
  const Workspace w;
  EXPECT_EQ(w.nacre("--help").code, 0);
  EXPECT_EQ(w.nacre("--version").code, 0);
  EXPECT_EQ(w.nacre("").code, 2);
  EXPECT_EQ(w.nacre("run --no-such-option").code, 2);
  EXPECT_EQ(w.nacre("info --threads -3").code, 2);
  const Outcome o = w.nacre("rnu");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("did you mean 'run'")) << o.err;
}

TEST(Surface, EveryCommandHasAnExampleAndTheCommonOptions) {
  const Workspace w;
  for (const std::string command :
       {"run", "check", "predict", "build crystal", "build random", "analyze coordination", "info"}) {
    const Outcome o = w.nacre(command + " --help");
    EXPECT_EQ(o.code, 0) << command;
    for (const char* word : {"--device", "--threads", "--quiet", "--summary", "Example", "nacre "})
      EXPECT_TRUE(o.says(word)) << command << " lacks " << word;
  }
}

TEST(Surface, Device) {
  const Workspace w;
  EXPECT_EQ(w.nacre("info --device cpu").code, 0);
  EXPECT_EQ(w.nacre("info --device gpu").code, 2);
  EXPECT_EQ(w.nacre("info --device cuda:x").code, 2);
  const Outcome o = w.nacre("info --device cuda:900");  // no machine has so many
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("--device cuda")) << o.err;
}

TEST(Surface, Info) {
  const Workspace w;
  ASSERT_EQ(w.nacre("info --threads 2 --summary s.yaml").code, 0);
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["threads"].as<int>(), 2);
  EXPECT_TRUE(s["cuda_devices"].IsSequence());
  EXPECT_FALSE(s["simd"].as<std::string>().empty());
}

TEST(Surface, InputManualIsUpToDate) {
  const Workspace w;
  const Outcome o = w.nacre("info --keywords");
  ASSERT_EQ(o.code, 0);
  EXPECT_EQ(o.out, read_file(fs::path(nacre_test::source_dir()) / "docs/input.md"))
      << "refresh it: nacre info --keywords > docs/input.md";
}

}  // namespace

}  // namespace check_test
