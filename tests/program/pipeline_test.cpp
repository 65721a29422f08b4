// `nacre pipeline` from outside: a chain of seconds, what is skipped and what is made again, kills, wrong files.
#include <yaml-cpp/yaml.h>

#include <array>
#include <map>
#include <regex>

#include "background.h"
#include "source_dir.h"

namespace pipeline_test {
namespace {
using namespace program;
const fs::path models = fs::path(nacre_test::source_dir()) / "tests/data/nep-random";

/// Random parameters know no metal and no good carbon: few steps, and the energy of the bulk is given.
const std::string tiny = R"(output: out
threads: 1
seed: 3
stages:
  build:
    kind: random
    species: C
    atoms: 32
    density: 1.2
    min_distance: 1.5
  anneal:
    checkpoint_interval: 20
    deck: |
      # lines of a run.in
      potential nep.txt
      velocity 300
      time_step 0.5

      ensemble nvt_bdp 300 300 20
      dump_thermo 5
      run 60
      minimize lbfgs 1 3
  analyze:
    all:
    coordination: {cutoff: C-C=1.9, output: bonds.csv}
  insert:
    potential: nep.txt
    until: {count: 3}
    bulk_energy: -1
    candidates: {spacing: 0.9, min_distance: {Na-C: 1.7, Na-Na: 2.5}}
    screen: {keep: 5}
    smoothing: 2
    structures: {every: 1}
    relax: {finalists: 2, radius: 6, local_steps: 5, max_steps: 5}
  sites:
)";

std::string with(const std::string& from, const std::string& to) {
  std::string text = tiny;
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

void prepare(const Workspace& w, const std::string& config = tiny) {
  fs::copy_file(models / "nep4_zbl_NaC/nep.txt", w.path("nep.txt"));
  w.write("chain.yaml", config);
}

/// "run skipped run run": the states of the stages in order.
std::string states(const Workspace& w, const std::string& options = "") {
  const Outcome o = w.nacre("pipeline chain.yaml --summary s.yaml " + options);
  EXPECT_EQ(o.code, 0) << o.err << o.out;
  if (o.code != 0) return o.err;
  std::string text;
  for (const YAML::Node& stage : YAML::Load(w.read("s.yaml"))["stages"])
    text += (text.empty() ? "" : " ") + stage["state"].as<std::string>();
  return text;
}

/// Everything that a stage's files say about atoms; wall-clock seconds are blanked.
std::string everything(const Workspace& w) {
  std::string ledger;
  std::istringstream in(w.read("out/04-insert/insert.csv"));
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    int place = 0;
    for (std::string field; std::getline(fields, field, ','); ++place) ledger += place == 15 ? "-," : field + ",";
    ledger += "\n";
  }
  return w.read("out/02-anneal/thermo.out") + w.read("out/02-anneal/final.xyz") + w.read("out/03-analyze/rdf.csv") +
         ledger + w.read("out/04-insert/structures.xyz") + w.read("out/04-insert/final.xyz") +
         w.read("out/05-sites/guests.csv") + w.read("out/05-sites/labelled.xyz");
}

TEST(Pipeline, RunsSkipsAndMakesAgainWhatChanged) {
  const Workspace w;
  prepare(w);
  EXPECT_EQ(states(w), "run run run run run");
  for (const char* file : {"01-build/model.xyz", "02-anneal/final.xyz", "02-anneal/thermo.out", "03-analyze/page.txt",
                           "03-analyze/bonds.csv", "04-insert/insert.svg", "04-insert/stage.yaml",
                           "05-sites/profile.svg", "05-sites/labelled.xyz", "page.txt"})
    EXPECT_TRUE(w.has(std::string("out/") + file)) << file;
  const std::string all = everything(w);
  EXPECT_EQ(states(w), "skipped skipped skipped skipped skipped");
  EXPECT_EQ(everything(w), all);
  EXPECT_EQ(states(w, "--threads 2 --quiet"), "skipped skipped skipped skipped skipped") << "threads change no bit";

  // comments and blanks are no settings; a number is, and what depends on it is made again
  w.write("chain.yaml", with("# lines of a run.in", "# other words"));
  EXPECT_EQ(states(w), "skipped skipped skipped skipped skipped");
  w.write("chain.yaml", with("run 60", "run 70"));
  Outcome o = w.nacre("pipeline chain.yaml --dry-run");
  EXPECT_TRUE(o.says("anneal   would run: settings changed: deck[6] run 60 -> run 70")) << o.out;
  EXPECT_TRUE(o.says("insert   would run: reads stage:anneal/final.xyz")) << o.out;
  EXPECT_EQ(everything(w), all) << "a dry run does nothing";
  EXPECT_EQ(states(w), "skipped run run run run");
  EXPECT_NE(everything(w), all);
  EXPECT_TRUE(w.has("out/02-anneal.old/final.xyz"));
  w.write("chain.yaml", tiny);
  EXPECT_EQ(states(w), "skipped run run run run");
  EXPECT_EQ(everything(w), all) << "the same settings, the same bits";

  // one key of the last stage
  w.write("chain.yaml", with("count: 3", "count: 2"));
  EXPECT_EQ(states(w), "skipped skipped skipped run run");
}

TEST(Pipeline, ResultsAndInputsThatChangedAreNoticed) {
  const Workspace w;
  prepare(w);
  ASSERT_EQ(states(w), "run run run run run");
  const std::string all = everything(w);
  fs::remove(w.path("out/04-insert/final.xyz"));
  Outcome o = w.nacre("pipeline chain.yaml --dry-run");
  EXPECT_TRUE(o.says("result was deleted: final.xyz")) << o.out;
  // its ledger holds seconds, so that the sites are labelled again unless these are the same
  EXPECT_EQ(states(w).rfind("skipped skipped skipped run ", 0), 0u);
  // a changed result of the first stage is made again, to the same bytes: nothing after it needs to run
  w.write("out/01-build/model.xyz", w.read("out/01-build/model.xyz") + " ");
  EXPECT_EQ(states(w), "run skipped skipped skipped skipped");
  EXPECT_EQ(everything(w), all);
  // the potential is an input of two stages
  w.write("nep.txt", w.read("nep.txt") + "\n");
  o = w.nacre("pipeline chain.yaml --dry-run");
  EXPECT_TRUE(o.says("anneal   would run: input changed: nep.txt")) << o.out;
  // a record that was cut
  w.write("out/03-analyze/stage.yaml", "stage: ana");
  EXPECT_EQ(states(w).rfind("skipped run run run ", 0), 0u) << "the analysis has lost its record";
}

TEST(Pipeline, FromOnlyAndForce) {
  const Workspace w;
  prepare(w);
  Outcome o = w.nacre("pipeline chain.yaml --from insert");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("build: this stage is not made yet")) << o.err;
  EXPECT_EQ(states(w, "--only build"), "run");
  EXPECT_EQ(states(w, "--only anneal"), "skipped run");
  EXPECT_FALSE(w.has("out/03-analyze"));
  EXPECT_EQ(states(w), "skipped skipped run run run");
  w.write("chain.yaml", with("run 60", "run 70"));
  o = w.nacre("pipeline chain.yaml --only insert --force");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("anneal   left as it is, out of date: settings changed")) << o.out;
  EXPECT_NE(w.read("out/page.txt").find(", out of date: settings changed: deck[6]"), std::string::npos);
  EXPECT_EQ(states(w, "--from analyze").rfind("skipped skipped skipped skipped ", 0), 0u);
  o = w.nacre("pipeline chain.yaml --only inserts");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("did you mean 'insert'?")) << o.err;
  w.write("mine.yaml", with("output: out", "output: mine"));
  w.write("mine/01-build/thesis.txt", "words");
  EXPECT_EQ(w.nacre("pipeline mine.yaml").code, 2) << "a folder of somebody else is not overwritten";
  EXPECT_EQ(w.read("mine/01-build/thesis.txt"), "words");
}

