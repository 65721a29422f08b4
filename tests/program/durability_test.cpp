// What a resumed program does when the files that its checkpoint counts on are not what they were: a lost end is made
// again from the checkpoint before, a changed file is refused. And what killed programs leave goes away.
#include <regex>

#include "argon.h"
#include "background.h"

namespace durability_test {

namespace {

using namespace program;

constexpr const char* plain = "ensemble nve\ndump_thermo 1\nrun 400\n";

/// The uncut run, which a repaired one must equal.
void make_whole(const Workspace& w, const std::string& lines) {
  copy_argon(w, lines);
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 50").code, 0);
}

void cut_end(const Workspace& w, const std::string& name, long bytes) {
  fs::resize_file(w.path(name), fs::file_size(w.path(name)) - static_cast<std::uintmax_t>(bytes));
}

TEST(LostEnd, OfTheOnlyCheckpointStartsAgain) {
  const Workspace w, whole;
  make_whole(whole, plain);
  copy_argon(w, plain);
  ASSERT_EQ(w.nacre("run . --threads 1 --stop-after 200").code, 130);
  cut_end(w, "thermo.out", 500);
  const Outcome o = w.nacre("run . --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("note: thermo.out: the file is shorter than it was at the checkpoint")) << o.out;
  EXPECT_TRUE(o.says("goes on from nacre.checkpoint.previous")) << o.out;
  EXPECT_TRUE(o.says("resumed at step 0")) << o.out;
  EXPECT_EQ(w.read("thermo.out"), whole.read("thermo.out"));
  EXPECT_TRUE(w.read("nacre.checkpoint") == whole.read("nacre.checkpoint"));
}

TEST(LostEnd, GoesBackOneCheckpoint) {
  const Workspace w, whole;
  make_whole(whole, "");
  for (const char* name : {"thermo.out", "dump.xyz"}) {
    copy_argon(w);
    ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 50 --stop-after 320").code, 130);
    cut_end(w, name, 200);
    const Outcome o = w.nacre("run . --resume --threads 1 --checkpoint-interval 50");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_TRUE(o.says("resumed at step 300")) << o.out;
    expect_same_files(w, whole, name);
    for (const auto& entry : fs::directory_iterator(w.path())) fs::remove_all(entry.path());
  }
}

TEST(LostEnd, OfZerosToo) {
  const Workspace w, whole;
  make_whole(whole, plain);
  copy_argon(w, plain);
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 50 --stop-after 120").code, 130);
  const auto size = fs::file_size(w.path("thermo.out"));
  cut_end(w, "thermo.out", 700);
  fs::resize_file(w.path("thermo.out"), size);  // as a file system that knew the size and lost the data
  ASSERT_EQ(w.nacre("run . --resume --threads 1 --checkpoint-interval 50").code, 0);
  expect_same_files(w, whole, "zeros");
}

TEST(LostEnd, OfTwoCheckpointsIsRefused) {
  const Workspace w;
  copy_argon(w, plain);
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 50 --stop-after 320").code, 130);
  fs::resize_file(w.path("thermo.out"), 1000);
  const Outcome o = w.nacre("run . --resume --threads 1");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("thermo.out: the file is shorter than it was at the checkpoint")) << o.err;
  EXPECT_EQ(fs::file_size(w.path("thermo.out")), 1000u);
}

TEST(ChangedFile, IsRefusedWhereverItWasChanged) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 1\ndump_exyz 20\nrun 400\n");
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 100 --stop-after 230").code, 130);
  for (const char* name : {"thermo.out", "dump.xyz"}) {
    const std::string good = w.read(name);
    for (const double at : {0.1, 0.5, 0.99}) {
      std::string bad = good;
      char& c = bad[static_cast<std::size_t>(at * static_cast<double>(bad.size()))];
      c = c == '7' ? '8' : '7';
      w.write(name, bad);
      const Outcome o = w.nacre("run . --resume --threads 1");
      EXPECT_EQ(o.code, 2) << name << at;
      EXPECT_TRUE(o.says(std::string(name) + ": the file was changed since the checkpoint was written")) << o.err;
      EXPECT_EQ(w.read(name), bad) << "nothing is cut";
    }
    w.write(name, good);
  }
  EXPECT_EQ(w.nacre("run . --resume --threads 1").code, 0);
}

TEST(ChangedFile, WhatWasThereBeforeTheRunCountsToo) {
  const Workspace w;
  copy_argon(w, plain);
  w.write("thermo.out", "# older rows\n");
  ASSERT_EQ(w.nacre("run . --append --threads 1 --stop-after 50").code, 130);
  std::string text = w.read("thermo.out");
  w.write("thermo.out", text.replace(2, 5, "other"));
  EXPECT_EQ(w.nacre("run . --resume --threads 1").code, 2);
}

void prepare_training(const Workspace& w) {
  for (const char* name : {"train.xyz", "nep.in"})
    fs::copy_file(fs::path(nacre_test::source_dir()) / "tests/data/v0.1/train" / name, w.path(name));
  w.write("nep.in", std::regex_replace(w.read("nep.in"), std::regex("generation.*\n|output_interval.*\n"), "") +
                        "generation 12\noutput_interval 2\n");
}

TEST(Training, ARowThatWasChangedAndOneThatWasLost) {
  const Workspace w, whole;
  for (const Workspace* one : {&w, &whole}) prepare_training(*one);
  ASSERT_EQ(whole.nacre("train --threads 1").code, 0);
  ASSERT_EQ(w.nacre("train --threads 1 --stop-after 7").code, 130);
  const std::string good = w.read("loss.out");
  std::string bad = good;
  bad[5] = bad[5] == '1' ? '2' : '1';
  w.write("loss.out", bad);
  Outcome o = w.nacre("train --resume --threads 1");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("loss.out: the file was changed since")) << o.err;
  w.write("loss.out", good.substr(0, good.size() - 20));
  o = w.nacre("train --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("goes on from ")) << o.out;
  EXPECT_EQ(w.read("loss.out"), whole.read("loss.out"));
  EXPECT_EQ(w.read("nep.restart"), whole.read("nep.restart"));
}

void prepare_insertion(const Workspace& w) {
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  fs::copy_file(data / "v0.1/insert/host.xyz", w.path("host.xyz"));
  fs::copy_file(data / "lj/NaC.lj", w.path("NaC.lj"));
  w.write("insert.yaml",
          std::regex_replace(read_file(data / "v0.1/insert/insert.yaml"), std::regex("count: 2"), "count: 4"));
}

TEST(Insertion, AFrameThatWasLostAndOneThatWasChanged) {
  const Workspace w, whole;
  for (const Workspace* one : {&w, &whole}) prepare_insertion(*one);
  ASSERT_EQ(whole.nacre("insert insert.yaml --threads 1").code, 0);
  ASSERT_EQ(w.nacre("insert insert.yaml --threads 1").code, 0);
  cut_end(w, "structures.xyz", 10);
  const Outcome o = w.nacre("insert insert.yaml --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("goes on from nacre.insert.previous")) << o.out;
  EXPECT_EQ(w.read("structures.xyz"), whole.read("structures.xyz"));
  EXPECT_EQ(w.read("final.xyz"), whole.read("final.xyz"));
  std::string frames = w.read("structures.xyz");
  frames[frames.size() / 2] = '#';
  w.write("structures.xyz", frames);
  EXPECT_EQ(w.nacre("insert insert.yaml --resume --threads 1").code, 2);
}

void damage(const Workspace& w, const std::string& name) {
  std::string bytes = w.read(name);
  bytes.at(bytes.size() / 2) = static_cast<char>(bytes[bytes.size() / 2] ^ 4);
  w.write(name, bytes);
}

// The one before is whole: the work goes on from it, and ends with the bytes of one that was never cut.
TEST(DamagedCheckpoint, OfARun) {
  const Workspace w, whole;
  for (const Workspace* one : {&w, &whole}) copy_argon(*one, "ensemble nve\ndump_thermo 1\ndump_exyz 20\nrun 400\n");
  ASSERT_EQ(whole.nacre("run . --threads 1 --checkpoint-interval 100").code, 0);
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 100 --stop-after 230").code, 130);
  damage(w, "nacre.checkpoint");
  Outcome o = w.nacre("run . --threads 1");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("nacre.checkpoint.previous: --restart: this checkpoint holds step 200") && o.says("is damaged") &&
              o.says("--resume goes on"))
      << o.err;
  o = w.nacre("run . --resume --threads 1 --checkpoint-interval 100");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("resumed at step 200") && o.says("damaged") && o.says("goes on from nacre.checkpoint.previous"))
      << o.out;
  for (const char* name : {"thermo.out", "dump.xyz", "final.xyz", "nacre.checkpoint"})
    EXPECT_TRUE(w.read(name) == whole.read(name)) << name;
}

