// The time between frames of a trajectory: from the key Time= (fs) of their comment lines, or as told.
#pragma once
#include <cstdint>

#include "io/extxyz.h"

namespace nacre::jobs::analyze {

class FrameTimes {
 public:
  /// `told_fs`: time between frames; 0: read it from the frames.
  explicit FrameTimes(double told_fs);
  /// Throws Error(bad_input) when there is no time, or frames are not equally far apart (a thousandth of the spacing).
  void add(const Frame& frame);
  /// Between two frames (fs). Throws Error when there is one frame or none.
  double spacing_fs() const;

 private:
  double told_fs_, first_ = 0, second_ = 0;
  std::int64_t frames_ = 0;
};

}  // namespace nacre::jobs::analyze
