// Runs and minimisations that leave what they were made for are stopped: with the cause, the atom, the step and the last
// good checkpoint. `guard` widens the limits.
#include "cases.h"

namespace guard_test {

namespace {

using namespace program;

TEST(Guard, CellThatRunsAway) {
  const Case c("npt-cell-explodes");
  const Outcome o = c.nacre("run --checkpoint-interval 10");
  expect_end(o, 1, {"the cell grew to", "factor of", "`guard volume`", "atom", "after step", "nacre.checkpoint holds"});
  EXPECT_FALSE(o.says("too thin")) << o.err;
}

TEST(Guard, CellThatIsCrushed) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  w.write("run.in",
          "potential tersoff-carbon\nvelocity 300\nensemble npt_ber 300 300 100 3000 1000 100\nguard volume 1.5\nrun "
          "1000\n");
  expect_end(w.nacre("run"), 1, {"the cell shrank to", "the limit is 1.5", "`guard volume`", "after step"});
}

TEST(Guard, ExplosionBehindAThermostat) {
  const Case c("thermostat-hides-explosion");
  const Outcome o = c.nacre("run");
  expect_end(o, 1, {"atom", "after step", "no checkpoint was written yet"});
  EXPECT_TRUE(o.says("would move") || o.says("conserved energy changed")) << o.err;
  EXPECT_TRUE(o.says("`guard distance`") || o.says("`guard drift`")) << o.err;
}

// nvt_ber holds 3000 K; the conserved energy alone knows that energy comes from nowhere.
TEST(Guard, EnergyFromNowhereBehindAThermostat) {
  const Case c("thermostat-hides-explosion");
  std::string deck = c.read("run.in");
  deck.replace(deck.find("time_step 50"), 12, "time_step 5");
  deck.insert(deck.find("run 300"), "guard distance off temperature off force off pressure off\n");
  c.write("run.in", deck);
  expect_end(c.nacre("run"), 1,
             {"the conserved energy changed by", "`guard drift`", "the fastest is atom", "after step"});
}

TEST(Guard, TimeStepThatLeaps) {
  const Case c("time-step-explodes");
  expect_end(c.nacre("run --threads 1"), 1,
             {"would move", "in one step of 1e+09 fs", "atom", "after step 0", "no checkpoint was written yet"});
  std::string deck = c.read("run.in");
  deck.replace(deck.find("time_step 1e9"), 13, "time_step 300");
  deck.replace(deck.find("run 5"), 5, "run 50");
  c.write("run.in", deck);
  const Outcome milder = c.nacre("run --threads 1");
  EXPECT_EQ(milder.code, 1) << milder.out;
  deck = c.read("run.in");
  deck.replace(deck.find("nve"), 3, "nvt_bdp 1e300 1e300 100");
  c.write("run.in", deck);
  expect_end(c.nacre("run --threads 1"), 2, {"T_1", "1e300"});
}

TEST(Guard, OverlappingAtomsAreRefusedAtTheDoor) {
  const Case c("overlapping-atoms");
  expect_end(c.nacre("run --threads 1"), 2, {"model.xyz", "atoms 0 (Ar) and 1 (Ar)", "0.1 A apart"});
  fs::copy_file(c.path("open.xyz"), c.path("model.xyz"), fs::copy_options::overwrite_existing);
  expect_end(c.nacre("run --threads 1"), 2, {"model.xyz", "atoms 0 (Ar) and 1 (Ar)"});
}

// The commonest start of a beginner: random places.
TEST(Guard, RandomPlacesEndInWords) {
  const Case c("overlapping-atoms");
  for (int seed = 1; seed <= 6; ++seed) {
    ASSERT_EQ(c.nacre("build random --species Ar --atoms 500 --box 34.78 --min-distance 0.5 --seed " +
                      std::to_string(seed) + " -o model.xyz")
                  .code,
              0);
    expect_end(c.nacre("run --threads 1 --quiet"), 1, {"atom", "nearest neighbour", "after step 0"});
  }
}

TEST(Guard, LimitsAreKeysOfTheDeck) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  const std::string deck = "potential tersoff-carbon\nvelocity 300 seed 1\nensemble nve\n";
  for (const std::string line : {"guard force 1e-9", "guard distance 1e-6", "guard temperature 10",
                                 "guard pressure 1e-6", "guard distance 1e-6 force off"}) {
    w.write("run.in", deck + line + "\nrun 5\n");
    EXPECT_EQ(w.nacre("run").code, 1) << line;
  }
  w.write("run.in", deck + "guard drift off\nguard force off\nrun 5\n");
  EXPECT_EQ(w.nacre("run").code, 0);
  w.write("run.in", deck + "guard distance 1e-6\nguard distance off temperature off\nrun 5\n");
  EXPECT_EQ(w.nacre("run").code, 0);
}

// A resumed run knows the cell that it began with.
TEST(Guard, StartOfTheRunSurvivesAResume) {
  const Case c("npt-cell-explodes");
  const auto end = [](const Outcome& o) {
    const auto at = o.err.find("the cell grew to");
    return at == std::string::npos ? o.err : o.err.substr(at, o.err.find(';', at) - at);
  };
  const Outcome whole = c.nacre("run --checkpoint-interval 10");
  const Case again("npt-cell-explodes");
  ASSERT_EQ(again.nacre("run --stop-after 20 --checkpoint-interval 10").code, 130);
  EXPECT_EQ(end(again.nacre("run --resume --checkpoint-interval 10")), end(whole));
}

TEST(Guard, MinimisationDoesNotEndInOnePlace) {
  const Workspace w;
  w.write("Ar.lj", "lj 1 Ar\n0.0103 3.4 8.5\n");
  w.write("model.xyz",
          "2\npbc=\"T T T\" Lattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3\nAr 1 1 1\nAr 1.0000001 1 "
          "1\n");
  w.write("run.in", "potential Ar.lj\nminimize sd 1e-3 1\n");
  expect_end(w.nacre("run"), 1, {"minimize", "eV/A on atom", "two atoms in one place"});
}

TEST(Guard, MinimisationTellsHowTheCellRanAway) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  w.write("run.in", "potential tersoff-carbon\nminimize cg 1e-9 3000 hydrostatic pressure -3000\n");
  expect_end(w.nacre("run"), 1, {"run.in:2", "the cell grew to", "A^3 at the start"});
}

}  // namespace

}  // namespace guard_test
