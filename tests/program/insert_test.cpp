// `nacre insert` from outside: files, summary, signals, kills, seeds and bands, wrong settings; on both devices.
#include <yaml-cpp/yaml.h>

#include "background.h"
#include "gpu_decks.h"
#include "source_dir.h"

namespace insert_test {

namespace {

using namespace gpu;

const fs::path models = fs::path(nacre_test::source_dir()) / "tests/data/nep-random";

/// Forces agree to `agree_nep`; minimisations that are cut short carry differences on.
constexpr double agree_relaxed = 50 * agree_nep;

/// Random parameters know no metal: the energy of the bulk is given.
std::string config(int count, const std::string& more = "", const std::string& relax = "local_steps: 5, max_steps: 5") {
  return "structure: carbon.xyz\npotential: nep.txt\nuntil: {count: " + std::to_string(count) +
         "}\nbulk_energy: -1\ncandidates: {spacing: 0.9, min_distance: {Na-C: 1.7, Na-Na: 2.5}}\n"
         "screen: {keep: 5}\nsmoothing: 2\nstructures: {every: 1}\nrelax: {finalists: 2, radius: 6, " +
         relax + "}\n" + more;
}

void prepare(const Workspace& w, const std::string& yaml) {
  fs::copy_file(models / "nep4_zbl_NaC/nep.txt", w.path("nep.txt"));
  ASSERT_EQ(w.nacre("build random --species C --atoms 40 --box 8.5 --min-distance 1.5 -o carbon.xyz --quiet").code, 0);
  w.write("insert.yaml", yaml);
}

/// The ledger's rows as numbers: fields that are empty or words are left out, seconds are zero.
std::string comparable(const std::string& ledger) {
  std::istringstream in(ledger);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    int place = 0;
    for (std::string field; std::getline(fields, field, ','); ++place) out += place == 15 ? "- " : field + " ";
    out += "\n";
  }
  return out;
}
std::string everything(const Workspace& w) {
  return comparable(w.read("insert.csv")) + w.read("structures.xyz") + w.read("final.xyz") + w.read("insert.svg");
}

TEST(InsertProgram, LedgerSummaryAndFiles) {
  const Workspace w;
  prepare(w, config(3));
  const Outcome o = w.nacre("insert . --summary s.yaml --threads 2");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("bulk Na: -1.000000 eV an atom, as given")) << o.out;
  EXPECT_TRUE(o.says("count: 3 rows, 3 Na atoms")) << o.out;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["inserted"].as<int>(), 3);
  EXPECT_NEAR(s["capacity_mAh_g"].as<double>(), 3 * 26801.4 / (40 * 12.011), 1e-9);
  EXPECT_EQ(s["end"].as<std::string>(), "count");
  EXPECT_EQ(count_of(w.read("structures.xyz"), "Properties="), 4);
  // energies of the frames are those of the ledger and of another command
  ASSERT_EQ(w.nacre("predict nep.txt final.xyz --double --output again.xyz").code, 0);
  const auto energy_in = [](const std::string& text) { return std::stod(text.substr(text.find("energy=") + 7)); };
  EXPECT_NEAR(energy_in(w.read("final.xyz")), energy_in(w.read("again.xyz")), 1e-7);
  const std::string csv = w.read("insert.csv");
  const double first = s["first_voltage_V"].as<double>(), last = s["last_voltage_V"].as<double>();
  EXPECT_NE(csv.find(std::to_string(first).substr(0, 6)), std::string::npos);
  EXPECT_NE(first, last);
  // the same again with one thread, all energies anew or not
  const std::string all = everything(w);
  ASSERT_EQ(w.nacre("insert insert.yaml --threads 1 --quiet").code, 0);
  EXPECT_EQ(everything(w), all);
  EXPECT_TRUE(w.has("insert.csv.old"));
  w.write("insert.yaml", config(3, "", "local_steps: 5, max_steps: 5") + "mode: insert\n");
  EXPECT_EQ(w.nacre("check .").code, 0);
}

TEST(InsertProgram, ExactScreeningHasTheSameWinner) {
  const Workspace w, exact;
  prepare(w, config(2));
  std::string yaml = config(2);
  yaml.replace(yaml.find("keep: 5"), 7, "keep: 5, exact: true");
  prepare(exact, yaml);
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  ASSERT_EQ(exact.nacre("insert . --quiet").code, 0);
  EXPECT_EQ(everything(w), everything(exact));
}

