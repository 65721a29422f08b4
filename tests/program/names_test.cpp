// No command overwrites its input or writes one file for two outputs, however the names are spelt; and nothing is
// written outside of a deck's folder unless that was allowed.
#include <regex>

#include "argon.h"

namespace names_test {

namespace {

using namespace program;

/// The deck is refused by check and run, the message holds the text, and no file changes.
void expect_refused(const Workspace& w, const std::string& lines, const std::string& text) {
  copy_argon(w, lines);
  const auto before = files_of(w);
  for (const char* command : {"check .", "run . --threads 1"}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2) << lines << o.out;
    EXPECT_TRUE(o.says(text)) << lines << o.err;
  }
  EXPECT_TRUE(files_of(w) == before) << lines;
}

std::string dump_to(const std::string& name) { return "ensemble nve\ndump_xyz 10 " + name + "\nrun 50\n"; }

TEST(DeckNames, AnInputIsNoOutput) {
  const Workspace w;
  copy_argon(w);
  fs::create_symlink("Ar.lj", w.path("link.lj"));
  fs::create_hard_link(w.path("Ar.lj"), w.path("hard.lj"));
  fs::create_directories(w.path("sub"));
  const std::string input = "run.in:4: dump_xyz: would overwrite an input, ";
  for (const char* name : {"Ar.lj", "./Ar.lj", "sub/../Ar.lj", "link.lj", "hard.lj", "AR.LJ"})
    expect_refused(w, dump_to(name), input + "the potential");
  for (const char* name : {"./model.xyz", "Model.xyz"}) expect_refused(w, dump_to(name), input + "the atoms");
  expect_refused(w, dump_to("./run.in"), input + "the deck");
  expect_refused(w, dump_to("./nacre.checkpoint"), "two outputs have the same file, this and the checkpoint");
  expect_refused(w, "minimize fire 0.001 50 dump 5 ./Ar.lj\n",
                 "run.in:3: minimize: would overwrite an input, the potential");
}

TEST(DeckNames, NumberedFilesMeetNoOther) {
  const Workspace w;
  copy_argon(w);
  w.write("Ar10.lj", w.read("Ar.lj"));
  copy_argon(w, dump_to("Ar*.lj"));
  std::string deck = w.read("run.in");
  w.write("run.in", deck.replace(0, deck.find('\n'), "potential Ar10.lj"));
  const Outcome o = w.nacre("check .");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("would overwrite an input, the potential")) << o.err;
  expect_refused(w, "ensemble nve\ndump_xyz 10 f*.xyz\ndump_xyz 10 f1*.xyz\nrun 50\n",
                 "the same file, this and that of line 4");
  copy_argon(w, "ensemble nve\ndump_xyz 10 f.*.xyz\ndump_xyz 10 g.*.xyz\nrun 20\n");
  EXPECT_EQ(w.nacre("run . --threads 1").code, 0);
  EXPECT_TRUE(w.has("f.10.xyz") && w.has("g.20.xyz"));
}

TEST(DeckNames, TwoLinesHaveTwoFiles) {
  const Workspace w;
  expect_refused(w, "ensemble nve\ndump_xyz 10 a.xyz\ndump_xyz 5 ./a.xyz\nrun 50\n",
                 "run.in:5: dump_xyz: two outputs have the same file, this and that of line 4 (dump_xyz)");
  expect_refused(w, "ensemble nve\ndump_thermo 10\ndump_xyz 5 thermo.out\nrun 50\n", "that of line 4 (dump_thermo)");
  expect_refused(
      w, "ensemble nve\ndump_position 10\nrun 5\nensemble nve\ndump_velocity 5\ndump_xyz 5 velocity.out\nrun 50\n",
      "that of line 7 (dump_velocity)");
}

