// What a pipeline that was killed at an unlucky moment leaves stands in nobody's way: a folder without its record, half of
// one that was being removed, the record of a start beside that of an end.
#include "nacre_command.h"

namespace pipeline_killed_test {

namespace {

using namespace program;

void prepare(const Workspace& w) {
  w.write("chain.yaml",
          "output: out\nstages:\n  build: {kind: crystal, name: diamond, repeat: [1, 1, 1]}\n"
          "  analyze: {coordination: {cutoff: C-C=1.9, output: bonds.csv}}\n");
}

void expect_made(const Workspace& w, const std::string& bonds) {
  const Outcome o = w.nacre("pipeline chain.yaml --threads 1");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(w.read("out/02-analyze/bonds.csv"), bonds);
  for (const auto& entry : fs::recursive_directory_iterator(w.path("out"))) {
    const std::string name = entry.path().filename().string();
    EXPECT_TRUE(name.find("part") == std::string::npos && name != "started.yaml" && !name.ends_with(".removed"))
        << name;
  }
}

TEST(KilledPipeline, LeavesNothingThatIsInTheWay) {
  const Workspace w;
  prepare(w);
  ASSERT_EQ(w.nacre("pipeline chain.yaml --threads 1").code, 0);
  const std::string bonds = w.read("out/02-analyze/bonds.csv"), record = w.read("out/02-analyze/stage.yaml");
  ASSERT_FALSE(bonds.empty());
  // before the first file of a stage was whole
  fs::remove_all(w.path("out/02-analyze"));
  w.write("out/02-analyze/started.yaml.nacre-part0", "stage: analy");
  expect_made(w, bonds);
  // while the folder of a stage that was cut off was being removed
  fs::remove_all(w.path("out/02-analyze"));
  w.write("out/02-analyze.removed/bonds.csv", "half");
  expect_made(w, bonds);
  // between the record of the end and the removal of that of the start
  w.write("out/02-analyze/started.yaml", record);
  expect_made(w, bonds);
}

TEST(KilledPipeline, AFolderOfSomebodyElseIsRefusedAllTheSame) {
  const Workspace w;
  prepare(w);
  w.write("out/02-analyze/mine.txt", "work of years");
  const Outcome o = w.nacre("pipeline chain.yaml --threads 1");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("not one of a pipeline")) << o.err;
  EXPECT_EQ(w.read("out/02-analyze/mine.txt"), "work of years");
}

}  // namespace

}  // namespace pipeline_killed_test
