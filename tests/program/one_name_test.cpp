// One name, one meaning: no two headers define the same qualified name, and no two sources of one program define types
// of the same name outside anonymous namespaces. Either would be undefined behaviour that no compiler reports: the
// linker keeps one of two inline functions or constructors, and half of the program works with the wrong layout.
//
// What counts in a header, at namespace scope: definitions of classes, structs, unions and enums, aliases, concepts,
// variables, and functions, whether declared or defined. A forward declaration of a type is no definition. Functions
// are told apart by the types of their parameters as they are written, as the linker does: `save(Writer&, const A&)` and
// `save(Writer&, const B&)` may stand beside A and B. Anonymous namespaces and those named `detail` are left out.
#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "source_dir.h"

namespace one_name_test {

namespace {

namespace fs = std::filesystem;
using Words = std::vector<std::string>;

/// The words of a source: names, numbers, "::" and single signs. Comments, texts and preprocessor lines are left out.
Words words_of(const std::string& source) {
  static const std::regex noise(
      R"rx(//[^\n]*|/\*[^]*?\*/|R"(\w*)\([^]*?\)\1"|"(\\.|[^"\\\n])*"|'(\\.|[^'\\\n])+'|(^|\n)[ \t]*#([^\n]*\\\n)*[^\n]*)rx");
  static const std::regex word(R"rx([A-Za-z_]\w*|\d[\w.']*|::|\S)rx");
  const std::string code = std::regex_replace(source, noise, "\n");
  Words words;
  for (std::sregex_iterator i(code.begin(), code.end(), word), end; i != end; ++i) words.push_back(i->str());
  return words;
}

bool is_name(const std::string& word) { return std::isalpha(static_cast<unsigned char>(word[0])) || word[0] == '_'; }

struct Names {
  std::set<std::string> types, others;  ///< qualified; functions with the types of their parameters
};

class Reader {
 public:
  explicit Reader(const std::string& source) : words_(words_of(source)) { read_scope("", true); }
  Names names;

 private:
  Words words_;
  std::size_t at_ = 0;

  bool done() const { return at_ >= words_.size(); }
  const std::string& word(std::size_t ahead = 0) const {
    static const std::string nothing = ";";
    return at_ + ahead < words_.size() ? words_[at_ + ahead] : nothing;
  }
  bool take(const std::string& text) {
    if (done() || word() != text) return false;
    ++at_;
    return true;
  }
  /// From an opening bracket past the one that closes it. What lies between "<" and ">" is a list of arguments here.
  void skip_brackets() {
    const std::string open = word(), close = open == "<" ? ">" : open == "(" ? ")" : open == "[" ? "]" : "}";
    int depth = 0;
    do {
      if (word() == open) ++depth;
      if (word() == close && !(close == ">" && words_[at_ - 1] == "-")) --depth;
      ++at_;
    } while (depth > 0 && !done());
  }

  void read_scope(const std::string& prefix, bool counts) {
    while (!done() && !take("}")) {
      if (take(";")) continue;
      if (word() == "namespace" || (word() == "inline" && word(1) == "namespace")) {
        read_namespace(prefix, counts);
      } else if (word() == "extern" && word(1) == "{") {  // extern "C"
        at_ += 2;
        read_scope(prefix, counts);
      } else {
        read_declaration(prefix, counts);
      }
    }
  }

  void read_namespace(std::string prefix, bool counts) {
    take("inline");
    take("namespace");
    if (word() == "{") counts = false;
    for (; !done() && word() != "{" && word() != "="; ++at_) {
      if (word() == "detail") counts = false;
      if (is_name(word())) prefix += word() + "::";
    }
    if (word() == "=") return skip_to_semicolon();
    take("{");
    read_scope(prefix, counts);
  }

  void skip_to_semicolon() {
    while (!done() && word() != ";") {
      if (word() == "{" || word() == "(" || word() == "[")
        skip_brackets();
      else
        ++at_;
    }
  }

  void read_declaration(const std::string& prefix, bool counts) {
    bool specialised = false;
    while (take("template")) {
      specialised = specialised || word(1) == ">";
      skip_brackets();
    }
    while (word() == "[" && word(1) == "[") skip_brackets();
    counts = counts && !specialised;
    static const std::set<std::string> kinds = {"class", "struct", "union", "enum"};
    if (kinds.count(word()) != 0) return read_type(prefix, counts);
    if (word() == "using" || word() == "concept") return read_alias(prefix, counts);
    if (word() == "static_assert" || word() == "friend" || word() == "typedef") return skip_to_semicolon();
    read_object(prefix, counts);
  }

  void read_type(const std::string& prefix, bool counts) {
    ++at_;
    if (word() == "class" || word() == "struct") ++at_;  // enum class
    std::string name;
    bool partial = false;
    for (; !done() && word() != "{" && word() != ";" && word() != ":" && word() != "("; ++at_) {
      if (word() == "<") partial = true;
      if (word() == "alignas") ++at_, skip_brackets(), --at_;
      if (word() == "::" || (is_name(word()) && word() != "final" && word() != "alignas"))
        name = word() == "::" || (name.size() > 2 && name.ends_with("::")) ? name + word() : word();
    }
    while (!done() && word() != "{" && word() != ";") ++at_;
    if (word() == "{") {
      skip_brackets();
      if (counts && !partial && !name.empty()) names.types.insert(prefix + name);
    }
    skip_to_semicolon();
  }

  void read_alias(const std::string& prefix, bool counts) {
    if (counts && word(2) == "=") names.types.insert(prefix + word(1));
    skip_to_semicolon();
  }

  /// A function or one or more variables.
  void read_object(const std::string& prefix, bool counts) {
    std::string name;
    while (!done()) {
      const std::string& w = word();
      if (w == "operator") {
        name = read_operator();
        continue;
      }
      if (w == "<" && !name.empty()) {
        skip_brackets();
        continue;
      }
      if (w == "(" && name != "decltype" && name != "alignas" && name != "__attribute__") {
        return read_function(prefix, name, counts);
      }
      if (w == "(") {
        skip_brackets();
        continue;
      }
      if (w == ";" || w == "=" || w == "{" || w == "[" || w == ",") return read_variables(prefix, name, counts);
      if (w == "}") return;
      name = is_name(w) ? (name.ends_with("::") ? name + w : w) : w == "::" ? name + w : name;
      ++at_;
    }
  }

  std::string read_operator() {
    std::string name = word();
    ++at_;
    if (word() == "(" && word(1) == ")") at_ += 2, name += "()";
    for (; !done() && word() != "("; ++at_) name += word();
    return name;
  }

  void read_function(const std::string& prefix, const std::string& name, bool counts) {
    const std::size_t begin = at_ + 1;
    skip_brackets();
    if (counts && !name.ends_with("NACRE_HD") && name.find("::") == std::string::npos)
      names.others.insert(prefix + name + parameter_types(Words(words_.begin() + begin, words_.begin() + at_ - 1)));
    while (!done() && word() != "{" && word() != ";") ++at_;  // const, noexcept, -> T, = default, : member(...)
    if (word() == "{") skip_brackets();
  }

  void read_variables(const std::string& prefix, const std::string& name, bool counts) {
    if (counts && !name.empty()) names.others.insert(prefix + name);
    while (!done() && word() != ";") {
      if (word() == "{" || word() == "(" || word() == "[") {
        skip_brackets();
      } else if (take(",")) {
        if (counts && is_name(word()) && (word(1) == "=" || word(1) == "[" || word(1) == "{" || word(1) == ";"))
          names.others.insert(prefix + word());
      } else {
        ++at_;
      }
    }
  }

  /// "(const Atoms &, int)" of what stands between the brackets: neither names of parameters nor defaults.
  static std::string parameter_types(const Words& words) {
    std::string result = "(";
    Words one;
    int depth = 0;
    const auto end_one = [&] {
      const auto equals = std::find(one.begin(), one.end(), "=");
      one.erase(equals, one.end());
      if (one.size() > 1 && is_name(one.back()) && one[one.size() - 2] != "::" && one[one.size() - 2] != "const")
        one.pop_back();
      for (const auto& w : one) result += w + " ";
      one.clear();
    };
    for (const auto& w : words) {
      depth += w == "<" || w == "(" || w == "[" || w == "{" ? 1 : w == ">" || w == ")" || w == "]" || w == "}" ? -1 : 0;
      if (w != "," || depth != 0) {
        one.push_back(w);
        continue;
      }
      end_one();
      result += ", ";
    }
    end_one();
    return result + ")";
  }
};

using Sources = std::map<std::string, Names>;  // name of the file -> what it defines

/// "name: file file" of every name that more than one of the files defines.
std::string shared_names(const Sources& sources, bool types_only) {
  std::map<std::string, std::vector<std::string>> files;
  for (const auto& [file, names] : sources) {
    for (const auto& name : names.types) files[name].push_back(file);
    if (types_only) continue;
    for (const auto& name : names.others) files[name].push_back(file);
  }
  std::string faults;
  for (const auto& [name, where] : files) {
    if (where.size() < 2) continue;
    faults += name + ":";
    for (const auto& file : where) faults += " " + file;
    faults += "\n";
  }
  return faults;
}

std::string text_of(const fs::path& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// The sources below a folder whose extension is among `extensions`. What stands in for the GPU's code in other builds
/// (without_cuda) is never linked together with it and left out.
std::vector<fs::path> sources_below(const std::string& folder, const std::set<std::string>& extensions) {
  std::vector<fs::path> found;
  for (const auto& entry : fs::recursive_directory_iterator(nacre_test::source_dir() + "/" + folder)) {
    const fs::path& path = entry.path();
    if (entry.is_regular_file() && extensions.count(path.extension().string()) != 0 &&
        path.parent_path().filename() != "without_cuda")
      found.push_back(path);
  }
  return found;
}

Sources names_below(const std::string& folder, const std::set<std::string>& extensions) {
  Sources found;
  for (const auto& path : sources_below(folder, extensions))
    found[fs::relative(path, nacre_test::source_dir()).string()] = Reader(text_of(path)).names;
  return found;
}

TEST(OneName, NoTwoHeadersDefineTheSameName) {
  const Sources headers = names_below("src", {".h"});
  ASSERT_GT(headers.size(), 100u);
  EXPECT_EQ(shared_names(headers, false), "");
}

TEST(OneName, NoTwoSourcesOfAProgramDefineTheSameType) {
  const std::set<std::string> all = {".h", ".cpp", ".cu"};
  const Sources program = names_below("src", all);
  EXPECT_EQ(shared_names(program, true), "");
  for (const std::string folder : {"unit", "contract", "physics", "reject", "program", "reference", "device"}) {
    Sources with_tests = names_below("tests/" + folder, all);
    EXPECT_EQ(shared_names(with_tests, true), "") << folder;
    for (auto& [file, names] : with_tests)
      for (const auto& [ours, of_program] : program)
        for (const auto& name : of_program.types) EXPECT_EQ(names.types.count(name), 0u) << name << ": " << file;
  }
}

// A reader that lost its place would find nothing wrong: it must know every type that stands at the beginning of a line.
TEST(OneName, TheReaderMissesNoType) {
  static const std::regex type(R"rx((?:^|\n)(?:struct|class|enum|enum class) (\w+)(?: final)?(?: : [^;{]*)? \{)rx");
  int seen = 0;
  for (const auto& path : sources_below("src", {".h"})) {
    const std::string text = text_of(path);
    const Names names = Reader(text).names;
    std::set<std::string> last;
    for (const auto& name : names.types) last.insert(name.substr(name.rfind(':') + 1));
    if (text.find("namespace detail") != std::string::npos || text.find("namespace {") != std::string::npos) continue;
    for (std::sregex_iterator i(text.begin(), text.end(), type), end; i != end; ++i, ++seen)
      EXPECT_EQ(last.count((*i)[1]), 1u) << path << ": " << (*i)[1];
  }
  EXPECT_GT(seen, 300);
}

TEST(OneName, TheReaderKnowsWhatAHeaderDefines) {
  const Reader reader(R"code(
    // struct Comment {};
    #define MACRO struct Defined {};
    namespace a::b {
    struct Forward;
    enum class Kind : int { one, two };
    class Derived final : public Base<int> { struct Inner {}; int f() { return 1; } };
    template <class T, int N = 3> struct Template { T x[N]; };
    template <> struct Template<int> {};
    using Alias = std::vector<int>;
    using std::swap;
    inline constexpr double first = 1, second = 2;
    extern const double table[3][2];
    [[nodiscard]] std::map<int, std::string> function(const Atoms& atoms, std::pair<int, int> p = {1, 2});
    template <class T> inline T twice(T x) { return x + x; }
    inline Vec operator+(const Vec& a, const Vec& b) { return {a.x + b.x}; }
    namespace { struct Hidden {}; }
    namespace detail { struct Detail {}; }
    }  // namespace a::b
    struct Outside {} one;
  )code");
  EXPECT_EQ(reader.names.types,
            (std::set<std::string>{"Outside", "a::b::Alias", "a::b::Derived", "a::b::Kind", "a::b::Template"}));
  EXPECT_EQ(reader.names.others, (std::set<std::string>{"a::b::first", "a::b::second", "a::b::table", "a::b::twice(T )",
                                                        "a::b::function(const Atoms & , std :: pair < int , int > )",
                                                        "a::b::operator+(const Vec & , const Vec & )"}));
}

TEST(OneName, TheCheckItselfSeesFaults) {
  const auto faults = [](const std::string& one, const std::string& two, bool types_only = false) {
    return shared_names({{"one.h", Reader(one).names}, {"two.h", Reader(two).names}}, types_only);
  };
  EXPECT_EQ(faults("namespace n { struct A {}; }", "namespace n { struct A { int x; }; }"), "n::A: one.h two.h\n");
  EXPECT_EQ(faults("namespace n { struct A {}; }", "namespace n::m { struct A {}; }"), "");
  EXPECT_EQ(faults("namespace n { struct A {}; }", "namespace n { class A; enum class B : int; }"), "");
  EXPECT_NE(faults("namespace n { struct A {}; }", "namespace n { enum class A : int { x }; }"), "");
  EXPECT_NE(faults("namespace n { struct A {}; }", "namespace n { using A = int; }"), "");
  EXPECT_EQ(faults("struct A {};", "namespace { struct A {}; }"), "");
  EXPECT_EQ(faults("struct A {};", "template <> struct A<int> {};"), "");
  EXPECT_NE(faults("inline int x = 1;", "struct B { int x; }; inline int y = 2, x = 3;"), "");
  EXPECT_EQ(faults("int f(int a);", "int f(double a);"), "");
  EXPECT_NE(faults("int f(int a);", "inline int f(int b = 3) { return b; }"), "");
  EXPECT_EQ(faults("struct A {};", "/* struct A {}; */ inline const char* t = \"struct A {};\";"), "");
  EXPECT_EQ(faults("struct A {}; int f();", "struct A {}; int f();", true), "A: one.h two.h\n");
}

}  // namespace

}  // namespace one_name_test
