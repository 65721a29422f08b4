#include "jobs/analyze/frame_progress.h"

#include <fmt/format.h>

#include <chrono>

#include "device/progress.h"
#include "jobs/analyze/frame_stream.h"

namespace nacre::jobs::analyze {

using namespace std::chrono_literals;

FrameProgress::FrameProgress(const FrameStream& stream, Log& log) : stream_(stream), log_(log) {
  if (log.shows_passing()) thread_ = std::thread([this] { show(); });
}

FrameProgress::~FrameProgress() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard<std::mutex> lock(guard_);
    done_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

void FrameProgress::show() {
  bool shown = false;
  std::unique_lock<std::mutex> lock(guard_);
  for (auto wait = 1000ms; !wake_.wait_for(lock, wait, [this] { return done_; }); wait = 200ms) {
    log_.passing(text());
    shown = true;
  }
  if (shown) log_.passing("");
}

std::string FrameProgress::text() const {
  const long frames = frames_;
  const double read = 100 * stream_.share();
  if (const auto work = LoopProgress::now(); work && one_frame_)
    return fmt::format("frame {}, {:.0f} % of the input read: {} {:.0f} %", frames + 1, read, work->what,
                       100 * work->share);
  return fmt::format("{} frame{} done, {:.0f} % of the input read", frames, frames == 1 ? "" : "s", read);
}

}  // namespace nacre::jobs::analyze
