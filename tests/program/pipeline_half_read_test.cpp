// A stage that is refused is one error: those that depend on it are neither refused nor trusted, whatever it would have
// made.
#include <array>
#include <regex>

#include "nacre_command.h"

namespace pipeline_half_read_test {

namespace {

using namespace program;

const std::string chain = R"(stages:
  build:
    kind: crystal
    name: diamond
    repeat: [2, 2, 2]
  anneal:
    deck: |
      potential tersoff-carbon
      ensemble nve
      run 5
  analyze:
    coordination: {cutoff: C-C=1.9}
  insert:
    structure: stage:anneal
    potential: tersoff-carbon
    species: C
    charge: 1
    until: {count: 70}
    bulk_energy: -7
  sites:
)";

Outcome checked(const std::string& from, const std::string& to) {
  const Workspace w;
  const std::string text = std::regex_replace(chain, std::regex(from), to);
  EXPECT_NE(text, chain) << from;
  w.write("chain.yaml", text);
  return w.nacre("check chain.yaml");
}

TEST(PipelineHalfRead, OneErrorOfAStageIsOneError) {
  const std::vector<std::array<std::string, 3>> wrong = {
      {"  anneal:\n", "  soften:\n", "soften.command"},
      {"  anneal:\n", "  anneal then:\n", "not the name of a stage"},
      {"  anneal:\n    deck:[\\s\\S]*?  analyze", "  anneal: 3\n  analyze", "anneal: the keys of the stage are wanted"},
      {"  insert:\n", "  fill:\n", "fill.command"},
      {"species: C", "species: Cc", "species: unknown element"},
      {"kind: crystal", "kind: cubes", "build.kind"},
      {"name: diamond", "name: diamant", "diamant"},
  };
  for (const auto& [from, to, says] : wrong) {
    const Outcome o = checked(from, to);
    EXPECT_EQ(o.code, 2) << to;
    EXPECT_TRUE(o.says(says)) << to << "\n" << o.err;
    // `anneal` is still named by the insertion where the stage has another name; that is a second mistake.
    const bool names_a_lost_stage = to == "  soften:\n" || to == "  anneal then:\n";
    EXPECT_TRUE(o.says(names_a_lost_stage ? "2 errors in" : "1 error in")) << to << "\n" << o.err;
  }
}

TEST(PipelineHalfRead, ADeckThatIsRefusedLeavesTheOthersAlone) {
  const Outcome o = checked("run 5", "run five");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("chain.yaml:10: steps: not an integer") && o.says("1 error in")) << o.err;
}

}  // namespace

}  // namespace pipeline_half_read_test
