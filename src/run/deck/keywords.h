// The keyword table of run.in: one row a keyword. The parser, `nacre info --keywords` and docs/input.md are made from
// it.
#pragma once
#include <string>
#include <vector>

#include "run/deck/commands.h"

namespace nacre::run {

/// at_once: acts when the deck reaches the line. next_run: holds for the next `run` only. stays: holds until changed.
enum class Lifetime { at_once, next_run, stays };

struct Keyword {
  std::string name;
  std::string syntax;
  Lifetime lifetime;
  std::string sentence;
  /// Reads one line. Throws Error with file, line, key, value and what is allowed.
  Action (*parse)(const Words& line);
};

const std::vector<Keyword>& keyword_table();
/// Keywords of GPUMD 5.x that nacre does not have yet.
const std::vector<std::string>& missing_keywords();

/// Looks the first word up and reads the line. Throws Error: a keyword that nacre lacks says so by name, an unknown one
/// names the nearest known.
Command parse_command(const Words& line);
/// What the user of a line in the syntax of an older deck should know, with file and line; "" for others.
std::string note_on_old_syntax(const Words& line);

}  // namespace nacre::run