struct Cut {
  const char* name;
  int signal;
  const char* growing;  ///< file that the stage appends to
  std::uintmax_t size;
};
class PipelineCut : public testing::TestWithParam<Cut> {};

TEST_P(PipelineCut, GoesOnToTheSameBits) {
  const Workspace w, whole;
  std::string longer = with("run 60", "run 400");
  longer.replace(longer.find("count: 3"), 8, "count: 6");
  prepare(w, longer);
  prepare(whole, longer);
  ASSERT_EQ(states(whole), "run run run run run");
  const fs::path file = w.path(GetParam().growing);
  Background run(w, binary(), {"pipeline", "chain.yaml"});
  const int code = run.stop(GetParam().signal, [&] { return size_of(file) > GetParam().size; });
  const bool is_cut = !w.has("out/04-insert/stage.yaml");
  if (is_cut && GetParam().signal == SIGINT) {
    EXPECT_EQ(code, 130) << w.read("log");
    EXPECT_NE(w.read("log").find("the same command goes on from there"), std::string::npos) << w.read("log");
  }
  const Outcome o = w.nacre("pipeline chain.yaml");
  ASSERT_EQ(o.code, 0) << o.err << o.out;
  EXPECT_TRUE(!is_cut || o.says("goes on from nacre.")) << o.out;
  EXPECT_EQ(everything(w), everything(whole));
  EXPECT_FALSE(w.has("out/04-insert/insert.csv.old")) << "the insertion began again";
  EXPECT_FALSE(w.has("out/04-insert/started.yaml"));
}

