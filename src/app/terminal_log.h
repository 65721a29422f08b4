// What a job says, on the terminal or in the log that standard output is.
#pragma once
#include <mutex>

#include "app/status_line.h"
#include "jobs/job.h"

namespace nacre::app {

/// Lines and states to standard output (a state is rewritten on a terminal), passing ones to a terminal on standard
/// error. `quiet`: nothing but complaints.
class TerminalLog : public jobs::Log {
 public:
  explicit TerminalLog(bool quiet);

  bool listens() const override { return !status_.quiet(); }
  bool is_terminal() const override { return status_.terminal(); }
  void line(const std::string& text) override;
  void state(const std::string& text) override;
  bool is_due(double share_done) override;
  void passing(const std::string& text) override;
  bool shows_passing() const override { return shows_passing_; }
  void complaint(const std::string& text) override;
  /// What is printed next begins on a line of its own.
  void end_state();

 private:
  std::mutex guard_;
  StatusLine status_;
  bool shows_passing_;
  double shown_seconds_ = 0;
  int lines_ = 0;
};

}  // namespace nacre::app
