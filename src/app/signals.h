// Ctrl-C and SIGTERM ask the run to stop after the present step; a second one ends the program at once.
#pragma once
#include <string>

namespace nacre::app {

/// Catches SIGINT and SIGTERM while it lives.
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