TEST(InsertProgram, RemovalAfterInsertionWhereNothingMoves) {
  const Workspace w;
  prepare(w, config(1, "", "host: false, local_steps: 0, max_steps: 0"));
  ASSERT_EQ(w.nacre("insert . --quiet --summary in.yaml").code, 0);
  fs::copy_file(w.path("final.xyz"), w.path("full.xyz"));
  std::string back = config(0, "mode: remove\n", "host: false, local_steps: 0, max_steps: 0");
  back.replace(back.find("carbon.xyz"), 10, "full.xyz");
  w.write("back.yaml", back);
  const Outcome o = w.nacre("insert back.yaml --summary out.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node in = YAML::Load(w.read("in.yaml")), out = YAML::Load(w.read("out.yaml"));
  EXPECT_EQ(out["inserted"].as<int>(), -1);
  EXPECT_NEAR(out["first_voltage_V"].as<double>(), in["first_voltage_V"].as<double>(), 1e-9);
}

class InsertSignal : public testing::TestWithParam<int> {};
TEST_P(InsertSignal, StopsAndGoesOnToTheSameBits) {
  const Workspace w, whole;
  prepare(whole, config(8));
  prepare(w, config(8));
  ASSERT_EQ(whole.nacre("insert . --quiet").code, 0);
  const auto rows = [&] { return table(comparable(w.read("insert.csv"))).size(); };
  Background run(w, binary(), {"insert", ".", "--threads", "1"});
  const int code = run.stop(GetParam(), [&] { return rows() >= 3; });
  if (GetParam() != SIGKILL) {
    // a run that was quick enough to finish is no failure
    EXPECT_TRUE(code == 130 || rows() >= 8) << code << w.read("log");
    if (code == 130) {
      EXPECT_NE(w.read("log").find("--resume goes on"), std::string::npos) << w.read("log");
    }
  }
  const Outcome o = w.nacre("insert . --resume");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(everything(w), everything(whole));
}
INSTANTIATE_TEST_SUITE_P(Kinds, InsertSignal, testing::Values(SIGINT, SIGTERM, SIGKILL));

TEST(InsertProgram, SeedsGiveABand) {
  const Workspace w;
  prepare(w, config(2, "seed: [1, 2, 3]\n"));
  const Outcome o = w.nacre("insert insert.yaml --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["runs"].size(), 3u);
  EXPECT_TRUE(w.has("seed-2/final.xyz"));
  const std::string band = w.read("band.csv");
  EXPECT_NE(band.find("\n1,0.025000000,"), std::string::npos) << band;
  EXPECT_NE(w.read("seed-1/final.xyz"), w.read("seed-2/final.xyz")) << "the grid lies elsewhere";
  ASSERT_EQ(w.nacre("insert insert.yaml --resume --quiet").code, 0) << "nothing is left to do";
  EXPECT_EQ(w.read("band.csv"), band);
  ASSERT_EQ(w.nacre("insert --band seed-1/insert.csv seed-2/insert.csv").code, 0);
  EXPECT_NE(w.read("band.csv"), band);
  EXPECT_NE(w.read("band.svg").find("mean of 2 runs"), std::string::npos);
}

TEST(InsertProgram, WrongSettingsAreAllNamed) {
  const Workspace w;
  prepare(w, config(2, "spices: Na\nmode: insertion\n"));
  for (const char* command : {"insert .", "check insert.yaml"}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("insert.yaml:10: spices: unknown key; did you mean 'species'?")) << o.err;
    EXPECT_TRUE(o.says("insert.yaml:11: mode") && o.says("2 errors")) << o.err;
  }
  EXPECT_FALSE(w.has("insert.csv"));
  std::string lithium = config(2, "species: Li\n");
  lithium.replace(lithium.find("Na-C: 1.7, Na-Na: 2.5"), 21, "C: 1.7");
  w.write("insert.yaml", lithium);
  for (const char* command : {"insert .", "check ."}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2) << o.err;
    EXPECT_TRUE(o.says("Li") && o.says("Na C")) << o.err;
  }
  EXPECT_EQ(w.nacre("insert").code, 2);
  EXPECT_EQ(w.nacre("insert nowhere.yaml").code, 2);
  w.write("insert.yaml", config(2));
  EXPECT_EQ(w.nacre("insert . --resume").code, 2) << "there is no checkpoint";
}

/// The devices round differently: a line search may take another call.
std::string without_calls(const std::string& rows) {
  std::istringstream in(rows);
  std::string out;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line[0] == '#') continue;
    std::istringstream words(line);
    int place = 0;
    for (std::string word; words >> word; ++place) out += place == 13 || place == 14 ? "- " : word + " ";
    out += "\n";
  }
  return out;
}

TEST(InsertProgramGpu, AgreesWithTheCpuAndRepeats) {
  NACRE_NEEDS_GPU();
  const Workspace cpu, cuda, again;
  std::string yaml = config(2, "", "local_steps: 2, max_steps: 2");
  yaml.replace(yaml.find("keep: 5"), 7, "keep: 2");
  yaml.replace(yaml.find("spacing: 0.9"), 12, "spacing: 1.8");
  for (const Workspace* w : {&cpu, &cuda, &again}) prepare(*w, yaml);
  ASSERT_EQ(cpu.nacre_gpu("insert . --quiet --device cpu").code, 0);
  const Outcome o = cuda.nacre_gpu("insert . --device cuda --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(cuda.read("s.yaml"))["device"].as<std::string>(), "cuda");
  ASSERT_EQ(again.nacre_gpu("insert . --quiet --device cuda", "NACRE_EMULATED_ORDER=reverse").code, 0);
  EXPECT_EQ(everything(again), everything(cuda));
  expect_close(without_calls(comparable(cuda.read("insert.csv"))), without_calls(comparable(cpu.read("insert.csv"))),
               agree_relaxed, "insert.csv");
}

}  // namespace

}  // namespace insert_test
