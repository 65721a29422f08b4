// The passing line that says how far an analysis is: frames, the share of the files, and inside a long frame the share
// of the work under way (device/progress.h). Nothing where the log shows no such line, or in the first second.
#pragma once
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

#include "jobs/job.h"

namespace nacre::jobs::analyze {

class FrameStream;

class FrameProgress {
 public:
  FrameProgress(const FrameStream& stream, Log& log);
  ~FrameProgress();
  FrameProgress(const FrameProgress&) = delete;
  FrameProgress& operator=(const FrameProgress&) = delete;

  void frame_done() { frames_.fetch_add(1, std::memory_order_relaxed); }
  /// Whether one frame is under way, so that the work inside it says something.
  void one_frame(bool one) { one_frame_ = one; }

 private:
  void show();
  std::string text() const;

  const FrameStream& stream_;
  Log& log_;
  std::atomic<long> frames_{0};
  std::atomic<bool> one_frame_{true};
  std::mutex guard_;
  std::condition_variable wake_;
  bool done_ = false;
  std::thread thread_;
};

}  // namespace nacre::jobs::analyze
