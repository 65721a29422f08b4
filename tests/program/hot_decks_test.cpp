// Decks that are hot, melt or deform by intention: they run to their end under the guards as they stand.
#include <yaml-cpp/yaml.h>

#include "argon.h"

namespace hot_decks_test {

namespace {

using namespace program;

struct HotDeck {
  const char* name;
  const char* structure;  ///< arguments of `nacre build`, or "argon": that of tests/cases/argon
  const char* lines;      ///< after `potential`
  bool open = false;      ///< in vacuum
};

class HotDecks : public testing::TestWithParam<HotDeck> {};

TEST_P(HotDecks, RunUntouched) {
  const HotDeck& deck = GetParam();
  const Workspace w;
  copy_argon(w);
  const std::string structure = deck.structure;
  if (structure != "argon") {
    ASSERT_EQ(w.nacre("build " + structure + " -o model.xyz").code, 0);
  }
  std::string model = w.read("model.xyz");
  if (deck.open) model.replace(model.find("T T T"), 5, "F F F");
  w.write("model.xyz", model);
  const bool is_argon = model.find("\nAr ") != std::string::npos;
  w.write("run.in", std::string("potential ") + (is_argon ? "Ar.lj" : "tersoff-carbon") + "\n" + deck.lines);
  const Outcome o = w.nacre("run . --threads 1 --summary s.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["state"].as<std::string>(), "done");
}

constexpr const char* diamond_cube = "crystal diamond --repeat 2 2 2";

const HotDeck decks[] = {
    {"MeltedDiamond", diamond_cube, "velocity 8000 seed 1\ntime_step 0.5\nensemble nvt_lan 8000 8000 50\nrun 500\n"},
    {"QuenchedMelt", diamond_cube,
     "velocity 9000 seed 2\ntime_step 0.5\nensemble nvt_bdp 9000 9000 20\nrun 300\nensemble nvt_bdp 9000 300 20\nrun "
     "300\n"},
    {"HotStart", diamond_cube, "velocity 10000 seed 3\ntime_step 0.2\nensemble nve\nrun 500\n"},
    {"HeatedFast", diamond_cube, "velocity 300 seed 4\ntime_step 0.5\nensemble nvt_bdp 300 7000 20\nrun 500\n"},
    {"RandomCarbon", "random --species C --atoms 100 --density 1.6 --min-distance 1.2 --seed 5",
     "velocity 5000 seed 5\ntime_step 1 0.1\nensemble nvt_bdp 5000 5000 10\nrun 400\n"},
    {"DenseRandomCarbon", "random --species C --atoms 120 --density 3 --min-distance 1.1 --seed 6",
     "velocity 4000 seed 6\ntime_step 1 0.05\nensemble nvt_lan 4000 4000 20\nrun 300\n"},
    {"MeltThatExpands", diamond_cube,
     "velocity 7000 seed 7\ntime_step 0.5\nensemble npt_ber 7000 7000 50 0 400 500\nrun 500\n"},
    {"SqueezedDiamond", diamond_cube, "velocity 300 seed 8\nensemble npt_ber 300 300 100 100 400 500\nrun 600\n"},
    {"StretchedDiamond", diamond_cube, "velocity 300 seed 9\nensemble npt_ber 300 300 100 -20 400 500\nrun 600\n"},
    {"HotDiamondInABarostat", diamond_cube,
     "velocity 4000 seed 10\ntime_step 0.5\nensemble npt_scr 4000 4000 100 10 400 500\nrun 500\n"},
    {"StrainedTenPerCent", "crystal diamond --a 3.2 --repeat 2 2 2",
     "velocity 300 seed 11\ntime_step 0.5\nensemble nve\nrun 400\n"},
    {"ShearedBox", diamond_cube,
     "velocity 300 seed 12\nchange_box 0 0 0 0.05 0.05 0.05\ntime_step 0.5\nensemble nvt_lan 1000 1000 50\nrun 400\n"},
    {"RelaxedFromAfar", "crystal diamond --a 3.1 --repeat 2 2 2",
     "minimize lbfgs 0.01 300 full\nvelocity 2000 seed 13\ntime_step 0.5\nensemble nve\nrun 200\n"},
    {"RelaxedFromDisorder", "crystal diamond --repeat 2 2 2 --rattle 0.25 --seed 14",
     "minimize fire 0.05 500\nvelocity 3000 seed 14\ntime_step 0.5\nensemble nve\nrun 200\n"},
    {"HotSheet", "crystal graphene --repeat 4 4 1",
     "velocity 5000 seed 15\ntime_step 0.5\nensemble nvt_lan 5000 5000 50\nrun 500\n"},
    {"SheetInABarostat", "crystal graphene --repeat 4 4 1",
     "velocity 3000 seed 16\ntime_step 0.5\nensemble npt_scr 3000 3000 100 0 400 1000\nrun 400\n"},
    {"MeltedArgon", "argon", "velocity 400 seed 17\ntime_step 2\nensemble nvt_nhc 400 400 100\nrun 800\n"},
    {"EvaporatingCluster", "argon", "velocity 400 seed 18\ntime_step 2\nensemble nve\nrun 1000\n", true},
    {"HotGas", "random --species Ar --atoms 120 --box 34 --min-distance 3 --seed 19",
     "velocity 3000 seed 19\ntime_step 1\nensemble nvt_bdp 3000 3000 20\nrun 600\n"},
    {"SqueezedArgon", "argon", "velocity 300 seed 20\ntime_step 2\nensemble npt_ber 300 300 50 2 1 1000\nrun 600\n"},
    {"BurstingNanodiamond", diamond_cube,
     "velocity 5000 seed 21\ntime_step 0.5\nensemble nvt_lan 5000 5000 50\nrun 500\n", true},
    {"HotGraphite", "crystal graphite --repeat 3 3 1",
     "velocity 6000 seed 22\ntime_step 0.5\nensemble nvt_ber 6000 6000 10\nrun 400\n"},
};
INSTANTIATE_TEST_SUITE_P(Kinds, HotDecks, testing::ValuesIn(decks),
                         [](const auto& info) { return std::string(info.param.name); });

}  // namespace

}  // namespace hot_decks_test
