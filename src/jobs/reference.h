// Everything that has a name in nacre, from the tables: commands and their options, keywords of run.in and nep.in, keys of
// insert.yaml, formats of files. Help, shell completion and man pages are made of it.
#pragma once
#include <string>
#include <vector>

namespace nacre::jobs {

struct Name {
  std::string name;   ///< "analyze rdf", "--rmax", "time_step", "until.voltage"
  std::string where;  ///< "command", "option of nacre analyze rdf", "keyword of run.in", ...
  std::string sentence;
  std::string more;  ///< syntax, or where to read on
};

const std::vector<Name>& all_names();

/// What a command of `nacre` takes: its own options and those that all have, for completion.
struct CommandWords {
  std::string command;  ///< "run", "analyze rdf"
  std::string sentence;
  std::vector<std::string> options;  ///< "--rmax", ...
};
std::vector<CommandWords> command_words();

}  // namespace nacre::jobs
