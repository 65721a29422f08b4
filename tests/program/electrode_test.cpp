// The ion has a charge and the host all its atoms, in every command that reads or writes a ledger.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"
#include "source_dir.h"

namespace electrode_test {

namespace {

using namespace program;

/// The case tests/cases/doped-host: 56 C and 8 O; `species` takes the place of Na everywhere.
void prepare(const Workspace& w, const std::string& species = "Na", const std::string& more = "") {
  const fs::path from = fs::path(nacre_test::source_dir()) / "tests/cases/doped-host";
  for (const char* name : {"carbon.xyz", "pair.lj", "insert.yaml"}) {
    std::string text = read_file(from / name);
    for (std::size_t at = 0; (at = text.find("Na", at)) != std::string::npos; at += species.size())
      text.replace(at, 2, species);
    w.write(name, text);
  }
  w.write("insert.yaml", w.read("insert.yaml") + more);
}

YAML::Node insert(const Workspace& w, const std::string& where = ".") {
  const Outcome o = w.nacre("insert " + where + " --summary s.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  return YAML::Load(w.read("s.yaml"));
}

constexpr double doped_mass = 56 * 12.011 + 8 * 15.999;  // g/mol

TEST(Electrode, OxygenOfTheHostWeighs) {
  const Workspace w;
  prepare(w);
  const YAML::Node s = insert(w);
  EXPECT_NEAR(s["capacity_mAh_g"].as<double>(), 100.43, 0.005);
  EXPECT_NEAR(s["host_mass_g_mol"].as<double>(), doped_mass, 1e-9);
  EXPECT_EQ(s["charge"].as<int>(), 1);
  const std::string ledger = w.read("insert.csv");
  EXPECT_NE(ledger.find("host_formula: \"O"), std::string::npos) << ledger;
  EXPECT_NE(ledger.find(",100.428924,"), std::string::npos) << ledger;
}

TEST(Electrode, AGivenMolarMassIsThatOfTheHostElement) {
  const Workspace w;
  prepare(w, "Na", "host_molar_mass: 12.011\n");
  EXPECT_NEAR(insert(w)["capacity_mAh_g"].as<double>(), 3 * 26801.4 / (56 * 12.011), 1e-6);
}

// The same energies: half the voltage and twice the capacity of an ion of one charge.
TEST(Electrode, MagnesiumHasTwoCharges) {
  const Workspace sodium, magnesium, three;
  prepare(sodium), prepare(magnesium, "Mg"), prepare(three, "Mg", "charge: 3\n");
  const YAML::Node one = insert(sodium), two = insert(magnesium), given = insert(three);
  EXPECT_EQ(two["charge"].as<int>(), 2);
  EXPECT_NEAR(two["capacity_mAh_g"].as<double>(), 2 * 3 * 26801.4 / doped_mass, 1e-6);
  EXPECT_NEAR(given["capacity_mAh_g"].as<double>(), 3 * 3 * 26801.4 / doped_mass, 1e-6);
  for (const char* key : {"first_voltage_V", "last_voltage_V"}) {
    EXPECT_NEAR(2 * two[key].as<double>(), one[key].as<double>(), 1e-6) << key;
    EXPECT_NEAR(3 * given[key].as<double>(), one[key].as<double>(), 1e-6) << key;
  }
  EXPECT_NE(magnesium.read("insert.csv").find("# charge: 2\n"), std::string::npos);
}

TEST(Electrode, AnUnknownIonAsks) {
  const Workspace w;
  prepare(w, "Fe");
  for (const char* command : {"insert .", "check ."}) {
    const Outcome o = w.nacre(command);
    EXPECT_EQ(o.code, 2) << command;
    EXPECT_TRUE(o.says("charge") && o.says("Fe")) << o.err;
  }
  EXPECT_FALSE(w.has("insert.csv"));
  w.write("insert.yaml", w.read("insert.yaml") + "charge: 2\n");
  EXPECT_NEAR(insert(w)["capacity_mAh_g"].as<double>(), 2 * 3 * 26801.4 / doped_mass, 1e-6);
}

// A stop and a resume keep charge and mass; so do the ledgers' readers.
TEST(Electrode, ResumeBandAndSitesTakeThemFromTheLedger) {
  const Workspace w;
  prepare(w, "Mg", "structures: {every: 1}\n");
  insert(w);
  std::string yaml = w.read("insert.yaml");
  w.write("insert.yaml", yaml.replace(yaml.find("count: 3"), 8, "count: 4"));
  const Outcome o = w.nacre("insert . --resume --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NEAR(YAML::Load(w.read("s.yaml"))["capacity_mAh_g"].as<double>(), 2 * 4 * 26801.4 / doped_mass, 1e-6);
  ASSERT_EQ(w.nacre("insert --band insert.csv insert.csv").code, 0);
  EXPECT_NE(w.read("band.csv").find("Mg with 2 e; capacity of 800.608 g/mol of host"), std::string::npos)
      << w.read("band.csv");
  const Outcome sites = w.nacre("sites all . --guest Mg -o sites");
  ASSERT_EQ(sites.code, 0) << sites.err;
  EXPECT_TRUE(sites.says("Mg with 2 e")) << sites.out;
  const double each = 2 * 26801.4 / doped_mass;
  const std::string guests = w.read("sites/guests.csv");
  EXPECT_NE(guests.find(std::to_string(each)), std::string::npos) << guests;
}

TEST(Electrode, PipelinesSayBoth) {
  const Workspace w;
  prepare(w, "Mg");
  w.write("pipeline.yaml",
          "output: out\nstages:\n  insert:\n    structure: carbon.xyz\n    potential: pair.lj\n    species: Mg\n"
          "    bulk_energy: -1.5\n    until: {count: 2}\n    candidates: {spacing: 1.5}\n"
          "    relax: {host: false, max_steps: 5}\n    screen: {keep: 3}\n");
  const Outcome o = w.nacre("pipeline pipeline.yaml");
  ASSERT_EQ(o.code, 0) << o.out << o.err;
  const std::string page = w.read("out/page.txt");
  EXPECT_NE(page.find("Mg with 2 e; capacity of 800.608 g/mol of host"), std::string::npos) << page;
}

}  // namespace

}  // namespace electrode_test
