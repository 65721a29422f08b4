// Whether a potential can be trusted: differences of energies, models taken
// apart, extrapolation grades of frames and during a run, and the spread of a
// committee during a run.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"
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

}  // namespace
}  // namespace program::doubt_test
