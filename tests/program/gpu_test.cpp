// `nacre run --device cuda` against `--device cpu`, with the same program and the same deck: every keyword, every
// output, every ensemble. Without a GPU the kernels run on the host (src/device/emulated).
#include <yaml-cpp/yaml.h>

#include <set>

#include "gpu_decks.h"
#include "integrate/registry.h"
#include "run/deck/keywords.h"
#include "source_dir.h"

namespace gpu_test {

namespace {

using namespace gpu;

/// Runs a deck on both devices and compares the files.
void expect_agree(const std::string& run_in, const std::vector<std::string>& files, double share = agree,
                  const std::string& model = diamond(2), const std::string& extra_file = "",
                  const std::string& extra_text = "") {
  const Workspace cpu, cuda;
  for (const Workspace* w : {&cpu, &cuda}) {
    prepare(*w, run_in, model);
    if (!extra_file.empty()) w->write(extra_file, extra_text);
  }
  const Outcome on_cpu = cpu.nacre_gpu("run --quiet --device cpu");
  ASSERT_EQ(on_cpu.code, 0) << on_cpu.err;
  const Outcome on_cuda = cuda.nacre_gpu("run --quiet --device cuda");
  ASSERT_EQ(on_cuda.code, 0) << on_cuda.err;
  expect_close_files(cuda, cpu, files, share);
}

// All of these together use every keyword: see EveryKeywordIsUsed.
const std::string keywords_deck =
    "replicate 2 1 2\nneighbor off\nguard volume 12\npotential tersoff-carbon\nvelocity 3000 seed 5\ntime_step "
    "0.5\nchange_box 0.1\n"
    "ensemble nve\nfix 0 0\ndump_thermo 1\ndump_force 5\nrun 10\n"
    "ensemble nvt_bdp 3000 2000 20\ncorrect_velocity 10 0\ndump_thermo 5\n"
    "dump_xyz 5 step*.xyz mass velocity force potential virial group_labels unwrapped_position precision double\n"
    "dump_xyz 10 part.xyz group 0 1 force\ndump_velocity 5\nrun 20\n"
    "minimize cg 1e-9 4 dump 2 relax.xyz\ncompute_cohesive 0.99 1.01 9\ncompute_elastic 0.01\n"
    "time_step 2 0.01\nensemble nvt_lan 2000 2000 20\nfix 1\ndump_thermo 2\ndump_position 5 precision double\nrun 10\n";

const std::string growth_deck =
    "replicate 2 1 2\npotential tersoff-carbon\nvelocity 2000 seed 4\ntime_step 0.5\n"
    "ensemble npt_ber 2000 1000 20 1 2 3 400 400 400 50\nfix 0\nmove 1 0.001 0 0\ndeform 0.0002 1 0 0\ndump_thermo 2\n"
    "dump_exyz 10 1 1 1\nrun 20\n";

/// One cell of diamond, two groups of four atoms.
const std::string eight_atoms =
    "8\npbc=\"T T T\" Lattice=\"3.567 0 0 0 3.567 0 0 0 3.567\" Properties=species:S:1:pos:R:3:group:I:1\n"
    "C 0 0 0 0\nC 0 1.7835 1.7835 0\nC 1.7835 0 1.7835 0\nC 1.7835 1.7835 0 0\nC 0.89175 0.89175 0.89175 1\n"
    "C 0.89175 2.67525 2.67525 1\nC 2.67525 0.89175 2.67525 1\nC 2.67525 2.67525 0.89175 1\n";

TEST(GpuRun, EveryKindOfOutputAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  expect_agree(deck("nvt_bdp 5000 3000 20"), deck_files);
}

TEST(GpuRun, EveryKeywordActsAsOnTheCpu) {
  NACRE_NEEDS_GPU();
  expect_agree(keywords_deck,
               {"thermo.out", "force.out", "step15.xyz", "step30.xyz", "part.xyz", "velocity.out", "movie.xyz",
                "relax.xyz", "cohesive.out"},
               agree, eight_atoms);
}

TEST(GpuRun, DrivenAtomsAndAGrowingCellAreThoseOfTheCpu) {
  NACRE_NEEDS_GPU();
  std::string three_groups = eight_atoms;  // one atom of each cell is held, one is driven, six are free
  for (std::size_t at = three_groups.find(" 0\n", three_groups.find("C 0 0 0 0") + 10); at != std::string::npos;
       at = three_groups.find(" 0\n", at))
    three_groups[at + 1] = '2';
  const std::size_t second = three_groups.find(" 1\n");
  for (std::size_t at = three_groups.find(" 1\n", second + 1); at != std::string::npos;
       at = three_groups.find(" 1\n", at))
    three_groups[at + 1] = '2';
  expect_agree(growth_deck, {"thermo.out", "dump.xyz"}, agree_cell, three_groups);
}

TEST(GpuRun, EveryKeywordIsUsedInTheDecksAbove) {
  const std::string decks = "\n" + keywords_deck + growth_deck + deck("nve");
  // These need potentials and an active set of their own: doubt_test.cpp.
  const std::set<std::string> elsewhere{"active", "compute_extrapolation", "dump_observer"};
  for (const auto& keyword : nacre::run::keyword_table())
    if (!elsewhere.contains(keyword.name)) {
      EXPECT_NE(decks.find("\n" + keyword.name + " "), std::string::npos) << keyword.name;
    }
}

TEST(GpuRun, FixedAtomsStayAndDoNotCount) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  prepare(w,
          "potential tersoff-carbon\nvelocity 1000\nensemble nve\nfix 0 0\ndump_velocity 5 group 0 0\ndump_thermo 5\n"
          "dump_force 10 group 0 0\nrun 10\n");
  ASSERT_EQ(w.nacre_gpu("run --device cuda").code, 0);
  for (const char* name : {"velocity.out", "force.out"})
    for (const auto& row : table(w.read(name)))
      for (const double x : row) EXPECT_EQ(x, 0) << name;
  const auto rows = table(w.read("thermo.out"));
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_NEAR(rows[0][1], 1.5 * 56 * 8.617333262e-5 * rows[0][0], 1e-9 * rows[0][1]);  // ten digits are written
}

TEST(GpuRun, ShortenedTimeStepsAreThoseOfTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string run_in =
      "potential tersoff-carbon\nvelocity 3000 seed 2\ntime_step 2 0.02\nensemble nve\ndump_xyz 1 all.xyz velocity\n"
      "dump_thermo 1\nrun 12\n";
  expect_agree(run_in, {"thermo.out", "all.xyz"});
  const Workspace w;
  prepare(w, run_in);
  ASSERT_EQ(w.nacre_gpu("run --device cuda").code, 0);
  const std::string all = w.read("all.xyz");
  EXPECT_LT(std::stod(all.substr(all.rfind("Time=") + 5)), 20) << "no step was shortened";
}

TEST(GpuRun, OpenSidesAgreeWithTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string run_in =
      "potential tersoff-carbon\nvelocity 1000 seed 2\nensemble nve\ndump_thermo 2\ndump_exyz 10 1 1 1\nrun 10\n";
  for (const char* pbc : {"T T F", "F T F", "F F F"})
    expect_agree(run_in, {"thermo.out", "dump.xyz"}, agree, diamond(2, 3.567, pbc));
}

class GpuEnsemble : public testing::TestWithParam<const char*> {};
TEST_P(GpuEnsemble, AgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string ensemble = GetParam();
  expect_agree("potential tersoff-carbon\nvelocity 2000 seed 4\ntime_step 0.5\nensemble " + ensemble +
                   "\ndump_thermo 2\ndump_exyz 10 1 1 1\nrun 20\n",
               {"thermo.out", "dump.xyz"}, ensemble.rfind("np", 0) == 0 ? agree_cell : agree);
}
const char* const ensembles[] = {"nve",
                                 "nvt_ber 2000 1000 20",
                                 "nvt_nhc 2000 1000 20",
                                 "nvt_bdp 2000 1000 20",
                                 "nvt_lan 2000 1000 20",
                                 "nvt_bao 2000 1000 20",
                                 "npt_ber 2000 1000 20 5 400 50",
                                 "npt_ber 2000 1000 20 1 2 3 400 400 400 50",
                                 "npt_scr 2000 1000 20 5 400 50",
                                 "npt_scr 2000 1000 20 1 2 3 0 0 0 400 400 400 400 400 400 50",
                                 "nvt_mttk temp 2000 1000 tperiod 20",
                                 "npt_mttk temp 2000 1000 tri 5 5 tperiod 20 pperiod 500",
                                 "nph_mttk x 1 1 y 2 2 pperiod 500"};
INSTANTIATE_TEST_SUITE_P(All, GpuEnsemble, testing::ValuesIn(ensembles));

TEST(GpuRun, EveryEnsembleIsTested) {
  for (const std::string& name : nacre::known_ensembles())
    EXPECT_TRUE(std::any_of(std::begin(ensembles), std::end(ensembles), [&](const std::string& line) {
      return line.substr(0, line.find(' ')) == name;
    })) << name;
}

/// Sodium and carbon by turns on a lattice whose cell is thinner than twice the potential's cutoff.
std::string small_mixture() {
  std::ostringstream s;
  s << "36\npbc=\"T T T\" Lattice=\"11.2 0 0 0.4 8.4 0 0 0.3 8.4\" Properties=species:S:1:pos:R:3\n";
  for (int i = 0; i < 36; ++i) {
    const int x = i % 4, y = i / 4 % 3, z = i / 12;
    s << (i % 3 == 0 ? "Na " : "C ") << 2.8 * x + 0.1 * (i % 5) << " " << 2.8 * y + 0.1 * (i % 7) << " "
      << 2.8 * z + 0.1 * (i % 4) << "\n";
  }
  return s.str();
}

TEST(GpuRun, SmallSystemWithANeuroevolutionPotentialAgreesWithTheCpu) {
  NACRE_NEEDS_GPU();
  const std::string model = read_file(fs::path(nacre_test::source_dir()) / "tests/data/nep-random/nep4_NaC/nep.txt");
  expect_agree(
      "potential nep.txt\nvelocity 300 seed 7\ntime_step 0.2\nensemble nvt_nhc 300 300 20\ndump_thermo 1\n"
      "dump_xyz 4 frames.xyz velocity force potential virial precision double\nrun 8\n",
      {"thermo.out", "frames.xyz"}, agree_nep, small_mixture(), "nep.txt", model);
}

/// Keys of a YAML map and of the maps within it.
std::set<std::string> keys(const YAML::Node& node, const std::string& before = "") {
  std::set<std::string> all;
  for (const auto& entry : node) {
    const YAML::Node value = node.IsMap() ? entry.second : entry;
    const std::string name = before + (node.IsMap() ? "/" + entry.first.as<std::string>() : "/");
    all.insert(name);
    if (value.IsMap() || value.IsSequence()) all.merge(keys(value, name));
  }
  return all;
}

TEST(GpuRun, SummaryHasTheKeysOfTheCpu) {
  NACRE_NEEDS_GPU();
  const Workspace w;
  prepare(w, deck("nve"));
  ASSERT_EQ(w.nacre_gpu("run --quiet --device cpu --summary cpu.yaml").code, 0);
  const Outcome o = w.nacre_gpu("run --quiet --device cuda --summary cuda.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_EQ(o.out, "");
  const YAML::Node cpu = YAML::Load(w.read("cpu.yaml")), cuda = YAML::Load(w.read("cuda.yaml"));
  EXPECT_EQ(keys(cuda), keys(cpu));
  for (const char* name : {"energy_eV", "temperature_K", "mean_neighbors"})
    EXPECT_NEAR(cuda[name].as<double>(), cpu[name].as<double>(), agree * std::abs(cpu[name].as<double>())) << name;
  for (const char* name : {"atoms", "steps", "state"})
    EXPECT_EQ(cuda[name].as<std::string>(), cpu[name].as<std::string>()) << name;
  EXPECT_GT(cuda["neighbor_list_bytes"].as<long>(), 0);
  ASSERT_EQ(cuda["runs"].size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const YAML::Node run = cuda["runs"][i], same = cpu["runs"][i];
    for (const char* name : {"line", "steps", "neighbor_rebuilds"})
      EXPECT_EQ(run[name].as<long>(), same[name].as<long>()) << name;
    for (const char* name : {"energy_eV", "temperature_K", "drift_eV_per_atom_ns"})
      EXPECT_NEAR(run[name].as<double>(), same[name].as<double>(), agree * std::abs(same[name].as<double>())) << name;
    EXPECT_GT(run["device_seconds"].as<double>(), 0);
    EXPECT_EQ(run["force_seconds"].as<double>(), 0);
  }
}

}  // namespace

}  // namespace gpu_test
