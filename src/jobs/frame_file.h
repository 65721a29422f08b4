// A file of frames that gets its name when it is whole.
#pragma once
#include <optional>
#include <string>

#include "io/whole_file.h"
#include "jobs/job.h"

namespace nacre::jobs {

class FrameFile {
 public:
  /// `path` empty: nothing is written.
  explicit FrameFile(const std::string& path);

  bool is_wanted() const { return file_.has_value(); }
  void append(const std::string& frame);
  /// What is there under its name and says something else is moved to .old, and the log is told.
  void finish(Log& log);

 private:
  std::optional<WholeFile> file_;
};

}  // namespace nacre::jobs
