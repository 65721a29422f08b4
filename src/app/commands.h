// The subcommands of `nacre` that are not made from the table of jobs alone, and what all share. A callback does the work
// and throws Error; main.cpp prints the error and chooses the exit code.
#pragma once
#include <map>
#include <string>
#include <utility>

namespace CLI {
class App;
}

namespace nacre::app {

struct GlobalOptions {
  /// Options that a file of options gave: where they stand, for errors that come later.
  std::map<std::string, std::pair<std::string, long>> config_lines;
};

void register_pipeline(CLI::App& app);

}  // namespace nacre::app
