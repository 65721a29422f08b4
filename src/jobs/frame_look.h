// The look at frames (look/structure_look.h) of commands that read many: what is odd is said at its frame, a few times;
// long trajectories are looked at in samples, so that it costs next to nothing.
#pragma once
#include <atomic>
#include <set>
#include <string>
#include <vector>

#include "io/extxyz.h"
#include "jobs/job.h"
#include "look/structure_look.h"

namespace nacre::jobs {

class FrameLook {
 public:
  explicit FrameLook(Log& log) : log_(log) {}

  /// What is odd about a frame, and the elements in it.
  struct Seen {
    long line = 0;
    std::vector<std::string> warnings, species;
  };
  /// Of long trajectories every tenth frame is looked at. Any thread may call. Throws Error where nothing can be made of
  /// the frame.
  Seen at(const Frame& frame);
  /// Says what is odd, up to ten times in all. Of one thread at a time.
  void say(const std::string& file, const Seen& seen);
  /// Elements that an option names and no frame had, and how many warnings were not said.
  void finish(const std::string& option, const std::vector<std::string>& named);

 private:
  Log& log_;
  std::atomic<std::size_t> atoms_ = 0, frames_ = 0;
  std::size_t said_ = 0;
  std::set<std::string> species_;
};

}  // namespace nacre::jobs
