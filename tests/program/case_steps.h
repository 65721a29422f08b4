// The steps of tests/cases/NAME/case.yaml, and what must be right after each: tests/cases/README.md says the keys.
#pragma once
#include <yaml-cpp/yaml.h>

#include <regex>

#include "argon.h"

namespace program {

inline fs::path cases_folder() { return fs::path(nacre_test::source_dir()) / "tests" / "cases"; }

/// The words of a key that may hold one or a list of them.
inline std::vector<std::string> words_of(const YAML::Node& node) {
  if (!node) return {};
  return node.IsSequence() ? node.as<std::vector<std::string>>() : std::vector<std::string>{node.as<std::string>()};
}

/// Text that stands as it is, or a regular expression between slashes.
inline bool holds(const std::string& text, const std::string& wanted) {
  const bool is_pattern = wanted.size() > 2 && wanted.front() == '/' && wanted.back() == '/';
  if (!is_pattern) return text.find(wanted) != std::string::npos;
  return std::regex_search(text, std::regex(wanted.substr(1, wanted.size() - 2)));
}

/// One step in the folder of a case.
class Step {
 public:
  Step(const Workspace& w, YAML::Node keys) : w_(w), keys_(std::move(keys)) {}

  void run() {
    refuse_unknown_keys();
    for (const auto& file : keys_["write"]) w_.write(file.first.as<std::string>(), file.second.as<std::string>());
    const auto before = files_of(w_);
    call();
    EXPECT_EQ(code_, keys_["code"].as<int>(0)) << printed_;
    check_words();
    check_files(before);
    for (const YAML::Node& number : keys_["numbers"]) check_number(number);
  }

 private:
  void refuse_unknown_keys() const {
    static const std::vector<std::string> known{"nacre", "shell",     "code",    "says", "never",
                                                "times", "write",     "limit",   "has",  "lacks",
                                                "holds", "unchanged", "numbers", "same", "rows"};
    for (const auto& key : keys_)
      ASSERT_NE(std::find(known.begin(), known.end(), key.first.as<std::string>()), known.end())
          << "unknown key of a step: " << key.first.as<std::string>();
    ASSERT_TRUE(keys_["nacre"] || keys_["shell"]) << "a step is nacre: or shell:";
  }

  /// A step that does not end is stopped, with exit code 124.
  void call() {
    const std::string words =
        keys_["nacre"] ? "\"$nacre\" " + keys_["nacre"].as<std::string>() : keys_["shell"].as<std::string>();
    const std::string limit = keys_["limit"] ? "ulimit -v " + keys_["limit"].as<std::string>() + "\n" : "";
    w_.write(".step", limit + words + "\n");
    code_ = shell(w_, "export nacre; timeout -k 1 120 bash .step > .printed 2>&1");
    printed_ = w_.read(".printed");
  }

  void check_words() const {
    for (const std::string& text : words_of(keys_["says"]))
      EXPECT_TRUE(holds(printed_, text)) << "lacks: " << text << "\n" << printed_;
    for (const std::string& text : words_of(keys_["never"]))
      EXPECT_FALSE(holds(printed_, text)) << "must not say: " << text << "\n" << printed_;
    for (const auto& text : keys_["times"])
      EXPECT_EQ(count_of(printed_, text.first.as<std::string>()), text.second.as<long>())
          << text.first.as<std::string>() << "\n"
          << printed_;
  }

  void check_files(const std::map<std::string, std::string>& before) const {
    for (const std::string& name : words_of(keys_["has"])) EXPECT_TRUE(w_.has(name)) << "no file " << name << printed_;
    for (const std::string& name : words_of(keys_["lacks"])) EXPECT_FALSE(w_.has(name)) << "there is a file " << name;
    for (const auto& file : keys_["holds"])
      for (const std::string& text : words_of(file.second))
        EXPECT_TRUE(holds(text_of(file.first.as<std::string>()), text))
            << file.first.as<std::string>() << " lacks: " << text << "\n"
            << text_of(file.first.as<std::string>());
    for (const auto& file : keys_["rows"])
      EXPECT_EQ(table(text_of(file.first.as<std::string>())).size(), file.second.as<std::size_t>())
          << file.first.as<std::string>();
    for (const YAML::Node& pair : keys_["same"])
      EXPECT_TRUE(text_of(pair[0].as<std::string>()) == text_of(pair[1].as<std::string>()))
          << pair[0].as<std::string>() << " and " << pair[1].as<std::string>() << " differ";
    check_unchanged(before);
  }

  /// `unchanged: all` also means that no file is new.
  void check_unchanged(const std::map<std::string, std::string>& before) const {
    const auto after = files_of(w_);
    for (const std::string& name : words_of(keys_["unchanged"])) {
      if (name == "all") {
        for (const auto& [file, content] : before) EXPECT_TRUE(after.count(file) && after.at(file) == content) << file;
        for (const auto& [file, content] : after) EXPECT_EQ(before.count(file), 1u) << "new: " << file;
      } else {
        EXPECT_TRUE(before.count(name) && after.count(name) && before.at(name) == after.at(name)) << name;
      }
    }
  }

  /// {in: FILE or `printed`, after: TEXT, is: VALUE, within: TOLERANCE}: the number that follows the text's last place.
  void check_number(const YAML::Node& keys) const {
    const std::string text = text_of(keys["in"].as<std::string>("printed")), after = keys["after"].as<std::string>();
    const auto at = text.rfind(after);
    ASSERT_NE(at, std::string::npos) << "no '" << after << "' in\n" << text;
    std::istringstream rest(text.substr(at + after.size()));
    double value = 0;
    ASSERT_TRUE(rest >> value) << "no number after '" << after << "' in\n" << text;
    EXPECT_NEAR(value, keys["is"].as<double>(), keys["within"].as<double>()) << after;
  }

  std::string text_of(const std::string& name) const {
    if (name == "printed") return printed_;
    EXPECT_TRUE(w_.has(name)) << "no file " << name << "\n" << printed_;
    return w_.read(name);
  }

  const Workspace& w_;
  YAML::Node keys_;
  int code_ = -1;
  std::string printed_;
};

/// The inputs of a case: those of others that it names, then its own.
inline void copy_inputs(const Workspace& w, const std::string& name, const YAML::Node& keys) {
  const auto options = fs::copy_options::recursive | fs::copy_options::overwrite_existing;
  for (const std::string& other : words_of(keys["inputs"])) fs::copy(cases_folder() / other, w.path(), options);
  for (const std::string& file : words_of(keys["data"])) {
    const fs::path from = fs::path(nacre_test::source_dir()) / "tests" / "data" / file;
    fs::copy(from, fs::is_directory(from) ? w.path() : w.path(from.filename().string()), options);
  }
  fs::copy(cases_folder() / name, w.path(), options);
  fs::remove(w.path("case.yaml"));
}

}  // namespace program
