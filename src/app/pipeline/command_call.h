// A command of `nacre` called by another one, inside the same program: the words go through the option table of that
// command itself, so that a key of a stage and an option of a command line are one thing.
#pragma once
#include <string>
#include <vector>

namespace nacre::app {

/// An option as its command declares it.
struct CommandOption {
  std::string name;      ///< of the long option, without dashes
  std::string values;    ///< what it takes: INT, FLOAT, a list of words
  std::string standard;  ///< what holds without it; empty: nothing
  std::string sentence;
  bool flag = false;        ///< takes no value
  bool required = false;    ///< the command refuses to work without it
  bool takes_many = false;  ///< one option may be followed by several values
};

/// {"build", "random"}: the options of `nacre build random`, those that every command has left out; none when there
/// is no such command in this program.
std::vector<CommandOption> options_of(const std::vector<std::string>& command);
bool has_command(const std::vector<std::string>& command);
/// The commands below this one.
std::vector<std::string> command_names(const std::vector<std::string>& command);

/// Reads the words as the command would, and does nothing. Throws Error; its key is the option where it is known.
void check_words(const std::vector<std::string>& words);
/// What `nacre WORDS` does, except that errors are thrown.
void call_command(const std::vector<std::string>& words);

}  // namespace nacre::app
