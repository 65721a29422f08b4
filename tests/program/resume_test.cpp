// A run that is cut at any step and resumed ends with the same bytes as one that was never cut: outputs, restart.xyz
// and the final checkpoint itself, which holds the whole state.
#include "nacre_command.h"
#include "source_dir.h"

namespace resume_test {

namespace {

using namespace program;

const std::vector<std::string> result_files{"thermo.out", "dump.xyz", "movie.xyz",   "velocity.out",
                                            "force.out",  "late.xyz", "restart.xyz", "nacre.checkpoint"};

/// Two runs; hot, so that the neighbour list is rebuilt within it; lines of every kind that lives on in a checkpoint.
std::string deck(const std::string& ensemble, const std::string& potential = "tersoff-carbon") {
  return "potential " + potential +
         "\nvelocity 6000 seed 11\n"
         "time_step 1 0.05\ncorrect_velocity 10\nensemble nvt_ber 6000 5000 20\n"
         "dump_thermo 4\ndump_exyz 8 1 1 1\nrun 21\n"
         "ensemble " +
         ensemble +
         "\ndump_thermo 3\ndump_position 5\ndump_velocity 7 group 0 0\ndump_force 9\ndump_restart 10\n"
         "dump_xyz 6 late.xyz virial group_labels unwrapped_position precision double\nrun 30\n";
}

void prepare(const Workspace& w, const std::string& run_in) {
  w.write("model.xyz", diamond(2));
  w.write("run.in", run_in);
}

void expect_same_results(const Workspace& cut, const Workspace& whole, const std::string& what) {
  for (const auto& name : result_files) {
    ASSERT_TRUE(whole.has(name)) << name;
    EXPECT_EQ(cut.read(name) == whole.read(name), true) << what << ": " << name << " differs";
  }
}

class Resume : public testing::TestWithParam<const char*> {};

TEST_P(Resume, CutAnywhereGivesTheSameBytes) {
  const Workspace whole;
  prepare(whole, deck(GetParam()));
  const Outcome uncut = whole.nacre("run --threads 1 --summary s.yaml");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  EXPECT_EQ(uncut.says("built 0 times"), false) << "the list is never rebuilt: the test shows too little";
  for (const int step : {1, 6, 20, 21, 22, 34, 50}) {
    const Workspace cut;
    prepare(cut, deck(GetParam()));
    const Outcome first = cut.nacre("run --threads 1 --stop-after " + std::to_string(step));
    ASSERT_EQ(first.code, 130) << first.err;
    const Outcome second = cut.nacre("run --threads 1 --resume");
    ASSERT_EQ(second.code, 0) << second.err;
    expect_same_results(cut, whole, "cut at step " + std::to_string(step));
  }
}

TEST_P(Resume, CutAtManyStepsGivesTheSameBytes) {
  const Workspace whole, cut;
  prepare(whole, deck(GetParam()));
  prepare(cut, deck(GetParam()));
  ASSERT_EQ(whole.nacre("run").code, 0);
  int code = cut.nacre("run --stop-after 4").code, pieces = 1;
  while (code == 130 && pieces < 100) code = cut.nacre("run --resume --stop-after 4").code, ++pieces;
  EXPECT_EQ(code, 0);
  EXPECT_EQ(pieces, 13);  // 51 steps by fours
  expect_same_results(cut, whole, "cut every four steps");
}

INSTANTIATE_TEST_SUITE_P(Ensembles, Resume,
                         testing::Values("nve", "nvt_ber 5000 3000 20", "nvt_bdp 5000 3000 20", "nvt_nhc 5000 3000 20",
                                         "nvt_lan 5000 3000 20", "nvt_bao 5000 3000 20",
                                         "npt_ber 5000 3000 20 5 400 50", "npt_scr 5000 3000 20 5 400 50",
                                         "npt_scr 5000 3000 20 1 2 3 400 400 400 50",
                                         "npt_scr 5000 3000 20 1 2 3 0 0 0 400 400 400 400 400 400 50",
                                         "npt_mttk temp 5000 3000 tri 5 5 tperiod 20 pperiod 500",
                                         "nph_mttk x 1 1 xy 2 2 pperiod 500"));

TEST(ResumeFiles, OutputAfterTheCheckpointIsCutBack) {
  const Workspace whole, cut;
  prepare(whole, deck("nvt_bdp 5000 3000 20"));
  prepare(cut, deck("nvt_bdp 5000 3000 20"));
  ASSERT_EQ(whole.nacre("run").code, 0);
  // The state of a machine that lost power after its last checkpoint, in the first run: files have grown since, and
  // files of the second run exist.
  ASSERT_EQ(cut.nacre("run --stop-after 10").code, 130);
  const std::string early = cut.read("nacre.checkpoint");
  ASSERT_EQ(cut.nacre("run --resume").code, 0);
  cut.write("nacre.checkpoint", early);
  ASSERT_EQ(cut.nacre("run --resume").code, 0);
  expect_same_results(cut, whole, "checkpoint older than the outputs");
}

TEST(ResumeFiles, OutputOfAnEarlierRunStays) {
  const Workspace w;
  prepare(w, deck("nve"));
  w.write("thermo.out", "# an older run\n");
  ASSERT_EQ(w.nacre("run --append --stop-after 10").code, 130);
  ASSERT_EQ(w.nacre("run --resume").code, 0);
  EXPECT_EQ(w.read("thermo.out").rfind("# an older run\n# dump_thermo 4\n", 0), 0u);
}

TEST(ResumeFiles, NeuroevolutionPotential) {
  const fs::path model = fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_C_l8/nep.txt";
  const Workspace whole, cut;
  // Random parameters make no carbon that lives at 6000 K; a short run of few degrees shows the same.
  const std::string run_in =
      "potential nep.txt\nvelocity 300\ntime_step 0.1\nensemble nvt_nhc 300 300 20\ndump_thermo 1\nrun 12\n";
  for (const Workspace* w : {&whole, &cut}) {
    prepare(*w, run_in);
    fs::copy_file(model, w->path("nep.txt"));
  }
  const Outcome uncut = whole.nacre("run");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  ASSERT_EQ(cut.nacre("run --stop-after 5").code, 130);
  ASSERT_EQ(cut.nacre("run --resume").code, 0);
  EXPECT_EQ(cut.read("thermo.out"), whole.read("thermo.out"));
  EXPECT_TRUE(cut.read("nacre.checkpoint") == whole.read("nacre.checkpoint"));
}

TEST(ResumeRefused, NoCheckpoint) {
  const Workspace w;
  prepare(w, deck("nve"));
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("nacre.checkpoint") && o.says("needs a checkpoint")) << o.err;
}

TEST(ResumeRefused, ChangedDeck) {
  const Workspace w;
  prepare(w, deck("nve"));
  ASSERT_EQ(w.nacre("run --stop-after 5").code, 130);
  w.write("run.in", "# only a comment is new\n" + deck("nve"));
  EXPECT_EQ(w.nacre("run --resume --stop-after 1").code, 130);
  w.write("run.in", deck("nvt_bdp 300 300 100"));
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("deck was changed")) << o.err;
}

