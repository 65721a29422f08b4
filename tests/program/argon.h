// The deck of tests/cases/argon, and a shell in its folder.
#pragma once
#include <map>

#include "nacre_command.h"
#include "source_dir.h"

namespace program {

/// The case with its own deck, or with these lines after potential and velocities.
inline void copy_argon(const Workspace& w, const std::string& lines = "") {
  const fs::path from = fs::path(nacre_test::source_dir()) / "tests/cases/argon";
  for (const auto& entry : fs::directory_iterator(from))
    fs::copy_file(entry.path(), w.path(entry.path().filename().string()), fs::copy_options::overwrite_existing);
  if (!lines.empty()) w.write("run.in", "potential Ar.lj\nvelocity 60 seed 7\n" + lines);
}

/// A script in the workspace, in which nacre is $nacre; its exit code.
inline int shell(const Workspace& w, const std::string& script) {
  w.write(".script", "cd '" + w.path().string() + "'\nnacre='" + binary() + "'\n" + script + "\n");
  const int status = std::system(("bash '" + w.path(".script").string() + "'").c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : 1000 + WTERMSIG(status);
}

/// Every file of the workspace but hidden ones and logs, with its content.
inline std::map<std::string, std::string> files_of(const Workspace& w) {
  std::map<std::string, std::string> files;
  std::error_code is_loop;  // a link to itself is no file
  for (const auto& entry : fs::recursive_directory_iterator(w.path())) {
    const std::string name = entry.path().lexically_relative(w.path()).string();
    if (entry.is_regular_file(is_loop) && name[0] != '.' && name.rfind("log", 0) != 0)
      files[name] = read_file(entry.path());
  }
  return files;
}

inline void expect_same_files(const Workspace& found, const Workspace& wanted, const std::string& what) {
  const auto a = files_of(found), b = files_of(wanted);
  for (const auto& [name, content] : b) {
    const auto there = a.find(name);
    ASSERT_TRUE(there != a.end()) << what << ": " << name << " is missing";
    EXPECT_TRUE(there->second == content) << what << ": " << name << " differs";
  }
  for (const auto& [name, content] : a) EXPECT_EQ(b.count(name), 1u) << what << ": " << name << " is too much";
}

}  // namespace program
