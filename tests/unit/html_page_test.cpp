// Pages of HTML, read by a strict reader that shares nothing with them (tests/reference/html_page.h).
#include <gtest/gtest.h>

#include <algorithm>

#include "jobs/analyze/page.h"
#include "jobs/page/page_files.h"
#include "jobs/sites/run_report.h"
#include "reference/html_page.h"
#include "report/csv.h"
#include "report/figure.h"
#include "report/html.h"
#include "report/html_text.h"
#include "report/plain_drawing.h"
#include "sites/training.h"

namespace html_page_test {

namespace {

using namespace nacre::report;
using reference::HtmlElement;
using reference::HtmlPage;

std::string drawing(const std::string& words) {
  nacre::Svg svg(640, 400);
  svg.axes({0, 1, 60, 600}, {0, 1, 350, 20}, words, words);
  svg.path({{60, 350}, {600, 20}}, blue, true);
  svg.dots({{100, 100}, {200, 200}}, orange, 4);
  svg.segments({{1, 1}, {2, 2}}, grey, 1, 0.5);
  svg.area({{1, 1}, {2, 2}, {3, 1}}, green, 0.2);
  svg.text(10, 10, words);
  return svg.finish();
}

/// Every part of a page, with these words wherever a user's file or option could put them.
Page page_of(const std::string& words) {
  Page page;
  page.command = "nacre insert", page.subject = words, page.state = words;
  page.warnings = {words, words};
  page.facts = {{words, words}};
  page.settings = {{words, words + "\nkey:  " + words}};
  PagePart part;
  part.title = words, part.state = words, part.link = words + "/index.html";
  part.report.head = {words};
  part.report.published_head = words;
  part.report.sections = {{words, words, "", {{words, words, words, 1.5, 0.1, words, Published{words, words, 1.4}}}},
                          {words, words, words, {}}};
  part.report.notes = {words, words + "  in columns  " + words};
  part.report.words = words;
  part.figures = {{words, words, drawing(words), {words + ".csv", "large.csv"}, words}};
  Table table{words, {words}, {{words}, {"b"}}, {}};
  for (int r = 0; r < 100; ++r) table.rows.push_back({words, r + 0.25});
  part.tables = {{words + ".csv", csv_text(table), words}, {"large.csv", "", "large.csv"}};
  page.parts = {part, part};
  return page;
}

std::string joined(const std::vector<std::string>& faults) {
  std::string text;
  for (const std::string& f : faults) text += f + "\n";
  return text;
}

HtmlPage read(const Page& page) {
  HtmlPage read = reference::read_html(html_page(page));
  EXPECT_EQ(joined(reference::html_faults(read)), "");
  return read;
}

TEST(HtmlPage, IsWellFormedAndEveryTargetExists) {
  const HtmlPage page = read(page_of("plain words"));
  EXPECT_EQ(page.all("svg").size(), 2u);
  EXPECT_EQ(page.all("script").size(), 1u);
  EXPECT_EQ(page.all("title")[0]->text, "nacre insert: plain words");
  // Warnings stand before every other heading but the title.
  const auto h2 = page.all("h2");
  EXPECT_EQ(h2[0]->text, "Warnings and notes");
  EXPECT_EQ(h2[1]->text, "plain words");
}

TEST(HtmlPage, WordsOfOthersStayWords) {
  const std::string hostile =
      "</td></pre></script><script>alert(1)</script><img src=x onerror=\"alert(1)\">&lt;&#60;' \x1b[1m "
      "javascript:alert(1)";
  const HtmlPage page = read(page_of(hostile));
  const HtmlPage plain = read(page_of("plain words"));
  ASSERT_EQ(page.elements.size(), plain.elements.size());
  for (std::size_t i = 0; i < page.elements.size(); ++i) EXPECT_EQ(page.elements[i].name, plain.elements[i].name) << i;
  const std::string shown = page.all("h2")[1]->text;
  EXPECT_NE(shown.find("<img src=x onerror=\"alert(1)\">&lt;&#60;'"), std::string::npos) << shown;
  EXPECT_EQ(shown.find('\x1b'), std::string::npos);
  // html_faults() has seen that every address is one of the page, of a file below it, or data.
}

TEST(HtmlPage, AddressesOfFilesCannotLeaveTheFolder) {
  EXPECT_EQ(file_link("a b/c.csv"), "./a%20b/c.csv");
  EXPECT_EQ(file_link("javascript:alert(1)"), "./javascript%3Aalert%281%29");
  EXPECT_EQ(file_link("//evil.example/x"), ".///evil.example/x");
}

TEST(HtmlPage, DataAreOneClickAwayAsTheyAre) {
  const Page given = page_of("a, \"b\" 100% #1 \xc3\x85");
  const HtmlPage page = read(given);
  std::vector<std::string> contents;
  for (const HtmlElement* a : page.all("a"))
    if (a->has("download")) contents.push_back(reference::decoded_data(a->at("href")));
  // Of each part its values and its table, once each.
  ASSERT_EQ(contents.size(), 4u);
  EXPECT_EQ(std::count(contents.begin(), contents.end(), given.parts[0].tables[0].csv), 2);
  const std::string& values = contents[0];
  EXPECT_NE(values.find("section,key,quantity,found,value,error,unit,published,source"), std::string::npos);
  EXPECT_NE(values.find(",1.5,0.1,"), std::string::npos);
}

TEST(HtmlPage, LongTablesAreThinnedAndSaySo) {
  const HtmlPage page = read(page_of("words"));
  // 100 rows: every fifth, 20 of them, beside the two of the values and the one of the facts.
  EXPECT_NE(page.all("summary")[0]->text.find("100 rows, of which rows 1, 6, 11, ... are shown"), std::string::npos)
      << page.all("summary")[0]->text;
  EXPECT_NE(joined(reference::files_beside(page)).find("large.csv"), std::string::npos);
}

TEST(HtmlPage, StaysBelowItsSizeWhateverItIsGiven) {
  const std::string quotes(300'000, '"'), escapes(300'000, '\x01');
  Page page = page_of("x");
  page.subject = page.state = "x";
  page.warnings.assign(1000, quotes);
  page.settings = {{"a", quotes}, {"b", escapes}};
  std::string drawn = drawing("x");
  drawn.insert(drawn.find("<line"), std::string(900'000, ' '));
  PagePart& part = page.parts[0];
  part.report.words = quotes;
  part.report.notes = {escapes};
  part.figures.assign(20, {"f.svg", "a figure", drawn, {}, "f.svg"});
  part.tables.clear();
  for (int k = 0; k < 12; ++k) {
    std::string csv = "a,b\n";
    for (int r = 0; r < 3'000; ++r) csv += "\"\"\"\"\"\"\"\",0.123456789\n";
    part.tables.push_back({"t" + std::to_string(k) + ".csv", csv, "t" + std::to_string(k) + ".csv"});
  }
  page.parts.assign(20, part);
  const std::string text = html_page(page);
  EXPECT_LT(text.size(), page_bytes);
  const HtmlPage seen = reference::read_html(text);
  EXPECT_EQ(joined(reference::html_faults(seen)), "");
  EXPECT_EQ(seen.all("svg").size(), 2u);  // of 900 kB each; the others are beside
  EXPECT_NE(text.find("Too large for this page."), std::string::npos);
  EXPECT_NE(text.find("and 950 more"), std::string::npos);
}

TEST(HtmlPage, LoadsItselfAgainOnlyWhileTheWorkRuns) {
  Page page = page_of("x");
  const auto refreshes = [&] {
    std::vector<std::string> seconds;
    const HtmlPage seen = read(page);
    for (const HtmlElement* meta : seen.all("meta"))
      if (meta->at("http-equiv") == "refresh") seconds.push_back(meta->at("content"));
    return seconds;
  };
  EXPECT_TRUE(refreshes().empty());
  page.running = true;
  EXPECT_EQ(refreshes(), (std::vector<std::string>{"10"}));
}

TEST(HtmlPage, AViewerIsPutInWithTheStructure) {
  Page page = page_of("x");
  page.model = PageModel{"var $3Dmol={};", "1\n</script>\nC 0 0 0\n"};
  const HtmlPage seen = read(page);
  const auto scripts = seen.all("script");
  ASSERT_EQ(scripts.size(), 3u);
  EXPECT_EQ(scripts[1]->text, "var $3Dmol={};");
  EXPECT_NE(scripts[2]->text.find("\"1\\u000a\\u003c/script\\u003e\\u000aC 0 0 0\\u000a\""), std::string::npos)
      << scripts[2]->text;
}

TEST(HtmlPage, DrawingsOfOthersAreNotTaken) {
  const std::string own = drawing("a < b & c");
  EXPECT_TRUE(is_plain_drawing(own));
  const auto with = [&](const std::string& piece) {
    std::string svg = own;
    return svg.insert(svg.find("<line"), piece);
  };
  EXPECT_TRUE(is_plain_drawing(with("<g fill=\"red\"></g>")));
  for (const char* piece :
       {"<script>x</script>", "<image href=\"x\"/>", "<a href=\"x\"></a>", "<g onclick=\"x\"></g>", "<g", "<g>", "</g>",
        "<style>x</style>", "<g fill=\"url(#x)\"></g>", "<!-- x -->", "<foreignObject></foreignObject>", "<?x?>",
        "<!DOCTYPE x>", "<g fill='red'></g>", "<g fill=red></g>", "<G></G>", "<svg/onload=x>"})
    EXPECT_FALSE(is_plain_drawing(with(piece))) << piece;
  EXPECT_FALSE(is_plain_drawing(own + "<p>more</p>"));
  EXPECT_FALSE(is_plain_drawing(own + "words"));
  EXPECT_FALSE(is_plain_drawing(""));
  Page page = page_of("x");
  page.parts[0].figures[0].svg = with("<script>x</script>");
  const HtmlPage seen = read(page);
  EXPECT_EQ(seen.all("script").size(), 1u);
  EXPECT_EQ(seen.all("svg").size(), 1u);
}

TEST(HtmlPage, FiguresOfEveryCommandHaveWordsAndData) {
  std::vector<std::string> names = nacre::jobs::analyze::page_file_names();
  for (const auto* more : {&nacre::jobs::run_file_names(), &nacre::sites::training_file_names()})
    names.insert(names.end(), more->begin(), more->end());
  for (const std::string& name : names) {
    if (!name.ends_with(".svg")) continue;
    const nacre::jobs::FigureWords words = nacre::jobs::words_of(name);
    EXPECT_NE(words.title, name.substr(0, name.size() - 4)) << "no words for " << name;
    for (const std::string& data : words.data) EXPECT_TRUE(std::count(names.begin(), names.end(), data)) << data;
    EXPECT_FALSE(words.data.empty()) << name;
  }
}

}  // namespace

}  // namespace html_page_test
