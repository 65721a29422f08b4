// `nacre predict` with files and a committee, and `nacre select`.
#include <yaml-cpp/yaml.h>

#include <set>

#include "gpu_decks.h"
#include "source_dir.h"

namespace select_test {

namespace {

using namespace gpu;

const fs::path models = fs::path(nacre_test::source_dir()) / "tests/data/nep-random";
std::string quoted(const fs::path& p) { return "'" + p.string() + "'"; }
std::string model(const std::string& name) { return quoted(models / name / "nep.txt"); }
const std::string reference = quoted(models / "nep4_NaC/reference.xyz");
const std::string two = " --committee " + model("nep4_NaC") + " " + model("nep5_NaC");

/// Comment lines of frames.
std::vector<std::string> comments(const std::string& text) {
  std::vector<std::string> found;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (line.find("Properties=") != std::string::npos) found.push_back(line);
  return found;
}
double number_after(const std::string& line, const std::string& key) {
  return std::stod(line.substr(line.find(key) + key.size()));
}

TEST(PredictFiles, ColumnsAreLabelsAndPredictions) {
  const Workspace w;
  const Outcome o =
      w.nacre("predict " + model("nep4_NaC") + " " + reference + " --double --files out --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const std::string labels = read_file(models / "nep4_NaC/reference.xyz");
  const auto frames = comments(labels);
  const auto energy = table(w.read("out/energy_reference.out")), force = table(w.read("out/force_reference.out"));
  const auto virial = table(w.read("out/virial_reference.out")), stress = table(w.read("out/stress_reference.out"));
  ASSERT_EQ(energy.size(), frames.size());
  ASSERT_EQ(virial.size(), frames.size());
  ASSERT_EQ(stress.size(), frames.size());
  std::istringstream in(labels);
  std::size_t row = 0;
  for (std::size_t f = 0; f < frames.size(); ++f) {
    std::string line;
    std::getline(in, line);
    const int atoms = std::stoi(line);
    std::getline(in, line);
    EXPECT_NEAR(energy[f][1], number_after(frames[f], "energy=") / atoms, 1e-7);
    EXPECT_NEAR(energy[f][0], energy[f][1], 1e-6);
    EXPECT_NEAR(virial[f][6], number_after(frames[f], "virial=\"") / atoms, 1e-6);
    for (int k = 0; k < 6; ++k) EXPECT_NEAR(virial[f][k], virial[f][k + 6], 1e-6);
    for (int i = 0; i < atoms; ++i, ++row) {
      std::getline(in, line);
      std::istringstream words(line.substr(2));
      double x[6];
      for (double& v : x) words >> v;
      for (int k = 0; k < 3; ++k) {
        EXPECT_NEAR(force.at(row)[k + 3], x[k + 3], 1e-6);
        EXPECT_NEAR(force[row][k], force[row][k + 3], 1e-6);
      }
    }
  }
  EXPECT_EQ(row, force.size());
  for (const char* name : {"energy", "force", "virial"})
    EXPECT_TRUE(w.read(std::string("out/parity_") + name + ".svg").rfind("<svg", 0) == 0) << name;
}

TEST(PredictFiles, ErrorsByClass) {
  const Workspace w;
  const std::string frame =
      "2\nLattice=\"8 0 0 0 8 0 0 0 8\" energy=1 config_type=NAME Properties=species:S:1:pos:R:3\n"
      "C 1 1 1\nC 2.4 1 1\n";
  std::string all;
  for (const char* name : {"warm", "cold", "warm"}) {
    std::string f = frame;
    all += f.replace(f.find("NAME"), 4, name);
  }
  w.write("in.xyz", all);
  const Outcome o = w.nacre("predict tersoff-carbon in.xyz --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("warm")) << o.out;
  const YAML::Node s = YAML::Load(w.read("s.yaml"))["by_class"];
  ASSERT_EQ(s.size(), 2u);
  EXPECT_EQ(s[0]["class"].as<std::string>(), "cold");
  EXPECT_EQ(s[1]["frames"].as<int>(), 2);
  EXPECT_FALSE(s[0]["rmse_force_eV_per_A"]);
}

TEST(PredictCommittee, OneModelTwiceAgreesWithItself) {
  const Workspace w;
  const Outcome o = w.nacre("predict " + model("nep4_NaC") + " " + reference + " --output out.xyz --summary s.yaml" +
                            " --committee " + model("nep4_NaC") + " " + model("nep4_NaC"));
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["max_force_spread_eV_per_A"].as<double>(), 0);
  EXPECT_NE(comments(w.read("out.xyz"))[0].find("forces:R:3:energy_atom:R:1:energies:R:1:force_spread:R:1"),
            std::string::npos);
}

void two_models_give_half_their_difference(const Workspace& w, bool gpu) {
  const auto run = [&](const std::string& words) {
    return gpu ? w.nacre_gpu(words + " --device cuda") : w.nacre(words);
  };
  const std::string in = " " + reference + " ";
  ASSERT_EQ(run("predict " + model("nep4_NaC") + in + "--files a").code, 0);
  ASSERT_EQ(run("predict " + model("nep5_NaC") + in + "--files b").code, 0);
  const Outcome o = run("predict " + model("nep4_NaC") + in + "--output out.xyz --summary s.yaml" + two);
  ASSERT_EQ(o.code, 0) << o.err;
  const auto a = table(w.read("a/force_reference.out")), b = table(w.read("b/force_reference.out"));
  double largest = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    double sum = 0;
    for (int k = 0; k < 3; ++k) sum += (a[i][k] - b[i][k]) * (a[i][k] - b[i][k]) / 4;
    largest = std::max(largest, std::sqrt(sum));
  }
  ASSERT_GT(largest, 1e-3);
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_NEAR(s["max_force_spread_eV_per_A"].as<double>(), largest, 1e-5);
  double of_frames = 0;
  for (const std::string& line : comments(w.read("out.xyz")))
    of_frames = std::max(of_frames, number_after(line, "max_force_spread="));
  EXPECT_EQ(of_frames, s["max_force_spread_eV_per_A"].as<double>());
}
TEST(PredictCommittee, TwoModelsGiveHalfTheirDifference) { two_models_give_half_their_difference(Workspace(), false); }
TEST(PredictCommitteeGpu, TwoModelsGiveHalfTheirDifference) {
  NACRE_NEEDS_GPU();
  two_models_give_half_their_difference(Workspace(), true);
}

const std::string select_words = "select " + reference + " --potential " + model("nep4_NaC") + two;

TEST(Select, PicksDistinctFramesAndRepeats) {
  const Workspace w;
  const Outcome o = w.nacre(select_words + " --band 0 100 --number 3 --output chosen.xyz --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("% of the variance")) << o.out;
  const std::string chosen = w.read("chosen.xyz"), csv = w.read("select.csv");
  std::set<double> frames;
  for (const std::string& line : comments(chosen)) frames.insert(number_after(line, "frame="));
  EXPECT_EQ(frames.size(), 3u);
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["selected"].as<int>(), 3);
  EXPECT_EQ(count_of(csv, "\n"), s["frames"].as<long>() + 1);
  EXPECT_GT(s["pc1_share"].as<double>(), s["pc2_share"].as<double>());
  EXPECT_TRUE(w.read("select.svg").find("3 chosen") != std::string::npos);
  ASSERT_EQ(w.nacre(select_words + " --band 0 100 --number 3 --output chosen.xyz --threads 1").code, 0);
  EXPECT_EQ(w.read("chosen.xyz"), chosen);
  EXPECT_EQ(w.read("select.csv"), csv);
}

TEST(SelectGpu, ChoosesWhatTheCpuChooses) {
  NACRE_NEEDS_GPU();
  const Workspace cpu, cuda;
  const std::string words = select_words + " --band 0 100 --number 3 --output chosen.xyz";
  ASSERT_EQ(cpu.nacre_gpu(words + " --device cpu").code, 0);
  const Outcome o = cuda.nacre_gpu(words + " --device cuda");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_close_files(cuda, cpu, {"chosen.xyz"}, agree_nep);
  std::string csv = cuda.read("select.csv"), csv_of_cpu = cpu.read("select.csv");
  for (std::string* text : {&csv, &csv_of_cpu}) std::replace(text->begin(), text->end(), ',', ' ');
  expect_close(csv, csv_of_cpu, agree_nep, "select.csv");
  EXPECT_FALSE(csv == csv_of_cpu) << "the spreads of the GPU have other last digits";
}

TEST(Select, WhatIsKnownIsNotChosenAgain) {
  const Workspace w;
  ASSERT_EQ(w.nacre(select_words + " --band 0 100 --number 1 --output first.xyz").code, 0);
  ASSERT_EQ(w.nacre(select_words + " --band 0 100 --number 1 --known first.xyz --output second.xyz").code, 0);
  EXPECT_NE(number_after(comments(w.read("first.xyz"))[0], "frame="),
            number_after(comments(w.read("second.xyz"))[0], "frame="));
  EXPECT_TRUE(w.read("select.svg").find("1 known") != std::string::npos);
}

TEST(SelectFails, NothingInTheBand) {
  const Workspace w;
  const Outcome o = w.nacre(select_words + " --band 1000 2000 --number 1 --output chosen.xyz");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("no frame has its largest force spread in the band 1000 to 2000")) << o.err;
  EXPECT_FALSE(w.has("chosen.xyz"));
  EXPECT_FALSE(w.has("select.csv"));
}

TEST(SelectFails, WrongArguments) {
  const Workspace w;
  const Outcome reversed = w.nacre(select_words + " --band 2 1 --number 1 --output chosen.xyz");
  EXPECT_EQ(reversed.code, 2);
  EXPECT_TRUE(reversed.says("--band") && reversed.says("2 1")) << reversed.err;
  const Outcome many = w.nacre(select_words + " --band 0 100 --number 1000 --output chosen.xyz");
  EXPECT_EQ(many.code, 2);
  EXPECT_TRUE(many.says("--number") && many.says("1 to ")) << many.err;
  const Outcome other =
      w.nacre("select " + reference + " --potential " + model("nep4_NaC") + " --committee " + model("nep4_NaC") + " " +
              model("nep4_C_l8") + " --band 0 100 --number 1 --output chosen.xyz");
  EXPECT_EQ(other.code, 2);
  EXPECT_TRUE(other.says("nep4_C_l8") && other.says("other elements")) << other.err;
  const Outcome one = w.nacre("predict " + model("nep4_NaC") + " " + reference + " --committee " + model("nep4_NaC"));
  EXPECT_EQ(one.code, 2) << "a committee of one";
  EXPECT_FALSE(w.has("chosen.xyz"));
}

}  // namespace

}  // namespace select_test
