// Ctrl-C and SIGTERM: the step is finished, a checkpoint written, exit code 130; the resumed run ends with the same
// bytes.
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <thread>

#include "nacre_command.h"

namespace {

using namespace program;

/// `nacre run` in the background.
pid_t start(const Workspace& w) {
  const pid_t child = fork();
  if (child != 0) return child;
  if (chdir(w.path().c_str()) != 0) _exit(99);
  const int log = open("log", O_CREAT | O_WRONLY | O_TRUNC, 0666);
  dup2(log, STDOUT_FILENO);
  dup2(log, STDERR_FILENO);
  const std::string program = binary();
  execl(program.c_str(), "nacre", "run", "--threads", "1", static_cast<char*>(nullptr));
  _exit(98);
}

/// Waits until the file has so many bytes; false after twenty seconds.
bool wait_for(const fs::path& file, std::uintmax_t bytes) {
  for (int i = 0; i < 2000; ++i) {
    std::error_code missing;
    const auto size = fs::file_size(file, missing);
    if (!missing && size >= bytes) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

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
  const pid_t child = start(w);
  ASSERT_TRUE(wait_for(w.path("thermo.out"), 5000)) << w.read("log");
  ASSERT_EQ(kill(child, GetParam()), 0);
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 130) << w.read("log");
  EXPECT_TRUE(w.has("nacre.checkpoint"));
  EXPECT_NE(w.read("log").find("--resume goes on from it"), std::string::npos) << w.read("log");
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
