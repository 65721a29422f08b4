// One process a folder: the second one is refused, says who works there, and leaves all as it is.
#include "argon.h"
#include "background.h"

namespace folder_lock_test {

namespace {

using namespace program;

constexpr const char* endless = "ensemble nve\ndump_thermo 10\nrun 100000000\n";

/// Starts an endless run in the workspace, does something meanwhile, and stops it.
template <class Action>
void while_running(const Workspace& w, Action&& action) {
  copy_argon(w, endless);
  Background run(w, binary(), {"run", "--threads", "1", "--restart", "--append"});
  bool done = false;
  const int code = run.stop(SIGTERM, [&] {
    if (!done && size_of(w.path("thermo.out")) >= 1000) action(), done = true;
    return done;
  });
  EXPECT_EQ(code, 130) << w.read("log");
}

TEST(FolderLock, ASecondRunIsRefused) {
  for (const char* how : {"run", "run --resume", "run other.in"}) {
    const Workspace w;
    while_running(w, [&] {
      w.write("other.in", "potential Ar.lj\nensemble nve\nrun 1\n");
      const Outcome o = w.nacre(std::string(how) + " --threads 1");
      EXPECT_EQ(o.code, 1) << o.err;
      EXPECT_TRUE(o.says("another nacre works in this folder: nacre run, process ")) << o.err;
    });
    // Whole rows: nobody else has written.
    for (const auto& row : table(w.read("thermo.out"))) EXPECT_EQ(row.size(), 18u);
    EXPECT_EQ(count_of(w.read("thermo.out"), "# dump_thermo"), 1);
    EXPECT_FALSE(w.has(".nacre.lock"));
  }
}

TEST(FolderLock, OtherCommandsThatWriteThereAreRefused) {
  const Workspace w;
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  fs::copy_file(data / "v0.1/train/train.xyz", w.path("train.xyz"));
  fs::copy_file(data / "v0.1/train/nep.in", w.path("nep.in"));
  fs::copy_file(data / "lj/NaC.lj", w.path("NaC.lj"));
  fs::copy_file(data / "v0.1/insert/host.xyz", w.path("host.xyz"));
  w.write("insert.yaml", "structure: host.xyz\npotential: NaC.lj\nuntil: {count: 1}\nbulk_energy: -1\n");
  w.write("several.yaml", "structure: host.xyz\npotential: NaC.lj\nuntil: {count: 1}\nbulk_energy: -1\nseed: [1, 2]\n");
  w.write("one.xyz", diamond(1)), w.write("insert.csv", "a ledger"), w.write("other.csv", "another");
  const std::string nep = "'" + (data / "nep-random/nep4_NaC/nep.txt").string() + "'";
  const std::string select =
      "select one.xyz --potential " + nep + " --committee " + nep + " " + nep + " --band 0 1 --number 1 -o chosen.xyz";
  w.write("chain.yaml",
          "output: .\nstages:\n  build: {kind: random, species: C, atoms: 8, density: 1, min_distance: 1}\n");
  while_running(w, [&] {
    for (const char* command : {select.c_str(), "insert --band insert.csv other.csv", "train .", "insert insert.yaml",
                                "insert several.yaml", "pipeline chain.yaml", "analyze all model.xyz -o .",
                                "analyze compare model.xyz host.xyz -o .", "predict NaC.lj host.xyz --files ."}) {
      const Outcome o = w.nacre(std::string(command) + " --threads 1");
      EXPECT_EQ(o.code, 1) << command << o.out << o.err;
      EXPECT_TRUE(o.says("another nacre works in this folder: nacre run, process ")) << command << o.err;
    }
    EXPECT_EQ(w.nacre("check .").code, 0) << "reading is free";
    EXPECT_EQ(w.nacre("analyze rdf model.xyz -o rdf.csv").code, 0);
  });
}

TEST(FolderLock, AStaleOneStandsInNobodysWay) {
  const Workspace w;
  copy_argon(w, endless);
  Background run(w, binary(), {"run", "--threads", "1"});
  EXPECT_EQ(run.stop(SIGKILL, [&] { return size_of(w.path("thermo.out")) >= 1000; }), -1);
  EXPECT_TRUE(w.has(".nacre.lock")) << "what a killed process leaves";
  EXPECT_EQ(w.nacre("run --restart --stop-after 5 --threads 1").code, 130);
  EXPECT_FALSE(w.has(".nacre.lock"));
}

}  // namespace

}  // namespace folder_lock_test
