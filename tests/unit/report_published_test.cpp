// The table of published figures: the program's own, and files of users.
#include "report/published.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "core/error.h"

namespace report_published_test {

namespace {

using namespace nacre;
using namespace nacre::report;

class PublishedFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "nacre-published-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string write(const std::string& text) const {
    const std::string path = (folder_ / "mine.yaml").string();
    std::ofstream(path) << text;
    return path;
  }
  std::string refusal(const std::string& text) const {
    try {
      read_published(write(text));
    } catch (const Error& e) {
      return e.what();
    }
    return "nothing was thrown";
  }
  std::filesystem::path folder_;
};

TEST(Published, TheHardCarbonHasASourceForEveryFigureAndNoKeyTwice) {
  std::set<std::string> keys;
  int count = 0;
  for (const PublishedGroup& g : published_hard_carbon().groups()) {
    EXPECT_NE(g.source.find("10.1039/d5sc07068f"), std::string::npos) << g.key;
    for (const PublishedRow& row : g.rows) {
      EXPECT_TRUE(keys.insert(row.key).second) << row.key;
      EXPECT_FALSE(row.words.empty()) << row.key;
      EXPECT_FALSE(published_hard_carbon().of(row.key)->source.empty()) << row.key;
      ++count;
    }
  }
  EXPECT_GT(count, 30);
  EXPECT_EQ(published_hard_carbon().of("hybridization.sp2_percent")->value, 98.7);
  EXPECT_EQ(published_hard_carbon().below("xrd.peaks").size(), 2u);
  EXPECT_FALSE(published_hard_carbon().of("hybridization"));
}

TEST_F(PublishedFile, ItsOwnTableIsAFileThatIsReadAgain) {
  const PublishedTable again = read_published(write(published_hard_carbon().yaml()));
  for (const PublishedGroup& g : published_hard_carbon().groups()) {
    EXPECT_EQ(again.group(g.key).head, g.head);
    EXPECT_EQ(again.group(g.key).source, g.source);
    for (const PublishedRow& row : g.rows) {
      const PublishedRow* other = again.find(row.key);
      ASSERT_NE(other, nullptr) << row.key;
      EXPECT_EQ(other->words, row.words);
      EXPECT_EQ(other->value, row.value) << row.key;
      EXPECT_EQ(other->at, row.at) << row.key;
    }
  }
}

TEST_F(PublishedFile, TakesThePlaceOfThePublishedFigures) {
  const PublishedTable mine =
      read_published(write("carbon:\n  head: sample A\n  source: J. Doe\n  rows:\n    cell.density_g_cm3: 1.52\n"
                           "    rdf.first_peaks_A: 1.41, 2.40\n"
                           "    xrd.peaks.002: {words: \"23.1, 3.85\", value: 3.85, at: 23.1, source: Fig. 3}\n"));
  EXPECT_EQ(mine.of("cell.density_g_cm3")->words, "1.52");
  EXPECT_EQ(mine.of("cell.density_g_cm3")->value, 1.52);
  EXPECT_EQ(mine.of("cell.density_g_cm3")->source, "J. Doe");
  EXPECT_EQ(mine.of("rdf.first_peaks_A")->words, "1.41, 2.40");
  EXPECT_FALSE(mine.of("rdf.first_peaks_A")->value);
  EXPECT_EQ(mine.of("xrd.peaks.002")->source, "Fig. 3");
  EXPECT_EQ(mine.find("xrd.peaks.002")->at, 23.1);
  EXPECT_FALSE(mine.of("hybridization.sp2_percent")) << "nothing of the program's own table is left";
  EXPECT_EQ(mine.group("sites").head, "");
}

TEST_F(PublishedFile, MistakesAreNamed) {
  const auto says = [](const std::string& message, std::initializer_list<const char*> words) {
    for (const char* word : words) EXPECT_NE(message.find(word), std::string::npos) << word << " | " << message;
  };
  says(refusal("carbn: {source: x}\n"), {"mine.yaml:1: carbn: unknown key", "did you mean 'carbon'?"});
  says(refusal("carbon:\n  source: x\n  rows:\n    cell.densty_g_cm3: 1\n"),
       {"mine.yaml:4: cell.densty_g_cm3: unknown key", "did you mean 'cell.density_g_cm3'?"});
  says(refusal("carbon:\n  source: x\n  rows:\n    pores.lcd_A: {value: wide}\n"),
       {"mine.yaml:4: pores.lcd_A: not a number"});
  says(refusal("carbon:\n  source: x\n  rows:\n    pores.lcd_A: {vlue: 3}\n"), {"mine.yaml:4: vlue", "'value'"});
  says(refusal("carbon:\n  source: x\n  rows:\n    pores.lcd_A: {at: 3}\n"), {"neither words nor a value"});
  says(refusal("carbon:\n  rows:\n    pores.lcd_A: 3\n"), {"source: figures need their source"});
  says(refusal("carbon:\n  source: x\n  rows:\n    pores.lcd_A: 3\n    pores.lcd_A: 4\n"),
       {"mine.yaml:5", "given twice"});
  says(refusal("- carbon\n"), {"mine.yaml:1", "not a list of keys"});
  says(refusal("sites:\n  source: x\n  rows:\n    cell.density_g_cm3: 1\n"), {"unknown key"});
  try {
    read_published((folder_ / "absent.yaml").string());
    ADD_FAILURE();
  } catch (const Error& e) {
    says(e.what(), {"absent.yaml", "cannot open"});
  }
}

}  // namespace

}  // namespace report_published_test