TEST(DeckNames, OneAfterTheOtherAppends) {
  const Workspace w;
  copy_argon(w,
             "minimize fire 0.001 5 dump 5 a.xyz\nensemble nve\ndump_xyz 10 a.xyz\ndump_thermo 5\nrun 20\n"
             "ensemble nve\ndump_xyz 10 ./a.xyz\ndump_thermo 5\nrun 20\n");
  const Outcome o = w.nacre("run . --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(count_of(w.read("a.xyz"), "Time="), 4);
  EXPECT_EQ(table(w.read("thermo.out")).size(), 8u);
}

TEST(DeckNames, OutsideOnlyWhereAllowed) {
  const Workspace w, outside;
  fs::create_directories(w.path("deck/sub"));
  fs::create_directory_symlink(outside.path(), w.path("deck/away"));
  for (const std::string& name : {outside.path("x.xyz").string(), std::string("../x.xyz"), std::string("away/x.xyz")}) {
    copy_argon(w, dump_to(name));
    for (const char* file : {"Ar.lj", "model.xyz", "run.in"})
      fs::copy_file(w.path(file), w.path("deck") / file, fs::copy_options::overwrite_existing);
    for (const char* command : {"run deck --threads 1", "check deck"}) {
      const Outcome o = w.nacre(command);
      EXPECT_EQ(o.code, 2) << name;
      EXPECT_TRUE(o.says("lies outside of the deck's folder") && o.says("--allow-outside")) << o.err;
    }
    EXPECT_EQ(w.nacre("check deck --allow-outside").code, 0);
    EXPECT_EQ(w.nacre("run deck --threads 1 --allow-outside").code, 0);
  }
  for (const char* name : {"x.xyz", "x.xyz.old"})
    EXPECT_EQ(count_of(outside.read(name), "Time="), 5) << "by its path and by a link";
  EXPECT_EQ(count_of(w.read("x.xyz"), "Time="), 5);
  copy_argon(w, dump_to("sub/x.xyz"));
  fs::create_directories(w.path("sub"));
  EXPECT_EQ(w.nacre("run . --threads 1").code, 0) << "a folder below is inside";
}

TEST(DeckNames, LessFreeDiskThanOutput) {
  const Workspace w;
  copy_argon(w, "ensemble nve\ndump_exyz 1 1 1 1\nrun 1000000000000\n");
  const Outcome o = w.nacre("check .");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("note: the outputs of this deck will take about ") &&
              o.says("PB, and the disk of its folder has "));
  copy_argon(w, dump_to("a.xyz"));
  EXPECT_FALSE(w.nacre("check .").says("will take"));
  copy_argon(w, "minimize cg 1e-3 1000000000000 dump 1 relaxing.xyz\n");
  EXPECT_TRUE(w.nacre("check .").says("deck, if its minimisations take all their steps, will take about "));
}

TEST(Disk, LessFreeThanATrainingOrAnInsertionWrites) {
  const Workspace w;
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  for (const char* name : {"train.xyz", "nep.in"}) w.write(name, read_file(data / "v0.1/train" / name));
  const std::string few = w.read("nep.in");
  EXPECT_FALSE(w.nacre("train --check").says("will take"));
  w.write("nep.in", std::regex_replace(few, std::regex("generation.*\n"), "generation 10000000\n") +
                        "neuron 120\nsave_potential 1 1 1\n");
  w.write("nep.in", std::regex_replace(w.read("nep.in"), std::regex("neuron 2\n"), ""));
  Outcome o = w.nacre("train --check");
  EXPECT_TRUE(o.says("the files of this training will take about ")) << o.out << o.err;
  w.write("host.xyz", read_file(data / "v0.1/insert/host.xyz"));
  w.write("NaC.lj", read_file(data / "lj/NaC.lj"));
  w.write("insert.yaml",
          "structure: host.xyz\npotential: NaC.lj\nuntil: {count: 1000000000}\nstructures: {every: 1}\n");
  o = w.nacre("check insert.yaml");
  EXPECT_TRUE(o.says("the files of this insertion will take about ")) << o.out << o.err;
  w.write("insert.yaml", "structure: host.xyz\npotential: NaC.lj\nuntil: {count: 10}\nstructures: {every: 1}\n");
  EXPECT_FALSE(w.nacre("check insert.yaml").says("will take"));
}

struct Clash {
  const char *command, *says;
};
class OptionNames : public testing::TestWithParam<Clash> {};

TEST_P(OptionNames, AreRefusedBeforeAnythingIsWritten) {
  const Workspace w;
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  copy_argon(w, "ensemble nve\ndump_thermo 1\nrun 5\n");
  fs::create_symlink("model.xyz", w.path("link.xyz"));
  w.write("options.yaml", "rmax: 6\n");
  fs::copy(data / "v0.1/train", w.path("train"));
  fs::copy(data / "v0.1/insert", w.path("insert"));
  fs::copy_file(data / "lj/NaC.lj", w.path("insert/NaC.lj"));
  fs::copy_file(data / "v0.1/insert/insert.csv", w.path("band.csv"));
  const auto before = files_of(w);
  const Outcome o = w.nacre(GetParam().command);
  EXPECT_EQ(o.code, 2) << o.out;
  EXPECT_TRUE(o.says(GetParam().says)) << o.err;
  EXPECT_TRUE(files_of(w) == before);
}

