// --config, --schema and --cutoff are the same words everywhere.
#include "argon.h"

namespace program::option_files_test {
namespace {

/// Commands whose --config is a file of options, and what a call of them lacks without more words.
const char* const commands[] = {"run",
                                "check",
                                "train",
                                "predict",
                                "select",
                                "model show",
                                "model keep",
                                "model add",
                                "model convert",
                                "model active",
                                "model compare",
                                "convert",
                                "build random",
                                "build crystal",
                                "build layers",
                                "build slit",
                                "build wedge",
                                "build edge",
                                "build tube",
                                "build domains",
                                "formation",
                                "convert deck",
                                "sites features",
                                "sites train",
                                "sites label",
                                "sites all",
                                "info",
                                "analyze all",
                                "analyze compare",
                                "analyze adf",
                                "analyze coordination",
                                "analyze domains",
                                "analyze hybridization",
                                "analyze msd",
                                "analyze pores",
                                "analyze rdf",
                                "analyze xrd",
                                "analyze rings"};

TEST(OptionFiles, EveryCommandReadsTheFileThatItPrints) {
  const Workspace w;
  for (const std::string command : commands) {
    const Outcome schema = w.nacre(command + " --schema");
    ASSERT_EQ(schema.code, 0) << command << schema.err;
    EXPECT_EQ(schema.out.rfind("# options of nacre " + command + "\n", 0), 0u) << schema.out;
    EXPECT_NE(schema.out.find("\nquiet:") + schema.out.find("\n# quiet:"), 2 * std::string::npos) << command;
    w.write("c.yaml", schema.out);
    const Outcome o = w.nacre(command + " --config c.yaml");
    EXPECT_EQ(o.err.find("c.yaml"), std::string::npos) << command << ": a default is refused: " << o.err;
    w.write("c.yaml", "no-such-option: 1\n");
    const Outcome refused = w.nacre(command + " --config c.yaml");
    EXPECT_EQ(refused.code, 2) << command;
    EXPECT_TRUE(refused.says("c.yaml:1: no-such-option")) << command << refused.err;
  }
}

TEST(OptionFiles, ARunTakesItsOptionsFromAFile) {
  const Workspace w;
  copy_argon(w);
  w.write("c.yaml", "DIR: .\nthreads: 1\nsummary: s.yaml\n");
  const Outcome o = w.nacre("run --config c.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_NE(w.read("s.yaml"), "");
}

/// `text` with a value for each of `keys`, which stand there as "# key:  # needed".
std::string filled(std::string text, const std::map<std::string, std::string>& keys) {
  for (const auto& [key, value] : keys) {
    const std::string line = "# " + key + ":  # needed";
    const std::size_t at = text.find(line);
    EXPECT_NE(at, std::string::npos) << line << " in\n" << text;
    if (at != std::string::npos) text.replace(at, line.size(), key + ": " + value);
  }
  return text;
}

bool replaced(std::string& text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  if (at == std::string::npos) return false;
  text.replace(at, from.size(), to);
  return true;
}

TEST(OptionFiles, FilesOfKeysAreGivenByConfigToo) {
  const Workspace w;
  std::string insert = w.nacre("insert --schema").out;
  EXPECT_TRUE(replaced(insert, "# until:", "until:") && replaced(insert, "  # count:", "  count: 3")) << insert;
  w.write("insert.yaml", filled(insert, {{"structure", "absent.xyz"}, {"potential", "absent.txt"}}));
  for (const char* call : {"insert --config insert.yaml", "insert insert.yaml"}) {
    const Outcome o = w.nacre(call);
    EXPECT_EQ(o.code, 2);
    EXPECT_TRUE(o.says("nacre: absent.txt: cannot open")) << "nothing else is wrong: " << o.err;
    EXPECT_FALSE(o.says("unknown key")) << o.err;
  }
  const std::string loop = w.nacre("learn --schema").out;
  w.write("loop.yaml", filled(loop, {{"train", "absent.in"},
                                     {"start", "a.xyz"},
                                     {"explore", "[deck]"},
                                     {"band", "[0.1, 0.5]"},
                                     {"label", "label.sh"}}));
  const Outcome o = w.nacre("learn --config loop.yaml");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("absent.in")) << o.err;
  EXPECT_FALSE(o.says("is missing")) << o.err;
  w.write("chain.yaml", w.nacre("pipeline --schema").out);
  const Outcome chain = w.nacre("pipeline --config chain.yaml");
  EXPECT_EQ(chain.code, 2);
  EXPECT_TRUE(chain.says("stages")) << chain.err << "all stages are comments there";
  EXPECT_FALSE(chain.says("unknown key")) << chain.err;
}

TEST(OptionFiles, KeywordsAreTablesOfADocument) {
  const Workspace w;
  for (const char* command : {"insert", "learn", "pipeline", "sites features", "train", "info"}) {
    const Outcome o = w.nacre(std::string(command) + " --keywords");
    EXPECT_EQ(o.code, 0) << command;
    EXPECT_NE(o.out.find("\n|---|"), std::string::npos) << command;
  }
}

TEST(OptionFiles, CutoffIsTheWordAndBondStillHolds) {
  const Workspace w;
  ASSERT_EQ(w.nacre("build crystal graphite --repeat 3 3 2 -o g.xyz").code, 0);
  w.write("coarse.yaml", "pores: {grid: 1}\nxrd: {step: 0.5}\n");
  const auto found = [&](const std::string& command) {
    const Outcome o = w.nacre(command + " --summary s.yaml");
    EXPECT_EQ(o.code, 0) << command << o.err;
    return w.read("s.yaml");
  };
  const std::string xrd = "analyze xrd g.xyz --low 20 --high 30 --step 0.1";
  EXPECT_EQ(found(xrd + " --cutoff 1.5"), found(xrd + " --bond 1.5"));
  EXPECT_EQ(found("analyze all g.xyz --config coarse.yaml --cutoff 1.5 -o a"),
            found("analyze all g.xyz --config coarse.yaml --bond 1.5 -o a"));
  EXPECT_NE(found("analyze all g.xyz --config coarse.yaml --cutoff 1.5 -o a"),
            found("analyze all g.xyz --config coarse.yaml --cutoff 2.6 -o a"));
  const std::string bare = found("analyze rings g.xyz --cutoff 1.5");
  EXPECT_EQ(bare, found("analyze rings g.xyz --cutoff C-C=1.5"));
  w.write("c.yaml", "cutoff: 1.5\n");
  EXPECT_EQ(bare, found("analyze rings g.xyz --config c.yaml"));
}

}  // namespace
}  // namespace program::option_files_test