const Cut cuts[] = {{"InterruptRun", SIGINT, "out/02-anneal/thermo.out", 3000},
                    {"KillRun", SIGKILL, "out/02-anneal/thermo.out", 3000},
                    {"InterruptInsert", SIGINT, "out/04-insert/structures.xyz", 9000},
                    {"KillInsert", SIGKILL, "out/04-insert/structures.xyz", 9000}};
INSTANTIATE_TEST_SUITE_P(Kinds, PipelineCut, testing::ValuesIn(cuts),
                         [](const auto& info) { return std::string(info.param.name); });

// Paths of files outside of the folder are not in the deck and in insert.yaml.
TEST(Pipeline, ACutOffStageGoesOnWhereItsFolderIsMoved) {
  for (const Cut& cut : {cuts[0], cuts[2]}) {
    const Workspace w;
    std::string longer = with("run 60", "run 400");
    longer.replace(longer.find("count: 3"), 8, "count: 6");
    fs::copy_file(models / "nep4_zbl_NaC/nep.txt", w.path("elsewhere.txt"));
    w.write("here/chain.yaml", longer);
    fs::create_symlink(w.path("elsewhere.txt"), w.path("here/nep.txt"));
    Background run(w, binary(), {"pipeline", "here/chain.yaml"});
    run.stop(cut.signal, [&] { return size_of(w.path("here") / cut.growing) > cut.size; });
    const bool is_cut = !w.has("here/out/04-insert/stage.yaml");
    fs::create_directories(w.path("far/away"));
    fs::rename(w.path("here"), w.path("far/away/moved"));
    const Outcome o = w.nacre("pipeline far/away/moved/chain.yaml");
    EXPECT_EQ(o.code, 0) << cut.name << o.err;
    EXPECT_TRUE(!is_cut || o.says("goes on from nacre.")) << cut.name << o.out;
    EXPECT_TRUE(w.nacre("pipeline far/away/moved/chain.yaml").says("build    skipped")) << cut.name;
  }
}

struct Wrong {
  const char *from, *to, *says;
};
class PipelineWrong : public testing::TestWithParam<Wrong> {};

TEST_P(PipelineWrong, IsNamedBeforeAnythingRuns) {
  const Workspace w;
  prepare(w, with(GetParam().from, GetParam().to));
  for (const char* command : {"pipeline chain.yaml", "check chain.yaml"}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2) << command;
    EXPECT_TRUE(o.says(GetParam().says)) << o.err;
    EXPECT_TRUE(o.says("1 error in")) << o.err;
  }
  EXPECT_FALSE(w.has("out/01-build"));
}

const Wrong wrong[] = {
    {"seed: 3", "sed: 3", "chain.yaml:3: sed: unknown key; did you mean 'seed'?"},
    {"threads: 1", "threads: many", "chain.yaml:2: threads"},
    {"  analyze:", "  look:", "chain.yaml:23: look.command: the name is no command"},
    {"    kind: random", "    kind: randon", "chain.yaml:6: build.kind: not a kind of structure"},
    {"    atoms: 32", "    atom: 32", "chain.yaml:8: build.atom: unknown key; did you mean 'atoms'?"},
    {"    atoms: 32", "    atoms: few", "chain.yaml:8: build.atoms"},
    {"    density: 1.2", "    density: 99", "chain.yaml:5: build"},
    {"    density: 1.2", "    density: 1.2\n    box: 9", "allowed: a box or a density, one of them"},
    {"    density: 1.2\n", "", "allowed: a box or a density, one of them"},
    {"nvt_bdp 300", "nvt_bpd 300", "chain.yaml:19: ensemble"},
    {"potential nep.txt", "potential nap.txt", "chain.yaml:15: anneal.deck: no such file"},
    {"      run 60", "      rnu 60", "chain.yaml:21: "},
    {"checkpoint_interval", "checkpoint_intervall", "chain.yaml:12: anneal.checkpoint_intervall: unknown key"},
    {"    coordination:", "    cordination:", "chain.yaml:25: analyze.cordination: unknown key"},
    {"cutoff: C-C=1.9", "cutoff: {C: 1.9}", "chain.yaml:25: analyze.coordination.cutoff: a value is wanted"},
    {"cutoff: C-C=1.9", "cutof: C-C=1.9", "analyze.coordination.cutof: unknown key"},
    {"    until: {count: 3}", "    untl: {count: 3}", "chain.yaml:28: untl: unknown key"},
    {"    candidates: {spacing: 0.9, min_distance: {Na-C: 1.7, Na-Na: 2.5}}", "    species: Li",
     "the potential does not know this element"},
    {"    until: {count: 3}", "    until: {count: 3}\n    structure: stage:aneal", "did you mean 'anneal'?"},
};
INSTANTIATE_TEST_SUITE_P(Keys, PipelineWrong, testing::ValuesIn(wrong));

