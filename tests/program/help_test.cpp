// Help for a person: nacre help, completion and manual pages, all made from the tables; a bare cutoff.
#include <gtest/gtest.h>

#include "nacre_command.h"

namespace help_test {

namespace {

using namespace program;

TEST(HelpCommand, KeywordsKeysOptionsFormatsAndPages) {
  const Workspace w;
  const std::pair<const char*, const char*> words[] = {
      {"time_step", "keyword of run.in"},      {"--rmax", "option of nacre analyze rdf"},
      {"until.voltage", "key of insert.yaml"}, {"analyze rings", "command"},
      {"poscar", "format of files"},           {"insertion", "docs/insert.md"}};
  for (const auto& [word, says] : words) {
    const Outcome o = w.nacre(std::string("help ") + word);
    EXPECT_EQ(o.code, 0) << word << o.err;
    EXPECT_TRUE(o.says(says)) << word << ": " << o.out;
  }
  EXPECT_TRUE(w.nacre("help").says("nacre convert"));
}

TEST(HelpCommand, TheNearestIsNamed) {
  const Workspace w;
  const Outcome o = w.nacre("help ensembel");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("did you mean 'ensemble'")) << o.err;
}

TEST(HelpCommand, CompletionOfBash) {
  const Workspace w;
  w.write("complete.sh",
          w.nacre("completion bash").out +
              "\nask() { COMP_WORDS=(\"$@\"); COMP_CWORD=$(($# - 1)); _nacre; echo \"${COMPREPLY[@]}\"; }\n"
              "ask nacre conv\nask nacre analyze r\nask nacre analyze rdf --rm\n");
  EXPECT_EQ(w.nacre("--version >/dev/null; bash complete.sh").out, "convert\nrdf rings\n--rmax\n");
  for (const char* shell : {"zsh", "fish"})
    EXPECT_TRUE(w.nacre(std::string("completion ") + shell).says("nacre")) << shell;
  EXPECT_EQ(w.nacre("completion tcsh").code, 2);
}

TEST(HelpCommand, ManualPages) {
  const Workspace w;
  EXPECT_EQ(w.nacre("man pages").code, 0);
  for (const char* page : {"nacre", "nacre-run", "nacre-analyze-rdf"}) {
    const std::string text = w.read(std::string("pages/") + page + ".1");
    EXPECT_EQ(text.rfind(".TH " + std::string(page) + " 1", 0), 0u) << text.substr(0, 80);
  }
  EXPECT_NE(w.read("pages/nacre-analyze-rdf.1").find("\\-\\-rmax"), std::string::npos);
}

TEST(HelpCommand, ABareCutoffWhereThereIsOneElement) {
  const Workspace w;
  w.write("C.xyz", "2\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3\nC 0 0 0\nC 1.4 0 0\n");
  w.write("NaC.xyz", "2\nLattice=\"4 0 0 0 4 0 0 0 4\" Properties=species:S:1:pos:R:3\nNa 0 0 0\nC 1.4 0 0\n");
  EXPECT_EQ(w.nacre("analyze coordination C.xyz --cutoff 1.85").out,
            w.nacre("analyze coordination C.xyz --cutoff C-C=1.85").out);
  const Outcome o = w.nacre("analyze rings NaC.xyz --cutoff 1.85");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("a bare number is for structures of one element, and here are Na, C")) << o.err;
}

}  // namespace

}  // namespace help_test
