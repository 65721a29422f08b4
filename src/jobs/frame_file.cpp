#include "jobs/frame_file.h"

#include <filesystem>

#include "io/hash.h"
#include "io/paths.h"
#include "jobs/earlier_results.h"

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

void FrameFile::finish(Log& log) {
  if (!is_wanted()) return;
  stream_ = GrowingFile();
  if (is_plain_file(path_) && hash_of_file(path_) != hash_of_file(part_)) set_aside({path_}, log);
  std::filesystem::rename(part_, path_);
}

}  // namespace nacre::jobs
