#include "io/words.h"

#include "core/lines.h"
#include "unit/scratch.h"

namespace words_test {

namespace {

using namespace nacre;
using namespace nacre_test;

TEST(ToReal, ReadsWholeWords) {
  EXPECT_EQ(to_real("1.5", "x"), 1.5);
  EXPECT_EQ(to_real("+2", "x"), 2.0);
  EXPECT_EQ(to_real("-1e-3", "x"), -1e-3);
  EXPECT_EQ(to_real("5e-324", "x"), 5e-324);
}

TEST(ToReal, RefusesWhatIsNotOneFiniteNumber) {
  for (const char* word :
       {"", "+", "+-1", "++1", "1.5x", "0x10", "1,5", "1 ", "nan", "inf", "-inf", "1e400", "1e-400"}) {
    const Error e = error_of([&] { to_real(word, "dt"); });
    EXPECT_EQ(e.kind(), Error::Kind::bad_input) << word;
    EXPECT_TRUE(mentions(e, "dt")) << word << ": " << e.what();
  }
}

TEST(ToReal, RangeEndsAreInOrOut) {
  EXPECT_EQ(to_real("0", "x", at_least(0)), 0);
  EXPECT_EQ(to_real("10", "x", between(1, 10)), 10);
  EXPECT_TRUE(mentions(error_of([] { to_real("0", "x", positive()); }), "> 0"));
  EXPECT_TRUE(mentions(error_of([] { to_real("10.1", "x", between(1, 10)); }), "1 .. 10"));
}

TEST(ToInteger, BaseTenWholeWordsInRange) {
  EXPECT_EQ(to_integer("010", "n", 0, 100), 10);
  EXPECT_EQ(to_integer("-3", "n", -5, 5), -3);
  EXPECT_EQ(to_integer("+3", "n", -5, 5), 3);
  EXPECT_EQ(to_integer("9223372036854775807", "n", 0, INT64_MAX), INT64_MAX);
  for (const char* word : {"", "1.0", "1e3", "0x1", "9223372036854775808", "6", "-6"})
    EXPECT_TRUE(mentions(error_of([&] { to_integer(word, "n", -5, 5); }), "n: ")) << word;
}

TEST(SplitWords, BlanksTabsCommentsAndWindowsEnds) {
  EXPECT_EQ(split_words("  run\t100  # steps\r"), (std::vector<std::string>{"run", "100"}));
  EXPECT_EQ(split_words("a#b c"), (std::vector<std::string>{"a#b", "c"}));
  EXPECT_TRUE(split_words("   # nothing").empty());
}

TEST(Words, ErrorsCarryFileAndLine) {
  const Scratch scratch;
  const std::string path = scratch.write("run.in", "\n# first\nrun 100\n\nensemble nvt_ber 300 x\n");
  const auto lines = read_word_lines(path);
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[0].line(), 3);
  EXPECT_EQ(lines[0].integer(1, "steps"), 100);
  const Error e = error_of([&] { lines[1].real(3, "T_2"); });
  EXPECT_EQ(e.file(), path);
  EXPECT_EQ(e.line(), 5);
  EXPECT_TRUE(mentions(e, "T_2") && mentions(e, "'x'")) << e.what();
  EXPECT_EQ(error_of([&] { lines[1].real(9, "coupling"); }).line(), 5);
}

TEST(Words, ChoiceNamesTheNearest) {
  const Words line("run.in", 4, {"ensemble", "nvt_beer"});
  EXPECT_TRUE(mentions(error_of([&] {
                         line.choice(1, "method", {"nve", "nvt_ber", "npt_scr"});
                       }),
                       "did you mean 'nvt_ber'"));
  EXPECT_TRUE(mentions(error_of([&] { line.expect_arguments(2, 3, "ensemble <method> <T>"); }), "too few"));
}

TEST(SplitLines, LastOneMayHaveNoEnd) {
  EXPECT_TRUE(split_lines("").empty());
  EXPECT_EQ(split_lines("a\n\nb"), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(split_lines("a\n"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(split_lines("\n"), (std::vector<std::string>{""}));
}

TEST(ReadText, AnySizeAndWhatNeverEnds) {
  const Scratch scratch;
  for (const std::size_t size : {0u, 1u, 65535u, 65536u, 65537u, 300000u}) {
    const std::string text(size, 'x');
    const std::string path = scratch.write("text", text);
    EXPECT_EQ(read_text(path), text) << size;
  }
  EXPECT_EQ(read_text("/dev/null"), "");
  EXPECT_TRUE(mentions(error_of([] { read_text("/dev/zero"); }), "does not end"));
}

TEST(ReadText, MissingFileAndFolder) {
  const Scratch scratch;
  EXPECT_TRUE(mentions(error_of([&] { read_text(scratch.path("absent")); }), "No such file"));
  EXPECT_TRUE(mentions(error_of([&] { read_text(scratch.path("")); }), "folder"));
}

}  // namespace

}  // namespace words_test
