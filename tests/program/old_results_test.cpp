// One policy for what an earlier call left: finished results are moved to .old, unfinished work is not begun anew without
// --restart, files are appended to only when asked; and which inputs are the same.
#include <yaml-cpp/yaml.h>

#include <map>
#include <regex>

#include "background.h"
#include "nacre_command.h"
#include "source_dir.h"

namespace old_results_test {

namespace {

using namespace program;

std::string deck(int first, int last, const std::string& ensemble = "nvt_bdp 3000 3000 20") {
  return "potential tersoff-carbon\nvelocity 3000 seed 11\ntime_step 0.5\nensemble nve\ndump_thermo 4\nrun " +
         std::to_string(first) + "\nensemble " + ensemble + "\ndump_thermo 3\ndump_exyz 5\ncompute_rdf 3 20 5\nrun " +
         std::to_string(last) + "\n";
}

void prepare(const Workspace& w, const std::string& run_in) {
  w.write("model.xyz", diamond(2));
  w.write("run.in", run_in);
}

const char* grown[] = {"thermo.out", "dump.xyz", "rdf.out"};

TEST(OldRun, AFinishedRunIsMovedAndSaidWithQuiet) {
  const Workspace w;
  prepare(w, deck(8, 12));
  ASSERT_EQ(w.nacre("run").code, 0);
  const std::string thermo = w.read("thermo.out"), end = w.read("final.xyz");
  ASSERT_FALSE(end.empty()) << "final.xyz is always written";
  w.write("run.in", deck(8, 9));
  const Outcome o = w.nacre("run --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("moved to .old") && o.says("thermo.out") && o.says("nacre.checkpoint")) << o.err;
  EXPECT_EQ(w.read("thermo.out.old"), thermo);
  EXPECT_EQ(w.read("final.xyz.old"), end);
  EXPECT_LT(w.read("thermo.out").size(), thermo.size());
  // again: one generation
  ASSERT_EQ(w.nacre("run --quiet").code, 0);
  EXPECT_EQ(w.read("thermo.out.old"), w.read("thermo.out"));
}

TEST(OldRun, UnfinishedWorkIsNotBegunAnew) {
  const Workspace w;
  prepare(w, deck(8, 12));
  ASSERT_EQ(w.nacre("run --stop-after 10").code, 130);
  EXPECT_FALSE(w.has("final.xyz")) << "the run has not ended";
  const std::string checkpoint = w.read("nacre.checkpoint"), thermo = w.read("thermo.out");
  for (const char* input : {"same", "other"}) {
    if (input == std::string("other")) w.write("run.in", deck(7, 12));
    const Outcome o = w.nacre("run");
    EXPECT_EQ(o.code, 2) << input;
    EXPECT_TRUE(o.says("--resume") && o.says("--restart") && o.says("step 10")) << o.err;
    EXPECT_TRUE(w.read("nacre.checkpoint") == checkpoint);
    EXPECT_EQ(w.read("thermo.out"), thermo);
  }
  const Outcome o = w.nacre("run --restart");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(w.read("nacre.checkpoint.old") == checkpoint);
  EXPECT_EQ(w.read("thermo.out.old"), thermo);
  EXPECT_EQ(w.nacre("run --restart --resume").code, 2);
}

TEST(OldRun, AppendsOnlyWhenAsked) {
  const Workspace w;
  prepare(w, deck(8, 12));
  w.write("thermo.out", "# somebody's\n");
  ASSERT_EQ(w.nacre("run --append").code, 0);
  EXPECT_EQ(w.read("thermo.out").rfind("# somebody's\n", 0), 0u);
  const Workspace other;
  prepare(other, deck(8, 12));
  other.write("thermo.out", "# somebody's\n");
  ASSERT_EQ(other.nacre("run").code, 0);
  EXPECT_EQ(other.read("thermo.out.old"), "# somebody's\n");
  EXPECT_EQ(other.read("thermo.out").rfind("# dump_thermo", 0), 0u);
}

// A file a frame, in a folder of the deck's too.
TEST(OldRun, FramesOfTheirOwnAreMovedWhereverTheyLie) {
  const Workspace w;
  for (const char* name : {"frame-*.xyz", "./frame-*.xyz", "sub/frame-*.xyz"}) {
    prepare(w, "potential tersoff-carbon\nvelocity 300 seed 1\nensemble nve\ndump_xyz 4 " + std::string(name) +
                   "\nrun 8\n");
    w.write("sub/keep", "");
    const std::string four = std::regex_replace(name, std::regex("\\*"), "4");
    fs::remove(w.path(four));
    ASSERT_EQ(w.nacre("run --quiet").code, 0) << name;
    w.write(four, "of the first run\n");
    ASSERT_EQ(w.nacre("run --quiet").code, 0) << name;
    EXPECT_EQ(w.read(four + ".old"), "of the first run\n") << name;
  }
}

// A finished run made longer, and one that was cut: the bytes of one that was as long from the beginning.
TEST(ExtendedRun, GoesOnToTheBytesOfALongOne) {
  const Workspace whole, finished, cut;
  prepare(whole, deck(8, 30)), prepare(finished, deck(8, 21)), prepare(cut, deck(8, 21));
  ASSERT_EQ(whole.nacre("run --threads 1").code, 0);
  ASSERT_EQ(finished.nacre("run --threads 1").code, 0);
  ASSERT_EQ(cut.nacre("run --threads 1 --stop-after 15").code, 130);
  for (const Workspace* w : {&finished, &cut}) {
    w->write("run.in", deck(8, 30));
    const Outcome o = w->nacre("run --resume --threads 1");
    ASSERT_EQ(o.code, 0) << o.err;
    for (const char* name : grown) EXPECT_TRUE(w->read(name) == whole.read(name)) << name;
    EXPECT_TRUE(w->read("final.xyz") == whole.read("final.xyz"));
    EXPECT_TRUE(w->read("nacre.checkpoint") == whole.read("nacre.checkpoint"));
  }
}

TEST(ExtendedRun, OnlyLongerAndOnlyTheLast) {
  const Workspace w;
  prepare(w, deck(8, 21));
  ASSERT_EQ(w.nacre("run").code, 0);
  const std::string thermo = w.read("thermo.out");
  const auto refused = [&](const std::string& run_in, const std::string& words) {
    w.write("run.in", run_in);
    const Outcome o = w.nacre("run --resume");
    EXPECT_EQ(o.code, 2) << words;
    EXPECT_TRUE(o.says(words)) << o.err;
    EXPECT_EQ(w.read("thermo.out"), thermo);
  };
  refused(deck(8, 20), "larger count");
  refused(deck(9, 21), "deck was changed");
  refused(deck(9, 30), "deck was changed");
  refused(deck(8, 30, "nvt_bdp 3000 2900 20"), "deck was changed");
  w.write("run.in", "# a comment\n" + deck(8, 21));
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("nothing left to do"));
}

// Where the temperature goes from one value to another the number of steps is part of every step.
TEST(ExtendedRun, ARampIsAnotherRun) {
  const Workspace w;
  prepare(w, deck(8, 21, "nvt_bdp 3000 300 20"));
  ASSERT_EQ(w.nacre("run --stop-after 12").code, 130);
  w.write("run.in", deck(8, 30, "nvt_bdp 3000 300 20"));
  const Outcome o = w.nacre("run --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("another count is another run")) << o.err;
}

TEST(FinalStructure, IsWrittenByRunsThatOnlyRelaxToo) {
  const Workspace w;
  prepare(w, "potential tersoff-carbon\nminimize cg 1e-3 20\n");
  ASSERT_EQ(w.nacre("run").code, 0);
  EXPECT_NE(w.read("final.xyz").find("Lattice"), std::string::npos);
  // a dump of that name is the deck's own
  const Workspace own;
  prepare(own, "potential tersoff-carbon\nvelocity 300 seed 1\nensemble nve\ndump_xyz 2 final.xyz\nrun 4\n");
  ASSERT_EQ(own.nacre("run").code, 0);
  std::size_t frames = 0;
  const std::string text = own.read("final.xyz");
  for (std::size_t at = 0; (at = text.find("Lattice", at)) != std::string::npos; ++at) ++frames;
  EXPECT_EQ(frames, 2u);
}

// ---------------------------------------------------------------- insertions

void prepare_insertion(const Workspace& w, const std::string& folder = "") {
  const fs::path from = fs::path(nacre_test::source_dir()) / "tests/cases/doped-host";
  for (const char* name : {"carbon.xyz", "pair.lj", "insert.yaml"}) w.write(folder + name, read_file(from / name));
}
void change(const Workspace& w, const std::string& name, const std::string& from, const std::string& to) {
  std::string text = w.read(name);
  ASSERT_NE(text.find(from), std::string::npos) << name;
  w.write(name, text.replace(text.find(from), from.size(), to));
}

TEST(OldInsertion, FinishedIsMovedAndAFartherEndGoesOn) {
  const Workspace w;
  prepare_insertion(w);
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  const std::string ledger = w.read("insert.csv");
  change(w, "insert.yaml", "count: 3", "count: 2");
  Outcome o = w.nacre("insert . --resume");
  EXPECT_EQ(o.code, 2) << "a nearer end is another input";
  EXPECT_TRUE(o.says("until.count") && o.says("farther")) << o.err;
  change(w, "insert.yaml", "count: 2", "ratio: 0.1");
  EXPECT_EQ(w.nacre("insert . --resume").code, 2) << "another kind of end too";
  change(w, "insert.yaml", "ratio: 0.1", "count: 4");
  o = w.nacre("insert . --resume");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(w.read("insert.csv").rfind(ledger, 0), 0u) << "the rows that were there stay";
  o = w.nacre("insert . --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("moved to .old") && o.says("insert.csv")) << o.err;
}

// Of an insertion that was killed the checkpoint says that it has not ended.
TEST(OldInsertion, UnfinishedIsNotBegunAnew) {
  const Workspace w;
  prepare_insertion(w);
  change(w, "insert.yaml", "until: {count: 3}", "until: {count: 60}");
  const char* binary = std::getenv("NACRE_BINARY");
  ASSERT_NE(binary, nullptr) << "ctest sets this to the path of the program";
  Background one(w, binary, {"insert", ".", "--quiet", "--threads", "1"});
  ASSERT_EQ(one.stop(SIGINT, [&] { return size_of(w.path("nacre.insert")) > 0; }), 130) << w.read("log");
  const std::string ledger = w.read("insert.csv");
  const Outcome o = w.nacre("insert .");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("--resume") && o.says("--restart")) << o.err;
  EXPECT_EQ(w.read("insert.csv"), ledger);
  change(w, "insert.yaml", "count: 60", "count: 1");
  ASSERT_EQ(w.nacre("insert . --restart").code, 0);
  EXPECT_EQ(w.read("insert.csv.old"), ledger);
}

TEST(OldInsertion, SeedsOfAnotherListAreSetAside) {
  const Workspace w;
  prepare_insertion(w);
  w.write("insert.yaml", w.read("insert.yaml") + "seed: [1, 2, 3]\n");
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  change(w, "insert.yaml", "[1, 2, 3]", "[1, 2]");
  const Outcome o = w.nacre("insert . --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(w.has("seed-3.old") && !w.has("seed-3")) << o.err;
  change(w, "insert.yaml", "[1, 2]", "4");
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  EXPECT_TRUE(w.has("insert.csv") && !w.has("seed-1") && !w.has("band.csv"));
}

// What cannot be moved is not written into.
TEST(OldInsertion, AResultThatCannotBeMovedIsAnError) {
  const Workspace w;
  prepare_insertion(w);
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  const std::string ledger = w.read("insert.csv");
  w.write("insert.csv.old/of somebody", "x");
  const Outcome o = w.nacre("insert . --quiet");
  EXPECT_EQ(o.code, 1) << o.out;
  EXPECT_TRUE(o.says("cannot be renamed to .old") && o.says("insert.csv")) << o.err;
  EXPECT_EQ(w.read("insert.csv"), ledger);
}

// ---------------------------------------------------------------- trainings

void prepare_training(const Workspace& w) {
  const fs::path from = fs::path(nacre_test::source_dir()) / "tests/data/v0.1/train";
  for (const char* name : {"train.xyz", "nep.in"}) w.write(name, read_file(from / name));
  w.write("nep.in", std::regex_replace(w.read("nep.in"), std::regex("generation.*\n|output_interval.*\n"), "") +
                        "generation 8\noutput_interval 2\nsave_potential 4 1 1\n");
}

TEST(OldTraining, AFinishedOneIsMovedAndSaidWithQuiet) {
  const Workspace w;
  prepare_training(w);
  ASSERT_EQ(w.nacre("train --quiet --threads 1").code, 0);
  const char* results[] = {"nep.txt",  "nep.restart",  "loss.out",         "nacre.train",      "energy_train.out",
                           "loss.svg", "nep_gen4.txt", "nep_gen8.restart", "parity_energy.svg"};
  std::map<std::string, std::string> before;
  for (const char* name : results) before[name] = w.read(name);
  w.write("nep.in", std::regex_replace(w.read("nep.in"), std::regex("generation 8"), "generation 2"));
  const Outcome o = w.nacre("train --quiet --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("moved to .old") && o.says("loss.out") && o.says("nacre.train")) << o.err;
  for (const char* name : results) EXPECT_TRUE(w.read(std::string(name) + ".old") == before[name]) << name;
  EXPECT_FALSE(w.has("nep_gen4.txt") || w.has("nacre.train.previous.old.old"));
  // begun anew from the seed, not from what the first one had found
  EXPECT_EQ(before["loss.out"].rfind(w.read("loss.out"), 0), 0u);
  EXPECT_EQ(w.read("train.xyz.old"), "") << "inputs stay";
}

TEST(OldTraining, UnfinishedWorkIsNotBegunAnew) {
  const Workspace w;
  prepare_training(w);
  ASSERT_EQ(w.nacre("train --quiet --threads 1 --stop-after 5").code, 130);
  const std::string checkpoint = w.read("nacre.train"), loss = w.read("loss.out");
  for (const char* how : {"train", "train --append"}) {
    const Outcome o = w.nacre(how);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("--resume") && o.says("--restart") && o.says("nacre.train") && o.says("step 5")) << o.err;
    EXPECT_TRUE(w.read("nacre.train") == checkpoint);
    EXPECT_EQ(w.read("loss.out"), loss);
  }
  const Outcome o = w.nacre("train --restart --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(w.read("nacre.train.old") == checkpoint);
  EXPECT_EQ(w.read("loss.out.old"), loss);
  EXPECT_EQ(w.nacre("train --restart --resume").code, 2);
}

TEST(OldTraining, AppendNeedsAStart) {
  const Workspace w;
  prepare_training(w);
  w.write("loss.out", "somebody's\n");
  const Outcome o = w.nacre("train --append");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("no nep.restart here")) << o.err;
  EXPECT_EQ(w.read("loss.out"), "somebody's\n");
}

TEST(OldTraining, WhatAPredictionWritesIsMovedToo) {
  const Workspace w;
  prepare_training(w);
  ASSERT_EQ(w.nacre("train --quiet --threads 1").code, 0);
  const std::string model = w.read("nep.txt"), energies = w.read("energy_train.out"), loss = w.read("loss.out");
  w.write("nep.in", w.read("nep.in") + "prediction 1\n");
  const Outcome o = w.nacre("train --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("moved to .old") && o.says("energy_train.out") && !o.says("nep.txt")) << o.err;
  EXPECT_EQ(w.read("energy_train.out.old"), energies);
  EXPECT_TRUE(w.read("nep.txt") == model && w.read("loss.out") == loss) << "the model and its training stay";
}

// ---------------------------------------------------------------- a ledger that is not of the input beside it

TEST(StaleLedger, IsNotLabelled) {
  const Workspace w;
  prepare_insertion(w, "host/");
  ASSERT_EQ(w.nacre("insert host --quiet").code, 0);
  ASSERT_EQ(w.nacre("sites all host").code, 0);
  EXPECT_TRUE(w.has("host-sites/page.txt")) << "beside the input, named after it";
  const std::string yaml = w.read("host/insert.yaml"), carbon = w.read("host/carbon.xyz");
  const auto refused = [&](const std::string& words) {
    const Outcome o = w.nacre("sites all host -o out");
    EXPECT_EQ(o.code, 2) << words;
    EXPECT_TRUE(o.says("another input") && o.says(words)) << o.err;
    EXPECT_FALSE(w.has("out/page.txt"));
  };
  change(w, "host/insert.yaml", "spacing: 1.5", "spacing: 1.2");
  refused("candidates.spacing");
  w.write("host/insert.yaml", yaml);
  change(w, "host/carbon.xyz", "O 0 0 2", "O 0 0 2.1");
  refused("the structure is not what it was");
  w.write("host/carbon.xyz", carbon);
  change(w, "host/insert.yaml", "count: 3", "count: 5");
  EXPECT_EQ(w.nacre("sites all host -o out").code, 0) << "an end that lies farther changes no row";
}

TEST(StaleLedger, OnlyTheSeedsOfTheListAreLabelled) {
  const Workspace w;
  prepare_insertion(w, "host/");
  w.write("host/insert.yaml", w.read("host/insert.yaml") + "seed: [1, 2]\n");
  ASSERT_EQ(w.nacre("insert host --quiet").code, 0);
  fs::copy(w.path("host/seed-2"), w.path("host/seed-7"), fs::copy_options::recursive);
  const Outcome o = w.nacre("sites all host -o out");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(w.has("out/run-2/guests.csv") && !w.has("out/run-3")) << o.out;
}

// ---------------------------------------------------------------- tables, pictures, frames

// Of another input they are other results; the same bytes again are not.
TEST(OldTables, AreMovedWhenOthersTakeTheirNames) {
  const Workspace w;
  w.write("a.xyz", diamond(2)), w.write("b.xyz", diamond(2, 3.7));
  for (const char* command :
       {"analyze coordination X.xyz --cutoff C-C=1.85 -o RESULT", "predict tersoff-carbon X.xyz -o RESULT",
        "analyze rdf X.xyz --rmax 3 -o t.csv --figure RESULT"}) {
    const auto with = [&](const std::string& input) {
      const std::string named = std::regex_replace(command, std::regex("X"), input);
      return w.nacre(std::regex_replace(named, std::regex("RESULT"), "result") + " --quiet");
    };
    fs::remove(w.path("result")), fs::remove(w.path("result.old"));
    ASSERT_EQ(with("a").code, 0) << command;
    const std::string first = w.read("result");
    EXPECT_FALSE(with("a").says("moved to .old")) << command;
    EXPECT_FALSE(w.has("result.old")) << command;
    const bool is_other = with("b").says("result\n");
    EXPECT_EQ(is_other, w.read("result") != first) << command;
    EXPECT_EQ(w.read("result.old"), is_other ? first : "") << command;
  }
  ASSERT_TRUE(w.has("result.old")) << "the last of them does differ";
}

TEST(OldTables, OfAPageAndOfAPrediction) {
  const Workspace w;
  w.write("a.xyz", diamond(2)), w.write("more/a.xyz", diamond(2, 3.7));
  ASSERT_EQ(w.nacre("analyze all a.xyz -o page").code, 0);
  const std::string page = w.read("page/page.txt");
  EXPECT_FALSE(w.nacre("analyze all a.xyz -o page").says("moved to .old"));
  EXPECT_TRUE(w.nacre("analyze all more/a.xyz -o page --quiet").says("moved to .old"));
  EXPECT_EQ(w.read("page/page.txt.old"), page);
  ASSERT_EQ(w.nacre("predict tersoff-carbon a.xyz -o labelled/a.xyz --quiet", "mkdir labelled more/labelled;").code, 0);
  ASSERT_EQ(w.nacre("predict tersoff-carbon more/a.xyz -o more/labelled/a.xyz --quiet").code, 0);
  ASSERT_EQ(w.nacre("predict tersoff-carbon labelled/a.xyz --files columns --quiet").code, 0);
  const std::string energy = w.read("columns/energy_a.out");
  EXPECT_TRUE(w.nacre("predict tersoff-carbon more/labelled/a.xyz --files columns --quiet").says("moved to .old"));
  EXPECT_EQ(w.read("columns/energy_a.out.old"), energy);
}

// ---------------------------------------------------------------- outputs beside the input

TEST(BesideTheInput, PagesOfTwoFoldersDoNotMeet) {
  const Workspace w;
  w.write("a/model.xyz", diamond(2)), w.write("b/model.xyz", diamond(2, 3.8));
  for (const char* folder : {"a", "b"})
    ASSERT_EQ(w.nacre(std::string("analyze all ") + folder + "/model.xyz --quiet").code, 0);
  EXPECT_TRUE(w.has("a/model-analysis/page.txt") && w.has("b/model-analysis/page.txt"));
  EXPECT_FALSE(w.has("model-analysis"));
}

}  // namespace

}  // namespace old_results_test
