// loop.yaml: what `nacre learn` does. Keys, defaults and sentences: key_rows() in settings.cpp, docs/learn.md.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/error.h"

namespace nacre::jobs::learn {

struct LoopSettings {
  std::string file, folder;  ///< loop.yaml, and where it lies
  std::string output;        ///< folder of the rounds
  std::string train, start, test;
  std::vector<std::string> explore;  ///< folders of decks and insertions
  std::string frames = "dump.xyz";
  std::string label;
  std::vector<double> band;
  std::int64_t committee = 3, number = 10, rounds = 5;
};

/// Every wrong line is appended to `errors`.
LoopSettings read_loop(const std::string& file, std::vector<Error>& errors);
/// A file of all defaults.
std::string loop_schema();
/// The keys as a Markdown table; docs/learn.md holds it, and a test compares.
std::string loop_manual();
/// A file that loop.yaml names.
std::string path_in(const LoopSettings& settings, const std::string& name);

}  // namespace nacre::jobs::learn
