// A line that is refused leaves no trace that other lines trust, and nothing is said of lines that are right once it is
// corrected: nep.in, run.in, insert.yaml. (Pipelines: tests/program/pipeline_test.cpp.)
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "insert/settings.h"
#include "run/check.h"
#include "train/settings.h"
#include "unit/scratch.h"

namespace half_read_test {

namespace {

using namespace nacre;
using nacre_test::Scratch;

std::vector<std::string> texts_of(const std::vector<Error>& errors) {
  std::vector<std::string> texts;
  for (const Error& e : errors) texts.push_back(std::to_string(e.line()) + ": " + e.message());
  return texts;
}

std::vector<std::string> nep_errors(const std::string& text) {
  const Scratch folder;
  std::vector<Error> errors;
  train::read_nep_in(folder.write("nep.in", text), errors);
  return texts_of(errors);
}

void expect_only(const std::vector<std::string>& errors, const std::vector<std::string>& starts) {
  EXPECT_EQ(errors.size(), starts.size());
  for (std::size_t i = 0; i < std::min(errors.size(), starts.size()); ++i)
    EXPECT_EQ(errors[i].rfind(starts[i], 0), 0u) << errors[i];
}

TEST(HalfRead, NepInWithAWrongElement) {
  expect_only(nep_errors("type 2 C NA\ncutoff 8 4\n"), {"1: type: unknown element"});
  expect_only(nep_errors("cutoff 8 4 7 4\ntype_weight 1 2\ntype 2 C C\nreference_energy -1 -2\n"),
              {"3: type: the element is named twice"});
  expect_only(nep_errors("type 3 C Na\ncutoff 8 4\nzbl 99\nneuron 0\n"),
              {"1: type: too few", "3: zbl outer radius", "4: neuron"});
  expect_only(nep_errors("cutoff 8 4\nlambda_e -1\n"), {"0: type: is missing", "2: lambda_e"});
}

TEST(HalfRead, NepInRulesBetweenLines) {
  expect_only(nep_errors("type 1 C\nzbl 99\nuse_typewise_cutoff_zbl\n"), {"2: zbl outer radius"});
  expect_only(nep_errors("type 1 C\noutput_descriptor 1\nprediction yes\n"), {"3: prediction"});
}

TEST(HalfRead, NepInKeepsWhatWasThere) {
  const Scratch folder;
  std::vector<Error> errors;
  const train::TrainSettings s = train::read_nep_in(
      folder.write("nep.in", "type 2 C Na\ncutoff 7 5 6 99\nl_max 4 2 1 x\nlambda_schedule 5 1 1 1 3 1 1 1\n"), errors);
  EXPECT_EQ(errors.size(), 3u);
  EXPECT_EQ(s.shape.radial_cutoff, (std::vector<double>{8, 8}));
  EXPECT_EQ(s.shape.angular_cutoff, (std::vector<double>{4, 4}));
  EXPECT_TRUE(s.shape.higher[q222]);
  EXPECT_FALSE(s.shape.higher[1]);
  EXPECT_TRUE(s.stages.empty());
}

const char* const model =
    "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3:group:I:1\nC 0 0 0 0\nC 1.5 0 0 1\n";

struct Checked {
  std::vector<std::string> errors, notices;
};
Checked check(const std::string& deck_text, const std::string& structure = model) {
  const Scratch folder;
  folder.write("model.xyz", structure);
  const std::string file = folder.write("run.in", deck_text);
  std::vector<Error> errors;
  const run::Deck deck = run::read_deck(file, errors);
  run::DeckCheck found;
  run::check_deck(deck, found);
  errors.insert(errors.end(), found.errors.begin(), found.errors.end());
  return {texts_of(errors), found.notices};
}

TEST(HalfRead, DeckAfterARunThatCouldNotBeRead) {
  // The second ensemble and dump belong to the second run, whatever the first line `run` says.
  expect_only(check("potential tersoff-carbon\nensemble nve\ncompute_msd 1 5 save_every 5\nrun ten\n"
                    "ensemble nve\ncompute_msd 1 5 save_every 5\nrun 10\n")
                  .errors,
              {"4: steps"});
}

TEST(HalfRead, DeckAfterAnEnsembleThatCouldNotBeRead) {
  expect_only(check("potential tersoff-carbon\nensemble nev\nrun 5\nrun 5\n").errors, {"2: ensemble"});
  const Checked second = check("potential tersoff-carbon\nensemble nve\nrun 5\nensemble nev\nrun 5\nrun 5\n");
  expect_only(second.errors, {"4: ensemble"});
  for (const std::string& n : second.notices) EXPECT_EQ(n.find("that of line 2"), std::string::npos) << n;
}

TEST(HalfRead, DeckAfterAReplicateThatCouldNotBeRead) {
  // In the cell as it stands the barostat would not find its place; in that of the corrected line it might.
  expect_only(check("replicate 2 x 2\npotential tersoff-carbon\nensemble nve\nfix 7\nrun 5\n").errors, {"1: nb"});
  const Checked v = check("potential tersoff-carbon\nvelocity hot\nensemble nve\nrun 5\n");
  expect_only(v.errors, {"2: temperature"});
  for (const std::string& n : v.notices) EXPECT_EQ(n.find("no velocities given"), std::string::npos) << n;
}

TEST(HalfRead, DeckWhosePotentialDoesNotKnowAnElement) {
  std::string sodium = model;
  sodium.replace(sodium.find("\nC "), 3, "\nNa ");
  expect_only(check("potential tersoff-carbon\nensemble nve\ncompute_rdf 4 10 1 atom 0 1\nrun 5\n", sodium).errors,
              {"0: species: the potential does not know"});
}

TEST(OldDecks, RunTakesTheEnsembleBefore) {
  const Checked c = check("potential tersoff-carbon\nensemble nvt_bdp 300 300 100\nrun 5\nrun 6\n");
  expect_only(c.errors, {});
  const auto says = [&](const std::string& part) {
    return std::any_of(c.notices.begin(), c.notices.end(),
                       [&](const std::string& n) { return n.find(part) != std::string::npos; });
  };
  EXPECT_TRUE(says("run.in:4: run: has no `ensemble` of its own; that of line 2 is taken"));
  expect_only(check("potential tersoff-carbon\nrun 5\n").errors, {"2: run: no `ensemble`"});
}

TEST(OldDecks, NumbersAfterThePotentialAndNeighbor) {
  const Checked c = check("potential tersoff-carbon 0\nneighbor off\nensemble nve\nrun 5\n");
  expect_only(c.errors, {});
  ASSERT_GE(c.notices.size(), 2u);
  EXPECT_NE(c.notices[0].find("run.in:1: potential: numbers after the file are the syntax of old decks"),
            std::string::npos);
  EXPECT_NE(c.notices[1].find("run.in:2: neighbor: is a keyword of old decks"), std::string::npos);
}

TEST(OldDecks, TimeStepZero) {
  expect_only(check("potential tersoff-carbon\ntime_step 0\nensemble npt_ber 300 300 100 0 50 100\nrun 1\n").errors,
              {});
  expect_only(check("potential tersoff-carbon\ntime_step 0\nensemble nve\ncompute_msd 1 1\nrun 1\n").errors,
              {"4: compute_msd: needs a time step above 0"});
}

std::vector<std::string> insert_errors(const std::string& text) {
  const Scratch folder;
  std::vector<Error> errors;
  insert::read_insert_settings(folder.write("insert.yaml", text), errors);
  return texts_of(errors);
}

TEST(HalfRead, InsertYaml) {
  const std::string needed = "structure: c.xyz\npotential: nep.txt\nuntil: {count: 3}\n";
  // The pairs would be right with the species corrected.
  expect_only(insert_errors(needed + "candidates:\n  min_distance: {Na-C: 2.0}\nspecies: NA\n"), {"6: species"});
  expect_only(insert_errors(needed + "seed: [4, 5, x]\n"), {"4: seed"});
  const Scratch folder;
  std::vector<Error> errors;
  const insert::InsertSettings s =
      insert::read_insert_settings(folder.write("insert.yaml", needed + "seed: [4, 5, x]\nspecies: Li\n"), errors);
  EXPECT_EQ(s.seeds, std::vector<std::uint64_t>{1});
  EXPECT_EQ(s.species, "Li");
}

TEST(HalfRead, YamlThatHoldsItself) {
  const std::vector<std::string> endless = {"a: &a [*a]\n", "a: &a {b: *a}\n"};
  for (const std::string& text : endless) {
    const Scratch folder;
    std::vector<Error> errors;
    EXPECT_THROW(insert::read_insert_settings(folder.write("insert.yaml", text), errors), Error) << text;
  }
  std::string bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int k = 1; k < 9; ++k) {
    const std::string before = "*a" + std::to_string(k - 1), name = std::to_string(k);
    bomb += "a" + name + ": &a" + name + " [";
    for (int i = 0; i < 10; ++i) bomb += (i > 0 ? ", " : "") + before;
    bomb += "]\n";
  }
  const Scratch folder;
  std::vector<Error> errors;
  EXPECT_THROW(insert::read_insert_settings(folder.write("insert.yaml", bomb), errors), Error);
}

}  // namespace

}  // namespace half_read_test