TEST(ResumeRefused, ChangedPotential) {
  const Workspace w;
  const std::string lj = "lj 1 C\n0.01 3.0 8.0\n";
  prepare(w, deck("nve", "C.lj"));
  w.write("C.lj", lj);
  w.write("model.xyz", diamond(2, 8.0));
  const Outcome first = w.nacre("run --stop-after 5");
  ASSERT_EQ(first.code, 130) << first.err;
  w.write("C.lj", "lj 1 C\n0.02 3.0 8.0\n");
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("potential was changed")) << o.err;
}

TEST(ResumeRefused, DamagedCheckpoint) {
  const Workspace w;
  prepare(w, deck("nve"));
  ASSERT_EQ(w.nacre("run --stop-after 5").code, 130);
  std::string bytes = w.read("nacre.checkpoint");
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  w.write("nacre.checkpoint", bytes);
  fs::remove(w.path("nacre.checkpoint.previous"));  // from which it would go on
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("damaged")) << o.err;
}

TEST(ResumeRefused, SeedOfAResumedRun) {
  const Workspace w;
  prepare(w, deck("nve"));
  ASSERT_EQ(w.nacre("run --stop-after 5").code, 130);
  EXPECT_EQ(w.nacre("run --resume --seed 4").code, 2);
}

TEST(ResumeFinished, NothingLeftToDo) {
  const Workspace w;
  prepare(w, deck("nve"));
  ASSERT_EQ(w.nacre("run").code, 0);
  const std::string thermo = w.read("thermo.out");
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 0);
  EXPECT_TRUE(o.says("nothing left to do"));
  EXPECT_EQ(w.read("thermo.out"), thermo);
}

}  // namespace

}  // namespace resume_test
