// The keyword table of nep.in: one row a keyword. The parser and the table in docs/train.md are made from it.
#pragma once
#include <string>
#include <vector>

#include "io/words.h"
#include "train/settings.h"

namespace nacre::train {

struct Keyword {
  std::string name, syntax;
  std::string standard;  ///< what holds without the line
  std::string sentence;
  /// Reads one line. Throws Error with file, line, key, value and what is allowed.
  void (*parse)(const Words& line, TrainSettings& settings);
  bool counts_elements = false;  ///< its numbers can be counted only once `type` is known
};

const std::vector<Keyword>& keyword_table();
/// Does this line speak of each element of `type`?
bool counts_elements(const Words& line);
/// Reads a line; an unknown keyword names the nearest, one of GPUMD that nacre lacks says so. A line that is refused
/// leaves the settings as they were.
void parse_keyword(const Words& line, TrainSettings& settings);
/// The table as Markdown; docs/train.md holds it, and a test compares.
std::string keyword_manual();

}  // namespace nacre::train
