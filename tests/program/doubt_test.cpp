// Whether a potential can be trusted: differences of energies, models taken
// apart, extrapolation grades of frames and during a run, and the spread of a
// committee during a run.
#include <yaml-cpp/yaml.h>

#include "gpu_decks.h"
#include "source_dir.h"

namespace program::doubt_test {
namespace {

const fs::path models = fs::path(nacre_test::source_dir()) / "tests/data/nep-random";

class Doubt : public testing::Test {
 protected:
  void SetUp() override {
    w.write("nep.txt", read_file(models / "nep4_NaC/nep.txt"));
    w.write("train.xyz", read_file(models / "nep4_NaC/reference.xyz"));
    w.write("model.xyz", structure());
  }
  /// Carbon and sodium on a coarse grid.
  static std::string structure() {
    std::ostringstream s;
    s << "16\nLattice=\"8 0 0 0 8 0 0 0 8\" Properties=species:S:1:pos:R:3\n";
    for (int i = 0; i < 16; ++i)
      s << (i % 5 == 0 ? "Na " : "C ") << 2.0 * (i % 4) + 0.1 * (i % 3) << " " << 2.3 * (i / 4) << " " << 1.9 * (i % 2)
        << "\n";
    return s.str();
  }
  YAML::Node summary() const { return YAML::Load(w.read("s.yaml")); }
  static double number_after(const std::string& text, const std::string& key) {
    return std::stod(text.substr(text.find(key) + key.size()));
  }
  Workspace w;
};

TEST_F(Doubt, PredictPrintsTheErrorOfADifference) {
  // Two frames of one cell, labelled by the model, the second 0.25 eV too high
  // for each of two sodium atoms.
  w.write("pair.xyz",
          "2\nsource=host Lattice=\"9 0 0 0 9 0 0 0 9\" "
          "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.5 0 0\n"
          "4\nrelative_to=host Lattice=\"9 0 0 0 9 0 0 0 9\" "
          "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.5 0 0\n"
          "Na 0 3 0\nNa 0 0 4\n");
  ASSERT_EQ(w.nacre("predict nep.txt pair.xyz --output labelled.xyz --double").code, 0);
  std::string text = w.read("labelled.xyz");
  const std::size_t second = text.rfind("energy=");
  const double energy = number_after(text.substr(second), "energy=");
  const std::size_t end = text.find(' ', second);
  text.replace(second, end - second, "energy=" + std::to_string(energy + 0.5) + " relative_to=host");
  text.insert(text.find("energy="), "source=host ");
  w.write("labelled.xyz", text);
  const Outcome o = w.nacre("predict nep.txt labelled.xyz --double --summary s.yaml --files out");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NEAR(summary()["rmse_difference_eV"].as<double>(), 0.25, 1e-5);
  EXPECT_TRUE(o.says("rmse difference 2.5")) << o.out;
  EXPECT_NEAR(table(w.read("out/difference_labelled.out"))[0].at(2) - 0.25,
              table(w.read("out/difference_labelled.out"))[0].at(1), 1e-5);
  EXPECT_TRUE(w.has("out/parity_difference.svg"));
  // A reference that is missing is said; the other errors are still of use.
  text.replace(text.find("source=host"), 11, "source=else");
  w.write("labelled.xyz", text);
  const Outcome lost = w.nacre("predict nep.txt labelled.xyz");
  EXPECT_EQ(lost.code, 0) << lost.err;
  EXPECT_TRUE(lost.says("not in this file")) << lost.out;
}

TEST_F(Doubt, ATrainingWritesTheErrorsOfItsDifferences) {
  w.write("t/train.xyz",
          "2\nsource=h energy=-1 Lattice=\"9 0 0 0 9 0 0 0 9\" "
          "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.5 0 0\n"
          "3\nrelative_to=h energy=-3 Lattice=\"9 0 0 0 9 0 0 0 9\" "
          "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.5 0 0\n"
          "Na 0 3 0\n");
  const std::string sizes =
      "type 2 C Na\ncutoff 5 4\nneuron 4\nn_max 2 "
      "2\nbasis_size 3 3\noptimizer adam\nepoch 40\n";
  w.write("t/nep.in", sizes + "lambda_d 2\noutput_interval 20\n");
  const Outcome o = w.nacre("train t --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("difference meV")) << o.out;
  const auto rows = table(w.read("t/loss.out"));
  ASSERT_EQ(rows.back().size(), 12u);
  EXPECT_NEAR(rows.back()[10], summary()["rmse_difference_train_eV"].as<double>(), 1e-5);
  EXPECT_NEAR(table(w.read("t/difference_train.out"))[0].at(2), -2, 1e-12);
  EXPECT_TRUE(w.has("t/parity_difference.svg"));
  w.write("t/train.xyz", w.read("t/train.xyz").replace(0, 10, "2\nsource=i"));
  const Outcome lost = w.nacre("train t --restart");
  EXPECT_EQ(lost.code, 2);
  EXPECT_TRUE(lost.says("train.xyz:6")) << lost.err;
}

TEST_F(Doubt, ModelsAreTakenApart) {
  ASSERT_EQ(w.nacre("model show nep.txt --summary s.yaml").code, 0);
  const long parameters = summary()["parameters"].as<long>();
  ASSERT_EQ(w.nacre("model keep nep.txt --elements C -o c.txt --summary s.yaml").code, 0);
  EXPECT_LT(summary()["parameters"].as<long>(), parameters / 2 + 1);
  w.write("c.xyz", diamond(1));
  Outcome o = w.nacre("model compare nep.txt c.txt c.xyz --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_LT(summary()["rms_force_eV_per_A"].as<double>(), 1e-6);
  ASSERT_EQ(w.nacre("model convert nep.txt --to 5 -o five.txt").code, 0);
  EXPECT_EQ(w.read("five.txt").substr(0, 5), "nep5 ");
  o = w.nacre("model convert nep.txt --to 3 -o three.txt");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("networks of their own")) << o.err;
  EXPECT_FALSE(w.has("three.txt"));
  ASSERT_EQ(w.nacre("model add c.txt --element K --like C -o k.txt --summary s.yaml").code, 0);
  EXPECT_EQ(summary()["elements"][1].as<std::string>(), "K");
  o = w.nacre("model keep nep.txt --elements Cl -o x.txt");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("--elements") && o.says("'Cl'")) << o.err;
}

TEST_F(Doubt, GradesOfFramesAndWhatTheyChoose) {
  ASSERT_EQ(w.nacre("model active nep.txt train.xyz -o nep.asi --summary s.yaml").code, 0);
  EXPECT_GT(summary()["by_element"][0]["taken"].as<int>(), 10);
  Outcome o = w.nacre(
      "predict nep.txt train.xyz --active nep.asi --output "
      "graded.xyz --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_LE(summary()["max_grade"].as<double>(), 1.001);
  EXPECT_NE(w.read("graded.xyz").find("energy_atom:R:1:energies:R:1:grade:R:1"), std::string::npos);
  ASSERT_EQ(w.nacre("predict nep.txt model.xyz --active nep.asi --summary s.yaml").code, 0);
  const double grade = summary()["max_grade"].as<double>();
  EXPECT_GT(grade, 1.001);
  w.write("all.xyz", w.read("train.xyz") + "16\nconfig_type=grid " + structure().substr(3));
  o = w.nacre(
      "select all.xyz --potential nep.txt --active nep.asi --band 1.01 "
      "1e9 --number 1 -o chosen.xyz "
      "--summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("added to each class: grid 1")) << o.out;
  EXPECT_NEAR(number_after(w.read("chosen.xyz"), "max_grade="), grade, 1e-5 * grade);
  EXPECT_EQ(w.read("select.csv").substr(0, 15), "frame,max_grade");
  o = w.nacre("select all.xyz --potential nep.txt --band 1 2 --number 1 -o chosen.xyz");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("--committee, --active")) << o.err;
  w.write("five.txt", read_file(models / "nep5_NaC/nep.txt"));
  o = w.nacre("predict five.txt train.xyz --active nep.asi");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("another potential")) << o.err;
}

/// Comment lines of frames.
std::vector<std::string> comments(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.find("Properties=") != std::string::npos) found.push_back(line);
  return found;
}

const std::string still = "potential nep.txt\ntime_step 0\nensemble nve\n";

TEST_F(Doubt, ARunDumpsFramesAboveGammaLowAndStopsAboveGammaHigh) {
  ASSERT_EQ(w.nacre("model active nep.txt train.xyz -o nep.asi").code, 0);
  ASSERT_EQ(w.nacre("predict nep.txt model.xyz --active nep.asi --summary s.yaml").code, 0);
  const double grade = summary()["max_grade"].as<double>();
  w.write("run.in", still +
                        "compute_extrapolation asi_file nep.asi "
                        "check_interval 1 dump_interval 3\nrun 7\n");
  Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto frames = comments(w.read("extrapolation_dump.xyz"));
  ASSERT_EQ(frames.size(), 3u) << "steps 1, 4 and 7";
  for (const std::string& f : frames) EXPECT_NEAR(number_after(f, "max_gamma="), grade, 1e-6 * grade);
  EXPECT_NE(frames[0].find("gamma:R:1"), std::string::npos);
  const std::string above = std::to_string(2 * grade), below = std::to_string(0.5 * grade);
  fs::remove(w.path("extrapolation_dump.xyz"));
  w.write("run.in", still + "compute_extrapolation gamma_low " + above + " asi_file nep.asi\nrun 3\n");
  ASSERT_EQ(w.nacre("run").code, 0);
  EXPECT_EQ(w.read("extrapolation_dump.xyz"), "");
  w.write("run.in", still + "compute_extrapolation asi_file nep.asi gamma_low 0 gamma_high " + below + "\nrun 3\n");
  o = w.nacre("run");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("above gamma_high") && o.says("after step 1")) << o.err;
  EXPECT_EQ(comments(w.read("extrapolation_dump.xyz")).size(), 1u);
  w.write("run.in", still + "compute_extrapolation asi_file none.asi\nrun 3\n");
  EXPECT_TRUE(w.nacre("check").says("none.asi"));
  w.write("run.in", still + "compute_extrapolation gamma_low 1\nrun 3\n");
  EXPECT_TRUE(w.nacre("check").says("the active set is missing"));
}

