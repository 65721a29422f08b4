// Signals. Ctrl-C, SIGTERM, the end of the terminal (SIGHUP), the limit of processor time (SIGXCPU) and SIGUSR1 and
// SIGUSR2, which batch systems send, ask a job that can stop to write its checkpoint and stop after the present step.
// A second one, or one while no such job is at work, ends the program at once, with a message and exit code 130.
#pragma once
#include <string>

namespace nacre::app {

/// For the life of the program, before anything else. SIGPIPE and SIGXFSZ are ignored: the write that caused them fails
/// and says why, as on a full disk. Of the others those that were ignored (nohup) stay so, but SIGINT and SIGTERM.
void catch_signals();

/// While it lives the first signal asks for a stop.
class StopRequest {
 public:
  StopRequest();
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// The signal that arrived, or 0.
  static int signal();
  /// "signal 2".
  static std::string text();
};

}  // namespace nacre::app
