#include "app/terminal_log.h"

#include "core/clock.h"
#include "core/whole_number.h"

namespace nacre::app {

namespace {
constexpr double refresh_seconds = 0.5;  // of a terminal's line
constexpr int lines_of_a_log = 20;
}  // namespace

TerminalLog::TerminalLog(bool quiet) : status_(quiet), shows_passing_(!quiet && isatty(STDERR_FILENO) != 0) {}

void TerminalLog::line(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  status_.line(text);
}

void TerminalLog::state(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  shown_seconds_ = now_seconds();
  status_.state(text);
}

bool TerminalLog::is_due(double share_done) {
  const std::lock_guard<std::mutex> lock(guard_);
  if (status_.quiet()) return false;
  if (status_.terminal()) return share_done >= 1 || now_seconds() - shown_seconds_ >= refresh_seconds;
  const int lines = within<int>(share_done * lines_of_a_log);
  const bool due = lines > lines_;
  lines_ = lines;
  return due;
}

void TerminalLog::passing(const std::string& text) {
  if (!shows_passing_) return;
  const std::lock_guard<std::mutex> lock(guard_);
  standard_error().write("\r\x1b[K" + cut_to_width(text, STDERR_FILENO));
}

void TerminalLog::end_state() {
  const std::lock_guard<std::mutex> lock(guard_);
  status_.end();
}

void TerminalLog::complaint(const std::string& text) {
  const std::lock_guard<std::mutex> lock(guard_);
  standard_error().write(text + "\n");
}

}  // namespace nacre::app
