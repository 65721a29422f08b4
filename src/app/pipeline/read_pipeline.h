// Reads the configuration of a pipeline and checks all its stages; nothing runs, and nothing is written except below
// `scratch`.
#pragma once
#include <string>
#include <vector>

#include "app/pipeline/stage.h"
#include "core/error.h"

namespace nacre::app {

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

/// Everything that is wrong is appended to `errors`, with file and line. Throws Error only when the file cannot be read
/// or is not YAML.
Pipeline read_pipeline(const std::string& file, std::vector<Error>& errors);

}  // namespace nacre::app
