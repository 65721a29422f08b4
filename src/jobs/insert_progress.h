// The rows of an insertion as lines of the log while it works.
#pragma once
#include <fmt/format.h>

#include <cmath>
#include <string>

#include "core/clock.h"
#include "insert/insertion.h"
#include "jobs/job.h"

namespace nacre::jobs {

/// A line every hundred rows, and at most one every few seconds; on a terminal one line that is rewritten.
class RowLines {
 public:
  explicit RowLines(Log& log) : log_(log) {}

  void update(const insert::InsertStatus& s) {
    constexpr double log_patience = 5, terminal_patience = 0.2;  // seconds
    const double patience = log_.is_terminal() ? terminal_patience : log_patience;
    if (s.row.number % 100 != 0 && s.seconds - shown_at_ < patience) return;
    shown_at_ = s.seconds;
    log_.state(text(s));
  }

 private:
  static std::string text(const insert::InsertStatus& s) {
    std::string text = fmt::format("  N {}  {:.3f} V  smoothed {:.3f} V  {} candidates, {} relaxed", s.row.number,
                                   s.row.voltage, s.row.smoothed, s.row.candidates, s.row.relaxed);
    if (std::isfinite(s.row.capacity)) text += fmt::format("  {:.1f} mAh/g", s.row.capacity);
    if (s.seconds_left >= 0) text += "  " + duration_text(s.seconds_left) + " left";
    return text;
  }

  Log& log_;
  double shown_at_ = -1e9;
};

}  // namespace nacre::jobs
