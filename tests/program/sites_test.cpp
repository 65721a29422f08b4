// `nacre sites train`, `label` and `all` from outside: a made-up insertion run whose types are known, every kind of
// wrong input, the case of one class.
#include <yaml-cpp/yaml.h>

#include "nacre_command.h"

namespace sites_test {

namespace {

using namespace program;

constexpr int atoms = 40;

/// Is the atom of this row beside carbon (strongly bound), or far from it?
bool is_bound(int row) { return row < 16 || row % 5 == 0; }

/// Carbons in pairs 6 A apart along x; a sodium 2.3 A above each pair, or 6 A above it.
std::string frame(int sodium, double lift = 0) {
  std::ostringstream s;
  s << 2 * atoms + sodium << "\npbc=\"T T T\" Lattice=\"" << 6 * atoms << " 0 0 0 30 0 0 0 30\" N=" << sodium
    << " Properties=species:S:1:pos:R:3\n";
  for (int c = 0; c < atoms; ++c) s << "C " << 6 * c << " 5 5\nC " << 6 * c + 1.4 << " 5 5\n";
  for (int g = 0; g < sodium; ++g) s << "Na " << 6 * g + 0.7 << " 5 " << (is_bound(g) ? 7.3 : 11.0) + lift << "\n";
  return s.str();
}

std::vector<std::string> fields_of(const std::string& line) {
  std::vector<std::string> out;
  std::istringstream in(line);
  for (std::string word; std::getline(in, word, ',');) out.push_back(word);
  return out;
}

/// A row of guests.csv says of its frame what labels.csv says of the atom there. Frames every four atoms.
void expect_one_type_an_atom(const std::string& guests, const std::string& labels) {
  std::istringstream in(guests);
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    const std::vector<std::string> f = fields_of(line);
    if (line[0] == '#' || f[0] == "guest") continue;
    std::string there = "\n" + std::to_string(std::stoi(f[2]) / 4) + "," + std::to_string(2 * atoms + rows++);
    for (int k = 7; k < 12; ++k) there += "," + f[k];
    EXPECT_NE(labels.find(there + ","), std::string::npos) << there;
  }
  EXPECT_EQ(rows, atoms);
}

/// `strong`, `weak`: binding energies; the voltage is 0.1 V lower. `lift`: A, of all sodium.
void write_run(const Workspace& w, const std::string& folder, double strong = 0.5, double weak = 0.02,
               bool has_energies = true, double lift = 0) {
  std::ostringstream ledger, frames;
  ledger
      << "# nacre insert: Na and 80 host atoms (C), 12.011 g/mol\n"
         "# start: N 0, energy 0.000000000 eV; energy of bulk Na -1.000000000 eV an atom\n"
         "N,change,ratio,capacity_mAh_g,energy_eV,voltage_V,smoothed_voltage_V,window_rows,binding_energy_eV,x_A,y_A,"
         "z_A\n";
  frames << frame(0, lift);
  for (int g = 0; g < atoms; ++g) {
    const double binding = (is_bound(g) ? strong : weak) + 0.001 * (g % 7), voltage = binding - 0.1;
    ledger << g + 1 << ",1," << (g + 1) / 80.0 << "," << 27.9 * (g + 1) << ",0," << voltage << "," << voltage << ",1,"
           << (has_energies ? std::to_string(binding) : "") << "," << 6 * g + 0.7 << ",5,"
           << (is_bound(g) ? 7.3 : 11.0) + lift << "\n";
    if ((g + 1) % 4 == 0) frames << frame(g + 1, lift);
  }
  w.write(folder + "/insert.csv", ledger.str());
  w.write(folder + "/structures.xyz", frames.str());
  w.write(folder + "/final.xyz", frame(atoms, lift));
}

TEST(SitesProgram, OneCommandFromRunToProfile) {
  const Workspace w;
  write_run(w, "host"), write_run(w, "other", 0.6, 0.03);
  const Outcome o = w.nacre("sites all host other --trees 50 --folder out --summary s.yaml --threads 2");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(w.read("s.yaml"), w.read("out/summary.yaml"));
  EXPECT_EQ(s["types_by"].as<std::string>(), "forest");
  EXPECT_EQ(s["sodium"].as<int>(), 2 * atoms);
  // the distance to carbon decides, and the forest is asked about what it has not seen
  EXPECT_GT(s["accuracy"].as<double>(), 0.9);
  EXPECT_GT(s["accuracy_by_box"].as<double>(), 0.9);
  EXPECT_GT(s["auc"].as<double>(), 0.9);
  EXPECT_LT(s["oob_error"].as<double>(), 0.1);
  int bound = 0;
  for (int g = 0; g < atoms; ++g) bound += is_bound(g);
  EXPECT_NEAR(s["shares_at_end"]["adsorption"].as<double>(), double(bound) / atoms, 0.03);
  EXPECT_EQ(s["shares_at_end"]["intercalation"].as<double>(), 0);
  for (const char* file : {"page.txt", "features.csv", "forest.yaml", "evaluation.yaml", "roc.svg", "shap.svg",
                           "importance.svg", "confusion.svg", "calibration.svg", "components.svg", "correlation.svg"})
    EXPECT_TRUE(w.has(std::string("out/") + file)) << file;
  for (const char* run : {"out/run-1/", "out/run-2/"})
    for (const char* file :
         {"guests.csv", "labels.csv", "run.csv", "stages.csv", "labelled.xyz", "profile.svg", "structure.svg"})
      EXPECT_TRUE(w.has(std::string(run) + file)) << run << file;
  EXPECT_EQ(count_of(w.read("out/run-1/guests.csv"), ",out_of_bag,"), atoms);
  expect_one_type_an_atom(w.read("out/run-1/guests.csv"), w.read("out/run-1/labels.csv"));
  EXPECT_EQ(count_of(w.read("out/run-1/labels.csv"), ",taught,"), 0);
  EXPECT_EQ(count_of(w.read("out/run-1/labelled.xyz"), "Properties=species:S:1:pos:R:3:site_probability:R:1:site:I:1"),
            atoms / 4 + 1);
  EXPECT_TRUE(o.says("46.2")) << o.out;  // the published share
  // another number of threads, the same bytes
  const std::string before = w.read("out/page.txt") + w.read("out/forest.yaml") + w.read("out/run-2/guests.csv");
  ASSERT_EQ(w.nacre("sites all host other --trees 50 --folder out --quiet --threads 1").code, 0);
  EXPECT_EQ(w.read("out/page.txt") + w.read("out/forest.yaml") + w.read("out/run-2/guests.csv"), before);
}

TEST(SitesProgram, OneClassStillGivesAProfileAndSaysSo) {
  const Workspace w;
  write_run(w, "host", 0.9, 0.4);
  const Outcome o = w.nacre("sites all host --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  const YAML::Node s = YAML::Load(w.read("s.yaml"));
  EXPECT_EQ(s["types_by"].as<std::string>(), "threshold");
  EXPECT_EQ(s["shares"]["adsorption"].as<double>(), 1);
  EXPECT_FALSE(s["accuracy"]);
  EXPECT_TRUE(o.says("no forest: one class only")) << o.out;
  EXPECT_TRUE(o.says("binding energies 0.4 to 0.906 eV")) << o.out;
  EXPECT_TRUE(o.says("--threshold median")) << o.out;
  EXPECT_TRUE(w.has("host-sites/profile.svg"));
  EXPECT_FALSE(w.has("host-sites/forest.yaml"));
  // train has nothing to give and says the same
  const Outcome none = w.nacre("sites train host");
  EXPECT_EQ(none.code, 2);
  EXPECT_TRUE(none.says("40 adsorption, 0 filling at a threshold of 0.1 eV")) << none.err;
  EXPECT_FALSE(w.has("forest.yaml"));
  // what the advice leads to
  const Outcome relative = w.nacre("sites all host --threshold median --trees 20 --folder relative --summary r.yaml");
  ASSERT_EQ(relative.code, 0) << relative.err;
  EXPECT_TRUE(relative.says("relative to these runs")) << relative.out;
  const YAML::Node r = YAML::Load(w.read("r.yaml"));
  EXPECT_EQ(r["types_by"].as<std::string>(), "forest");
  EXPECT_EQ(r["threshold"].as<std::string>(), "median");
  EXPECT_GT(r["threshold_eV"].as<double>(), 0.4);
}

TEST(SitesProgram, RunWithoutEnergies) {
  const Workspace w;
  write_run(w, "host"), write_run(w, "random", 0.5, 0.02, false);
  Outcome o = w.nacre("sites all random --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("40 atoms have no binding energy and no type")) << o.out;
  EXPECT_EQ(count_of(w.read("random-sites/guests.csv"), ",unknown,"), atoms);
  // no shares of what nobody knows
  EXPECT_FALSE(YAML::Load(w.read("s.yaml"))["shares"]);
  EXPECT_FALSE(YAML::Load(w.read("s.yaml"))["shares_at_end"]);
  const std::string page = w.read("random-sites/page.txt");
  const std::size_t line = page.find("intercalation at");
  EXPECT_NE(page.substr(line, page.find('\n', line) - line).find("  -  "), std::string::npos) << page;
  // its table has empty energies, and stands beside one that has some
  EXPECT_TRUE(w.nacre("sites train random-sites/features.csv").says("no row has a binding energy"));
  ASSERT_EQ(w.nacre("sites all host --trees 20 --quiet").code, 0);
  std::string some = w.read("host-sites/features.csv");
  const std::size_t end = some.rfind(',');
  some.replace(end + 1, some.size() - end - 2, "");
  w.write("some.csv", some);
  o = w.nacre("sites train some.csv --trees 20 --output some.yaml");
  EXPECT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("39 sites that may teach")) << o.out;
  EXPECT_EQ(w.nacre("sites train random").code, 2);
  EXPECT_EQ(w.nacre("sites all random --threshold median").code, 2);
  ASSERT_EQ(w.nacre("sites train host --trees 20").code, 0);
  o = w.nacre("sites all random --forest forest.yaml --summary s.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_NE(YAML::Load(w.read("s.yaml"))["shares"]["adsorption"].as<double>(), 0);
}

TEST(SitesProgram, TrainThenLabel) {
  const Workspace w;
  write_run(w, "host");
  Outcome o = w.nacre("sites train host --trees 40 --radius 4.5 --output f.yaml --summary t.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("leaving one out needs two")) << o.out;
  const YAML::Node t = YAML::Load(w.read("t.yaml"));
  EXPECT_GT(t["accuracy"].as<double>(), 0.9);
  EXPECT_TRUE(w.has("f-training/roc.svg"));
  // the forest's keys are used where none are given; others are refused by name
  o = w.nacre("sites label host/final.xyz --forest f.yaml --summary l.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(o.says("40 of 40 atoms taught")) << o.out;
  EXPECT_NE(w.read("host/final-labels/labels.csv").find("radius=4.5"), std::string::npos);
  const YAML::Node l = YAML::Load(w.read("l.yaml"));
  EXPECT_EQ(l["sodium"].as<int>(), atoms);
  EXPECT_EQ(count_of(w.read("host/final-labels/labelled.xyz"), "\nNa "), atoms);
  o = w.nacre("sites label host/final.xyz --forest f.yaml --radius 5");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("radius (4.5 there, 5 here)")) << o.err;
  // a run: every frame, stages and pictures
  o = w.nacre("sites label host --forest f.yaml --folder run");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_TRUE(w.has("run/profile.svg"));
  const std::string table = w.read("run/labels.csv");
  EXPECT_EQ(count_of(table, ",forest,") + count_of(table, ",taught,"), 4 * (1 + 10) * 10 / 2);  // 4 + 8 + ... + 40
  EXPECT_EQ(count_of(w.read("run/guests.csv"), ",taught,"), atoms);
  EXPECT_TRUE(o.says("40 of 40 atoms taught this forest")) << o.out;
  // all with the forest that is there: these rows are no test of it, and no score is given
  ASSERT_EQ(w.nacre("sites all host --forest f.yaml --folder again --summary a.yaml").code, 0);
  const YAML::Node a = YAML::Load(w.read("a.yaml"));
  EXPECT_EQ(a["types_by"].as<std::string>(), "given forest");
  EXPECT_FALSE(a["accuracy"]);
  EXPECT_EQ(a["taught_the_forest"].as<int>(), atoms);
  EXPECT_EQ(w.read("again/page.txt").find("86.1"), std::string::npos);
  ASSERT_EQ(w.nacre("sites all host --forest f.yaml --at last --folder again --summary a.yaml").code, 0);
  EXPECT_EQ(YAML::Load(w.read("a.yaml"))["taught_the_forest"].as<int>(), atoms);
  // also when its table taught
  ASSERT_EQ(w.nacre("sites all host --trees 20 --folder own").code, 0);
  ASSERT_EQ(w.nacre("sites train own/features.csv --trees 20 --output g.yaml --folder g").code, 0);
  ASSERT_EQ(w.nacre("sites all host --forest g.yaml --folder again --summary a.yaml").code, 0);
  EXPECT_EQ(YAML::Load(w.read("a.yaml"))["taught_the_forest"].as<int>(), atoms);
  // rows that are new to it are a test
  write_run(w, "new", 0.5, 0.02, true, 0.05);
  ASSERT_EQ(w.nacre("sites all new --forest f.yaml --folder new-out --summary n.yaml").code, 0);
  EXPECT_EQ(YAML::Load(w.read("n.yaml"))["taught_the_forest"].as<int>(), 0);
  EXPECT_GT(YAML::Load(w.read("n.yaml"))["accuracy"].as<double>(), 0.95);
  EXPECT_NE(w.read("new-out/page.txt").find("86.1"), std::string::npos);
}

TEST(SitesProgram, TableOfTheUser) {
  const Workspace w;
  write_run(w, "host");
  ASSERT_EQ(w.nacre("sites features host/final.xyz --output features.csv --quiet").code, 0);
  // two more columns: a word for each atom, and a box
  std::istringstream in(w.read("features.csv"));
  std::string out;
  int row = -1;
  for (std::string line; std::getline(in, line);) {
    if (line[0] == '#') {
      out += line + "\n";
    } else if (row < 0) {
      out += line + ",kind,cell\n", row = 0;
    } else {
      out += line + (is_bound(row) ? ",adsorption," : ",filling,") + (row % 2 ? "a\n" : "b\n"), ++row;
    }
  }
  w.write("mine.csv", out);
  Outcome o = w.nacre("sites train mine.csv --label-column kind --group-column cell --trees 40 --summary t.yaml");
  ASSERT_EQ(o.code, 0) << o.err;
  EXPECT_GT(YAML::Load(w.read("t.yaml"))["accuracy_by_box"].as<double>(), 0.9);
  EXPECT_TRUE(w.has("forest-training/correlation.svg"));  // of the rows that teach, without energies
  EXPECT_EQ(w.read("forest-training/correlation.csv").find("binding_energy_eV"), std::string::npos);
  o = w.nacre("sites train mine.csv --label-column kin");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("kind")) << o.err;
  o = w.nacre("sites train mine.csv");  // no binding energies
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("binding_energy_eV")) << o.err;
  o = w.nacre("sites train mine.csv --label-column kind --radius 6");
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("radius")) << o.err;
  w.write("none.csv", out.substr(out.find("frame,atom")));
  EXPECT_TRUE(w.nacre("sites train none.csv --label-column kind").says("definition"));
  w.write("words.csv", [&] {
    std::string t = out;
    return t.replace(t.find(",adsorption,"), 12, ",absorption,");
  }());
  EXPECT_TRUE(w.nacre("sites train words.csv --label-column kind").says("absorption"));
}

TEST(SitesProgram, NothingOfAnEarlierCallStays) {
  const Workspace w;
  write_run(w, "host"), write_run(w, "other", 0.6, 0.03);
  const auto all = [&](const std::string& words) {
    EXPECT_EQ(w.nacre("sites all " + words + " --folder out --quiet").code, 0);
  };
  all("host other --trees 20");
  w.write("out/mine.txt", "kept");
  EXPECT_TRUE(w.has("out/forest.yaml") && w.has("out/run-2/guests.csv"));
  all("host --threshold 0.001");  // one class, one run
  for (const char* file : {"forest.yaml", "roc.svg", "correlation.csv", "evaluation.csv", "run-1", "run-2"})
    EXPECT_FALSE(w.has(std::string("out/") + file)) << file;
  EXPECT_TRUE(w.has("out/guests.csv") && w.has("out/mine.txt"));
  all("host other --trees 20");
  EXPECT_FALSE(w.has("out/guests.csv"));
  all("host other --forest out/forest.yaml");  // which is not of an earlier call
  EXPECT_TRUE(w.has("out/forest.yaml"));
  EXPECT_FALSE(w.has("out/roc.svg"));
  EXPECT_TRUE(w.has("out/run-2/guests.csv"));
}

TEST(SitesProgram, SharesSayHowFarTheRunsGo) {
  const Workspace w;
  write_run(w, "host", 0.5, 0.2), write_run(w, "past", 0.5, -0.3);
  EXPECT_TRUE(w.nacre("sites all host --trees 5").says("pore filling at the end (%)"));
  EXPECT_TRUE(w.nacre("sites all past --trees 5").says("pore filling at 0 V (%)"));
  EXPECT_TRUE(w.nacre("sites all host past --trees 5").says("pore filling up to 0 V or the end (%)"));
}

TEST(SitesProgram, FewOfAClassAreSaid) {
  const Workspace w;
  write_run(w, "host", 0.5, 0.02);
  const Outcome o = w.nacre("sites train host --threshold 0.5055");  // three atoms above it
  EXPECT_EQ(o.code, 2);
  EXPECT_TRUE(o.says("fewer than 5 sites of a class")) << o.err;
  EXPECT_TRUE(o.says("threshold")) << o.err;
  ASSERT_EQ(w.nacre("sites all host --threshold 0.5055 --summary s.yaml").code, 0);
  EXPECT_EQ(YAML::Load(w.read("s.yaml"))["types_by"].as<std::string>(), "threshold");
  EXPECT_NE(w.read("host-sites/page.txt").find("no forest: fewer than 5 sites"), std::string::npos);
  // a smaller test part needs more
  EXPECT_TRUE(w.nacre("sites train host --threshold 0.5045 --test-share 0.05").says("fewer than 10 sites"));
}

TEST(SitesProgram, WrongInput) {
  const Workspace w;
  write_run(w, "host");
  const auto refused = [&](const std::string& arguments, const std::string& words) {
    const Outcome o = w.nacre("sites " + arguments);
    EXPECT_EQ(o.code, 2) << arguments;
    EXPECT_TRUE(o.says(words)) << arguments << ": " << o.err;
  };
  fs::create_directories(w.path("empty"));
  refused("all empty", "seed-N");
  refused("all host --threshold much", "median");
  refused("all host --at middle", "first");
  refused("all host --band 0.7", "band");
  refused("all host --guest Li", "guest");
  refused("label host --forest nowhere.yaml", "nowhere.yaml");
  refused("label host", "--forest");
  w.write("other.yaml", "trees: 3\n");
  refused("label host --forest other.yaml", "other.yaml");
  refused("train host --label-column kind", "label-column");
  // options that would do nothing
  ASSERT_EQ(w.nacre("sites train host --trees 20 --output f.yaml").code, 0);
  ASSERT_EQ(w.nacre("sites all host --trees 20 --folder own").code, 0);
  refused("all host --forest f.yaml --trees 30", "--trees");
  refused("all host --forest f.yaml --class-weights equal", "--class-weights");
  refused("label host/final.xyz --forest f.yaml --at last", "--at");
  refused("label host/final.xyz --forest f.yaml --stage-rows 4", "--stage-rows");
  refused("train own/features.csv --at last", "--at");
  refused("train host own/features.csv --label-column kind", "label-column");
  refused("train own/features.csv --label-column kind --threshold 0.2", "--threshold");
  w.write("host/structures.xyz", "");
  w.write("host/final.xyz", frame(3));
  std::string ledger = w.read("host/insert.csv");
  ledger.replace(ledger.find(",5,7.3\n4,"), 1, ",");
  w.write("host/final.xyz", [] {
    std::string text = frame(3);
    return text.replace(text.rfind("Na 12.7"), 7, "Na 12.9");
  }());
  refused("all host", "0.2000");  // the last atom is not where the ledger says
}

}  // namespace

}  // namespace sites_test
