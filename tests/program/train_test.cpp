// `nacre train` from outside: a small data set labelled by a NEP of tests/data, both optimisers, outputs, --check, a
// stop and --resume with the same bits.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <regex>

#include "background.h"
#include "core/lines.h"
#include "source_dir.h"

namespace program::train_test {
namespace {

const fs::path labeller = fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC/nep.txt";
const std::vector<std::string> result_files = {
    "nep.txt",          "nep.restart",      "loss.out",          "energy_train.out", "force_train.out",
    "virial_train.out", "stress_train.out", "energy_test.out",   "force_test.out",   "virial_test.out",
    "stress_test.out",  "loss.svg",         "parity_energy.svg", "parity_force.svg", "parity_virial.svg"};

/// Frames of 8 atoms, displaced from a coarse grid by a fixed pattern; every third has no config_type.
std::string structures(int first, int count) {
  std::ostringstream s;
  s.precision(10);
  for (int f = first; f < first + count; ++f) {
    s << "8\nLattice=\"5.4 0 0 0.3 5.2 0 0 0.2 5.0\" ";
    if (f % 3 != 0) s << "config_type=" << (f % 2 == 0 ? "even" : "odd") << " ";
    s << "Properties=species:S:1:pos:R:3\n";
    for (int i = 0; i < 8; ++i) {
      const auto wiggle = [&](int k) { return 0.3 * std::sin(12.9898 * (i + 1) + 78.233 * k + 3.7 * f); };
      s << (i % 3 == 0 ? "Na " : "C ") << 2.6 * (i % 2) + wiggle(0) << " " << 2.5 * (i / 2 % 2) + wiggle(1) << " "
        << 2.4 * (i / 4) + wiggle(2) << "\n";
    }
  }
  return s.str();
}

/// The classes are lost by `predict`; they go back into the comment lines.
std::string with_classes(const std::string& labelled, int first) {
  std::istringstream in(labelled);
  std::string out;
  int frame = first;
  for (std::string line; std::getline(in, line); out += line + "\n") {
    if (line.find("Lattice") == std::string::npos) continue;
    if (frame % 3 != 0) line = std::string("config_type=") + (frame % 2 == 0 ? "even " : "odd ") + line;
    ++frame;
  }
  return out;
}

const std::string model_lines =
    "type 2 C Na\ncutoff 4.5 3.5\nn_max 3 2\nbasis_size 4 3\nl_max 3 1\nneuron 5\nlambda_v 0.1\nseed 5\n";
const std::string snes = model_lines + "generation 30\npopulation 10\noutput_interval 10\nsave_potential 20 1 1\n";
const std::string adam = model_lines + "optimizer adam\nepoch 30\noutput_interval 10\nbatch 2\n";
const std::string both =
    model_lines + "optimizer adam snes\nepoch 12\ngeneration 12\npopulation 10\noutput_interval 4\n";

class Train : public testing::Test {
 protected:
  void SetUp() override {
    label("train.xyz", 0, 6);
    label("test.xyz", 6, 2);
  }
  void label(const std::string& name, int first, int count) {
    space.write("bare.xyz", structures(first, count));
    const Outcome o = space.nacre("predict '" + labeller.string() + "' bare.xyz --output labelled.xyz --quiet");
    ASSERT_EQ(o.code, 0) << o.err;
    data[name] = with_classes(space.read("labelled.xyz"), first);
  }
  /// A folder with the data and this nep.in.
  void deck(const std::string& folder, const std::string& nep_in, bool with_test = true) const {
    space.write(folder + "/nep.in", nep_in);
    space.write(folder + "/train.xyz", data.at("train.xyz"));
    if (with_test) space.write(folder + "/test.xyz", data.at("test.xyz"));
  }
  YAML::Node summary() const { return YAML::LoadFile(space.path("s.yaml").string()); }

