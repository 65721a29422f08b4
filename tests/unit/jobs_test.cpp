// Jobs called as another program calls them: with a folder that is not the current one. Everything they read and write
// is in that folder, what they say goes to the log, and what they found is in the report.
#include <gtest/gtest.h>

#include "job_in_a_folder.h"
#include "jobs/build.h"
#include "jobs/detailed_error.h"
#include "jobs/insert.h"
#include "jobs/predict.h"
#include "jobs/run.h"
#include "jobs/sites/all.h"
#include "jobs/sites/label.h"
#include "jobs/train.h"
#include "report/render.h"
#include "source_dir.h"

namespace jobs_test {

namespace {

namespace fs = std::filesystem;
using namespace nacre;
using namespace nacre_test;

double number(const report::Report& report, const std::string& key) {
  return std::get<double>(report.summary.value(key).value());
}
std::string word(const report::Report& report, const std::string& key) {
  return std::get<std::string>(report.summary.value(key).value());
}
std::string source(const std::string& name) { return nacre_test::source_dir() + "/" + name; }

TEST_F(JobInAFolder, Build) {
  jobs::BuildRandom job;
  const report::Report report = run(
      job,
      {{"species", {"C"}}, {"atoms", {"20"}}, {"box", {"7"}}, {"min-distance", {"1.3"}}, {"output", {"model.xyz"}}});
  EXPECT_EQ(files(), (std::set<std::string>{"model.xyz"}));
  // 20 carbons of 12.011 amu (1.66053907 yg) in 343 Å^3
  EXPECT_NEAR(number(report, "density_g_cm3"), 20 * 12.011 * 1.66053907 / 343, 1e-3);
  EXPECT_EQ(word(report, "file"), "model.xyz");
  ASSERT_EQ(report.sections.size(), 1u);
  EXPECT_NEAR(report.sections[0].rows[1].value.value(), number(report, "density_g_cm3"), 1e-12);
  EXPECT_EQ(report::page_text(report), "model.xyz: 20 atoms, 1.1630 g/cm3\n");
}

TEST_F(JobInAFolder, BuildRefusesBeforeItWrites) {
  jobs::BuildRandom job;
  const Error e = error_of([&] {
    run(job, {{"species", {"C"}}, {"atoms", {"20"}}, {"min-distance", {"1.3"}}, {"output", {"model.xyz"}}});
  });
  EXPECT_TRUE(mentions(e, "a box or a density")) << e.what();
  EXPECT_TRUE(files().empty());
}

TEST_F(JobInAFolder, PredictWithTheCarbonThatIsCompiledIn) {
  make_diamond();
  jobs::Predict job;
  const report::Report report =
      run(job, {{"POTENTIAL", {"tersoff-carbon"}}, {"FILE", {"model.xyz"}}, {"files", {"columns"}}, {"double", {}}});
  EXPECT_EQ(log_.said.size(), 1u);  // a line a frame
  EXPECT_EQ(job.computes(), jobs::Computes::cpu_only);
  for (const char* name : {"columns/energy_model.out", "columns/force_model.out", "columns/virial_model.out"})
    EXPECT_TRUE(fs::exists(path(name))) << name;
  EXPECT_NE(report::page_text(report).find("1 frame with "), std::string::npos);

  jobs::Predict writes;
  run(writes, {{"POTENTIAL", {"tersoff-carbon"}}, {"FILE", {"model.xyz"}}, {"output", {"predicted.xyz"}}});
  EXPECT_NE(content(path("predicted.xyz")).find("energy="), std::string::npos);
}

TEST_F(JobInAFolder, PredictLeavesNothingWhenItFails) {
  make_diamond();
  jobs::Predict job;
  const Error e = error_of([&] {
    run(job, {{"POTENTIAL", {"none.txt"}}, {"FILE", {"model.xyz"}}, {"output", {"predicted.xyz"}}});
  });
  EXPECT_TRUE(mentions(e, path("none.txt"))) << e.what();
  EXPECT_EQ(files(), (std::set<std::string>{"model.xyz"}));
}

TEST_F(JobInAFolder, RunADeck) {
  make_diamond();
  write("run.in", "potential tersoff-carbon\nvelocity 300\ntime_step 0.5\nensemble nve\ndump_thermo 2\nrun 4\n");
  jobs::RunDeck job;
  const report::Report report = run(job, {});
  EXPECT_TRUE(files().count("thermo.out"));
  EXPECT_EQ(word(report, "state"), "done");
  EXPECT_EQ(std::get<std::int64_t>(report.summary.value("steps").value()), 4);
  EXPECT_NE(report::page_text(report).find("run of line 6: 4 steps"), std::string::npos);
}

TEST_F(JobInAFolder, ErrorsOfADeckAreAListAndNotPrinted) {
  make_diamond();
  write("run.in", "foo 1\nvelocity x\nrun\n");
  jobs::RunDeck job;
  try {
    run(job, {});
    FAIL() << "no error";
  } catch (const jobs::DetailedError& e) {
    EXPECT_GE(e.causes().size(), 3u);
    EXPECT_EQ(e.causes().front().file(), path("run.in"));
    EXPECT_TRUE(mentions(e, "errors in the deck"));
  }
}

TEST_F(JobInAFolder, TrainStopsAndGoesOn) {
  fs::copy_file(source("input/train-argon/train.xyz"), path("train.xyz"));
  write("nep.in",
        "type 1 Ar\ncutoff 6 4\nn_max 2 2\nbasis_size 4 4\nl_max 2 0\nneuron 4\nlambda_1 0\nlambda_2 0\n"
        "optimizer adam\nepoch 3\noutput_interval 1\n");
  jobs::Train stopped;
  stop_ = true;
  try {
    run(stopped, {});
    FAIL() << "not stopped";
  } catch (const jobs::DetailedError& e) {
    EXPECT_EQ(e.kind(), Error::Kind::interrupted);
    ASSERT_TRUE(e.found());
    EXPECT_EQ(word(*e.found(), "state"), "interrupted");
  }
  EXPECT_TRUE(files().count("nacre.train"));
  stop_ = false;
  jobs::Train resumed;
  const report::Report report = run(resumed, {{"resume", {}}});
  EXPECT_EQ(word(report, "state"), "done");
  EXPECT_TRUE(files().count("nep.txt") && files().count("loss.out"));
  ASSERT_EQ(report.sections.size(), 1u);
  EXPECT_EQ(report.sections[0].rows[0].value.value(), number(report, "rmse_energy_train_eV_per_atom"));
}

TEST_F(JobInAFolder, ErrorsOfNepInAreAList) {
  write("nep.in", "type 1 Ar\nneuron none\nfoo 3\n");
  jobs::Train job;
  try {
    run(job, {});
    FAIL() << "no error";
  } catch (const jobs::DetailedError& e) {
    ASSERT_EQ(e.causes().size(), 2u);
    EXPECT_EQ(e.causes()[0].line(), 2);
    EXPECT_EQ(e.causes()[1].line(), 3);
    EXPECT_TRUE(mentions(e, "2 errors in nep.in"));
  }
  EXPECT_EQ(files(), (std::set<std::string>{"nep.in"}));
}

TEST_F(JobInAFolder, Insert) {
  fs::copy_file(source("tests/data/nep-random/nep4_zbl_NaC/nep.txt"), path("nep.txt"));
  jobs::BuildRandom carbon;
  run(carbon,
      {{"species", {"C"}}, {"atoms", {"40"}}, {"box", {"8.5"}}, {"min-distance", {"1.5"}}, {"output", {"carbon.xyz"}}});
  write("insert.yaml",
        "structure: carbon.xyz\npotential: nep.txt\nuntil: {count: 1}\nbulk_energy: -1\n"
        "candidates: {spacing: 0.9, min_distance: {Na-C: 1.7, Na-Na: 2.5}}\nscreen: {keep: 3}\n"
        "relax: {finalists: 1, radius: 6, local_steps: 2, max_steps: 2}\n");
  jobs::Insert job;
  const report::Report report = run(job, {{"CONFIG", {"insert.yaml"}}});
  EXPECT_TRUE(files().count("insert.csv") && files().count("final.xyz") && files().count("insert.svg"));
  EXPECT_EQ(word(report, "end"), "count");
  EXPECT_EQ(report::page_text(report).rfind("count: 1 rows, 1 Na atoms, in ", 0), 0u);
  EXPECT_EQ(log_.said.front(), "bulk Na: -1.000000 eV an atom, as given");
}

/// Twenty pairs of carbons in a row, each with a sodium beside it (strongly bound) or far above it.
void write_insertion(const std::string& folder) {
  constexpr int atoms = 20;
  std::string frames,
      ledger =
          "# nacre insert: Na and 40 host atoms (C), 12.011 g/mol\n"
          "# start: N 0, energy 0.000000000 eV; energy of bulk Na -1.000000000 eV an atom\n"
          "N,change,ratio,capacity_mAh_g,energy_eV,voltage_V,smoothed_voltage_V,window_rows,binding_energy_eV,x_A,y_A,"
          "z_A\n";
  for (int n = 0; n <= atoms; n += 2) {
    frames += std::to_string(2 * atoms + n) + "\nLattice=\"120 0 0 0 30 0 0 0 30\" Properties=species:S:1:pos:R:3\n";
    for (int c = 0; c < atoms; ++c)
      frames += "C " + std::to_string(6 * c) + " 5 5\nC " + std::to_string(6 * c + 1.4) + " 5 5\n";
    for (int g = 0; g < n; ++g)
      frames += "Na " + std::to_string(6 * g + 0.7) + " 5 " + (g < 10 ? "7.3" : "11.0") + "\n";
  }
  for (int g = 0; g < atoms; ++g) {
    const std::string binding = std::to_string((g < 10 ? 0.5 : 0.02) + 0.001 * (g % 7));
    ledger += std::to_string(g + 1) + ",1,0,0,0,0.1,0.1,1," + binding + "," + std::to_string(6 * g + 0.7) + ",5," +
              (g < 10 ? "7.3" : "11.0") + "\n";
  }
  fs::create_directories(folder);
  std::ofstream(folder + "/insert.csv") << ledger;
  std::ofstream(folder + "/structures.xyz") << frames;
}

TEST_F(JobInAFolder, Sites) {
  write_insertion(path("host"));
  jobs::SitesAll all;
  const report::Report report = run(all, {{"runs", {"host"}}, {"trees", {"20"}}});
  EXPECT_EQ(report.written, "Tables, pictures and summary.yaml: host-sites");
  EXPECT_EQ(content(path("host-sites/page.txt")), report::page_text(report));
  EXPECT_EQ(content(path("host-sites/summary.yaml")), report.summary.yaml());
  EXPECT_NE(content(path("host-sites/features.csv")).find("\nhost,"), std::string::npos);  // as named, not the path
  const report::Section* rows = report.find("sites");
  ASSERT_NE(rows, nullptr);
  EXPECT_EQ(rows->rows[0].key, "intercalation_percent");
  EXPECT_EQ(rows->rows[0].published.value().words, "46.2");

  jobs::SitesLabel label;
  run(label, {{"input", {"host"}}, {"forest", {"host-sites/forest.yaml"}}, {"folder", {"labels"}}});
  EXPECT_TRUE(files().count("labels/guests.csv") && files().count("labels/labelled.xyz"));
}

TEST_F(JobInAFolder, SitesBesideAUsersOwnFigures) {
  write_insertion(path("host"));
  write("mine.yaml", "sites:\n  head: measured\n  source: my notebook\n  rows: {sites.intercalation_percent: 12.5}\n");
  jobs::SitesAll job;
  const report::Report report = run(job, {{"runs", {"host"}}, {"trees", {"20"}}, {"reference", {"mine.yaml"}}});
  const std::string page = report::page_text(report);
  EXPECT_NE(page.find("measured\n"), std::string::npos);
  EXPECT_NE(page.find("12.5\n"), std::string::npos);
  EXPECT_NE(page.find("Published: my notebook."), std::string::npos);
  EXPECT_EQ(page.find("46.2"), std::string::npos);
}

TEST_F(JobInAFolder, AnOptionThatDoesNothingIsRefused) {
  write_insertion(path("host"));
  write("forest.yaml", "");
  jobs::SitesAll job;
  const Error e = error_of([&] { run(job, {{"runs", {"host"}}, {"forest", {"forest.yaml"}}, {"trees", {"20"}}}); });
  EXPECT_TRUE(mentions(e, "this option does nothing with --forest")) << e.what();
  EXPECT_EQ(e.key(), "--trees");
}

}  // namespace

}  // namespace jobs_test
