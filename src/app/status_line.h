// The line that says how far a long command is: rewritten in place on a terminal, plain lines in a log.
#pragma once
#include <sys/ioctl.h>
#include <unistd.h>

#include <string>

#include "app/channel.h"
#include "jobs/text.h"

namespace nacre::app {

/// The text as far as it fits on one line of the terminal that the descriptor is: one that wraps cannot be rewritten.
inline std::string cut_to_width(const std::string& text, int descriptor) {
  winsize size{};
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return text;
  return jobs::first_columns(text, size.ws_col - 1);  // the last column stays free: some terminals wrap there
}

class StatusLine {
 public:
  explicit StatusLine(bool quiet) : quiet_(quiet), terminal_(isatty(STDOUT_FILENO) != 0) {}
  ~StatusLine() { end(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;

  bool quiet() const { return quiet_; }
  bool terminal() const { return terminal_; }
  /// The state now; a later one takes its place on a terminal.
  void state(const std::string& text) {
    if (!terminal_) return line(text);
    if (quiet_) return;
    standard_output().write("\r\x1b[K" + cut_to_width(text, STDOUT_FILENO));
    is_open_ = true;
  }
  /// Text that stays.
  void line(const std::string& text) {
    if (quiet_) return;
    end();
    standard_output().write(text + "\n");
  }
  /// The last state stays, and what comes next begins on a line of its own.
  void end() {
    if (is_open_) standard_output().write("\n");
    is_open_ = false;
  }

 private:
  bool quiet_, terminal_, is_open_ = false;
};

}  // namespace nacre::app
