// The job of a call, its table of options filled with what the stage gives.
#pragma once
#include <memory>
#include <string>

#include "jobs/job.h"
#include "jobs/names.h"
#include "jobs/pipeline/pipeline.h"

namespace nacre::jobs::pipeline {

/// min_distance -> min-distance, and back.
std::string option_of_key(std::string key);
std::string key_of_option(std::string option);

/// A job with the table that fills it.
struct OpenCall {
  std::unique_ptr<Job> job;
  Options table;
  std::unique_ptr<NamedFiles> files;  ///< of the table

  /// Null job when there is no such command.
  explicit OpenCall(const std::string& command);
  /// Throws Error, with the option as its key.
  void give(const std::string& option, const std::vector<std::string>& words);
};

/// A call that gives this to the first option without dashes: a folder, a file.
StageCall call_on(const std::string& command, std::vector<std::string> words);
/// Throws Error, with the option as its key, for what is missing or excludes each other.
OpenCall filled(const StageCall& call, bool resume);
/// The call as words of a command line.
std::string words_text(const StageCall& call, bool resume);

}  // namespace nacre::jobs::pipeline
