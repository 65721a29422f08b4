// Ctrl-C and SIGTERM: the step is finished, a checkpoint written, exit code 130; the resumed run ends with the same
// bytes.
#include "background.h"

namespace signal_test {

namespace {

using namespace program;

void prepare(const Workspace& w, long steps) {
  w.write("model.xyz", diamond(1));
  w.write("run.in", "potential tersoff-carbon\nvelocity 500\nensemble nvt_lan 500 500 100\ndump_thermo 1\nrun " +
                        std::to_string(steps) + "\n");
}

class Signal : public testing::TestWithParam<int> {};

TEST_P(Signal, StopsWithACheckpoint) {
  const Workspace w;
  constexpr long many = 100000000;  // hours
  prepare(w, many);
  Background run(w, binary(), {"run", "--threads", "1"});
  EXPECT_EQ(run.stop(GetParam(), [&] { return size_of(w.path("thermo.out")) >= 5000; }), 130) << w.read("log");
  EXPECT_TRUE(w.has("nacre.checkpoint"));
  const std::string said = "stopped by signal " + std::to_string(GetParam()) + "; nacre.checkpoint is written, ";
  EXPECT_NE(w.read("log").find(said + "--resume goes on from it"), std::string::npos) << w.read("log");
  // All rows are whole, and a resumed run adds the next ones.
  const std::string before = w.read("thermo.out");
  const auto rows = table(before).size();
  EXPECT_EQ(w.nacre("run --resume --stop-after 5").code, 130);
  const std::string after = w.read("thermo.out");
  EXPECT_EQ(after.substr(0, before.size()), before);
  EXPECT_EQ(table(after).size(), rows + 5);
  const Workspace whole;
  prepare(whole, many);
  EXPECT_EQ(whole.nacre("run --stop-after " + std::to_string(rows + 5)).code, 130);
  EXPECT_TRUE(whole.read("thermo.out") == after);
}

INSTANTIATE_TEST_SUITE_P(Kinds, Signal, testing::Values(SIGINT, SIGTERM));

}  // namespace

}  // namespace signal_test