TEST_F(Doubt, ActiveWritesTheSpreadOfItsPotentials) {
  w.write("five.txt", read_file(models / "nep5_NaC/nep.txt"));
  ASSERT_EQ(w.nacre("predict nep.txt model.xyz --committee nep.txt five.txt "
                    "--summary s.yaml")
                .code,
            0);
  const double spread = summary()["max_force_spread_eV_per_A"].as<double>();
  const std::string two = "potential nep.txt\npotential five.txt\ntime_step 0\nensemble nve\n";
  w.write("run.in", two + "active 2 1 1 1 " + std::to_string(0.5 * spread) + "\nrun 4\n");
  Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto rows = table(w.read("active.out"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_NEAR(rows[0].at(1), spread, 1e-4 * spread);
  const auto frames = comments(w.read("active.xyz"));
  ASSERT_EQ(frames.size(), 2u);
  for (const char* column : {"vel:R:3", "forces:R:3", "uncertainty:R:1"})
    EXPECT_NE(frames[0].find(column), std::string::npos) << frames[0];
  // The first potential moves the atoms.
  ASSERT_EQ(w.nacre("predict nep.txt model.xyz --output one.xyz").code, 0);
  EXPECT_NEAR(number_after(frames[0], "energy="), number_after(comments(w.read("one.xyz"))[0], "energy="), 1e-3);
  w.write("run.in", two + "run 4\n");
  o = w.nacre("check");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("run.in:2") && o.says("unless `active`")) << o.err;
  w.write("run.in", still + "active 2 1 1 1 0.1\nrun 4\n");
  EXPECT_TRUE(w.nacre("check").says("needs two lines `potential`"));
}

TEST_F(Doubt, AnObserverWritesWhatEveryPotentialSees) {
  w.write("five.txt", read_file(models / "nep5_NaC/nep.txt"));
  w.write("run.in",
          "potential nep.txt\npotential five.txt\nvelocity 300 seed 2\ntime_step 0.2\nensemble nve\ndump_thermo 2\n"
          "dump_exyz 3 1 1 0\ndump_observer observe 2 3 1 1\nrun 6\n");
  const Outcome o = w.nacre("run");
  ASSERT_EQ(o.code, 0) << o.err;
  // The first potential is that of the run.
  const auto first = table(w.read("observer0.out")), second = table(w.read("observer1.out"));
  EXPECT_EQ(first, table(w.read("thermo.out")));
  EXPECT_EQ(w.read("observer0.xyz"), w.read("dump.xyz"));
  EXPECT_EQ(count_of(w.read("observer1.out"), "# dump_observer observe 2 3 1 1\n# format_version 1\n"), 1);
  ASSERT_EQ(second.size(), 3u);
  for (const int column : {0, 1, 9, 13, 17}) EXPECT_EQ(second[2][column], first[2][column]);
  // The second is asked for the same frames.
  ASSERT_EQ(w.nacre("predict five.txt observer1.xyz --output five.xyz --summary s.yaml").code, 0);
  ASSERT_EQ(comments(w.read("observer1.xyz")).size(), 2u);
  EXPECT_LT(summary()["rmse_force_eV_per_A"].as<double>(), 1e-5) << "frames have nine digits";
  const std::string last = comments(w.read("observer1.xyz"))[1];
  EXPECT_NEAR(second[2][2], number_after(last, "energy="), 1e-6);
  EXPECT_NE(last, comments(w.read("observer0.xyz"))[1]);
  // Pressure: that of the first, the virial's part exchanged.
  const double difference =
      number_after(last, "virial=\"") - number_after(comments(w.read("observer0.xyz"))[1], "virial=\"");
  EXPECT_NEAR(second[2][3] - first[2][3], 160.2176634 * difference / 512, 1e-5);
}

/// Two potentials of argon, of which only the depth differs: their mean has the mean depth.
class Mean : public testing::Test {
 protected:
  static std::string lj(double depth) { return "lj 1 Ar\n" + std::to_string(depth) + " 3.4 8.5\n"; }
  void prepare(const Workspace& w, const std::string& run_in) const {
    w.write("model.xyz", model());
    w.write("a.lj", lj(0.008)), w.write("b.lj", lj(0.016)), w.write("mean.lj", lj(0.012));
    w.write("run.in", run_in);
  }
  /// 64 atoms on the points of a tilted lattice, two groups.
  static std::string model() {
    std::ostringstream s;
    s << "64\nLattice=\"16 0 0 4 16 0 2 3 16\" Properties=species:S:1:pos:R:3:group:I:1\n";
    for (int i = 0; i < 64; ++i)
      s << "Ar " << 4 * (i % 4) + i / 4 % 4 + 0.5 * (i / 16) + 0.1 * (i % 3) << " " << 4 * (i / 4 % 4) + 0.75 * (i / 16)
        << " " << 4 * (i / 16) << " " << i % 2 << "\n";
    return s.str();
  }
  static std::string deck(const std::string& potentials, const std::string& observer) {
    return potentials + "velocity 200 seed 3\ntime_step 4\nensemble nvt_bdp 200 150 20\nfix 0\n" + observer +
           "dump_thermo 1\ncompute 0 2 2 potential jp\ncompute_hac 4 5 1\nrun 40\nensemble nve\ntime_step 4\n"
           "dump_xyz 4 second.xyz velocity force potential precision double\nrun 8\n";
  }
  const std::string two = "potential a.lj\npotential b.lj\n";
  const std::vector<std::string> files{"observer.out", "observer.xyz", "thermo.out",      "compute.out",
                                       "hac.out",      "second.xyz",   "nacre.checkpoint"};
};

TEST_F(Mean, MovesTheAtoms) {
  const Workspace two_potentials, one;
  prepare(two_potentials, deck(two, "dump_observer average 1 4 1 1\n"));
  prepare(one, deck("potential mean.lj\n", "dump_exyz 4 1 1 0\n"));
  for (const Workspace* w : {&two_potentials, &one}) {
    const Outcome o = w->nacre("run");
    ASSERT_EQ(o.code, 0) << o.err;
  }
  const std::string mean = two_potentials.read("thermo.out");
  gpu::expect_close(mean, one.read("thermo.out"), gpu::agree, "values");
  gpu::expect_close(two_potentials.read("observer.xyz"), one.read("dump.xyz"), gpu::agree, "frames");
  gpu::expect_close(two_potentials.read("compute.out"), one.read("compute.out"), gpu::agree, "heat current");
  EXPECT_EQ(table(two_potentials.read("observer.out")), table(mean));
  // The next run is the first potential's.
  const auto run_of = [](const Workspace& w) { return comments(w.read("second.xyz")); };
  const Workspace again;
  prepare(again, deck(two, "dump_observer average 1 4 1 1\n"));
  EXPECT_NE(run_of(two_potentials).at(0), run_of(one).at(0));
  again.write("second.xyz", two_potentials.read("second.xyz"));
  ASSERT_EQ(again.nacre("predict a.lj second.xyz --summary s.yaml").code, 0);
  EXPECT_LT(YAML::Load(again.read("s.yaml"))["rmse_force_eV_per_A"].as<double>(), 1e-9);
}

TEST_F(Mean, CutAnywhereGivesTheSameBytes) {
  const std::string run_in = deck(two, "dump_observer average 3 4 1 1\n");
  const Workspace whole;
  prepare(whole, run_in);
  const Outcome uncut = whole.nacre("run --threads 1");
  ASSERT_EQ(uncut.code, 0) << uncut.err;
  for (const int step : {1, 17, 40, 44}) {
    const Workspace cut;
    prepare(cut, run_in);
    ASSERT_EQ(cut.nacre("run --threads 2 --stop-after " + std::to_string(step)).code, 130);
    const Outcome rest = cut.nacre("run --threads 2 --resume");
    ASSERT_EQ(rest.code, 0) << rest.err;
    gpu::expect_same_bytes(cut, whole, files, "cut at step " + std::to_string(step));
  }
  const Workspace changed;
  prepare(changed, run_in);
  ASSERT_EQ(changed.nacre("run --stop-after 17").code, 130);
  changed.write("b.lj", lj(0.017));
  const Outcome refused = changed.nacre("run --resume");
  EXPECT_EQ(refused.code, 2);
  EXPECT_TRUE(refused.says("after the first was changed")) << refused.err;
}

TEST_F(Mean, GpuAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string run_in = deck(two, "dump_observer average 3 4 1 1\n");
  const Workspace cpu, cuda;
  for (const Workspace* w : {&cpu, &cuda}) prepare(*w, run_in);
  ASSERT_EQ(cpu.nacre_gpu("run --device cpu").code, 0);
  const Outcome o = cuda.nacre_gpu("run --device cuda");
  ASSERT_EQ(o.code, 0) << o.err;
  gpu::expect_close_files(cuda, cpu, {"observer.out", "observer.xyz", "thermo.out", "second.xyz"}, gpu::agree);
}

TEST_F(Mean, WhatDoesNotFitIsNamed) {
  const auto expect_refused = [this](const std::string& run_in, const std::string& b,
                                     const std::vector<const char*>& words) {
    const Workspace w;
    prepare(w, run_in);
    w.write("b.lj", b);
    const Outcome o = w.nacre("check");
    EXPECT_EQ(o.code, 2) << o.out;
    for (const char* word : words) EXPECT_TRUE(o.says(word)) << word << "\n" << o.err;
  };
  const std::string more = "dump_observer average 1 1 0 0\nensemble nve\n", helium = "lj 1 He\n0.01 3 8\n";
  expect_refused("potential a.lj\n" + more + "run 1\n", helium, {"run.in:2", "needs two lines `potential`"});
  expect_refused(two + more + "active 1 0 0 0 1\nrun 1\n", lj(1), {"run.in:5: active: needs a run that the first"});
  expect_refused(two + more + "run 1\n", helium, {"the same elements in the same order", "'He'"});
  expect_refused(two + "dump_observer observe 1 1 0 0\nensemble nve\nrun 1\n", helium,
                 {"knows other elements", "run.in:3"});
  expect_refused(two + more + "dump_observer average 2 2 0 0\nrun 1\n", lj(1), {"run.in:5", "observer.out"});
}

}  // namespace
}  // namespace program::doubt_test