TEST(Pipeline, AllErrorsAtOnceAndOtherWrongFiles) {
  const Workspace w;
  prepare(w, std::regex_replace(with("atoms: 32", "atoms: few"), std::regex("keep: 5"), "kep: 5"));
  const Outcome o = w.nacre("pipeline chain.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("build.atoms") && o.says("did you mean 'screen.keep'?") && o.says("2 errors")) << o.err;
  EXPECT_EQ(w.nacre("pipeline").code, 2);
  EXPECT_EQ(w.nacre("pipeline nowhere.yaml").code, 2);
  w.write("list.yaml", "- a\n");
  EXPECT_EQ(w.nacre("pipeline list.yaml").code, 2);
  w.write("cut.yaml", "stages: {build: [\n");
  EXPECT_TRUE(w.nacre("pipeline cut.yaml").says("this is not YAML"));
  w.write("none.yaml", "output: out\n");
  EXPECT_TRUE(w.nacre("pipeline none.yaml").says("the stages are needed"));
}

TEST(Pipeline, TwoInOneFolderAreRefused) {
  const Workspace w;
  prepare(w, with("run 60", "run 1000000"));
  Background one(w, binary(), {"pipeline", "chain.yaml"});
  int code = 0;
  std::string said;
  const auto second = [&] {
    if (size_of(w.path("out/02-anneal/thermo.out")) == 0) return false;
    const Outcome o = w.nacre("pipeline chain.yaml");
    return code = o.code, said = o.err, true;
  };
  EXPECT_EQ(one.stop(SIGTERM, second), 130) << w.read("log");
  EXPECT_EQ(code, 1);
  EXPECT_NE(said.find("another nacre works in this folder: nacre pipeline, process "), std::string::npos) << said;
}

// Where nothing can be written, the first thing that failed is told, not the page that fails after it.
TEST(Pipeline, AFullDiskHidesNoStage) {
  const Workspace w;
  prepare(w);
  const Outcome o = w.nacre("pipeline chain.yaml --threads 1", "ulimit -f 12;");
  EXPECT_EQ(o.code, 1);
  EXPECT_TRUE(o.says("out/02-anneal/") && o.says("cannot write: File too large")) << o.err;
}

// What fails says where its log is, and the stages before it stay.
TEST(Pipeline, AStageThatFails) {
  const Workspace w;
  prepare(w, with("time_step 0.5", "time_step 500"));
  const Outcome o = w.nacre("pipeline chain.yaml --summary s.yaml");
  EXPECT_EQ(o.code, 1) << o.out << o.err;
  EXPECT_TRUE(o.says("its log: out/02-anneal/log.txt")) << o.out;
  const YAML::Node stages = YAML::Load(w.read("s.yaml"))["stages"];
  EXPECT_EQ(stages[0]["state"].as<std::string>(), "run");
  EXPECT_EQ(stages[1]["state"].as<std::string>(), "failed");
  EXPECT_TRUE(std::regex_search(w.read("out/page.txt"), std::regex("02-anneal \\(run\\) +failed\n")))
      << "not of before";
  w.write("chain.yaml", tiny);
  EXPECT_EQ(states(w), "skipped run run run run");
}

// The numbers of the page are those of the stages' own summaries.
TEST(Pipeline, PageAndSummary) {
  const Workspace w;
  prepare(w);
  ASSERT_EQ(states(w), "run run run run run");
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["results"]["build"]["build"]["atoms"].as<int>(), 32);
  EXPECT_NEAR(s["results"]["build"]["build"]["density_g_cm3"].as<double>(), 1.2, 1e-9);
  EXPECT_EQ(s["results"]["anneal"]["run"]["steps"].as<int>(), 60);
  EXPECT_EQ(s["results"]["insert"]["insert"]["inserted"].as<int>(), 3);
  EXPECT_TRUE(s["results"]["analyze"]["all"]["hybridization"]["sp2"]);
  const double first = s["results"]["insert"]["insert"]["first_voltage_V"].as<double>();
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", first);
  std::map<std::string, YAML::Node> rows;
  for (const YAML::Node& row : s["comparison"]) rows.emplace(row["what"].as<std::string>(), row);
  EXPECT_EQ(rows["first voltage (V)"]["found"].as<std::string>(), text);
  EXPECT_EQ(rows["first voltage (V)"]["published"].as<std::string>(), "3.37");
  EXPECT_EQ(rows["first voltage (V)"]["stage"].as<std::string>(), "insert");
  std::snprintf(text, sizeof text, "%.2f", 100 * s["results"]["analyze"]["all"]["hybridization"]["sp2"].as<double>());
  EXPECT_EQ(rows["sp2, three bonds (%)"]["found"].as<std::string>(), text);
  EXPECT_EQ(rows["sp2, three bonds (%)"]["published"].as<std::string>(), "98.7");
  EXPECT_EQ(rows["density (g/cm3)"]["found"].as<std::string>(), "1.2000");
  const std::string page = w.read("out/page.txt");
  for (const char* words : {"sp2, three bonds (%)", "first voltage (V)", "capacity at 0 V (mAh/g)", "261.3",
                            "What 32 C atoms cannot show", "02-anneal (run)"})
    EXPECT_NE(page.find(words), std::string::npos) << words << "\n" << page;
}

