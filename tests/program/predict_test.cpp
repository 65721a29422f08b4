// `nacre predict`: values against labels that another program computed, and against its own output.
#include <yaml-cpp/yaml.h>

#include <functional>

#include "../needs_gpu.h"
#include "nacre_command.h"
#include "source_dir.h"

namespace predict_test {

namespace {

using namespace program;

const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";

std::string quoted(const fs::path& p) { return "'" + p.string() + "'"; }

/// Energy, force and virial errors against the reference frames of one model.
YAML::Node errors(const Workspace& w, const std::string& options) {
  const fs::path model = data / "nep-random/nep4_NaC";
  const Outcome o = w.nacre("predict " + quoted(model / "nep.txt") + " " + quoted(model / "reference.xyz") +
                            " --summary s.yaml " + options);
  EXPECT_EQ(o.code, 0) << o.err;
  return YAML::Load(w.read("s.yaml"));
}

TEST(Predict, AgreesWithLabelsOfTheReferenceProgram) {
  const Workspace w;
  const YAML::Node s = errors(w, "--output out.xyz");
  const std::string labels = read_file(data / "nep-random/nep4_NaC/reference.xyz");
  EXPECT_EQ(s["frames"].as<long>(), count_of(labels, "Lattice="));
  // What float pair loops may cost; measured 3e-8 eV/atom, 3e-7 eV/A, 1e-7 eV/atom.
  EXPECT_LT(s["rmse_energy_eV_per_atom"].as<double>(), 1e-6);
  EXPECT_LT(s["rmse_force_eV_per_A"].as<double>(), 1e-5);
  EXPECT_LT(s["rmse_virial_eV_per_atom"].as<double>(), 1e-5);
  // The labels have ten decimals.
  const YAML::Node full = errors(w, "--double");
  EXPECT_LT(full["rmse_energy_eV_per_atom"].as<double>(), 1e-10);
  EXPECT_LT(full["rmse_force_eV_per_A"].as<double>(), 1e-9);
  const std::string out = w.read("out.xyz");
  EXPECT_EQ(count_of(out, "Properties=species:S:1:pos:R:3:forces:R:3:energy_atom:R:1:energies:R:1\n"),
            s["frames"].as<long>());
  EXPECT_EQ(count_of(out, " stress=\""), count_of(out, "pbc=\"T T T\"")) << "of periodic cells, as ASE has it";
  EXPECT_EQ(count_of(out, " virial=\"") + count_of(out, "\nvirial=\""), s["frames"].as<long>());
}

TEST(Predict, ItsOwnOutputHasNoErrors) {
  const Workspace w;
  w.write("in.xyz", diamond(1) + diamond(2, 3.7) +
                        "2\nLattice=\"8 0 0 0 8 0 0 0 8\" pbc=\"F F F\" "
                        "Properties=species:S:1:pos:R:3\nC 1 1 1\nC 2.3 1.2 1\n");
  ASSERT_EQ(w.nacre("predict tersoff-carbon in.xyz --output out.xyz").code, 0);
  const Outcome o = w.nacre("predict tersoff-carbon out.xyz --summary s.yaml --quiet");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "");
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["frames"].as<int>(), 3);
  // 17 digits are written, so the labels are the same bits.
  EXPECT_EQ(s["rmse_energy_eV_per_atom"].as<double>(), 0);
  EXPECT_EQ(s["rmse_force_eV_per_A"].as<double>(), 0);
  EXPECT_EQ(s["rmse_virial_eV_per_atom"].as<double>(), 0);
}

TEST(Predict, DoubleIsMoreExactThanFloat) {
  const Workspace w;
  const fs::path model = data / "nep-random/nep4_NaC";
  const std::string files = quoted(model / "nep.txt") + " ";
  ASSERT_EQ(w.nacre("predict " + files + quoted(model / "reference.xyz") + " --double --output exact.xyz").code, 0);
  ASSERT_EQ(w.nacre("predict " + files + "exact.xyz --double --summary d.yaml").code, 0);
  ASSERT_EQ(w.nacre("predict " + files + "exact.xyz --summary f.yaml").code, 0);
  const double exact = YAML::Load(w.read("d.yaml"))["rmse_force_eV_per_A"].as<double>();
  const double single = YAML::Load(w.read("f.yaml"))["rmse_force_eV_per_A"].as<double>();
  EXPECT_LT(exact, 1e-12);  // positions are read back to the same bits
  EXPECT_GT(single, 1e-9);  // float rounding is there
  EXPECT_LT(single, 1e-4);
}

TEST(Predict, StressIsALabelToo) {
  const Workspace w;
  w.write("in.xyz", diamond(2, 3.6));
  ASSERT_EQ(w.nacre("predict tersoff-carbon in.xyz --output out.xyz").code, 0);
  std::string frame = w.read("out.xyz");
  const auto own = frame.find("stress=\"");
  frame.erase(own, frame.find('"', own + 8) + 2 - own);
  const auto begin = frame.find("virial=\"") + 8, end = frame.find('"', begin);
  std::istringstream virial(frame.substr(begin, end - begin));
  std::ostringstream stress;
  stress.precision(17);
  for (double v; virial >> v;) stress << -v / std::pow(7.2, 3) << " ";
  frame.replace(begin - 8, end - begin + 9, "stress=\"" + stress.str() + "\"");
  w.write("stress.xyz", frame);
  ASSERT_EQ(w.nacre("predict tersoff-carbon stress.xyz --summary s.yaml").code, 0);
  EXPECT_LT(YAML::Load(w.read("s.yaml"))["rmse_virial_eV_per_atom"].as<double>(), 1e-13);
}

