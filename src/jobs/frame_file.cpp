#include "jobs/frame_file.h"

#include <filesystem>

namespace nacre::jobs {

FrameFile::FrameFile(std::string path) : path_(std::move(path)), part_(path_ + ".part") {
  if (path_.empty()) return;
  std::filesystem::remove(part_);
  stream_ = GrowingFile(part_);
}

FrameFile::~FrameFile() {
  std::error_code ignored;
  if (is_wanted()) std::filesystem::remove(part_, ignored);
}

void FrameFile::append(const std::string& frame) {
  if (is_wanted()) stream_.append(frame);
}

void FrameFile::finish() {
  if (!is_wanted()) return;
  stream_ = GrowingFile();
  std::filesystem::rename(part_, path_);
}

}  // namespace nacre::jobs