// The rows of a stage that is skipped are those that its record keeps as data, not the text of a page.
TEST(Pipeline, RowsComeFromTheRecord) {
  const Workspace w;
  prepare(w, with("  sites:\n", ""));
  ASSERT_EQ(states(w), "run run run run");
  const auto found = [&](const std::string& what) {
    for (const YAML::Node& row : YAML::Load(w.read("s.yaml"))["comparison"])
      if (row["what"].as<std::string>() == what) return row["found"].as<std::string>();
    return std::string("no such row");
  };
  ASSERT_EQ(found("density (g/cm3)"), "1.2000");
  const std::string record = w.read("out/03-analyze/stage.yaml");
  w.write("out/03-analyze/stage.yaml", std::regex_replace(record, std::regex("found: \"1.2000\""), "found: \"9.9\""));
  EXPECT_EQ(states(w), "skipped skipped skipped skipped");
  EXPECT_EQ(found("density (g/cm3)"), "9.9");
  EXPECT_NE(w.read("out/page.txt").find("  density (g/cm3)                       9.9"), std::string::npos);
  w.write("out/03-analyze/stage.yaml", record.substr(0, record.find("\npage:") + 1));  // of nacre 0.1
  EXPECT_TRUE(w.nacre("pipeline chain.yaml --dry-run").says("would run: its record, of an earlier nacre, has no rows"));
  EXPECT_EQ(states(w), "skipped skipped run skipped");
  EXPECT_EQ(found("density (g/cm3)"), "1.2000");
}

// A user's own figures: what was analysed is analysed again, what was inserted stays.
TEST(Pipeline, AnotherReference) {
  const Workspace w;
  prepare(w, with("  sites:\n", ""));
  ASSERT_EQ(states(w), "run run run run");
  w.write("mine.yaml",
          "carbon: {source: mine, rows: {cell.density_g_cm3: 1.52}}\n"
          "insertion: {head: sample A, source: mine, rows: {insertion.first_voltage_V: 1.5}}\n");
  std::string config = with("seed: 3", "seed: 3\nreference: mine.yaml");
  w.write("chain.yaml", std::regex_replace(config, std::regex("  sites:\n"), ""));
  EXPECT_EQ(states(w), "skipped skipped run skipped");
  std::map<std::string, std::string> published;
  for (const YAML::Node& row : YAML::Load(w.read("s.yaml"))["comparison"])
    published[row["what"].as<std::string>()] = row["published"].as<std::string>();
  EXPECT_EQ(published["density (g/cm3)"], "1.52");
  EXPECT_EQ(published["first voltage (V)"], "1.5");
  EXPECT_EQ(published["capacity at 0 V (mAh/g)"], "");
  EXPECT_NE(w.read("out/page.txt").find("sample A"), std::string::npos);
  w.write("mine.yaml", "carbon: {source: mine, rows: {cell.density_gcm3: 1}}\n");
  EXPECT_TRUE(w.nacre("pipeline chain.yaml").says("did you mean 'cell.density_g_cm3'?"));
}

