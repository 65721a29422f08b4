// The page of a command that takes long: written at what the job says, whole at any moment, and at rest in the end.
#include "jobs/page/live_page.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

#include "jobs/detailed_error.h"
#include "jobs/page/page_viewer.h"
#include "jobs/page/shown_structure.h"
#include "reference/html_page.h"
#include "report/figure.h"
#include "scratch.h"
#include "sites/labels.h"

namespace live_page_test {

namespace {

using namespace nacre;
using namespace nacre::jobs;
using nacre_test::content;
using nacre_test::Scratch;

struct Heard : Log {
  std::vector<std::string> states, complaints;
  bool due = false;
  bool is_due(double) override { return due; }
  void state(const std::string& text) override { states.push_back(text); }
  void complaint(const std::string& text) override { complaints.push_back(text); }
};

PageSource source_of(const std::string& path, double seconds = 0) {
  PageSource source;
  source.path = path, source.command = "nacre train", source.subject = "nep.in", source.seconds = seconds;
  source.fill = [](report::Page& page, const report::Report* found) {
    page.settings.push_back({"nep.in", std::string(200'000, 'x')});
    if (found != nullptr) page.parts.push_back({"Found", "", *found, {}, {}, ""});
  };
  return source;
}

bool refreshes(const std::string& text) { return text.find("http-equiv=\"refresh\"") != std::string::npos; }
std::string faults(const std::string& text) {
  std::string all;
  for (const std::string& f : reference::html_faults(reference::read_html(text))) all += f + "\n";
  return all;
}

TEST(LivePage, IsWrittenAtEveryStateAndComesToRest) {
  const Scratch folder;
  const std::string path = folder.path("index.html");
  Heard log;
  Surroundings around;
  around.log = &log;
  report::Report made;
  made.words = "all is done\n";
  with_page(source_of(path), around, [&](const Surroundings& watched) {
    EXPECT_FALSE(std::filesystem::exists(path));
    watched.said().line("warning: one atom is odd");
    EXPECT_TRUE(watched.said().is_due(0.5));
    watched.said().state("step 5 of 10");
    const std::string text = content(path);
    EXPECT_TRUE(refreshes(text));
    EXPECT_EQ(faults(text), "");
    EXPECT_NE(text.find("Running: step 5 of 10"), std::string::npos);
    return made;
  });
  EXPECT_TRUE(log.states.empty());  // nothing was due there: the state was the page's alone
  const std::string text = content(path);
  EXPECT_FALSE(refreshes(text));
  EXPECT_EQ(faults(text), "");
  for (const char* words : {"all is done", "warning: one atom is odd", "nacre " NACRE_VERSION})
    EXPECT_NE(text.find(words), std::string::npos) << words;
  EXPECT_EQ(folder.files(), 1);
}

TEST(LivePage, IsWrittenAtMostEveryFewSeconds) {
  const Scratch folder;
  Heard log;
  Surroundings around;
  around.log = &log;
  LivePage page(source_of(folder.path("index.html"), 3600), around);
  page.state("one");
  page.state("two");
  EXPECT_NE(content(folder.path("index.html")).find("Running: one"), std::string::npos);
  EXPECT_FALSE(page.is_due(0.5));
  log.due = true;
  EXPECT_TRUE(page.is_due(0.6));
  EXPECT_EQ(log.states, (std::vector<std::string>{"one", "two"}));
}

TEST(LivePage, RefusedInputLeavesNoneAndAFailureIsSaid) {
  const Scratch folder;
  const std::string path = folder.path("index.html");
  const auto fails = [&](bool begins) {
    with_page(source_of(path), {}, [&](const Surroundings& watched) -> report::Report {
      if (begins) watched.said().state("step 1");
      throw Error("a number is missing").file("nep.in").line(3);
    });
  };
  EXPECT_THROW(fails(false), Error);
  EXPECT_FALSE(std::filesystem::exists(path));
  EXPECT_THROW(fails(true), Error);
  const std::string text = content(path);
  EXPECT_FALSE(refreshes(text));
  EXPECT_NE(text.find("a number is missing"), std::string::npos);
}

TEST(LivePage, WorkGoesOnWhereNoPageCanBeWritten) {
  const Scratch folder;
  Heard log;
  Surroundings around;
  around.log = &log;
  LivePage page(source_of(folder.path("none/index.html")), around);
  page.state("one");
  page.state("two");
  ASSERT_EQ(log.complaints.size(), 1u);
  EXPECT_NE(log.complaints[0].find("the page is not written"), std::string::npos);
  EXPECT_THROW(page.end("done", nullptr), Error);
}

/// Killed at twenty moments of writing: what lies there is a page from its first to its last byte.
TEST(LivePage, AKillLeavesAWholePage) {
  const Scratch folder;
  const std::string path = folder.path("index.html");
  for (int trial = 0; trial < 20; ++trial) {
    const pid_t child = fork();
    if (child == 0) {
      LivePage page(source_of(path), Surroundings());
      for (int step = 0;; ++step) page.state("step " + std::to_string(step));
    }
    for (int i = 0; i < 1000 && !std::filesystem::exists(path); ++i) usleep(10'000);
    usleep(1'000 + 3'100 * trial);
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
    if (std::filesystem::exists(path)) {
      EXPECT_EQ(faults(content(path)), "") << trial;
    }
  }
  EXPECT_TRUE(std::filesystem::exists(path));
}

TEST(PageViewer, TakesAScriptThatCannotEndItsElement) {
  const Scratch folder;
  PageViewer viewer;
  EXPECT_EQ(viewer.read({}), "");
  viewer.file = folder.write("3Dmol.js", "/* 3Dmol */ a='</sCript>'; b='<!-- x'; c=1<2;");
  EXPECT_EQ(viewer.read({}), "/* 3Dmol */ a='<\\/sCript>'; b='<\\!-- x'; c=1<2;");
  viewer.file = folder.write("other.js", "alert(1)");
  const Error e = nacre_test::error_of([&] { viewer.read({}); });
  EXPECT_TRUE(nacre_test::mentions(e, "this is not 3Dmol.js")) << e.what();
  EXPECT_EQ(e.key(), "viewer");
}

/// A cube of simple cubic carbon, 1.5 Å apart, of n^3 atoms, and three sodium atoms of known types.
ShownStructure cube(int n) {
  ShownStructure s;
  s.box = Box(Mat3{{{1.5 * n, 0, 0}, {0, 1.5 * n, 0}, {0, 0, 1.5 * n}}});
  s.atoms.species = {"C", "Na"};
  const int all = n * n * n;
  s.atoms.resize(static_cast<std::size_t>(all + 3));
  for (int i = 0; i < all; ++i)
    s.atoms.position[i] = {1.5 * (i % n) + 0.1, 1.5 * (i / n % n) + 0.1, 1.5 * (i / n / n) + 0.1};
  for (int k = 0; k < 3; ++k) s.atoms.position[all + k] = {0.8 + 1.5 * k, 0.9, 0.7}, s.atoms.type[all + k] = 1;
  s.site.assign(s.atoms.size(), 0);
  s.site[all] = 1, s.site[all + 1] = 2, s.site[all + 2] = 2;
  return s;
}

/// Points of all paths of a colour, by "M" and "L".
std::pair<int, int> points_of(const std::string& svg, const std::string& color) {
  std::pair<int, int> points{0, 0};
  for (std::size_t at = svg.find("<path"); at != std::string::npos; at = svg.find("<path", at + 1)) {
    const std::string path = svg.substr(at, svg.find("/>", at) - at);
    if (path.find("stroke=\"" + color + "\"") == std::string::npos) continue;
    points.first += static_cast<int>(std::count(path.begin(), path.end(), 'M'));
    points.second += static_cast<int>(std::count(path.begin(), path.end(), 'L'));
  }
  return points;
}

TEST(ShownStructure, DrawsEveryAtomBondAndEdgeOnce) {
  const std::string svg = structure_svg(cube(4));
  // 3 n^2 (n - 1) bonds within the cell, sodium has none; 12 edges of the cell.
  EXPECT_EQ(points_of(svg, report::grey), (std::pair<int, int>{3 * 16 * 3 + 12, 3 * 16 * 3 + 12}));
  // One dot more each stands in the legend.
  EXPECT_EQ(points_of(svg, report::shade).first, 64 + 1);
  EXPECT_EQ(points_of(svg, sites::type_colours[0]).first, 1 + 1);
  EXPECT_EQ(points_of(svg, sites::type_colours[1]).first, 2 + 1);
  EXPECT_NE(svg.find("Na, adsorption"), std::string::npos);
  EXPECT_EQ(structure_words(cube(4)), "64 C, 3 Na");
}

TEST(ShownStructure, OfManyAtomsDrawsASliceAndSaysSo) {
  const ShownStructure large = cube(16);
  const std::string svg = structure_svg(large);
  const int sodium = points_of(svg, sites::type_colours[0]).first + points_of(svg, sites::type_colours[1]).first;
  const int legends = 1 + static_cast<int>(svg.find("Na, adsorption") != std::string::npos) +
                      static_cast<int>(svg.find("Na, intercalation") != std::string::npos);
  EXPECT_EQ(points_of(svg, report::shade).first + sodium, static_cast<int>(most_drawn_atoms) + legends);
  EXPECT_LT(svg.size(), 500'000u);
  EXPECT_NE(structure_words(large).find("drawn are the 3000 atoms of a slice"), std::string::npos);
}

}  // namespace

}  // namespace live_page_test