  Workspace space;
  std::map<std::string, std::string> data;
};

void expect_outputs(const Workspace& space, const std::string& folder, long rows_of_loss) {
  for (const std::string& name : result_files) EXPECT_TRUE(space.has(folder + "/" + name)) << name;
  const auto loss = table(space.read(folder + "/loss.out"));
  ASSERT_EQ(static_cast<long>(loss.size()), rows_of_loss);
  for (const auto& row : loss) EXPECT_EQ(row.size(), 10u);
  EXPECT_EQ(table(space.read(folder + "/energy_train.out")).size(), 6u);
  EXPECT_EQ(table(space.read(folder + "/force_train.out")).size(), 48u);
  EXPECT_EQ(table(space.read(folder + "/virial_test.out")).size(), 2u);
  EXPECT_EQ(table(space.read(folder + "/virial_test.out"))[0].size(), 12u);
  EXPECT_EQ(table(space.read(folder + "/nep.restart"))[0].size(), 2u);
}

/// RMSE of the columns of an output file: predicted first, then as many targets.
double rmse_of(const std::string& text) {
  double sum = 0;
  long count = 0;
  for (const auto& row : table(text))
    for (std::size_t k = 0; k < row.size() / 2; ++k, ++count) sum += std::pow(row[k] - row[k + row.size() / 2], 2);
  return std::sqrt(sum / static_cast<double>(count));
}

TEST_F(Train, OutputsBelongTogether) {
  deck("a", snes);
  const Outcome o = space.nacre("train a --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_outputs(space, "a", 3);
  EXPECT_TRUE(space.has("a/nep_gen20.txt"));
  EXPECT_TRUE(space.has("a/nep_gen20.restart"));
  const auto last = table(space.read("a/loss.out")).back();
  EXPECT_EQ(last[0], 30);
  // loss.out, the prediction files, the summary and nep.txt itself say the same.
  EXPECT_NEAR(rmse_of(space.read("a/energy_train.out")), last[4], 1e-4 * last[4]);
  EXPECT_NEAR(rmse_of(space.read("a/force_train.out")), last[5], 1e-4 * last[5]);
  EXPECT_NEAR(rmse_of(space.read("a/virial_train.out")), last[6], 1e-4 * last[6]);
  EXPECT_NEAR(rmse_of(space.read("a/force_test.out")), last[8], 1e-4 * last[8]);
  const YAML::Node s = summary();
  EXPECT_EQ(s["generations"].as<long>(), 30);
  EXPECT_EQ(s["state"].as<std::string>(), "done");
  EXPECT_NEAR(s["rmse_force_train_eV_per_A"].as<double>(), last[5], 1e-4 * last[5]);
  ASSERT_EQ(s["train_by_class"].size(), 3u);
  EXPECT_EQ(s["train_by_class"][1]["class"].as<std::string>(), "even");
  const Outcome predicted = space.nacre("predict a/nep.txt a/train.xyz --quiet --summary p.yaml");
  ASSERT_EQ(predicted.code, 0) << predicted.err;
  const YAML::Node p = YAML::LoadFile(space.path("p.yaml").string());
  EXPECT_NEAR(p["rmse_force_eV_per_A"].as<double>(), last[5], 1e-3 * last[5]);
  EXPECT_NEAR(p["rmse_energy_eV_per_atom"].as<double>(), last[4], 1e-3 * last[4]);
}

TEST_F(Train, GradientLearnsTheLabeller) {
  deck("a", adam);
  ASSERT_EQ(space.nacre("train a --quiet").code, 0);
  expect_outputs(space, "a", 3);
  const auto rows = table(space.read("a/loss.out"));
  EXPECT_LT(rows.back()[5], rows.front()[5]);
}

/// Stops after `steps`, goes on, and compares every file with the uncut run's.
void expect_same_after_cut(const Workspace& space, const std::string& uncut, const std::string& cut, int steps) {
  ASSERT_EQ(space.nacre("train " + uncut + " --quiet --threads 2").code, 0);
  const Outcome stopped = space.nacre("train " + cut + " --quiet --threads 1 --stop-after " + std::to_string(steps));
  EXPECT_EQ(stopped.code, 130) << stopped.err;
  EXPECT_TRUE(stopped.says("--resume")) << stopped.err;
  const Outcome resumed = space.nacre("train " + cut + " --quiet --resume --threads 2");
  EXPECT_EQ(resumed.code, 0) << resumed.err;
  for (const std::string& name : result_files)
    EXPECT_EQ(space.read(uncut + "/" + name), space.read(cut + "/" + name)) << name;
}

TEST_F(Train, ResumedEvolutionHasTheSameBits) {
  deck("uncut", snes);
  deck("cut", snes);
  expect_same_after_cut(space, "uncut", "cut", 13);
}

TEST_F(Train, ResumedGradientHasTheSameBits) {
  deck("uncut", adam);
  deck("cut", adam);
  expect_same_after_cut(space, "uncut", "cut", 17);
}

TEST_F(Train, ResumeWorksInBothStages) {
  deck("uncut", both);
  deck("cut", both);
  expect_same_after_cut(space, "uncut", "cut", 7);
  deck("uncut2", both);
  deck("cut2", both);
  expect_same_after_cut(space, "uncut2", "cut2", 18);
}

TEST_F(Train, ResumeRefusesAnotherTraining) {
  deck("a", snes);
  ASSERT_EQ(space.nacre("train a --quiet --stop-after 3").code, 130);
  space.write("a/nep.in", snes + "lambda_e 2\n");
  Outcome o = space.nacre("train a --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("nep.in or zbl.in says something else")) << o.err;
  space.write("a/nep.in", snes + "# only a comment\n");
  space.write("a/train.xyz", data["test.xyz"]);
  o = space.nacre("train a --resume");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("train.xyz or test.xyz is not what it was")) << o.err;
  fs::remove(space.path("a/nacre.train"));
  EXPECT_EQ(space.nacre("train a --resume").code, 2);
}

TEST_F(Train, AppendStartsFromNepRestart) {
  deck("a", snes);
  ASSERT_EQ(space.nacre("train a --quiet").code, 0);
  const std::string restart = space.read("a/nep.restart");
  const Outcome o = space.nacre("train a --append");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("starts from nep.restart"));
  EXPECT_EQ(table(space.read("a/loss.out")).size(), 6u);
  EXPECT_EQ(space.read("a/nep.restart.old"), restart);
  space.write("a/nep.in", snes + "version 3\n");
  EXPECT_TRUE(space.nacre("train a --append").says("for another model"));
  EXPECT_EQ(space.nacre("train a --append --resume").code, 2);
}

// A nep.restart without the checkpoint of a training is the user's, from GPUMD or another folder.
TEST_F(Train, ANepRestartOfTheUserIsTheStart) {
  deck("a", snes);
  ASSERT_EQ(space.nacre("train a --quiet").code, 0);
  deck("b", snes);
  space.write("b/nep.restart", space.read("a/nep.restart"));
  space.write("b/loss.out", "somebody's\n");
  const Outcome o = space.nacre("train b");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("starts from nep.restart") && o.says("copied to .old: b/nep.restart")) << o.err;
  EXPECT_EQ(space.read("b/nep.restart.old"), space.read("a/nep.restart"));
  EXPECT_EQ(space.read("b/loss.out.old"), "somebody's\n") << "appended to only when asked";
  EXPECT_EQ(table(space.read("b/loss.out")).size(), 3u);
}

TEST_F(Train, CtrlCWritesACheckpoint) {
  deck("a", model_lines + "generation 10000000\npopulation 10\n");
  Background training(space, binary(), {"train", "a", "--quiet", "--summary", "s.yaml"});
  EXPECT_EQ(training.stop(SIGINT, [&] { return size_of(space.path("a/loss.out")) > 0; }), 130) << space.read("log");
  EXPECT_NE(space.read("log").find("nacre.train is written"), std::string::npos) << space.read("log");
  EXPECT_EQ(summary()["state"].as<std::string>(), "interrupted");
  const long done = summary()["generations"].as<long>();
  EXPECT_GT(done, 0);
  ASSERT_EQ(space.nacre("train a --quiet --resume --stop-after 1 --summary s.yaml").code, 130);
  EXPECT_EQ(summary()["generations"].as<long>(), done + 1);
}

TEST_F(Train, FineTuneStartsFromALargerModel) {
  deck("base", snes);
  ASSERT_EQ(space.nacre("train base --quiet").code, 0);
  deck("a", snes + "fine_tune ../base/nep.txt ../base/nep.restart\n");
  ASSERT_EQ(space.nacre("train a --quiet").code, 0);
  // The q_scaler, the last lines of nep.txt, is the foundation's; so is the start of the loss.
  const auto base = table(space.read("base/loss.out")), tuned = table(space.read("a/loss.out"));
  EXPECT_LT(tuned.front()[5], base.front()[5]);
  const std::string a = space.read("a/nep.txt"), b = space.read("base/nep.txt");
  EXPECT_EQ(a.substr(a.size() - 5 * 16), b.substr(b.size() - 5 * 16));
  fs::copy_file(space.path("base/nep.restart"), space.path("a/f.restart"));
  space.write("a/nep.in", snes + "fine_tune nep.txt f.restart\n");
  const Outcome o = space.nacre("train a");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("would be overwritten")) << o.err;
}

