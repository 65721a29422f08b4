// The inputs of tests/cases, copied into the folder of a test.
#pragma once
#include "nacre_command.h"
#include "source_dir.h"

namespace program {

/// A workspace with the files of tests/cases/NAME.
class Case : public Workspace {
 public:
  explicit Case(const std::string& name) {
    fs::copy(fs::path(nacre_test::source_dir()) / "tests" / "cases" / name, path(), fs::copy_options::recursive);
  }
};

/// Killed by no signal, and ended with this code.
inline void expect_end(const Outcome& o, int code, const std::vector<std::string>& words) {
  EXPECT_EQ(o.code, code) << o.out << o.err;
  for (const std::string& word : words) EXPECT_TRUE(o.says(word)) << "lacks: " << word << "\n" << o.out << o.err;
}

}  // namespace program
