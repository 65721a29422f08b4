#include "jobs/analyze/frame_times.h"

#include <fmt/format.h>

#include <cmath>

#include "core/error.h"
#include "io/words.h"

namespace nacre::jobs::analyze {

namespace {
constexpr double allowed_deviation = 1e-3;  ///< of the spacing

double time_of(const Frame& frame) {
  const auto found = frame.info.find("time");
  if (found == frame.info.end())
    throw Error("the frame does not say its time")
        .key("Time")
        .allowed("Time=... (fs) in the comment line, or --time-step: the time between frames");
  return to_real(found->second, "Time");
}
}  // namespace

FrameTimes::FrameTimes(double told_fs) : told_fs_(told_fs) {}

void FrameTimes::add(const Frame& frame) {
  const std::int64_t index = frames_++;
  if (told_fs_ > 0) return;
  const double time = time_of(frame);
  if (index == 0) first_ = time;
  if (index == 1) second_ = time;
  if (index == 0) return;
  const double spacing = second_ - first_, expected = first_ + static_cast<double>(index) * spacing;
  if (spacing > 0 && std::abs(time - expected) <= allowed_deviation * spacing) return;
  throw Error(fmt::format("frame {} is not as far in time from the one before as the first two are", index + 1))
      .key("Time")
      .value(fmt::format("{:.9g} fs", time))
      .allowed(spacing > 0 ? fmt::format("{:.9g} fs; give one run's frames, or --time-step", expected)
                           : "times that grow");
}

double FrameTimes::spacing_fs() const {
  if (frames_ < 2) throw Error("motion needs at least two frames").value(std::to_string(frames_));
  return told_fs_ > 0 ? told_fs_ : second_ - first_;
}

}  // namespace nacre::jobs::analyze
