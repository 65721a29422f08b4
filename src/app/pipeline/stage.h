// A stage of a pipeline, read and checked: the command that it is, what it depends on, and what must lie in its folder
// before the command starts. The command works in that folder (it is the current one), as if called there by hand.
#pragma once
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace nacre::app {

/// A file that a stage reads.
struct StageInput {
  std::string name;  ///< as written in the configuration, or stage:NAME/FILE
  std::string path;  ///< absolute
  int stage = -1;    ///< number of the stage that makes it; -1: none does
};

/// One call of a command.
struct StageCall {
  std::vector<std::string> words;  ///< without `nacre`
  std::vector<std::string> fresh;  ///< further words of a call that does not resume
  std::string summary;             ///< file of the folder that gets the command's summary
};

struct Stage {
  std::string name, command;                    ///< command: build, run, insert, analyze, train, sites
  std::string folder;                           ///< absolute
  long line = 0;                                ///< in the configuration
  int revision = 0;                             ///< of the command: another one makes other results from the same input
  std::map<std::string, std::string> settings;  ///< all that decides about the results, by full key
  std::vector<StageInput> inputs;
  std::map<std::string, std::string> made;                  ///< files written first: name, content
  std::vector<std::pair<std::string, std::string>> copied;  ///< files copied first: name, absolute source
  std::vector<StageCall> calls;
  std::function<void()> finish;  ///< after the calls, in the folder; may be empty
  std::string structure;         ///< file of the folder with the structure that comes out; empty: none
  std::string checkpoint;        ///< file of the folder that the command resumes from; empty: it starts anew
  std::string probe;             ///< a structure of these elements and this cell, to check later stages with
};

struct Pipeline {
  std::string file;    ///< the configuration
  std::string folder;  ///< where it lies, absolute; paths in it are relative to this
  std::string output;  ///< absolute
  int threads = 0;
  std::string device = "auto";
  std::vector<Stage> stages;
};

}  // namespace nacre::app
