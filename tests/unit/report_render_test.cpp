// Reports rendered: the page, CSV, the summary by path and from a file.
#include "report/render.h"

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <cmath>
#include <limits>

#include "core/error.h"
#include "report/read_csv.h"

namespace report_render_test {

namespace {

using namespace nacre::report;

TEST(ReportRender, APageHasHeadTitlesRowsRefusalsAndNotes) {
  Report report;
  report.head = {"a.xyz, 2 frame(s)"};
  report.published_head = "published";
  report.sections = {
      {"cell", "", "", {{"density", "density (g/cm3)", "1.4000", 1.4, {}, "g/cm3", Published{"1.5", "X", 1.5}}}},
      {"rings", "Rings", "no bond", {}},
      {"pores", "Pores", "", {{"lcd_A", "largest cavity (A)", "3.1", 3.1, {}, "A", {}}}}};
  report.notes = {"Limits.", "Source."};
  EXPECT_EQ(page_text(report),
            "a.xyz, 2 frame(s)\n"
            "                                                                  published\n"
            "  density (g/cm3)                       1.4000                    1.5\n"
            "Rings\n"
            "  not done: no bond\n"
            "Pores\n"
            "  largest cavity (A)                    3.1\n"
            "\n"
            "Limits.\n"
            "Source.\n");
  report.what_width = 4;
  EXPECT_EQ(published_line("p", 4).find('p'), 32u);
  report.words = "as the command says it\n";
  EXPECT_EQ(page_text(report), report.words);
}

TEST(ReportRender, CsvKeepsFormatsAndQuotesWhatHoldsACommaOnly) {
  Table table;
  table.comments = {"g(r)", "units: A"};
  table.columns = {{"r_A", "{:.3f}"}, {"atoms"}, {"name, long"}};
  table.rows = {{0.1, std::int64_t{5}, std::string("plain word")},
                {1.0 / 3, std::monostate(), std::string("a \"b\", c")},
                {std::numeric_limits<double>::quiet_NaN(), std::int64_t{-1}, std::string()}};
  const std::string text = csv_text(table);
  EXPECT_EQ(text,
            "# g(r)\n# units: A\nr_A,atoms,\"name, long\"\n0.100,5,plain word\n0.333,,\"a \"\"b\"\", c\"\nnan,-1,\n");
  const Table again = read_csv(text);
  EXPECT_EQ(again.comments, table.comments);
  ASSERT_EQ(again.rows.size(), 3u);
  EXPECT_EQ(again.columns[2].name, "name, long");
  EXPECT_EQ(std::get<std::string>(again.rows[1][2]), "a \"b\", c");
  EXPECT_EQ(number_of(again.rows[1][0]), 0.333);
  EXPECT_FALSE(number_of(again.rows[1][1]));
}

Summary sample() {
  Summary rdf, all;
  rdf.put_named_maps("pairs", {{"C-C", {{"first_peak_A", 1.42}, {"count", std::int64_t{3}}}}});
  rdf.put("frames", 7);
  all.put("density_g_cm3", 1.4054321987654321);
  all.put("name", "carbon");
  all.put_map("elements", {{"C", std::int64_t{5000}}});
  all.put_map("refused", {});
  all.put_list("list", {1.5, std::int64_t{2}});
  all.put_summary("rdf", rdf);
  all.put("last", 1);
  return all;
}

TEST(ReportSummary, ValuesAreFoundByPath) {
  const Summary s = sample();
  EXPECT_EQ(s.number("density_g_cm3"), 1.4054321987654321);
  EXPECT_EQ(s.number("elements.C"), 5000);
  EXPECT_EQ(s.number("rdf.frames"), 7);
  EXPECT_EQ(s.number("rdf.pairs.C-C.first_peak_A"), 1.42);
  EXPECT_EQ(s.number("rdf.pairs.C-C.count"), 3);
  EXPECT_EQ(std::get<std::string>(*s.value("name")), "carbon");
  for (const char* absent :
       {"name", "rdf", "elements", "rdf.pairs", "rdf.pairs.C-H.count", "nothing", "rdf.nothing", ""})
    EXPECT_FALSE(s.number(absent)) << absent;
  EXPECT_TRUE(s.has("refused"));
  EXPECT_TRUE(s.has("rdf.pairs.C-C"));
  EXPECT_FALSE(s.has("rdf.pairs.C-H"));
  EXPECT_NE(s.part("rdf"), nullptr);
  EXPECT_EQ(s.part("elements"), nullptr);
}

TEST(ReportSummary, TheFileSaysTheSameToAnotherReaderAndToOurs) {
  const std::string text = sample().yaml();
  const YAML::Node root = YAML::Load(text);
  EXPECT_EQ(root["rdf"]["pairs"]["C-C"]["first_peak_A"].as<double>(), 1.42);
  EXPECT_EQ(root["last"].as<int>(), 1);
  EXPECT_EQ(root["list"][1].as<int>(), 2);
  EXPECT_EQ(root.begin()->first.as<std::string>(), "density_g_cm3") << "keys keep their order";
  const Summary again = Summary::read(text, "s.yaml");
  for (const char* path : {"density_g_cm3", "elements.C", "rdf.frames", "rdf.pairs.C-C.first_peak_A", "last"})
    EXPECT_EQ(again.number(path), sample().number(path)) << path;
  EXPECT_EQ(YAML::Load(again.yaml())["rdf"]["frames"].as<int>(), 7);
}

TEST(ReportSummary, WhatIsNoSummaryIsRefusedByName) {
  for (const char* wrong : {"- 1\n- 2\n", "a: [1\n", "just words\n"}) try {
      Summary::read(wrong, "old/summary.yaml");
      ADD_FAILURE() << wrong;
    } catch (const nacre::Error& e) {
      EXPECT_EQ(e.file(), "old/summary.yaml");
    }
}

}  // namespace

}  // namespace report_render_test
