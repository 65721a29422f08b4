// index.html of every command that writes one: well-formed, every link leads to a file that is there, words of files stay
// words, and it comes to rest when the work ends.
#include <gtest/gtest.h>

#include <algorithm>

#include "background.h"
#include "nacre_command.h"
#include "reference/html_page.h"
#include "source_dir.h"

namespace page_test {

namespace {

using namespace program;
using reference::HtmlElement;
using reference::HtmlPage;

const std::string hostile = "</pre></script><script>alert(1)</script><img src=x onerror=alert(1)>";

std::string data(const std::string& name) { return read_file(nacre_test::source_dir() + "/tests/data/" + name); }

bool refreshes(const HtmlPage& page) {
  const auto metas = page.all("meta");
  return std::any_of(metas.begin(), metas.end(), [](const HtmlElement* m) { return m->at("http-equiv") == "refresh"; });
}

/// The page, after it was looked at as a whole.
HtmlPage page_in(const Workspace& w, const std::string& folder) {
  const std::string text = w.read((fs::path(folder) / "index.html").string());
  EXPECT_LT(text.size(), 5'000'000u);
  const HtmlPage page = reference::read_html(text);
  for (const std::string& fault : reference::html_faults(page)) ADD_FAILURE() << folder << ": " << fault;
  for (const std::string& file : reference::files_beside(page))
    EXPECT_TRUE(fs::exists(w.path(folder) / file)) << folder << ": " << file;
  EXPECT_EQ(page.all("img").size(), 0u);
  return page;
}

/// At rest, with its one script.
HtmlPage page_at_rest(const Workspace& w, const std::string& folder) {
  const HtmlPage page = page_in(w, folder);
  EXPECT_FALSE(refreshes(page));
  EXPECT_EQ(page.all("script").size(), 1u);
  return page;
}

std::vector<std::string> titles(const HtmlPage& page) {
  std::vector<std::string> names;
  for (const HtmlElement* svg : page.all("svg")) names.push_back(svg->at("aria-label"));
  return names;
}

void write_insertion(const Workspace& w, const std::string& more = "") {
  w.write("host.xyz", data("v0.1/insert/host.xyz"));
  w.write("NaC.lj", data("lj/NaC.lj"));
  w.write("insert.yaml",
          "# " + hostile +
              "\nstructure: host.xyz\npotential: NaC.lj\nuntil: {count: 4}\nbulk_energy: -0.5\n"
              "candidates: {spacing: 1.5, min_distance: {Na-C: 2.0, Na-Na: 2.0}}\nscreen: {keep: 2}\nsmoothing: 2\n"
              "structures: {every: 1}\nrelax: {host: false, finalists: 1, radius: 4, local_steps: 2, max_steps: 2}\n" +
              more);
}

TEST(Page, AnalyzeAllShowsEveryFigureWithItsDataAndTheStructure) {
  const Workspace w;
  w.write("model.xyz", diamond(2));
  ASSERT_EQ(w.nacre("analyze all model.xyz --quiet").code, 0);
  const HtmlPage page = page_at_rest(w, "model-analysis");
  const std::vector<std::string> shown = titles(page);
  ASSERT_EQ(shown.size(), 7u);  // the structure and six figures
  EXPECT_EQ(shown[0], "Structure: 64 C");
  // Each figure's caption leads to data.
  for (const HtmlElement* caption : page.all("figcaption")) EXPECT_NE(caption->text.find(".csv"), std::string::npos);
  // What a click on rdf.csv saves is the file.
  for (const HtmlElement* a : page.all("a"))
    if (a->at("download") == "rdf.csv")
      EXPECT_EQ(reference::decoded_data(a->at("href")), w.read("model-analysis/rdf.csv"));
  EXPECT_NE(w.read("model-analysis/index.html").find("98.7"), std::string::npos);  // published sp2
}

TEST(Page, NamesOfFilesStayWords) {
  const Workspace w;
  w.write("a<b>&\"c.xyz", diamond(1));
  const Outcome run = w.nacre("analyze all 'a<b>&\"c.xyz' -o out --quiet");
  ASSERT_EQ(run.code, 0) << run.err;
  EXPECT_EQ(page_at_rest(w, "out").all("h1")[0]->text, "nacre analyze all: a<b>&\"c.xyz");
}

TEST(Page, InsertShowsTheCurveTheLedgerAndTheStructureAndSoDoSites) {
  const Workspace w;
  write_insertion(w);
  ASSERT_EQ(w.nacre("insert insert.yaml --quiet").code, 0);
  const HtmlPage page = page_at_rest(w, ".");
  const std::vector<std::string> shown = titles(page);
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_NE(shown[0].find("Na"), std::string::npos) << shown[0];
  const auto settings = page.all("pre");
  EXPECT_TRUE(std::any_of(settings.begin(), settings.end(),
                          [](const HtmlElement* p) { return p->text.find(hostile) != std::string::npos; }));
  const Outcome sites = w.nacre("sites all . --threshold median -o sites --quiet");
  ASSERT_EQ(sites.code, 0) << sites.err;
  EXPECT_GE(titles(page_at_rest(w, "sites")).size(), 3u);
  EXPECT_TRUE(w.has("sites/sites.svg"));
}

TEST(Page, SeveralSeedsHaveOnePage) {
  const Workspace w;
  write_insertion(w, "seed: [1, 2]\n");
  ASSERT_EQ(w.nacre("insert . --quiet").code, 0);
  EXPECT_EQ(titles(page_at_rest(w, ".")).size(), 5u);  // the band; of each seed curve and structure
  EXPECT_FALSE(w.has("seed-1/index.html"));
}

TEST(Page, ATrainingThatIsKilledLeavesAWholePageAndResumeEndsIt) {
  const Workspace w;
  w.write("train.xyz", data("v0.1/train/train.xyz"));
  const auto deck = [&](int generations) {
    w.write("nep.in", "type 2 C Na\ncutoff 4 3\nn_max 1 1\nbasis_size 1 1\nl_max 1\nneuron 2\nseed 5\ngeneration " +
                          std::to_string(generations) + "\npopulation 10\noutput_interval 2\n");
  };
  deck(1'000'000);
  Background training(w, binary(), {"train", ".", "--threads", "1"});
  EXPECT_EQ(training.stop(SIGKILL, [&] { return size_of(w.path("loss.out")) > 500 && w.has("index.html"); }), -1);
  const HtmlPage cut = page_in(w, ".");
  EXPECT_TRUE(refreshes(cut));
  EXPECT_NE(cut.all("p")[0]->text.find("Running: "), std::string::npos);
  ASSERT_EQ(w.nacre("train . --threads 1 --restart --stop-after 20 --quiet").code, 130);
  EXPECT_FALSE(refreshes(page_in(w, ".")));
  deck(40);
  ASSERT_EQ(w.nacre("train . --threads 1 --restart --quiet").code, 0);
  const std::vector<std::string> shown = titles(page_at_rest(w, "."));
  EXPECT_GE(shown.size(), 3u);
  EXPECT_EQ(shown[0], "Loss and errors against the steps");
}

TEST(Page, APipelineLeadsToThePagesOfItsStages) {
  const Workspace w;
  w.write("chain.yaml",
          "output: out\nthreads: 1\nseed: 3\nstages:\n"
          "  build: {kind: random, species: C, atoms: 32, density: 0.3, min_distance: 3.2}\n"
          "  analyze:\n    all: {cutoff: 3.9}\n");
  const Outcome run = w.nacre("pipeline chain.yaml --quiet");
  ASSERT_EQ(run.code, 0) << run.err;
  const HtmlPage page = page_at_rest(w, "out");
  const std::vector<std::string> files = reference::files_beside(page);
  EXPECT_TRUE(std::count(files.begin(), files.end(), "02-analyze/index.html"));
  page_at_rest(w, "out/02-analyze");
  EXPECT_GE(titles(page).size(), 6u);
  // A page that is gone makes no stage anew.
  fs::remove(w.path("out/02-analyze/index.html"));
  EXPECT_TRUE(w.nacre("pipeline chain.yaml").says("skipped, nothing changed"));
}

TEST(Page, TheViewerIsAFileOfTheUser) {
  const Workspace w;
  w.write("model.xyz", diamond(1));
  w.write("3Dmol.js", "var $3Dmol = {};");
  ASSERT_EQ(w.nacre("analyze all model.xyz --viewer 3Dmol.js --quiet").code, 0);
  EXPECT_EQ(page_in(w, "model-analysis").all("script").size(), 3u);
  w.write("other.js", "alert(1)");
  const Outcome other = w.nacre("analyze all model.xyz -o other --viewer other.js");
  EXPECT_EQ(other.code, 2);
  EXPECT_TRUE(other.says("other.js") && other.says("this is not 3Dmol.js")) << other.err;
  EXPECT_FALSE(w.has("other"));
  EXPECT_EQ(w.nacre("analyze all model.xyz --viewer none.js").code, 2);
}

}  // namespace

}  // namespace page_test