// An analysis without options is a setting too.
TEST(Pipeline, AnAnalysisMoreOrLessIsNoticed) {
  const Workspace w;
  const std::string chain = R"(stages:
  host: {command: build, kind: crystal, name: diamond, repeat: [2, 2, 2], rattle: 0.02}
  look: {command: analyze, coordination: {cutoff: C-C=1.85}}
)";
  const auto look = [&](const std::string& analyses) {
    std::string text = chain;
    w.write("chain.yaml", text.replace(text.find("coordination: {cutoff: C-C=1.85}"), 32, analyses));
  };
  w.write("chain.yaml", chain);
  EXPECT_EQ(states(w), "run run");
  look("coordination: {cutoff: C-C=1.85}, all: {}");
  EXPECT_TRUE(w.nacre("pipeline chain.yaml --dry-run").says("settings changed: all, new\n"));
  EXPECT_EQ(states(w), "skipped run");
  EXPECT_TRUE(w.has("chain/02-look/page.txt"));
  look("all:");  // nothing is the same as no options
  EXPECT_TRUE(w.nacre("pipeline chain.yaml --dry-run").says("settings changed: coordination.cutoff, was C-C=1.85"));
  EXPECT_EQ(states(w), "skipped run");
  look("all: {}");
  EXPECT_EQ(states(w), "skipped skipped");
  look("hybridization: {}");
  EXPECT_EQ(states(w), "skipped run");
  EXPECT_FALSE(w.has("chain/02-look/page.txt"));
}

// The last stage: what it says beside the published figures, the files that it reads, and nothing left of before.
TEST(Pipeline, SitesOfAnInsertion) {
  const Workspace w;
  std::string config = with("  sites:\n", "  sites: {threshold: median, trees: 20, settings: given/sites.yaml}\n");
  config.replace(config.find("count: 3"), 8, "count: 12");  // five of each class are the fewest to learn from
  const std::string apart = "{Na-C: 1.7, Na-Na: 2.5}";
  config.replace(config.find(apart), apart.size(), "{Na-C: 1.4, Na-Na: 1.5}");
  prepare(w, config);
  Outcome o = w.nacre("pipeline chain.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("chain.yaml:35: sites.settings: no such file")) << o.err;
  w.write("given/sites.yaml", "features:\n  radius: 5\n");
  ASSERT_EQ(states(w), "run run run run run");
  const YAML::Node s = YAML::Load(w.read("s.yaml")), sites = s["results"]["sites"]["sites"];
  std::map<std::string, std::string> found, published;
  for (const YAML::Node& row : s["comparison"])
    if (row["stage"].as<std::string>() == "sites")
      found[row["what"].as<std::string>()] = row["found"].as<std::string>(),
      published[row["what"].as<std::string>()] = row["published"].as<std::string>();
  const auto text = [](double value, const char* format) {
    char digits[32];
    std::snprintf(digits, sizeof digits, format, value);
    return std::string(digits);
  };
  const std::string where = sites["reaches_0_V"].as<std::string>() == "yes" ? " at 0 V (%)" : " at the end (%)";
  for (const auto& [row, key, figure] :
       {std::array{"adsorption", "adsorption", "22.4"}, std::array{"pore filling", "filling", "31.4"},
        std::array{"intercalation", "intercalation", "46.2"}}) {
    EXPECT_EQ(found[row + where], text(100 * sites["shares"][key].as<double>(), "%.1f")) << row;
    EXPECT_EQ(published[row + where], figure);
  }
  const std::string accuracy = "accuracy of the forest, random split (%)";
  EXPECT_EQ(found[accuracy].rfind(text(100 * sites["accuracy"].as<double>(), "%.1f") + " +- ", 0), 0u);
  EXPECT_EQ(published[accuracy], "86.1");
  EXPECT_EQ(found["AUC, random split"].rfind(text(sites["auc"].as<double>(), "%.3f") + " +- ", 0), 0u);
  EXPECT_EQ(published["AUC, random split"], "0.94");
  for (const auto& [what, value] : found) EXPECT_NE(w.read("out/page.txt").find(what), std::string::npos) << what;
  EXPECT_TRUE(w.has("out/05-sites/forest.yaml"));
  EXPECT_NE(w.read("out/05-sites/log.txt").find("--seed=3"), std::string::npos) << "the seed of the file";

  w.write("given/sites.yaml", "features:\n  radius: 4\n");
  o = w.nacre("pipeline chain.yaml --dry-run");
  EXPECT_TRUE(o.says("sites    would run: input changed: given/sites.yaml")) << o.out;
  EXPECT_EQ(states(w), "skipped skipped skipped skipped run");
  fs::copy_file(w.path("out/05-sites/forest.yaml"), w.path("given/forest.yaml"));
  const auto sites_by = [&](const std::string& options) {
    std::string other = config;
    const auto at = other.find("threshold: median");
    w.write("chain.yaml", other.replace(at, other.size() - at, options + "}\n"));
  };
  sites_by("forest: given/forest.yaml");
  EXPECT_EQ(states(w), "skipped skipped skipped skipped run");
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["results"]["sites"]["sites"]["types_by"].as<std::string>(), "given forest");
  EXPECT_EQ(states(w), "skipped skipped skipped skipped skipped");
  sites_by("threshold: 5");  // one class: no forest, and none of before
  EXPECT_EQ(states(w), "skipped skipped skipped skipped run");
  EXPECT_FALSE(w.has("out/05-sites/forest.yaml"));
  EXPECT_EQ(w.read("out/page.txt").find("accuracy of the forest"), std::string::npos);
  EXPECT_EQ(w.read("out/summary.yaml").find("accuracy of the forest"), std::string::npos);

  // cut off: as a kill leaves it; there is nothing to go on from
  fs::rename(w.path("out/05-sites/stage.yaml"), w.path("out/05-sites/started.yaml"));
  w.write("out/05-sites/roc.svg", "half");
  EXPECT_TRUE(w.nacre("pipeline chain.yaml --dry-run").says("sites    would run: was cut off"));
  EXPECT_EQ(states(w), "skipped skipped skipped skipped run");
  EXPECT_FALSE(w.has("out/05-sites/roc.svg"));
}