TEST(Predict, FramesWithoutLabelsPrintTheirEnergies) {
  const Workspace w;
  w.write("in.xyz", diamond(1));
  const Outcome o = w.nacre("predict tersoff-carbon in.xyz --summary s.yaml");
  ASSERT_EQ(o.code, 0);
  EXPECT_TRUE(o.says("frame 1: 8 atoms")) << o.out;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_FALSE(s["rmse_energy_eV_per_atom"]);
}

TEST(PredictFails, UnknownElementNamesTheFrame) {
  const Workspace w;
  std::string sodium = diamond(1);
  sodium.replace(sodium.find("\nC "), 3, "\nNa ");
  w.write("in.xyz", diamond(1) + sodium);
  const Outcome o = w.nacre("predict tersoff-carbon in.xyz --output out.xyz");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("in.xyz:11") && o.says("Na")) << o.err;  // the second frame begins at line 11
  EXPECT_FALSE(w.has("out.xyz")) << "the file appears whole or not at all";
  EXPECT_FALSE(w.has("out.xyz.part"));
}

/// The second frame is bad; the first may have been evaluated with it.
void expect_bad_frame_named(const std::function<Outcome(const Workspace&, const std::string&)>& predict) {
  const Workspace w;
  std::string bad = diamond(1);
  const auto second = bad.find("\nC ", bad.find("\nC ") + 1);
  bad.replace(second, bad.find('\n', second + 1) - second, "\nC 0 0 0 0");
  w.write("in.xyz", diamond(1) + bad + diamond(1));
  for (const char* more : {"", " --committee tersoff-carbon tersoff-carbon"}) {
    const Outcome o = predict(w, std::string("predict tersoff-carbon in.xyz --output out.xyz") + more);
    EXPECT_EQ(o.code, 1);
    EXPECT_TRUE(o.says("in.xyz:11: the energy or a force of this frame is not finite")) << o.err;
    EXPECT_FALSE(o.says("of the batch")) << o.err;
    EXPECT_FALSE(w.has("out.xyz"));
  }
}
TEST(PredictFails, TwoAtomsInOnePlaceNamesTheFrame) {
  expect_bad_frame_named([](const Workspace& w, const std::string& words) { return w.nacre(words); });
}
TEST(PredictFailsGpu, TwoAtomsInOnePlaceNamesTheFrame) {
  NACRE_NEEDS_GPU();
  expect_bad_frame_named(
      [](const Workspace& w, const std::string& words) { return w.nacre_gpu(words + " --device cuda"); });
}

TEST(Predict, MoreFramesThanOneBatch) {
  const Workspace w;
  const std::string frame = diamond(13, 3.6);  // 17,576 atoms: two of three fill a batch
  w.write("in.xyz", frame + frame + frame);
  w.write("one.xyz", frame);
  ASSERT_EQ(w.nacre("predict tersoff-carbon in.xyz --output out.xyz --summary s.yaml").code, 0);
  ASSERT_EQ(w.nacre("predict tersoff-carbon one.xyz --output one_out.xyz").code, 0);
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["frames"].as<int>(), 3);
  const std::string one = w.read("one_out.xyz");
  EXPECT_TRUE(w.read("out.xyz") == one + one + one);
}

// A molecule without a cell, with one of zeros, and in a large open box has the same energy.
TEST(Predict, AFrameWithoutALatticeIsOpen) {
  const Workspace w;
  const std::string atoms = "Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.4 0 0\nC 2.1 1.2 0\n";
  w.write("in.xyz", "3\n" + atoms + "3\npbc=\"F F F\" Lattice=\"0 0 0 0 0 0 0 0 0\" " + atoms +
                        "3\npbc=\"F F F\" Lattice=\"30 0 0 0 30 0 0 0 30\" " + atoms);
  const Outcome o = w.nacre("predict tersoff-carbon in.xyz --output out.xyz");
  ASSERT_EQ(o.code, 0) << o.err;
  std::istringstream lines(w.read("out.xyz"));
  std::vector<std::string> energies;
  for (std::string line; std::getline(lines, line);)
    if (const auto at = line.find("energy="); at != std::string::npos)
      energies.push_back(line.substr(at, line.find(' ', at) - at));
  ASSERT_EQ(energies.size(), 3u);
  EXPECT_LT(std::stod(energies[0].substr(7)), -5);
  EXPECT_EQ(energies[1], energies[0]);
  EXPECT_NEAR(std::stod(energies[2].substr(7)), std::stod(energies[0].substr(7)), 1e-6);
}

TEST(PredictFails, EmptyFileAndMissingFile) {
  const Workspace w;
  w.write("in.xyz", "");
  EXPECT_EQ(w.nacre("predict tersoff-carbon in.xyz").code, 2);
  EXPECT_EQ(w.nacre("predict tersoff-carbon nowhere.xyz").code, 2);
  w.write("in.xyz", diamond(1));
  const Outcome o = w.nacre("predict nowhere.txt in.xyz");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("nowhere.txt")) << o.err;
}

}  // namespace

}  // namespace predict_test
