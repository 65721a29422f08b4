// Numbers of the input that become indices, sizes of arrays or work: refused by name before anything is done with them.
#include "cases.h"

namespace numbers_test {

namespace {

using namespace program;

constexpr const char* argon = "lj 1 Ar\n0.0103 3.4 8.5\n";

std::string two_atoms(const std::string& second, const std::string& pbc = "T T T") {
  return "2\npbc=\"" + pbc + "\" Lattice=\"20 0 0 0 20 0 0 0 20\" Properties=species:S:1:pos:R:3\nAr 1 1 1\nAr " +
         second + "\n";
}

void expect_too_far(const Outcome& o) { expect_end(o, 2, {"atom 1 (counted from 0)", "too far away", "model.xyz"}); }

TEST(Numbers, PositionFarAwayIsNamedByEveryCommand) {
  const Case c("position-far-away");
  expect_too_far(c.nacre("run"));
  expect_too_far(c.nacre("check"));
  expect_too_far(c.nacre("predict Ar.lj model.xyz"));
  expect_too_far(c.nacre("analyze coordination model.xyz --cutoff Ar-Ar=4"));
  expect_too_far(c.nacre("analyze rdf model.xyz"));
}

TEST(Numbers, PositionsFarAlongOpenSidesAreNamedToo) {
  const Workspace w;
  w.write("Ar.lj", argon);
  for (const char* far : {"1e15 1 1", "1 -1e15 1", "1 1 1e300"}) {
    w.write("model.xyz", two_atoms(far, "F F F"));
    expect_too_far(w.nacre("predict Ar.lj model.xyz"));
  }
  // Far, but a place: 10 million cells away a double still knows 1e-8 A.
  w.write("model.xyz", two_atoms("200000005 1 1"));
  const Outcome o = w.nacre("predict Ar.lj model.xyz -o out.xyz");
  EXPECT_EQ(o.code, 0) << o.err;
  w.write("near.xyz", two_atoms("5 1 1"));
  ASSERT_EQ(w.nacre("predict Ar.lj near.xyz -o near-out.xyz").code, 0);
  const auto energy = [&](const char* name) {
    const std::string text = w.read(name);
    return std::stod(text.substr(text.find("energy=") + 7));
  };
  EXPECT_NEAR(energy("out.xyz"), energy("near-out.xyz"), 1e-8);
  EXPECT_LT(energy("out.xyz"), -0.005);
}

TEST(Numbers, CostOfImagesAndPairsIsSaidBeforeMemoryIsTaken) {
  const Case c("images-eat-memory");
  const std::string limited = "ulimit -v 6000000 &&";
  expect_end(c.nacre("analyze coordination c.xyz --cutoff C-C=1000 --threads 1", limited), 1,
             {"60 atoms", "1000 A", "GB of memory"});
  expect_end(c.nacre("predict tersoff-carbon model.xyz --threads 1", limited), 1,
             {"neighbours", "8 atoms", "0.027 A^3"});
  // A wide cutoff that fits is counted.
  expect_end(c.nacre("analyze coordination c.xyz --cutoff C-C=20 --threads 1", limited), 0, {"mean"});
}

TEST(Numbers, AtomsOnOnePointCannotFillTheMemory) {
  const Workspace w;
  std::string text = "30000\npbc=\"T T T\" Lattice=\"500 0 0 0 500 0 0 0 500\" Properties=species:S:1:pos:R:3\n";
  for (int i = 0; i < 30000; ++i) text += "C 1 1 " + std::to_string(1 + 1e-5 * i) + "\n";
  w.write("model.xyz", text);
  expect_end(w.nacre("analyze coordination model.xyz --cutoff C-C=3 --threads 1", "ulimit -v 4000000 &&"), 1,
             {"neighbour pairs", "of memory"});
}

TEST(Numbers, GroupLabelIsNoSize) {
  const Case c("group-label-as-size");
  const std::string limited = "ulimit -v 1400000 &&";
  expect_end(c.nacre("run --threads 1", limited), 2, {"run.in:", "1000000000", "0 .. 9999"});
  std::string deck = c.read("run.in");
  const auto at = deck.find("compute_msd");
  ASSERT_NE(at, std::string::npos);
  deck.replace(at, deck.find('\n', at) - at, "correct_velocity 10 0");
  c.write("run.in", deck);
  expect_end(c.nacre("run --threads 1", limited), 0, {});
}

TEST(Numbers, LagsThatNoMemoryHoldsAreRefused) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  w.write("run.in", "potential tersoff-carbon\nensemble nve\ncompute_msd 1 100000000\nrun 100000000\n");
  expect_end(w.nacre("check"), 2, {"run.in:3", "lags", "100000000", "1 .. 1e+06"});
  w.write("run.in", "potential tersoff-carbon\nensemble nve\ncompute_msd 1 1000000\nrun 1000000\n");
  expect_end(w.nacre("check", "ulimit -v 1400000 &&"), 2, {"run.in:3", "1000000 lags of 64 atoms", "GB"});
}

/// What no option and no key takes.
const std::vector<std::string> no_numbers{"nan", "inf", "-inf", "1e18", "-1e18", "1e300"};

TEST(Numbers, OptionsRefuseWhatIsNoQuantity) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  const std::vector<std::string> options{"analyze rdf model.xyz --rmax",
                                         "analyze xrd model.xyz --wavelength",
                                         "analyze xrd model.xyz --step",
                                         "analyze pores model.xyz --grid",
                                         "analyze pores model.xyz --probe",
                                         "analyze pores model.xyz --bin",
                                         "analyze all model.xyz --bond",
                                         "analyze msd model.xyz --time-step",
                                         "build crystal diamond -o o.xyz --a",
                                         "build random -o o.xyz --species C --atoms 2 --min-distance 1 --box",
                                         "build random -o o.xyz --species C --atoms 2 --min-distance 1 --density",
                                         "build random -o o.xyz --species C --atoms 2 --box 9 --min-distance"};
  for (const std::string& option : options)
    for (const std::string& number : no_numbers) {
      const Outcome o = w.nacre(option + "=" + number);
      EXPECT_EQ(o.code, 2) << option << " " << number << "\n" << o.out << o.err;
      EXPECT_TRUE(o.says(number)) << option << " " << number << "\n" << o.err;
    }
  for (const std::string& number : no_numbers)
    EXPECT_EQ(w.nacre("analyze coordination model.xyz --cutoff C-C=" + number).code, 2) << number;
}