// A deck in a file, lines in a list, a second run that goes on from the first, other names, a crystal.
TEST(Pipeline, OtherWaysToSayIt) {
  const Workspace w;
  prepare(w, R"(stages:
  host: {command: build, kind: crystal, name: diamond, repeat: [2, 2, 2], rattle: 0.02}
  warm: {command: run, deck_file: decks/warm.in}
  cold:
    command: run
    structure: stage:warm
    deck: [potential tersoff-carbon, ensemble nve, dump_thermo 1, run 2]
  bonds: {command: analyze, structure: stage:host, coordination: {cutoff: C-C=1.85}}
)");
  w.write("decks/warm.in", "potential ../nep.txt\nvelocity 500\nensemble nve\ndump_thermo 1\nrun 3\n");
  const Outcome o = w.nacre("pipeline chain.yaml --threads 1");
  ASSERT_EQ(o.code, 0) << o.err << o.out;
  EXPECT_EQ(table(w.read("chain/02-warm/thermo.out")).size(), 3u);
  const auto cold = table(w.read("chain/03-cold/thermo.out"));
  ASSERT_EQ(cold.size(), 2u);
  EXPECT_GT(cold[0][0], 50) << "velocities come with the structure";
  const YAML::Node record = YAML::Load(w.read("chain/04-bonds/stage.yaml"));
  EXPECT_EQ(record["inputs"].begin()->first.as<std::string>(), "stage:host/model.xyz");
  EXPECT_NEAR(record["summaries"]["coordination"]["shares"]["4"].as<double>(), 1, 1e-12);
}

// Several insertions into one carbon: a folder a seed; what comes after starts from the first.
TEST(Pipeline, SeveralSeeds) {
  const Workspace w;
  std::string config = with("structures: {every: 1}", "structures: {every: 1}\n    seed: [4, 5]");
  config.replace(config.find("count: 3"), 8, "count: 1");
  prepare(w, config + "  after: {command: analyze, coordination: {cutoff: C-C=1.85}}\n");
  EXPECT_EQ(states(w), "run run run run run run");
  EXPECT_TRUE(w.has("out/04-insert/seed-5/final.xyz"));
  EXPECT_TRUE(w.has("out/05-sites/run-2/guests.csv"));
  EXPECT_EQ(YAML::Load(w.read("out/04-insert/stage.yaml"))["settings"]["seed"].as<std::string>(), "4 5");
  EXPECT_TRUE(YAML::Load(w.read("out/06-after/stage.yaml"))["inputs"]["stage:insert/seed-4/final.xyz"].IsDefined());
  EXPECT_EQ(states(w), "skipped skipped skipped skipped skipped skipped");
}

