// Options of jobs: words to fields, what is refused and how it is named, files of options.
#include "jobs/options.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "jobs/job.h"
#include "jobs/option_file.h"

namespace job_options_test {

namespace {

using namespace nacre;
using jobs::Options;

/// What an action throws, as a user reads it.
template <class Body>
std::string message_of(Body&& body) {
  try {
    body();
  } catch (const Error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

void expect_says(const std::string& message, std::initializer_list<const char*> words) {
  for (const char* word : words) EXPECT_NE(message.find(word), std::string::npos) << word << "\nis not in\n" << message;
}

TEST(JobOptions, WordsBecomeValuesOfTheFieldsType) {
  double real = 1;
  int whole = 2;
  std::int64_t large = 3;
  std::uint64_t seed = 4;
  bool flag = false;
  std::string word = "old";
  std::optional<double> maybe;
  std::vector<std::string> words{"x"};
  std::vector<double> numbers;
  Options table;
  table.add("real", real, "");
  table.add("whole", whole, "");
  table.add("large", large, "");
  table.add("seed", seed, "");
  table.add("flag", flag, "");
  table.add("word", word, "");
  table.add("maybe", maybe, "");
  table.add("words", words, "").repeat();
  table.add("numbers", numbers, "").split_at(',');
  table.at("real").set({"-2.5e3"});
  table.at("whole").set({"-7"});
  table.at("large").set({"9007199254740993"});     // no double holds it
  table.at("seed").set({"18446744073709551615"});  // nor a signed number
  table.at("flag").set({});
  table.at("word").set({"12"});
  table.at("maybe").set({"0.1"});
  table.at("words").set({"a", "b"});
  table.at("numbers").set({"1.5,2", "3"});
  EXPECT_EQ(real, -2500);
  EXPECT_EQ(whole, -7);
  EXPECT_EQ(large, 9007199254740993);
  EXPECT_EQ(seed, 18446744073709551615u);
  EXPECT_TRUE(flag);
  EXPECT_EQ(word, "12");
  EXPECT_EQ(maybe, 0.1);
  EXPECT_EQ(words, (std::vector<std::string>{"a", "b"}));
  EXPECT_EQ(numbers, (std::vector<double>{1.5, 2, 3}));
  for (const jobs::Option& o : table.rows()) EXPECT_TRUE(o.given) << o.name;
}

TEST(JobOptions, TheFieldsValueIsTheStandardThatIsShown) {
  double real = 1.54059, unset = 0;
  bool flag = true;
  std::string none;
  std::vector<double> list{1.7, 2};
  Options table;
  EXPECT_EQ(table.add("real", real, "").standard, "1.54059");
  EXPECT_EQ(table.add("unset", unset, "").no_standard().standard, "");
  EXPECT_EQ(table.add("flag", flag, "").standard, "");
  EXPECT_EQ(table.add("none", none, "").standard, "");
  EXPECT_EQ(table.add("list", list, "").standard, "[1.7,2]");
}

TEST(JobOptions, WrongWordsAreNamedWithWhatIsAllowed) {
  double real = 1;
  int whole = 2;
  std::uint64_t seed = 3;
  std::string word = "all";
  bool flag = false;
  std::vector<int> three;
  Options table;
  table.add("real", real, "").in(positive());
  table.add("whole", whole, "").in(between(1, 20));
  table.add("seed", seed, "");
  table.add_choice("frames", word, {"all", "last"}, "");
  table.add("flag", flag, "");
  table.add("repeat", three, "").times(3, 3);
  const auto wrong = [&](const char* name, std::vector<std::string> words) {
    return message_of([&] { table.at(name).set(words); });
  };
  expect_says(wrong("real", {"1.5A"}), {"real: not a number", "'1.5A'", "a number"});
  expect_says(wrong("real", {"-1"}), {"real: out of range", "> 0"});
  expect_says(wrong("real", {"inf"}), {"real: ", "'inf'"});
  expect_says(wrong("real", {"1", "2"}), {"real: not one value", "[1, 2]"});
  expect_says(wrong("whole", {"3.0"}), {"whole: not a whole number", "'3.0'"});
  expect_says(wrong("whole", {"0x10"}), {"whole: not a whole number"});
  expect_says(wrong("whole", {"99999999999"}), {"whole: not a whole number that fits"});
  expect_says(wrong("whole", {"21"}), {"whole: out of range", "1 .. 20"});
  expect_says(wrong("seed", {"-1"}), {"seed: ", "a whole number >= 0"});
  expect_says(wrong("frames", {"lst"}), {"frames: ", "all | last", "did you mean 'last'?"});
  expect_says(wrong("flag", {"maybe"}), {"flag: ", "true | false"});
  expect_says(wrong("repeat", {"1", "2"}), {"repeat: too few values"});
  expect_says(wrong("repeat", {"1", "2", "3", "4"}), {"repeat: too many values"});
  EXPECT_EQ(real, 1);
  EXPECT_EQ(whole, 2);
  EXPECT_EQ(word, "all");
  for (const jobs::Option& o : table.rows()) EXPECT_FALSE(o.given) << o.name;
}

TEST(JobOptions, RequiredExcludedAndUnknownOptions) {
  std::string input, forest, threshold;
  Options table;
  table.add_positional("file", input, "").require();
  table.add("forest", forest, "").also("woods");
  table.add("threshold", threshold, "").without({"forest"});
  expect_says(message_of([&] { table.check(); }), {"file: is required"});
  table.at("file").set({"a.xyz"});
  EXPECT_NO_THROW(table.check());
  table.at("woods").set({"f.yaml"});
  EXPECT_EQ(forest, "f.yaml") << "another name of the same option";
  EXPECT_NO_THROW(table.check());
  table.at("threshold").set({"median"});
  expect_says(message_of([&] { table.check(); }), {"threshold: ", "forest"});
  expect_says(message_of([&] { table.at("tresholt"); }), {"tresholt: unknown", "did you mean 'threshold'?"});
  EXPECT_EQ(table.find("absent"), nullptr);
}

TEST(JobOptions, DefaultsThatDependOnOthersYieldToWhatWasGiven) {
  double a = 1, b = 2;
  Options table;
  table.add("a", a, "");
  table.add("b", b, "");
  table.at("a").set({"5"});
  table.set_unless_given("a", {"7"});
  table.set_unless_given("b", {"7"});
  EXPECT_EQ(a, 5);
  EXPECT_EQ(b, 7);
}

TEST(JobOptions, PathsBeginInTheFolderOfTheJob) {
  jobs::Surroundings around;
  EXPECT_EQ(around.path("a/b.xyz"), "a/b.xyz");
  around.folder = "/work/stage";
  EXPECT_EQ(around.path("a/b.xyz"), "/work/stage/a/b.xyz");
  EXPECT_EQ(around.path("../b.xyz"), "/work/b.xyz");
  EXPECT_EQ(around.path("/elsewhere/b.xyz"), "/elsewhere/b.xyz");
  EXPECT_EQ(around.path(""), "") << "no file stays no file";
}

class OptionFileTest : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (std::filesystem::temp_directory_path() / "nacre-options-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& text) const {
    const std::string path = (folder_ / "c.yaml").string();
    std::ofstream(path) << text;
    return path;
  }

  std::filesystem::path folder_;
};

TEST_F(OptionFileTest, FillsWhatWasNotGivenAndSaysWhere) {
  double rmax = 10;
  int bins = 500;
  std::vector<std::string> cutoffs;
  bool quiet = false;
  Options table;
  table.add("rmax", rmax, "");
  table.add("bins", bins, "");
  table.add("cutoff", cutoffs, "").repeat();
  table.add("quiet", quiet, "");
  table.at("bins").set({"7"});
  const std::string path = write("rmax: 4\nbins: 40\ncutoff: [C-C=1.8, C-H=1.2]\nquiet: yes\n");
  const jobs::OptionPlaces places = jobs::read_option_file(path, "analyze rdf", table);
  EXPECT_EQ(rmax, 4);
  EXPECT_EQ(bins, 7) << "what was given stays";
  EXPECT_EQ(cutoffs, (std::vector<std::string>{"C-C=1.8", "C-H=1.2"}));
  EXPECT_TRUE(quiet);
  EXPECT_EQ(places.at("cutoff"), std::make_pair(path, 3l));
  EXPECT_EQ(places.count("bins"), 0u);
}

TEST_F(OptionFileTest, ErrorsNameFileLineAndKey) {
  double rmax = 10;
  Options table;
  table.add("rmax", rmax, "").in(positive());
  const auto wrong = [&](const std::string& text) {
    return message_of([&] { jobs::read_option_file(write(text), "analyze rdf", table); });
  };
  expect_says(wrong("\nrmax: many\n"), {"c.yaml:2: rmax: not a number", "'many'"});
  expect_says(wrong("rmax: -4\n"), {"c.yaml:1: rmax: out of range", "> 0"});
  expect_says(wrong("rmax: [4, 5]\n"), {"c.yaml:1: rmax: ", "a number"});
  expect_says(wrong("rmx: 4\n"), {"c.yaml:1: rmx: ", "did you mean 'rmax'?"});
  expect_says(wrong("rings: {max-sise: 4}\n"), {"c.yaml:1: max-sise: ", "nacre analyze rings", "'max-size'"});
  expect_says(wrong("rmax: 4\nrmax: 5\n"), {"c.yaml:2: rmax: this key is given twice"});
}

TEST(JobKinds, EveryJobHasATableWithoutDoublesAndAnExampleOfItself) {
  EXPECT_GE(jobs::job_kinds().size(), 10u);
  for (const jobs::JobKind& kind : jobs::job_kinds()) {
    EXPECT_EQ(kind.example.rfind("nacre " + kind.command, 0), 0u) << kind.command;
    EXPECT_EQ(jobs::find_job(kind.command), &kind);
    const auto job = kind.make();
    Options table;
    job->options(table);
    jobs::CommonOptions common;
    common.options(table);
    std::vector<std::string> names = table.names();
    std::sort(names.begin(), names.end());
    EXPECT_EQ(std::adjacent_find(names.begin(), names.end()), names.end()) << kind.command;
    for (const jobs::Option& o : table.rows()) EXPECT_FALSE(o.sentence.empty()) << kind.command << " " << o.name;
  }
  EXPECT_EQ(jobs::find_job("analyze"), nullptr);
}

}  // namespace

}  // namespace job_options_test
