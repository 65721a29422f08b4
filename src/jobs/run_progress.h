// What a deck that runs shows: one line that is rewritten on a terminal, twenty plain lines a run in a log.
#pragma once
#include <string>

#include "jobs/job.h"
#include "run/calls.h"
#include "run/deck/deck.h"

namespace nacre::jobs {

class RunProgress {
 public:
  explicit RunProgress(Log& log) : log_(log) {}

  /// For run::Runner; they refer to this and to the deck. Nothing is called when nothing is to be shown.
  run::RunCalls calls(const run::Deck& deck);

 private:
  void show_run(run::RunCalls& calls);
  void show_minimize(run::RunCalls& calls);
  bool is_due(std::int64_t step, std::int64_t steps) const;
  void update(const run::RunStatus& s);
  void minimize_step(const run::MinimizeStatus& s);
  void minimize_ended(const run::MinimizeReport& report);

  void line(const std::string& text) { log_.line(text); }

  Log& log_;
  double shown_at_ = 0;     ///< seconds of the clock
  std::int64_t tenth_ = 0;  ///< of a minimisation, of which something was shown
};

}  // namespace nacre::jobs
