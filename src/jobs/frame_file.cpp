#include "jobs/frame_file.h"

#include "io/hash.h"
#include "io/paths.h"
#include "jobs/earlier_results.h"

namespace nacre::jobs {

FrameFile::FrameFile(const std::string& path) {
  if (!path.empty()) file_.emplace(path);
}

void FrameFile::append(const std::string& frame) {
  if (is_wanted()) file_->append(frame);
}

void FrameFile::finish(Log& log) {
  if (!is_wanted()) return;
  const std::string& target = file_->target();
  if (is_plain_file(target) && hash_of_file(target) != hash_of_file(file_->written())) set_aside({target}, log);
  file_->finish();
}

}  // namespace nacre::jobs