TEST_F(Train, AStartWithoutGenerationsWritesTheFiles) {
  deck("a", model_lines + "generation 0\n");
  const Outcome o = space.nacre("train a --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(table(space.read("a/loss.out")).size(), 1u);
  EXPECT_EQ(space.nacre("predict a/nep.txt a/train.xyz --quiet").code, 0);
}

TEST_F(Train, AFileThatWasCutIsRefusedWithItsLine) {
  deck("a", snes);
  const std::string whole = space.read("a/train.xyz");
  const auto end_of = [&](std::size_t bytes_less) { return whole.substr(0, whole.size() - bytes_less); };
  const std::size_t last_line = whole.size() - whole.rfind('\n', whole.size() - 2) - 1;
  for (const std::size_t less : {last_line, last_line / 2 + 20, last_line + 30}) {
    const std::string cut = end_of(less);
    const long line = std::count(cut.begin(), cut.end(), '\n') + (cut.back() != '\n');
    space.write("a/train.xyz", cut);
    for (const char* how : {"train a --check", "train a"}) {
      const Outcome o = space.nacre(how);
      EXPECT_EQ(o.code, 2) << less;
      EXPECT_TRUE(o.says("the file ends ") && o.says("a/train.xyz:" + std::to_string(line) + ": ")) << less << o.err;
      EXPECT_FALSE(space.has("a/nep.txt"));
    }
  }
}

TEST_F(Train, CheckPrintsAndTrainsNothing) {
  deck("a", snes);
  const Outcome o = space.nacre("train a --check --summary s.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("6 frames, 48 atoms: C 30 Na 18")) << o.out;
  EXPECT_TRUE(o.says("radial neighbours"));
  EXPECT_TRUE(o.says("class even"));
  EXPECT_FALSE(space.has("a/nep.txt"));
  EXPECT_EQ(summary()["frames"].as<int>(), 6);
  EXPECT_EQ(space.nacre("check a").code, 0);
  space.write("a/nep.in", "type 1 C\nneuron 0\ngenerations 5\n");
  const Outcome wrong = space.nacre("train a --check");
  EXPECT_EQ(wrong.code, 2);
  EXPECT_TRUE(wrong.says("nep.in:2")) << wrong.err;
  EXPECT_TRUE(wrong.says("did you mean 'generation'")) << wrong.err;
  EXPECT_EQ(space.nacre("check a").code, 2);
  space.write("a/nep.in", "type 1 C\n");
  const Outcome element = space.nacre("check a");
  EXPECT_EQ(element.code, 2);
  EXPECT_TRUE(element.says("given 'Na'")) << element.err;
}

TEST_F(Train, PredictionGivesTheLabelsBack) {
  // The labeller's own sizes, so that its nep.txt belongs to this nep.in.
  std::istringstream header(read_file(labeller));
  std::map<std::string, std::string> line;
  for (std::string text; std::getline(header, text) && line.size() < 6;) {
    const auto blank = text.find(' ');
    line[text.substr(0, blank)] = text.substr(blank + 1);
  }
  std::istringstream cutoff(line["cutoff"]), ann(line["ANN"]);
  double radial = 0, angular = 0;
  int neurons = 0;
  cutoff >> radial >> angular, ann >> neurons;
  deck("a", "type " + line["nep4"] + "\ncutoff " + std::to_string(radial) + " " + std::to_string(angular) + "\nn_max " +
                line["n_max"] + "\nbasis_size " + line["basis_size"] + "\nl_max " + line["l_max"] + "\nneuron " +
                std::to_string(neurons) + "\nprediction 1\noutput_descriptor 2\n");
  fs::copy_file(labeller, space.path("a/nep.txt"));
  const Outcome o = space.nacre("train a --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  // Both sides in single precision, by different loops.
  EXPECT_LT(rmse_of(space.read("a/energy_train.out")), 1e-5);
  EXPECT_LT(rmse_of(space.read("a/force_train.out")), 1e-4);
  EXPECT_EQ(table(space.read("a/descriptor.out")).size(), 48u);
  EXPECT_FALSE(space.has("a/loss.out"));
}

TEST_F(Train, ReferenceEnergiesAreNamedInTheOutputs) {
  deck("a", adam + "reference_energy least_squares\n", false);
  ASSERT_EQ(space.nacre("train a --quiet --summary s.yaml").code, 0);
  const std::string energies = space.read("a/energy_train.out");
  EXPECT_EQ(energies.find('#'), std::string::npos) << "calorine and others take every line for a frame";
  const std::string subtracted = space.read("a/reference_energy.out");
  EXPECT_EQ(subtracted.rfind("# eV: energy_train.out", 0), 0u);
  EXPECT_NE(subtracted.find("\nNa "), std::string::npos);
  double mean = 0;
  for (const auto& row : table(energies)) mean += row[1] / 6;
  // All frames have one composition here: what is left over is scattered around nothing.
  EXPECT_NEAR(mean, 0, 1e-8);
  EXPECT_EQ(summary()["reference_energy_eV"].size(), 2u);
}

/// Each of a file's frames of 8 atoms with its energy as a DFT program prints it: 200 eV a C and 1300 eV a Na lower.
std::string with_deep_energies(const std::string& frames) {
  std::ostringstream out;
  out.precision(17);
  const std::size_t lines_of_frame = 2 + 8;
  const auto lines = nacre::split_lines(frames);
  for (std::size_t first = 0; first + lines_of_frame <= lines.size(); first += lines_of_frame) {
    double deep = 0;
    for (std::size_t i = 2; i < lines_of_frame; ++i) deep += lines[first + i][0] == 'C' ? 200 : 1300;
    const std::string& head = lines[first + 1];
    const std::size_t at = head.find("energy=") + 7;
    std::size_t length = 0;
    const double energy = std::stod(head.substr(at), &length);
    out << "8\n" << head.substr(0, at) << energy - deep << head.substr(at + length) << "\n";
    for (std::size_t i = 2; i < lines_of_frame; ++i) out << lines[first + i] << "\n";
  }
  return out.str();
}

TEST_F(Train, EnergiesThatCountFromNucleiAreTakenOffUnasked) {
  std::string bare;  // of two compositions: one shift for all would be learnt
  for (int f = 0; f < 6; ++f)
    bare += std::regex_replace(structures(f, 1), std::regex(f % 2 == 0 ? "C " : "none"), "Na ",
                               std::regex_constants::format_first_only);
  space.write("bare.xyz", bare);
  ASSERT_EQ(space.nacre("predict '" + labeller.string() + "' bare.xyz --output labelled.xyz --quiet").code, 0);
  data["train.xyz"] = with_deep_energies(space.read("labelled.xyz"));
  deck("a", adam, false), deck("b", adam + "reference_energy none\n", false);
  const Outcome o = space.nacre("train a --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(std::regex_search(o.out + o.err, std::regex("reference_energy +least_squares +chosen"))) << o.out;
  EXPECT_EQ(summary()["reference_energy_eV"].size(), 2u);
  EXPECT_TRUE(space.has("a/reference_energy.out"));
  const double found = summary()["rmse_energy_train_eV_per_atom"].as<double>();
  // Told not to, it does not: the error is that of hundreds of eV.
  ASSERT_EQ(space.nacre("train b --summary s.yaml").code, 0);
  EXPECT_FALSE(summary()["reference_energy_eV"]);
  EXPECT_GT(summary()["rmse_energy_train_eV_per_atom"].as<double>(), 100 * found);
}

}  // namespace
}  // namespace program::train_test
