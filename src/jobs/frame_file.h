// A file of frames that gets its name when it is whole.
#pragma once
#include <string>

#include "io/files.h"
#include "jobs/job.h"

namespace nacre::jobs {

class FrameFile {
 public:
  /// `path` empty: nothing is written.
  explicit FrameFile(std::string path);
  /// Unless finish() was called, nothing stays.
  ~FrameFile();
  FrameFile(const FrameFile&) = delete;
  FrameFile& operator=(const FrameFile&) = delete;

  bool is_wanted() const { return !path_.empty(); }
  void append(const std::string& frame);
  /// What is there under its name and says something else is moved to .old, and the log is told.
  void finish(Log& log);

 private:
  std::string path_, part_;
  GrowingFile stream_;
};

}  // namespace nacre::jobs
