// Texts for a user: nothing raw from a file, no guesses from one letter, ten of a kind.
#include <gtest/gtest.h>

#include "core/error.h"
#include "core/few_of_a_kind.h"
#include "core/printable.h"
#include "jobs/text.h"
#include "report/svg.h"

namespace message_text_test {

namespace {

using namespace nacre;

TEST(Printable, ControlCharactersAndBrokenTextAreWrittenOut) {
  EXPECT_EQ(printable("plain text, Å, 碳\n\tas it is"), "plain text, Å, 碳\n\tas it is");
  EXPECT_EQ(printable("\x1b[31mred\x07\x7f"), "\\x1b[31mred\\x07\\x7f");
  EXPECT_EQ(printable("\xff\xfe \xc3 \xe2\x82"), "\\xff\\xfe \\xc3 \\xe2\\x82");
  EXPECT_EQ(printable("\xc0\x80 \xed\xa0\x80 \xc2\x9b"), "\\xc0\\x80 \\xed\\xa0\\x80 \\xc2\\x9b")
      << "overlong, half, C1";
  EXPECT_EQ(printable(std::string("a\0b", 3)), "a\\x00b");
}

TEST(Printable, ErrorsAreAndTheirValuesAreShort) {
  const Error e = Error("not a number").file("a\x1b.xyz").key("pos").value(std::string(1000, 'x') + "\x01");
  const std::string text = e.what();
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_LT(text.size(), 300u);
}

TEST(Printable, SvgTextsAreWellFormed) {
  Svg svg(100, 100);
  svg.text(0, 0, "a\x1b<&\xff");
  EXPECT_NE(svg.finish().find("a\\x1b&lt;&amp;\\xff"), std::string::npos) << svg.finish();
}

TEST(NearestWord, NoGuessesFromOneLetter) {
  const std::vector<std::string> elements{"H", "He", "C", "N", "Na", "Nb"}, axes{"x", "y", "z"};
  EXPECT_EQ(nearest_word("6", elements), "");
  EXPECT_EQ(nearest_word("q", elements), "");
  EXPECT_EQ(nearest_word("0", axes), "");
  EXPECT_EQ(nearest_word("c", elements), "C");
  EXPECT_EQ(nearest_word(std::string(30000000, 'x'), elements), "") << "and at once";
  EXPECT_EQ(nearest_word("NA", elements), "Na");
  EXPECT_EQ(nearest_word("na", elements), "Na");
  EXPECT_EQ(nearest_word("12", axes), "");
  EXPECT_EQ(nearest_word("velocty", {"velocity", "ensemble"}), "velocity");
}

// A line without an end, taken for one word.
TEST(LongWords, AreShortenedAndCompareQuickly) {
  const std::string line(1000000, 'x');
  EXPECT_LT(std::string(Error("unknown key").key(line).what()).size(), 300u);
  EXPECT_EQ(Error("unknown key").key(line).key(), line) << "the program goes by the whole of it";
  std::vector<std::string> known(1000, "velocity");
  known.emplace_back("xxxxx");
  EXPECT_EQ(nearest_word(line, known), "");
  EXPECT_EQ(nearest_word("xxxx", known), "xxxxx");
}

TEST(FewOfAKind, TenAndHowManyMore) {
  std::vector<std::string> texts;
  for (int i = 0; i < 25; ++i)
    texts.push_back("a.xyz:" + std::to_string(7 * i) + ": frame " + std::to_string(i) + " has two atoms 0.1 A apart");
  texts.push_back("another thing, given 'x'");
  texts.push_back("another thing, given 'y'");
  const std::vector<std::string> few = few_of_each_kind(texts);
  ASSERT_EQ(few.size(), 13u);
  EXPECT_EQ(few[9], texts[9]);
  EXPECT_EQ(few[10], "  and 15 more like this");
  EXPECT_EQ(few[12], texts[26]);
  const std::vector<std::string> ten(texts.begin(), texts.begin() + 10);
  EXPECT_EQ(few_of_each_kind(ten), ten);
}

TEST(FirstColumns, CountsCharacters) {
  EXPECT_EQ(jobs::first_columns("abc", 5), "abc");
  EXPECT_EQ(jobs::first_columns("abc", 2), "ab");
  EXPECT_EQ(jobs::first_columns("ÅÅÅ", 2), "ÅÅ");
  EXPECT_EQ(jobs::first_columns("abc", 0), "");
}

}  // namespace

}  // namespace message_text_test