const Clash clashes[] = {
    {"analyze rdf model.xyz -o model.xyz", "--output: would overwrite an input, files, given 'model.xyz'"},
    {"analyze rdf model.xyz -o ./link.xyz", "--output: would overwrite an input, files"},
    {"analyze rdf model.xyz -o a.csv --figure ./a.csv", "--figure: two outputs have the same file, this and --output"},
    {"analyze rdf model.xyz --config options.yaml -o options.yaml", "would overwrite an input, --config"},
    {"analyze coordination model.xyz --cutoff Ar-Ar=4 --summary model.xyz",
     "--summary: would overwrite an input, files"},
    {"analyze xrd model.xyz -o a.csv --summary a.csv", "--summary: two outputs have the same file, this and --output"},
    {"predict Ar.lj model.xyz -o Ar.lj", "--output: would overwrite an input, POTENTIAL"},
    {"predict Ar.lj model.xyz --output=MODEL.xyz", "--output: would overwrite an input, FILE"},
    {"predict Ar.lj model.xyz --output Model.XYZ", "an input, FILE; the names differ by case only, and on some disks"},
    {"run . --summary ./thermo.out", "--summary: two outputs have the same file, this and that of line 4"},
    {"check . --summary run.in", "--summary: would overwrite an input, run.in"},
    {"insert --band band.csv insert/insert.csv", "would overwrite an input, band"},
    {"run . --summary Ar.lj", "--summary: would overwrite an input, the potential"},
    {"train train --summary train/nep.txt", "--summary: two outputs have the same file, this and nep.txt"},
    {"train train --summary train/nep.in", "--summary: would overwrite an input, nep.in"},
    {"insert insert --summary insert/final.xyz", "--summary: two outputs have the same file, this and final.xyz"},
};
INSTANTIATE_TEST_SUITE_P(Commands, OptionNames, testing::ValuesIn(clashes));

struct Wrong {
  const char *yaml, *says;
};
/// A result's name is a link to the potential.
constexpr const char* linked = "structure: host.xyz\npotential: NaC.lj";

class InsertNames : public testing::TestWithParam<Wrong> {};

TEST_P(InsertNames, AreRefused) {
  const Workspace w;
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  for (const char* name : {"host.xyz", "insert.svg", "final.xyz.old", "seed-2/final.xyz"}) {
    fs::create_directories(w.path(name).parent_path());
    fs::copy_file(data / "v0.1/insert/host.xyz", w.path(name));
  }
  for (const char* name : {"NaC.lj", "insert.csv"}) fs::copy_file(data / "lj/NaC.lj", w.path(name));
  if (GetParam().yaml == std::string(linked)) fs::create_symlink("NaC.lj", w.path("nacre.insert"));
  w.write("insert.yaml", GetParam().yaml + std::string("\nuntil: {count: 1}\nbulk_energy: -1\n"));
  const auto before = files_of(w);
  const Outcome o = w.nacre("insert insert.yaml --threads 1");
  EXPECT_EQ(o.code, 2) << o.out;
  EXPECT_TRUE(o.says(GetParam().says)) << o.err;
  EXPECT_TRUE(files_of(w) == before);
}

const Wrong wrong[] = {
    {"structure: ./insert.svg\npotential: NaC.lj", "structure: this file would be overwritten"},
    {"structure: final.xyz.old\npotential: NaC.lj", "structure: this file would be overwritten"},
    {"structure: host.xyz\npotential: ./insert.csv", "potential: this file would be overwritten"},
    {linked, "potential: this file would be overwritten"},
    {"structure: host.xyz\npotential: tersoff-carbon\nstructures: {file: host.xyz}", "structure: this file would"},
    {"structure: host.xyz\npotential: tersoff-carbon\nstructures: {file: insert.yaml}",
     "structures.file: insert.yaml has"},
    {"structure: seed-2/final.xyz\npotential: tersoff-carbon\nseed: [1, 2]", "structure: this file would"},
};
INSTANTIATE_TEST_SUITE_P(Keys, InsertNames, testing::ValuesIn(wrong));

