// For tests on data of others, which this repository may not hold: without the folder `shared` beside it, or the one that
// NACRE_SHARED names, they are skipped, or fail with NACRE_REQUIRE_DATA=1. Each has a counterpart on tests/data, which
// always runs.
#pragma once
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "source_dir.h"

namespace nacre_test {

inline std::filesystem::path shared_folder() {
  const char* given = std::getenv("NACRE_SHARED");
  return given != nullptr ? std::filesystem::path(given) : std::filesystem::path(source_dir()) / ".." / "shared";
}

/// Why data at `path` cannot be used, or nothing.
inline std::string why_no_data(const std::filesystem::path& path) {
  if (std::filesystem::exists(path)) return "";
  return "the data are not part of this repository, and not at " + path.string();
}

inline bool data_required() {
  const char* required = std::getenv("NACRE_REQUIRE_DATA");
  return required != nullptr && *required == '1';
}

}  // namespace nacre_test

/// First line of a test body; `path` is a file or a folder below nacre_test::shared_folder().
#define NACRE_NEEDS_DATA(path)                                       \
  do {                                                               \
    const std::string why = ::nacre_test::why_no_data(path);         \
    if (why.empty()) break;                                          \
    if (::nacre_test::data_required()) FAIL() << why;                \
    GTEST_SKIP() << why << "; NACRE_SHARED may name another folder"; \
  } while (false)