// A potential that is trained on the way is an input of what comes after.
TEST(Pipeline, TrainedOnTheWay) {
  const Workspace w;
  w.write("chain.yaml", R"(seed: 1
stages:
  train: {folder: argon}
  build: {kind: random, species: Ar, atoms: 12, box: 12, min_distance: 3}
  run:
    deck: [potential stage:train/nep.txt, velocity 10, ensemble nve, dump_thermo 1, run 2]
)");
  fs::create_directories(w.path("argon"));
  const fs::path example = fs::path(nacre_test::source_dir()) / "input/train-argon";
  fs::copy_file(example / "train.xyz", w.path("argon/train.xyz"));
  const auto epochs = [&](const std::string& number) {
    w.write("argon/nep.in",
            std::regex_replace(read_file(example / "nep.in"), std::regex("epoch +[0-9]+"), "epoch " + number));
  };
  epochs("50");
  EXPECT_EQ(states(w), "run run run");
  EXPECT_EQ(states(w), "skipped skipped skipped");
  EXPECT_EQ(table(w.read("chain/03-run/thermo.out")).size(), 2u);
  epochs("51");
  EXPECT_EQ(states(w), "run skipped run");
}

// The stage's training is that of the folder, with all files that are read there.
TEST(Pipeline, TrainsWithAllFilesOfTheFolder) {
  const Workspace w;
  const fs::path example = fs::path(nacre_test::source_dir()) / "input/train-argon";
  const std::string nep_in = std::regex_replace(read_file(example / "nep.in"), std::regex("epoch +[0-9]+"), "epoch 20");
  const auto folder = [&](const std::string& name, const std::string& lines) {
    w.write(name + "/nep.in", nep_in + lines);
    fs::copy_file(example / "train.xyz", w.path(name + "/train.xyz"));
  };
  folder("base", "");
  w.write("base/zbl.in", "1.5 3.0 50 2 10 1 0 1 0 1\n");
  folder("tuned", "fine_tune ../base/nep.txt ../base/nep.restart\n");
  folder("again", "");
  ASSERT_EQ(w.nacre("train base --threads 1").code, 0);
  fs::copy_file(w.path("base/nep.restart"), w.path("again/nep.restart"));
  fs::copy_file(w.path("base/nep.txt"), w.path("again/nep.txt"));
  const std::string base = w.read("base/nep.txt");
  fs::remove(w.path("base/nep.txt"));  // a search that starts from results is another
  const std::string restart = w.read("base/nep.restart");
  fs::remove(w.path("base/nep.restart"));
  w.write("chain.yaml", "stages:\n  base: {command: train, folder: base}\n");
  EXPECT_EQ(states(w, "--threads 1"), "run");
  EXPECT_EQ(w.read("chain/01-base/nep.txt"), base) << "with zbl.in";
  w.write("base/zbl.in", "1.5 3.0 60 2 10 1 0 1 0 1\n");
  EXPECT_EQ(states(w, "--threads 1"), "run");
  EXPECT_NE(w.read("chain/01-base/nep.txt"), base);

  w.write("base/nep.txt", base), w.write("base/nep.restart", restart);
  w.write("chain.yaml", "stages:\n  t: {command: train, folder: tuned}\n  a: {command: train, folder: again}\n");
  EXPECT_EQ(states(w, "--threads 1"), "run run");
  for (const auto& [stage, by_hand] : {std::array{"chain/01-t", "tuned"}, std::array{"chain/02-a", "again"}}) {
    const Outcome o = w.nacre(std::string("train ") + by_hand + " --threads 1");
    ASSERT_EQ(o.code, 0) << o.err;
    EXPECT_EQ(w.read(std::string(stage) + "/nep.txt"), w.read(std::string(by_hand) + "/nep.txt")) << by_hand;
    EXPECT_EQ(w.read(std::string(stage) + "/nep.restart"), w.read(std::string(by_hand) + "/nep.restart")) << by_hand;
  }
}

}  // namespace
}  // namespace pipeline_test
