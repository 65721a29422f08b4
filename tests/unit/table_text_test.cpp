#include <gtest/gtest.h>

#include <limits>

#include "io/key_table.h"
#include "report/csv.h"

namespace table_text_test {

namespace {

using namespace nacre;
using report::Table;

TEST(TableText, CsvHasCommentsHeadAndRowsInTheFormatOfTheirColumn) {
  Table t{"t.csv", {"first"}, {{"word"}, {"r_A", "{:.3f}"}, {"n"}}, {}};
  add_comments(t, "second\n  third\n");
  t.rows = {{"a", 1.0, 7}, {{}, 2.0005, std::int64_t{1} << 40}, {"b", report::finite_cell(1.0 / 3), true}};
  EXPECT_EQ(csv_text(t), "# first\n# second\n#   third\nword,r_A,n\na,1.000,7\n,2.001,1099511627776\nb,0.333,1\n");
  Table all;
  append(all, t), append(all, t);
  EXPECT_EQ(all.rows.size(), 6u);
  EXPECT_EQ(csv_text(all), csv_text(t) + "a,1.000,7\n,2.001,1099511627776\nb,0.333,1\n");
}

TEST(TableText, CsvLeavesCellsEmptyAndQuotesWordsThatWouldEndThem) {
  Table t{"t.csv", {}, {{"a,b"}, {"x"}}, {}};
  t.rows = {{"one, \"two\"", report::finite_cell(std::numeric_limits<double>::quiet_NaN())},
            {"plain", report::finite_cell(std::nullopt)}};
  EXPECT_EQ(csv_text(t), "\"a,b\",x\n\"one, \"\"two\"\"\",\nplain,\n");
}

TEST(TableText, MarkdownEscapesWhatWouldEndACellOnce) {
  EXPECT_EQ(markdown_table({"key", "values"}, {{markdown_code("a"), "x | y"}, {"b", "x \\| y"}}),
            "| key | values |\n|---|---|\n| `a` | x \\| y |\n| b | x \\| y |\n");
}

}  // namespace

}  // namespace table_text_test
