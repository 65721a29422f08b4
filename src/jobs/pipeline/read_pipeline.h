// Reads the configuration of a pipeline and checks all its stages; nothing runs, and nothing is written except below
// `scratch`.
#pragma once
#include <string>
#include <vector>

#include "core/error.h"
#include "jobs/pipeline/pipeline.h"

namespace nacre::jobs::pipeline {

/// A folder of its own, removed at the end.
class ScratchFolder {
 public:
  ScratchFolder();
  ~ScratchFolder();
  ScratchFolder(const ScratchFolder&) = delete;
  ScratchFolder& operator=(const ScratchFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

/// Is this YAML file the configuration of a pipeline, that is, a map with `stages`?
bool is_pipeline(const std::string& file);
/// Everything that is wrong is appended to `errors`, with file and line. Throws Error only when the file cannot be read
/// or is not YAML.
Pipeline read_pipeline(const std::string& file, std::vector<Error>& errors);

}  // namespace nacre::jobs::pipeline
