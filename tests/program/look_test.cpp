// One look at structures, labels and settings: what one command says of them, all say.
#include "cases.h"

namespace look_test {

namespace {

using namespace program;

TEST(Look, CopiesOfAtomsAreSeenByEveryCommand) {
  const Case c("duplicate-atoms");
  const std::vector<std::string> pair{"atoms", "(C)", "A apart", "two atoms in one place"};
  expect_end(c.nacre("check ."), 2, pair);
  expect_end(c.nacre("run ."), 2, pair);
  for (const std::string analysis : {"rings dup.xyz --cutoff C-C=1.85", "hybridization dup.xyz --cutoff C-C=1.85",
                                     "coordination dup.xyz --cutoff C-C=1.85", "rdf dup.xyz --rmax 3", "xrd dup.xyz"}) {
    const Outcome o = c.nacre("analyze " + analysis);
    expect_end(o, 0, {"warning: dup.xyz:1:", "two atoms in one place"});
  }
  const Outcome clean = c.nacre("analyze rings clean.xyz --cutoff C-C=1.85");
  EXPECT_EQ(clean.code, 0);
  EXPECT_FALSE(clean.says("warning")) << clean.out << clean.err;
}

TEST(Look, CopiesThatWereMovedALittleAreSeenToo) {
  for (const char* moved : {"0.001", "0.05", "0.29"}) {
    const Workspace w;
    std::string model = diamond(1);
    model.replace(0, 1, "9");
    w.write("model.xyz", model + "C " + moved + " 0 0 0\n");
    w.write("run.in", "potential tersoff-carbon\nensemble nve\nrun 1\n");
    expect_end(w.nacre("run"), 2, {"atoms 0 (C) and 8 (C)", moved});
    expect_end(w.nacre("analyze coordination model.xyz --cutoff C-C=1.85"), 0, {"warning: model.xyz:1:", moved});
    // Finite forces: the frame is evaluated, and the user told.
    const Outcome o = w.nacre("predict tersoff-carbon model.xyz");
    EXPECT_TRUE(o.says("two atoms in one place")) << o.out << o.err;
  }
}

TEST(Look, PairsBelowHalfTheCovalentRadiiAreWarnedOf) {
  const Workspace w;
  std::string model = diamond(1);
  model.replace(0, 1, "9");
  w.write("model.xyz", model + "C 0.6 0 0 0\n");
  w.write("run.in", "potential tersoff-carbon\nensemble nve\nrun 1\n");
  expect_end(w.nacre("check"), 0, {"warning: model.xyz:", "less than half the sum of their covalent radii"});
}

TEST(Look, InsertionRefusesAHostWithCopies) {
  const Case c("duplicate-atoms");
  c.write("insert.yaml", "structure: dup.xyz\npotential: tersoff-carbon\nspecies: Na\nuntil: {ratio: 0.1}\n");
  const Outcome o = c.nacre("check insert.yaml");
  EXPECT_EQ(o.code, 2) << o.out;
  EXPECT_TRUE(o.says("two atoms in one place")) << o.out << o.err;
}

TEST(Look, UnitsOfStressesAreRecognised) {
  const Case c("lammps-stress-bar");
  expect_end(c.nacre("train . --check"), 0, {"train.xyz: ", "looks like bar"});
  for (const std::string unit : {"GPa", "kbar"}) {
    fs::copy_file(c.path("train_" + unit + ".xyz"), c.path("train.xyz"), fs::copy_options::overwrite_existing);
    expect_end(c.nacre("train . --check"), 0, {"looks like " + unit + " ("});
    expect_end(c.nacre("check ."), 0, {"looks like " + unit + " ("});
  }
}

TEST(Look, StressesInTheirOwnUnitAreNotWarnedOf) {
  const Workspace w;
  std::string model = diamond(1);
  model.insert(model.find("Properties"), "stress=\"0.01 0 0 0 0.01 0 0 0 0.01\" energy=-1 ");
  w.write("model.xyz", model);
  const Outcome o = w.nacre("predict tersoff-carbon model.xyz");
  EXPECT_EQ(o.code, 0);
  EXPECT_FALSE(o.says("looks like")) << o.out;
  model.replace(model.find("stress=\"0.01"), 12, "stress=\"2500");
  w.write("model.xyz", model);
  expect_end(w.nacre("predict tersoff-carbon model.xyz"), 0, {"looks like bar"});
}

TEST(Look, TrainingRefusesCopies) {
  const Case c("lammps-stress-bar");
  const std::string text = c.read("train.xyz");
  const auto comment = text.find('\n'), first = text.find('\n', comment + 1), second = text.find('\n', first + 1),
             third = text.find('\n', second + 1);
  c.write("train.xyz", text.substr(0, second) + text.substr(first, second - first) + text.substr(third));
  expect_end(c.nacre("train . --check"), 2, {"train.xyz:1", "two atoms in one place"});
  expect_end(c.nacre("check ."), 2, {"two atoms in one place"});
}

TEST(Look, TimeStepsAndCouplingTimes) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  const auto check = [&](const std::string& lines) {
    w.write("run.in", "potential tersoff-carbon\nvelocity 300\n" + lines + "\nrun 1\n");
    return w.nacre("check");
  };
  expect_end(check("time_step 1e-15\nensemble nve"), 0, {"warning: line", "1e-15 fs", "hardly move"});
  expect_end(check("time_step 20\nensemble nve"), 0, {"warning: line", "20 fs", "12.01 amu"});
  expect_end(check("ensemble npt_scr 300 300 100 0 100 2"), 0, {"the barostat couples within 2 steps"});
  expect_end(check("ensemble nvt_nhc 300 300 2"), 0, {"Nose-Hoover"});
  for (const char* usual : {"time_step 1\nensemble nvt_nhc 300 300 100", "time_step 5 0.2\nensemble nvt_bdp 300 300 20",
                            "ensemble npt_scr 300 300 100 0 100 1000"})
    EXPECT_FALSE(check(usual).says("warning")) << usual;
}

TEST(Look, VelocitiesOfAnotherUnit) {
  const Workspace w;
  w.write("model.xyz",
          "2\npbc=\"T T T\" Lattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3:vel:R:3\n"
          "C 1 1 1 5 0 0\nC 4 4 4 -5 0 0\n");
  w.write("run.in", "potential tersoff-carbon\nensemble nve\nrun 1\n");
  expect_end(w.nacre("check"), 0, {"warning: model.xyz", "are they in A/fs?"});
}

TEST(Look, CutoffsThatNameAbsentElements) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  expect_end(w.nacre("analyze coordination model.xyz --cutoff C-C=1.85,C-Na=3"), 0,
             {"warning: --cutoff names Na, and there is no atom of it"});
  EXPECT_FALSE(w.nacre("analyze coordination model.xyz --cutoff C-C=1.85").says("warning"));
}

}  // namespace

}  // namespace look_test