/// Every file that lies in `folder` of the workspace.
std::vector<std::string> names_in(const Workspace& w, const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::recursive_directory_iterator(w.path(folder)))
    if (entry.is_regular_file()) names.push_back(folder + "/" + fs::relative(entry.path(), w.path(folder)).string());
  return names;
}
/// The command with each file that the folder holds as an input: refused, and the file stays.
void expect_safe(const Workspace& w, const std::string& folder, const std::string& before, const std::string& after) {
  const std::vector<std::string> names = names_in(w, folder);
  EXPECT_GE(names.size(), 3u) << folder;
  for (const std::string& name : names) {
    const std::string content = w.read(name);
    const Outcome o = w.nacre(before + " " + name + " " + after);
    EXPECT_EQ(o.code, 2) << name << o.out;
    EXPECT_TRUE(o.says("would overwrite an input")) << name << o.err;
    EXPECT_EQ(w.read(name), content);
  }
}

// A folder for results in which an input lies under a name that would be written.
TEST(FolderNames, ResultsOfAnAnalysis) {
  const Workspace w;
  w.write("model.xyz", diamond(2)), w.write("other.xyz", diamond(2, 3.6));
  ASSERT_EQ(w.nacre("analyze all model.xyz -o out").code, 0);
  expect_safe(w, "out", "analyze all", "-o ./out");
  expect_safe(w, "out", "analyze all model.xyz --reference", "-o out");
  ASSERT_EQ(w.nacre("analyze compare model.xyz other.xyz -o both").code, 0);
  expect_safe(w, "both", "analyze compare model.xyz", "-o both");
  fs::copy(w.path("out"), w.path("model-analysis"));
  expect_safe(w, "model-analysis", "analyze all model.xyz --reference", "");
}

TEST(FolderNames, ColumnsOfAPrediction) {
  const Workspace w;
  const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";
  w.write("NaC.lj", read_file(data / "lj/NaC.lj")), w.write("host.xyz", read_file(data / "v0.1/insert/host.xyz"));
  ASSERT_EQ(w.nacre("predict NaC.lj host.xyz --files out -o p.xyz").code, 0);
  ASSERT_EQ(w.nacre("predict NaC.lj p.xyz --files out").code, 0);
  for (const char* name : {"out/energy_host.out", "out/parity_force.svg"}) EXPECT_TRUE(w.has(name)) << name;
  fs::remove_all(w.path("out"));
  ASSERT_EQ(w.nacre("predict NaC.lj p.xyz --files out").code, 0);
  expect_safe(w, "out", "predict NaC.lj p.xyz --files out --committee NaC.lj", "");
}

TEST(FolderNames, ResultsOfSites) {
  const Workspace w;
  const fs::path from = fs::path(nacre_test::source_dir()) / "tests/cases/doped-host";
  for (const char* name : {"carbon.xyz", "pair.lj", "insert.yaml"})
    w.write(std::string("host/") + name, read_file(from / name));
  w.write("host/insert.yaml", w.read("host/insert.yaml") + "seed: [1, 2]\n");
  ASSERT_EQ(w.nacre("insert host --quiet").code, 0);
  ASSERT_EQ(w.nacre("sites all host").code, 0);
  EXPECT_TRUE(w.has("host-sites/run-2/guests.csv"));
  expect_safe(w, "host-sites", "sites all host --reference", "");
  expect_safe(w, "host-sites/run-1", "sites label host --forest", "-o host-sites");
}

TEST(PipelineNames, TheSummaryIsNoInput) {
  const Workspace w;
  copy_argon(w);
  const std::string chain = "output: out\nstages:\n  analyze: {structure: model.xyz, rdf: {rmax: 6}}\n";
  w.write("chain.yaml", chain);
  for (const char* name : {"chain.yaml", "model.xyz"}) {
    const Outcome o = w.nacre(std::string("pipeline chain.yaml --summary ") + name);
    EXPECT_EQ(o.code, 2) << o.out;
    EXPECT_TRUE(o.says("--summary: would overwrite an input")) << o.err;
  }
  EXPECT_EQ(w.read("chain.yaml"), chain);
}

}  // namespace

}  // namespace names_test