TEST(Numbers, LinesOfDecksRefuseWhatIsNoQuantity) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  for (const std::string& number : no_numbers)
    for (const std::string line :
         {"time_step #", "velocity #", "ensemble nvt_bdp # 300 100", "ensemble nvt_bdp 300 # 100",
          "ensemble nvt_bdp 300 300 #", "ensemble npt_ber 300 300 100 # 100 100",
          "ensemble npt_ber 300 300 100 0 # 100", "ensemble npt_ber 300 300 100 0 100 #", "change_box #",
          "guard force #", "minimize cg # 10", "minimize cg 1e-3 10 full pressure #"}) {
      std::string deck = line;
      deck.replace(deck.find('#'), 1, number);
      w.write("run.in", "potential tersoff-carbon\n" + deck + "\nensemble nve\nrun 1\n");
      const Outcome o = w.nacre("check");
      EXPECT_EQ(o.code, 2) << deck << "\n" << o.out;
      EXPECT_TRUE(o.says("run.in:2") && o.says("'" + number + "'")) << deck << "\n" << o.err;
    }
}

TEST(Numbers, RestartOfATrainingWithAbsurdParametersIsRefused) {
  const Case c("lammps-stress-bar");
  ASSERT_EQ(c.nacre("train . --stop-after 1").code, 130);
  const std::string good = c.read("nep.restart");
  ASSERT_FALSE(good.empty());
  c.write("nep.restart", "1e30 0.1\n" + good.substr(good.find('\n') + 1));
  expect_end(c.nacre("train . --restart --append"), 2, {"nep.restart:1", "mean", "1e30"});
}

}  // namespace

}  // namespace numbers_test
