// The frames of the files of an analysis, one after another: as text first, so that threads can read them at once.
#pragma once
#include <atomic>
#include <cstdint>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "jobs/analyze/frames.h"

namespace nacre::jobs::analyze {

/// A frame to come, or the error in its place.
struct FrameText {
  ExtxyzText text;
  std::exception_ptr failure;
};

class FrameStream {
 public:
  explicit FrameStream(const FrameInput& input);

  /// The frame to come next, and the one after it; null: none.
  const FrameText* front() const { return ahead_.empty() ? nullptr : ahead_.data(); }
  bool is_last() const { return ahead_.size() < 2; }
  /// Takes the front. There must be one.
  FrameText take();
  /// Reads the numbers and selects; throws what the text is not. Any thread.
  Frame read(FrameText text) const;

  double share() const;  ///< of the bytes of all files that was taken; any thread

 private:
  void look_ahead();
  std::optional<FrameText> next();
  std::optional<FrameText> next_of_file();
  bool next_whole(ExtxyzText& text);

  const FrameInput& input_;
  std::vector<FrameText> ahead_;
  std::optional<ExtxyzReader> reader_;
  std::size_t file_ = 0;
  bool any_ = false;
  double bytes_ = 0;
  std::atomic<double> taken_{0}, before_{0};
  mutable std::once_flag noted_;  ///< what no analysis reads is said of the first frame
};

}  // namespace nacre::jobs::analyze
