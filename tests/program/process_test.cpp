// What surrounds the program: closed or full channels, signals, a limit of the file size. Files are whole and right, and
// there is always an exit code of ours.
#include "argon.h"
#include "background.h"

namespace process_test {

namespace {

using namespace program;

const char* const short_deck = "minimize fire 0.001 50 dump 5 mini.xyz\nensemble nve\ndump_thermo 3\nrun 60\n";
constexpr const char* endless = "ensemble nve\ndump_thermo 1\nrun 100000000\n";

class ClosedChannels : public testing::TestWithParam<const char*> {};

TEST_P(ClosedChannels, LeaveTheFilesAsTheyAre) {
  const Workspace whole, closed;
  copy_argon(whole, short_deck);
  copy_argon(closed, short_deck);
  ASSERT_EQ(shell(whole, "$nacre run . --threads 1 > log 2>&1"), 0) << whole.read("log");
  EXPECT_EQ(shell(closed, std::string("$nacre run . --threads 1 ") + GetParam()), 0);
  expect_same_files(closed, whole, GetParam());
}

INSTANTIATE_TEST_SUITE_P(Kinds, ClosedChannels,
                         testing::Values("<&- >&- 2>&-", ">&- 2> log", "2>&- > log", "<&- > log 2>&1", ">&- 2>&-"));

TEST(FullChannel, StandardOutputIsSaidAndHasAnExitCode) {
  const Workspace w;
  copy_argon(w, short_deck);
  for (const char* command :
       {"analyze coordination model.xyz --cutoff Ar-Ar=4", "train --keywords", "info --keywords", "--help",
        "run --help", "--version", "pipeline --schema", "analyze rdf --schema", "check .", "run . --threads 1"}) {
    EXPECT_EQ(shell(w, std::string("$nacre ") + command + " > /dev/full 2> log"), 1) << command;
    EXPECT_NE(w.read("log").find("standard output: cannot write: No space left on device"), std::string::npos)
        << command << w.read("log");
  }
  EXPECT_EQ(table(w.read("thermo.out")).size(), 20u) << "the run came to its end all the same";
}

TEST(FullChannel, StandardErrorThatCannotBeWrittenKeepsTheExitCode) {
  const Workspace w;
  w.write("run.in", "potential nowhere\n");
  for (const char* to : {"2> /dev/full", "2>&-", "2>&- >&-", "> /dev/full 2> /dev/full"}) {
    EXPECT_EQ(shell(w, std::string("$nacre run . ") + to), 2) << to;
    EXPECT_EQ(shell(w, std::string("$nacre check . ") + to), 2) << to;
    EXPECT_EQ(shell(w, std::string("$nacre train nowhere ") + to), 2) << to;
    EXPECT_EQ(shell(w, std::string("$nacre nothing ") + to), 2) << to;
    EXPECT_EQ(shell(w, std::string("$nacre run --nothing ") + to), 2) << to;
  }
}

TEST(BrokenPipe, TheRunGoesOnAndSaysSo) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 100\nrun 20000\n");
  EXPECT_EQ(shell(w, "($nacre run . --threads 1 2> log; echo $? > code) | head -1 > log1"), 0);
  EXPECT_EQ(w.read("code"), "1\n");
  EXPECT_NE(w.read("log").find("standard output: cannot write: Broken pipe"), std::string::npos) << w.read("log");
  EXPECT_EQ(table(w.read("thermo.out")).size(), 200u);
}

TEST(FileSizeLimit, IsAWriteThatFailsAndAResumeGoesOn) {
  const Workspace cut, whole;
  const char* deck = "ensemble nve\ndump_thermo 1\nrun 400\n";
  copy_argon(cut, deck);
  copy_argon(whole, deck);
  EXPECT_EQ(shell(cut, "ulimit -f 80; $nacre run . --threads 1 --quiet --checkpoint-interval 50 2> log"), 1);
  EXPECT_NE(cut.read("log").find("thermo.out: cannot write: File too large"), std::string::npos) << cut.read("log");
  EXPECT_EQ(cut.read("thermo.out").back(), '\n') << "whole rows";
  EXPECT_EQ(shell(cut, "$nacre run . --resume --threads 1 --quiet --checkpoint-interval 50"), 0);
  EXPECT_EQ(shell(whole, "$nacre run . --threads 1 --quiet --checkpoint-interval 50"), 0);
  expect_same_files(cut, whole, "after a limit");
}

struct Ending {
  const char* name;
  int number;
};
class EndingSignal : public testing::TestWithParam<Ending> {};

TEST_P(EndingSignal, StopsWithACheckpoint) {
  const Workspace w;
  copy_argon(w, endless);
  Background run(w, binary(), {"run", "--threads", "1"});
  EXPECT_EQ(run.stop(GetParam().number, [&] { return size_of(w.path("thermo.out")) >= 5000; }), 130) << w.read("log");
  EXPECT_NE(w.read("log").find("stopped by signal " + std::to_string(GetParam().number)), std::string::npos);
  EXPECT_TRUE(w.has("nacre.checkpoint"));
  EXPECT_EQ(w.nacre("run --resume --stop-after 1").code, 130);
}

INSTANTIATE_TEST_SUITE_P(Kinds, EndingSignal,
                         testing::Values(Ending{"Hangup", SIGHUP}, Ending{"Terminate", SIGTERM},
                                         Ending{"Time", SIGXCPU}, Ending{"User1", SIGUSR1}, Ending{"User2", SIGUSR2}),
                         [](const auto& info) { return std::string(info.param.name); });

TEST(Signals, TwiceInARowIsOneRequest) {
  const Workspace w;
  copy_argon(w, endless);
  EXPECT_EQ(shell(w, "timeout 1 $nacre run --threads 1 > log 2>&1; [ $? = 124 ] && tail -1 log > said"), 0);
  EXPECT_NE(w.read("said").find("stopped by signal 15"), std::string::npos) << w.read("log");
}

TEST(Signals, NohupStaysSo) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 100\nrun 40000\n");
  EXPECT_EQ(shell(w, "trap '' HUP; $nacre run . --threads 1 --quiet & sleep 0.3; kill -HUP $!; wait $!"), 0);
}

TEST(Signals, AJobWithoutCheckpointEndsWithAWord) {
  const Workspace w;
  EXPECT_EQ(shell(w,
                  "$nacre build random --species C --atoms 200000 --density 3.6 --min-distance 1.5 -o m.xyz 2> log & "
                  "sleep 0.3; kill -TERM $!; wait $!"),
            130);
  EXPECT_NE(w.read("log").find("ended at once by signal 15"), std::string::npos) << w.read("log");
}

}  // namespace

}  // namespace process_test
