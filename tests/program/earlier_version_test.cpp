// Files that nacre 0.1 wrote (tests/data/v0.1): checkpoints go on, ledgers and forests are read, to the numbers that 0.1
// found itself. Instruction sets differ in the last digits, hence the tolerances.
#include <cmath>

#include "nacre_command.h"
#include "source_dir.h"

namespace program::earlier_version_test {
namespace {

const fs::path data = fs::path(nacre_test::source_dir()) / "tests/data";

/// A copy of a folder of the data, to write in.
void copy_to(const Workspace& w, const std::string& folder) {
  fs::copy(data / "v0.1" / folder, w.path(folder), fs::copy_options::recursive);
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  return lines;
}

std::vector<std::string> words_of(std::string line) {
  for (char& c : line) c = c == ',' ? ' ' : c;
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word;) words.push_back(word);
  return words;
}

/// Word by word: numbers within `tolerance` of their size (of 1 where they are smaller), other words the same.
void expect_same_rows(const std::string& found, const std::string& wanted, double tolerance,
                      const std::string& but = "") {
  const auto a = lines_of(found), b = lines_of(wanted);
  ASSERT_EQ(a.size(), b.size()) << found;
  const auto names = words_of(b[0]);
  for (std::size_t k = 0; k < a.size(); ++k) {
    const auto x = words_of(a[k]), y = words_of(b[k]);
    ASSERT_EQ(x.size(), y.size()) << a[k];
    for (std::size_t i = 0; i < x.size(); ++i) {
      if (i < names.size() && names[i] == but) continue;
      char* end = nullptr;
      const double value = std::strtod(y[i].c_str(), &end);
      if (*end != '\0')
        EXPECT_EQ(x[i], y[i]) << a[k];
      else
        EXPECT_NEAR(std::strtod(x[i].c_str(), nullptr), value, tolerance * std::fmax(1, std::fabs(value))) << a[k];
    }
  }
}

TEST(EarlierVersion, ARunGoesOn) {
  const Workspace w;
  copy_to(w, "run");
  EXPECT_EQ(lines_of(w.read("run/thermo.out")).size(), 2u) << "of four";
  const Outcome o = w.nacre("run run --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_same_rows(w.read("run/thermo.out"), w.read("run/whole-thermo.out"), 1e-7);
}

TEST(EarlierVersion, AnInsertionGoesOn) {
  const Workspace w;
  copy_to(w, "insert");
  fs::copy_file(data / "lj/NaC.lj", w.path("insert/NaC.lj"));
  std::string settings = w.read("insert/insert.yaml");
  w.write("insert/insert.yaml", settings.replace(settings.find("count: 2"), 8, "count: 4"));
  const Outcome o = w.nacre("insert insert/insert.yaml --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_same_rows(w.read("insert/insert.csv"), w.read("insert/whole.csv"), 1e-5, "seconds");
  EXPECT_EQ(w.read("insert/insert.csv").rfind("# nacre insert: Na and 16 host atoms (C)", 0), 0u) << "its head stays";
}

TEST(EarlierVersion, LedgersMakeABand) {
  const Workspace w;
  copy_to(w, "insert");
  const Outcome o = w.nacre("insert --band insert/insert.csv insert/whole.csv");
  ASSERT_EQ(o.code, 0) << o.err;
  const auto rows = lines_of(w.read("band.csv"));
  ASSERT_EQ(rows.size(), 5u);
  EXPECT_EQ(words_of(rows[1])[3], "2") << "runs at N = 1";
  EXPECT_EQ(words_of(rows[4])[4], words_of(lines_of(w.read("insert/whole.csv"))[4])[6]) << "mean voltage of one run";
}

TEST(EarlierVersion, ATrainingGoesOn) {
  const Workspace w;
  copy_to(w, "train");
  EXPECT_EQ(lines_of(w.read("train/loss.out")).size(), 2u) << "of four";
  const Outcome o = w.nacre("train train --resume --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_same_rows(w.read("train/loss.out"), w.read("train/whole-loss.out"), 1e-4);
}

TEST(EarlierVersion, AForestLabels) {
  const Workspace w;
  copy_to(w, "sites");
  const Outcome o = w.nacre("sites label sites/final.xyz --forest sites/forest.yaml --folder out --threads 1");
  ASSERT_EQ(o.code, 0) << o.err;
  expect_same_rows(w.read("out/labels.csv"), w.read("sites/labels.csv"), 1e-7);
}

}  // namespace
}  // namespace program::earlier_version_test
