// Every case of tests/cases: its steps in a copy of its folder, and the table in tests/cases/README.md.
#include "case_steps.h"

namespace cases_test {

namespace {

using namespace program;

std::vector<std::string> case_names() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(cases_folder()))
    if (fs::exists(entry.path() / "case.yaml")) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

YAML::Node read_case(const std::string& name) { return YAML::LoadFile((cases_folder() / name / "case.yaml").string()); }

/// As gtest wants names of parameters.
std::string as_test_name(std::string name) {
  for (char& c : name)
    if (!isalnum(static_cast<unsigned char>(c))) c = '_';
  return name;
}

class Cases : public testing::TestWithParam<std::string> {};

TEST_P(Cases, AreRight) {
  const YAML::Node keys = read_case(GetParam());
  for (const char* key : {"kind", "source", "right", "steps"}) ASSERT_TRUE(keys[key]) << "case.yaml lacks " << key;
  const Workspace w;
  copy_inputs(w, GetParam(), keys);
  int number = 0;
  for (const YAML::Node& step : keys["steps"]) {
    const std::string words =
        step["nacre"] ? "nacre " + step["nacre"].as<std::string>() : step["shell"].as<std::string>("");
    SCOPED_TRACE(GetParam() + ", step " + std::to_string(++number) + ": " + words);
    Step(w, step).run();
  }
}

INSTANTIATE_TEST_SUITE_P(Folder, Cases, testing::ValuesIn(case_names()),
                         [](const auto& info) { return as_test_name(info.param); });

/// A row of the table: the case, its kind, what is right, who tests it besides the steps.
std::string row_of(const std::string& name) {
  const YAML::Node keys = read_case(name);
  std::string tests = "steps";
  for (const std::string& test : words_of(keys["tests"])) tests += ", " + test;
  return "| " + name + " | " + keys["kind"].as<std::string>() + " | " + keys["right"].as<std::string>() + " | " +
         keys["source"].as<std::string>() + " | " + tests + " |\n";
}

std::string made_table() {
  std::vector<std::pair<int, std::string>> order;
  for (const std::string& name : case_names()) order.emplace_back(read_case(name)["kind"].as<int>(), name);
  std::sort(order.begin(), order.end());
  std::string text = "| case | kind | what is right | source | tested by |\n|---|---|---|---|---|\n";
  for (const auto& [kind, name] : order) text += row_of(name);
  return text;
}

TEST(CaseTable, IsWhatTheFoldersSay) {
  const fs::path page = cases_folder() / "README.md";
  const std::string text = read_file(page), begin = "| case |";
  const auto at = text.find(begin);
  ASSERT_NE(at, std::string::npos);
  if (std::getenv("NACRE_REFRESH_CASES") != nullptr) std::ofstream(page) << text.substr(0, at) << made_table();
  EXPECT_EQ(read_file(page).substr(at), made_table())
      << "refresh it: NACRE_REFRESH_CASES=1 program_tests --gtest_filter=CaseTable.*";
}

// Two cases of each kind at least are not those on which version 0.1.0 failed.
TEST(CaseTable, HasSiblingsOfEveryKind) {
  std::map<int, int> siblings;
  for (const std::string& name : case_names())
    siblings[read_case(name)["kind"].as<int>()] += read_case(name)["source"].as<std::string>() == "sibling";
  constexpr int kinds = 13;
  for (int kind = 1; kind <= kinds; ++kind) EXPECT_GE(siblings[kind], 2) << "kind " << kind;
}

}  // namespace

}  // namespace cases_test
