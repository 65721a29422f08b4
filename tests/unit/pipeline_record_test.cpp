// What stage.yaml keeps of a report, and what the log of a stage writes and tells.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "insert/insertion.h"
#include "insert/ledger_head.h"
#include "io/words.h"
#include "jobs/pipeline/insertion_rows.h"
#include "jobs/pipeline/report_record.h"
#include "jobs/pipeline/stage_log.h"
#include "report/published.h"
#include "report/render.h"
#include "scratch.h"

namespace nacre::jobs::pipeline::pipeline_record_test {
namespace {

using nacre_test::Scratch;

report::Report sample() {
  report::Report report;
  report.head = {"structure.xyz, 1 frame(s)", "  with \"marks\" and a # sign: here"};
  report.published_head = "published, 5,000 C";
  report.what_width = 44;
  report::Row row{"first_voltage_V", "first voltage (V)", "1.234", 1.0 / 3, 0.1, "V", {}};
  row.published = report::Published{"3.37", "a paper", 3.37};
  report::Row plain;
  plain.key = "peaks", plain.what = "peaks (A)", plain.found = "1.42, 2.42";
  report.sections = {{"insertion", "Insertion", "", {row, plain}}, {"xrd", "", "no box: open cell", {}}};
  report.notes = {"two\nlines"};
  return report;
}

TEST(PipelineRecord, AReportComesBack) {
  const report::Report report = sample();
  YAML::Emitter out;
  emit(out, report);
  const report::Report read = report_in(YAML::Load(out.c_str()));
  EXPECT_EQ(report::page_text(read), report::page_text(report));
  ASSERT_EQ(read.sections.size(), 2u);
  const report::Row& row = read.sections[0].rows.at(0);
  EXPECT_EQ(row.key + row.unit, "first_voltage_VV");
  EXPECT_EQ(row.value, 1.0 / 3) << "to the bit";
  EXPECT_EQ(row.error, 0.1);
  ASSERT_TRUE(row.published);
  EXPECT_EQ(row.published->source, "a paper");
  EXPECT_EQ(row.published->value, 3.37);
  EXPECT_FALSE(read.sections[0].rows.at(1).value);
  EXPECT_FALSE(read.sections[0].rows.at(1).published);
}

/// The page of an insertion of 4 atoms of this species into 40 of silicon.
std::string page_of(const std::string& species, const std::string& host) {
  const Scratch scratch;
  insert::LedgerBase base;
  base.species = species, base.host = host, base.host_atoms = 40, base.host_mass = 40 * 28.085;
  base.bulk_energy = -1, base.start_energy = -200, base.window = 2;
  insert::Ledger ledger(base);
  std::string text = insert::ledger_header(base, {});
  for (int n = 1; n <= 4; ++n) {
    insert::LedgerRow row;
    row.number = n, row.energy = -200 - 2.5 * n;
    text += insert::ledger_line(ledger.add(row));
  }
  scratch.write(insert::ledger_file, text);
  PipelineStage stage;
  stage.name = "insert", stage.folder = scratch.path("."), stage.structure = insert::final_file;
  return report::page_text(insertion_report(stage, report::published_hard_carbon()));
}

// The page names what was inserted; what is known of sodium in carbon is said of sodium in carbon.
TEST(InsertionPage, NamesTheSpecies) {
  const std::string lithium = page_of("Li", "Si"), sodium = page_of("Na", "C");
  for (const char* word : {"Li inserted, Li:Si", "smoothed voltage at Li:Si", "What 40 Si atoms cannot show: one Li"})
    EXPECT_NE(lithium.find(word), std::string::npos) << word << lithium;
  for (const char* word : {"Na:", "Na inserted", "one Na", "hold Na", "odium", "another carbon"})
    EXPECT_EQ(lithium.find(word), std::string::npos) << word << lithium;
  for (const char* word : {"Na inserted, Na:C", "one Na is", "0.09 Na here"})
    EXPECT_NE(sodium.find(word), std::string::npos) << word << sodium;
}

/// A log that keeps what it is told.
class Kept : public Log {
 public:
  explicit Kept(bool terminal) : terminal_(terminal) {}
  void line(const std::string& text) override { lines.push_back(text); }
  void passing(const std::string& text) override { passed.push_back(text); }
  bool shows_passing() const override { return terminal_; }
  std::vector<std::string> lines, passed;

 private:
  bool terminal_;
};

TEST(PipelineLog, KeepsLinesAndATwentiethOfTheStates) {
  const Scratch folder;
  const std::string file = folder.write("log.txt", "before\n");
  Kept terminal(true), plain(false);
  {
    StageLog log(file, "  1/2 anneal", terminal);
    log.line("$ nacre run .");
    for (int k = 0; k <= 100; ++k)
      if (log.is_due(0.01 * k)) log.state("step " + std::to_string(k));
    log.state("a state that nobody asked about");
    log.complaint("a word is wrong");
  }
  std::string text = read_text(file);
  EXPECT_EQ(text.rfind("before\n$ nacre run .\nstep ", 0), 0u) << text;
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2 + 20 + 2) << text;
  ASSERT_GE(terminal.passed.size(), 2u);
  EXPECT_EQ(terminal.passed.front().rfind("  1/2 anneal  ", 0), 0u) << terminal.passed.front();
  EXPECT_NE(terminal.passed.front().find("  $ nacre run ."), std::string::npos);
  EXPECT_EQ(terminal.passed.back(), "") << "wiped at the end";
  { StageLog(file, "head", plain).line("one more"); }
  EXPECT_TRUE(plain.passed.empty() && plain.lines.empty()) << "a log that is no terminal hears nothing of states";
}

}  // namespace
}  // namespace nacre::jobs::pipeline::pipeline_record_test
