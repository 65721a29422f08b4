// What stage.yaml keeps of a report, and what the log of a stage writes and tells.
#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include "io/words.h"
#include "jobs/pipeline/report_record.h"
#include "jobs/pipeline/stage_log.h"
#include "report/render.h"
#include "scratch.h"

namespace nacre::jobs::pipeline {
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
}  // namespace nacre::jobs::pipeline
