// What the documents promise exists: pages that are linked, commands and options that are shown, decks in input/.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "source_dir.h"
#include "text_files.h"

namespace documents_test {

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = nacre_test::source_dir();

std::vector<fs::path> documents() {
  std::vector<fs::path> found;
  for (const char* name : {"README.md", "HACKING.md", "CHANGELOG.md"}) found.push_back(source_dir / name);
  for (const char* folder : {"docs", "input"}) {
    for (const auto& entry : fs::recursive_directory_iterator(source_dir / folder)) {
      if (entry.path().extension() == ".md") found.push_back(entry.path());
    }
  }
  return found;
}

/// Lines between ``` fences, continued lines (ending in a backslash) joined.
std::vector<std::string> fenced_lines(const fs::path& path) {
  std::vector<std::string> found;
  bool fenced = false, continued = false;
  for (std::string line : lines_of(path)) {
    if (line.rfind("```", 0) == 0) {
      fenced = !fenced;
      continued = false;
      continue;
    }
    if (!fenced) continue;
    const bool goes_on = !line.empty() && line.back() == '\\';
    if (goes_on) line.pop_back();
    if (continued) {
      found.back() += " " + line;
    } else {
      found.push_back(line);
    }
    continued = goes_on;
  }
  return found;
}

/// The words of a shell line after `nacre` (with or without a path or a $), or none when it is another command.
std::vector<std::string> nacre_arguments(const std::string& line) {
  std::istringstream in(line);
  std::vector<std::string> words;
  for (std::string word; in >> word && word[0] != '#';) words.push_back(word);
  if (!words.empty() && words[0] == "$") words.erase(words.begin());
  if (words.size() < 2 || fs::path(words[0]).filename() != "nacre") return {};
  return {words.begin() + 1, words.end()};
}

struct Output {
  int status = -1;
  std::string text;
};

Output help_of(const std::string& subcommand) {
  const char* binary = std::getenv("NACRE_BINARY");
  Output output;
  if (binary == nullptr) return output;
  FILE* pipe = popen(("'" + std::string(binary) + "' " + subcommand + " --help 2>&1").c_str(), "r");
  std::array<char, 4096> buffer;
  for (std::size_t n; (n = fread(buffer.data(), 1, buffer.size(), pipe)) > 0;) output.text.append(buffer.data(), n);
  output.status = pclose(pipe);
  return output;
}

/// "run", or "analyze coordination" for the commands that have commands below them.
std::string subcommand_of(const std::vector<std::string>& arguments) {
  const bool nested = std::set<std::string>{"build", "model", "analyze", "sites"}.contains(arguments[0]) ||
                      (arguments[0] == "convert" && arguments.size() > 1 && arguments[1] == "deck");
  return nested && arguments.size() > 1 && arguments[1][0] != '-' ? arguments[0] + " " + arguments[1] : arguments[0];
}

/// Shown options that the subcommand's help does not list.
std::vector<std::string> unknown_options(const std::vector<std::string>& arguments, const std::string& help) {
  std::vector<std::string> unknown;
  for (const auto& word : arguments) {
    const std::string option = word.substr(0, word.find('='));
    if (option.rfind("--", 0) != 0 || option == "--help" || option == "--version") continue;
    if (!std::regex_search(help, std::regex(option + "([ ,=\n]|$)"))) unknown.push_back(option);
  }
  return unknown;
}

TEST(Documents, LinkedPagesExist) {
  const std::regex link(R"rx(\]\(([^)#\s]+)(#[^)]*)?\))rx");
  int links = 0;
  for (const auto& document : documents()) {
    ASSERT_TRUE(fs::exists(document)) << document;
    for (const auto& line : lines_of(document)) {
      for (std::sregex_iterator it(line.begin(), line.end(), link), end; it != end; ++it) {
        const std::string target = (*it)[1];
        if (target.rfind("http", 0) == 0) continue;
        EXPECT_TRUE(fs::exists(document.parent_path() / target)) << document << " links to " << target;
        ++links;
      }
    }
  }
  EXPECT_GT(links, 5);
}

TEST(Documents, CommandsShownExist) {
  ASSERT_NE(std::getenv("NACRE_BINARY"), nullptr) << "ctest sets this to the path of the program";
  int shown = 0;
  for (const auto& document : documents()) {
    for (const auto& line : fenced_lines(document)) {
      const auto arguments = nacre_arguments(line);
      if (arguments.empty() || arguments[0][0] == '-') continue;
      const Output help = help_of(subcommand_of(arguments));
      EXPECT_EQ(help.status, 0) << document << ": " << line << "\n" << help.text;
      for (const auto& option : unknown_options(arguments, help.text)) {
        ADD_FAILURE() << document << ": " << line << "\n" << option << " is not in the help";
      }
      ++shown;
    }
  }
  EXPECT_GT(shown, 5);
}

TEST(Documents, TheReadmeShowsItsTwoCommands) {
  bool demo = false, test = false;
  for (const auto& line : fenced_lines(source_dir / "README.md")) {
    demo = demo || line.rfind("scripts/demo", 0) == 0;
    test = test || line.rfind("scripts/test", 0) == 0;
  }
  EXPECT_TRUE(demo);
  EXPECT_TRUE(test);
  for (const char* name : {"scripts/demo", "scripts/test", ".ci/run"}) {
    const auto mode = fs::status(source_dir / name).permissions();
    EXPECT_NE(mode & fs::perms::owner_exec, fs::perms::none) << name << " must be executable";
  }
}

TEST(Documents, TheCheckItselfSeesFaults) {
  EXPECT_TRUE(nacre_arguments("ls nacre run").empty());
  EXPECT_EQ(nacre_arguments("build/cpu-release/nacre run input/x").size(), 2u);
  EXPECT_EQ(nacre_arguments("nacre info   # a comment").size(), 1u);
  EXPECT_EQ(subcommand_of({"build", "random", "-o"}), "build random");
  EXPECT_NE(help_of("no-such-command").status, 0);
  EXPECT_EQ(unknown_options({"run", "--resume", "--bogus=1"}, "  --resume   goes on\n").size(), 1u);
}

TEST(Documents, EachExampleHasADeckAndAPage) {
  int examples = 0;
  for (const auto& entry : fs::directory_iterator(source_dir / "input")) {
    const std::string name = entry.path().filename().string();
    if (!entry.is_directory() || name == "potentials" || name == "data") continue;
    EXPECT_TRUE(fs::exists(entry.path() / "run.in") || fs::exists(entry.path() / "nep.in") ||
                fs::exists(entry.path() / "insert.yaml") || fs::exists(entry.path() / (name + ".yaml")) ||
                (name.rfind("analyze-", 0) == 0 && fs::exists(entry.path() / "model.xyz")))
        << entry.path();
    EXPECT_TRUE(fs::exists(entry.path() / "README.md")) << entry.path();
    ++examples;
  }
  EXPECT_GE(examples, 4);
}

}  // namespace

}  // namespace documents_test
