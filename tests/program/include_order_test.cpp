// The rules of the house, read from the source text itself: who may include whom, that the library neither prints nor
// exits, and that no file grows beyond 400 lines in src, 600 in tests and bench. HACKING.md states them; this test keeps
// them true.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "source_dir.h"
#include "text_files.h"

namespace include_order_test {

namespace {

namespace fs = std::filesystem;

const fs::path source_dir = nacre_test::source_dir();
/// Lines of the longest file of a folder.
const std::map<std::string, std::size_t> longest_file = {
    {"include", 400}, {"src", 400}, {"tests", 600}, {"bench", 600}};

/// Folder of src/ -> the other folders it may include.
const std::map<std::string, std::set<std::string>> may_include = {
    {"core", {}},
    {"io", {"core"}},
    {"device", {"core"}},
    {"neighbor", {"core", "device"}},
    {"look", {"core", "device", "neighbor", "io"}},
    {"force", {"core", "device", "neighbor", "io"}},
    {"integrate", {"core", "device", "neighbor", "io", "force"}},
    {"minimize", {"core", "device", "neighbor", "io", "force"}},
    {"build", {"core", "io"}},
    {"report", {"core", "io"}},
    {"run",
     {"core", "look", "report", "device", "neighbor", "io", "force", "integrate", "minimize", "build", "analysis"}},
    {"analysis", {"core", "report", "device", "neighbor", "io"}},
    {"train", {"core", "look", "report", "device", "neighbor", "io", "force", "integrate", "build", "analysis"}},
    {"insert",
     {"core", "look", "report", "device", "neighbor", "io", "force", "integrate", "minimize", "build", "analysis"}},
    {"learn", {"core", "report", "device", "io"}},
    {"sites", {"core", "report", "device", "neighbor", "io", "analysis", "insert", "learn"}},
    {"jobs",
     {"core", "look", "report", "device", "neighbor", "io", "force", "integrate", "minimize", "build", "analysis",
      "run", "train", "insert", "learn", "sites"}},
    {"nacre", {}},  // include/nacre: the public face, of which src/api is the inside
    {"api",
     {"nacre", "core", "look", "device", "neighbor", "io", "force", "integrate", "minimize", "build", "analysis", "run",
      "train", "insert"}},
    {"app",
     {"core", "look", "jobs", "report", "device", "neighbor", "io", "force", "integrate", "minimize", "build",
      "analysis", "run", "train", "insert", "learn", "sites"}},
};

bool is_code(const fs::path& path) {
  static const std::set<std::string> known = {".h", ".cpp", ".cu", ".cuh", ".inc"};
  return known.count(path.extension().string()) != 0;
}

std::vector<fs::path> code_below(const fs::path& folder) {
  std::vector<fs::path> found;
  if (!fs::exists(folder)) return found;
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.is_regular_file() && is_code(entry.path())) found.push_back(entry.path());
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::string folder_in_src(const fs::path& path) { return fs::relative(path, source_dir / "src").begin()->string(); }

/// The folder of an #include "folder/name" line, or "" for any other line.
std::string included_folder(const std::string& line) {
  static const std::regex pattern(R"rx(^\s*#\s*include\s+"([^"]*)")rx");
  std::smatch match;
  if (!std::regex_search(line, match, pattern)) return "";
  const std::string name = match[1];
  const auto slash = name.find('/');
  return slash == std::string::npos ? "(no folder)" : name.substr(0, slash);
}

/// A line without its comment and without the text of its string literals.
std::string bare(std::string line) {
  static const std::regex text(R"rx("(\\.|[^"\\])*")rx");
  line = std::regex_replace(line, text, "\"\"");
  return line.substr(0, line.find("//"));
}

/// What is wrong with one include line of a file in `folder`, or "".
std::string include_fault(const std::string& folder, const std::string& line) {
  const std::string target = included_folder(line);
  if (target.empty() || target == folder) return "";
  if (target == "(no folder)") return "name the folder in the include";
  if (may_include.count(target) == 0) return "there is no folder src/" + target;
  const auto allowed = may_include.find(folder);
  if (allowed != may_include.end() && allowed->second.count(target) != 0) return "";
  return folder + " may not include " + target;
}

bool prints_or_exits(const std::string& line) {
  static const std::regex pattern(
      R"rx(std::cout|std::cerr|std::clog|\b(v?printf|puts|putchar|perror)\s*\(|\bstd(out|err)\b|\bfmt::print\s*\()rx"
      R"rx(|\b(exit|_exit|_Exit|quick_exit|abort)\s*\(|\bstd::terminate\s*\()rx");
  return std::regex_search(bare(line), pattern);
}

TEST(IncludeOrder, EveryFolderIncludesOnlyWhatItMay) {
  const auto files = code_below(source_dir / "src");
  ASSERT_GT(files.size(), 20u) << "no sources found below " << source_dir;
  for (const auto& file : files) {
    const std::string folder = folder_in_src(file);
    ASSERT_EQ(may_include.count(folder), 1u) << file << ": a folder that the house plan does not know";
    int number = 0;
    for (const auto& line : lines_of(file)) {
      ++number;
      const std::string fault = include_fault(folder, line);
      EXPECT_EQ(fault, "") << file.string() << ":" << number << ": " << line;
    }
  }
}

// An outsider has the standard library and nothing else.
TEST(IncludeOrder, ThePublicFaceIncludesTheStandardLibraryAndItself) {
  static const std::regex pattern(R"rx(^\s*#\s*include\s+(<(nacre/)?[a-z_]+(\.h)?>)?.*)rx");
  const auto files = code_below(source_dir / "include");
  ASSERT_GT(files.size(), 5u);
  for (const auto& file : files)
    for (const auto& line : lines_of(file)) {
      std::smatch match;
      if (!std::regex_match(line, match, pattern)) continue;
      EXPECT_TRUE(match[1].matched && match[2].matched == match[3].matched) << file << ": " << line;
    }
}

TEST(IncludeOrder, TheCheckItselfSeesFaults) {
  EXPECT_EQ(include_fault("core", "#include \"core/vec3.h\""), "");
  EXPECT_EQ(include_fault("core", "#include <vector>"), "");
  EXPECT_NE(include_fault("core", "#include \"io/words.h\""), "");
  EXPECT_NE(include_fault("io", "  #  include \"force/force.h\""), "");
  EXPECT_NE(include_fault("analysis", "#include \"app/main.h\""), "");
  EXPECT_NE(include_fault("force", "#include \"force.h\""), "");
  EXPECT_EQ(include_fault("app", "#include \"integrate/dynamics.h\""), "");

  EXPECT_TRUE(prints_or_exits("  std::printf(\"%d\", 1);"));
  EXPECT_TRUE(prints_or_exits("  exit(1);"));
  EXPECT_FALSE(prints_or_exits("  std::snprintf(text, 8, \"std::cout\");  // exit(1)"));
}

TEST(LibraryManners, OnlyTheApplicationPrintsAndExits) {
  for (const auto& file : code_below(source_dir / "src")) {
    if (folder_in_src(file) == "app") continue;
    int number = 0;
    for (const auto& line : lines_of(file)) {
      ++number;
      EXPECT_FALSE(prints_or_exits(line)) << file.string() << ":" << number << ": " << line;
    }
  }
}

// std::getline and a copy of a stream's buffer only stop where memory is short, so that half a file is read as a whole
// one: core/lines.h, read_text (io/words.h) and TextLines (io/text_lines.h) throw.
TEST(LibraryManners, NoTextIsReadByWhatStopsInSilence) {
  for (const auto& file : code_below(source_dir / "src"))
    for (const auto& line : lines_of(file))
      EXPECT_TRUE(line.find("getline(") == std::string::npos && line.find("rdbuf(") == std::string::npos)
          << file.string() << ": " << line;
}

/// Lines of src that match, with their places.
std::vector<std::string> lines_like(const std::regex& pattern) {
  std::vector<std::string> found;
  for (const auto& file : code_below(source_dir / "src")) {
    int number = 0;
    for (const auto& line : lines_of(file)) {
      ++number;
      if (std::regex_search(line, pattern))
        found.push_back(fs::relative(file, source_dir).string() + ":" + std::to_string(number) + ": " + line);
    }
  }
  return found;
}

TEST(LibraryManners, NobodyChangesTheStateOfTheProcess) {
  for (const auto& line : lines_like(std::regex(R"rx(\bchdir\b|\bdup2\b|current_path\([^)])rx"))) ADD_FAILURE() << line;
}

// Without an error code they throw what names neither file nor line: io/paths.h asks the same and throws Error.
TEST(LibraryManners, QuestionsToTheFileSystemNameTheFile) {
  const std::regex throwing(R"rx(\b(fs|filesystem)::(exists|is_directory|is_regular_file|weakly_canonical)\([^,]*$)rx");
  for (const auto& line : lines_like(throwing))
    if (line.find("src/io/") == std::string::npos) ADD_FAILURE() << line;
  EXPECT_TRUE(std::regex_search("  if (!fs::exists(path)) return;", throwing));
  EXPECT_FALSE(std::regex_search("  if (!fs::exists(path, none)) return;", throwing));
}

TEST(LibraryManners, OnlyTheApplicationReadsCommandLines) {
  const auto includes = lines_like(std::regex(R"rx(#\s*include\s*[<"]CLI/CLI)rx"));
  EXPECT_FALSE(includes.empty());
  EXPECT_LE(includes.size(), 4u) << "each costs ten seconds of compiling";
  for (const auto& line : includes) EXPECT_EQ(line.rfind("src/app/", 0), 0u) << line;
}

TEST(FileLength, NoFileIsLongerThanItsFolderAllows) {
  for (const auto& [folder, longest] : longest_file)
    for (const auto& file : code_below(source_dir / folder)) EXPECT_LE(lines_of(file).size(), longest) << file;
}

}  // namespace

}  // namespace include_order_test