TEST(DamagedCheckpoint, BothOfThemWithRestart) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 1\nrun 400\n");
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 100 --stop-after 230").code, 130);
  damage(w, "nacre.checkpoint"), damage(w, "nacre.checkpoint.previous");
  for (const char* how : {"", "--resume"}) {
    const Outcome o = w.nacre(std::string("run . --threads 1 ") + how);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("damaged") && (*how != 0 || o.says("--restart"))) << o.err;
  }
  EXPECT_EQ(w.nacre("run . --threads 1 --restart").code, 0);
}

TEST(DamagedCheckpoint, OfATraining) {
  const Workspace w, whole;
  for (const Workspace* one : {&w, &whole}) prepare_training(*one);
  ASSERT_EQ(whole.nacre("train --threads 1").code, 0);
  ASSERT_EQ(w.nacre("train --threads 1 --stop-after 7").code, 130);
  damage(w, "nacre.train");
  const Outcome o = w.nacre("train --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("damaged") && o.says("goes on from ")) << o.out;
  for (const char* name : {"loss.out", "nep.txt", "nep.restart"}) EXPECT_EQ(w.read(name), whole.read(name)) << name;
}

TEST(DamagedCheckpoint, OfAnInsertion) {
  const Workspace w, whole;
  for (const Workspace* one : {&w, &whole}) prepare_insertion(*one);
  ASSERT_EQ(whole.nacre("insert insert.yaml --threads 1").code, 0);
  ASSERT_EQ(w.nacre("insert insert.yaml --threads 1").code, 0);
  damage(w, "nacre.insert");
  const Outcome o = w.nacre("insert insert.yaml --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("damaged") && o.says("goes on from nacre.insert.previous")) << o.out;
  for (const char* name : {"structures.xyz", "final.xyz"}) EXPECT_EQ(w.read(name), whole.read(name)) << name;
}

// A crash, or a user who wants to begin anew and did not know of the other one.
TEST(LonePrevious, IsSaidAndGoneOnFrom) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 1\nrun 400\n");
  ASSERT_EQ(w.nacre("run . --threads 1 --checkpoint-interval 100 --stop-after 230").code, 130);
  fs::remove(w.path("nacre.checkpoint"));
  Outcome o = w.nacre("run . --threads 1");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("nacre.checkpoint.previous: --restart: this checkpoint holds step 200") &&
              o.says("nacre.checkpoint is not there") && o.says("--restart moves it"))
      << o.err;
  o = w.nacre("run . --threads 1 --resume");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("resumed at step 200")) << o.out;
}

long parts(const Workspace& w) {
  long count = 0;
  for (const auto& entry : fs::directory_iterator(w.path()))
    count += entry.path().filename().string().find("part") != std::string::npos;
  return count;
}

TEST(PartFiles, OfKilledProgramsGoAway) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_thermo 1\nrun 1000000\n");
  long most = 0;
  for (int k = 0; k < 8; ++k) {
    Background run(w, binary(),
                   {"run", "--threads", "1", "--quiet", "--restart", "--append", "--checkpoint-interval", "1"});
    const auto before = size_of(w.path("thermo.out"));
    EXPECT_EQ(run.stop(SIGKILL, [&] { return size_of(w.path("thermo.out")) > before + 2000; }), -1);
    most = std::max(most, parts(w));
  }
  EXPECT_LE(most, 1);
  w.write("thermo.out.part999999-0", "of version 0.1, whose process is gone");
  w.write("model.xyz.part", "a file of somebody else");
  ASSERT_EQ(w.nacre("run . --resume --threads 1 --stop-after 3").code, 130);
  EXPECT_EQ(parts(w), 1);
  EXPECT_TRUE(w.has("model.xyz.part"));
}

/// Flushes of whole files and their folders, each of which takes 20 ms, in a run of so many steps.
long slow_flushes(const std::string& options) {
  const Workspace w;
  copy_argon(w, "ensemble nve\nrun 30000\n");
  EXPECT_EQ(std::system("strace -V > /dev/null 2>&1"), 0) << "strace is needed: scripts/test installs it";
  EXPECT_EQ(shell(w,
                  "strace -f -e trace=fsync -e inject=fsync:delay_enter=20000 -o .trace $nacre run . --threads 1 "
                  "--quiet " +
                      options),
            0);
  return count_of(w.read(".trace"), "fsync(");
}

// A second of 64 atoms is 20,000 steps. A user's own interval is kept.
TEST(Interval, OnASlowDiskCheckpointsAreRarer) {
  EXPECT_LE(slow_flushes(""), 24);
  EXPECT_GE(slow_flushes("--checkpoint-interval 1000"), 60);
}

// Between an append and the checkpoint that counts on it the file is flushed.
TEST(Order, FilesReachTheDiskBeforeTheCheckpoint) {
  const Workspace w;
  ASSERT_EQ(std::system("strace -V > /dev/null 2>&1"), 0) << "strace is needed: scripts/test installs it";
  copy_argon(w, plain);
  ASSERT_EQ(shell(w,
                  "strace -f -e trace=fsync,fdatasync,rename,openat -o .trace $nacre run . --threads 1 --quiet "
                  "--checkpoint-interval 100"),
            0);
  const std::string trace = w.read(".trace");
  const auto rename = trace.find("rename(");
  const auto flush = trace.find("fdatasync(");
  ASSERT_NE(rename, std::string::npos);
  EXPECT_LT(flush, rename) << trace;
  EXPECT_EQ(count_of(trace, "fdatasync("), 4);
}

}  // namespace

}  // namespace durability_test
