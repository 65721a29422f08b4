// Progress of a run: one line that is rewritten on a terminal, ten plain lines a run in a log.
#pragma once
#include <cstdint>
#include <string>

#include "integrate/dynamics.h"

namespace nacre::app {

class Progress {
 public:
  explicit Progress(bool quiet);

  /// A plain line of text.
  void line(const std::string& text);

  void start_run(std::int64_t done, std::int64_t steps, std::size_t atoms);
  /// True when update() would print now: thermodynamic values are made for that only.
  bool is_due(std::int64_t done) const;
  /// The first step after `done` at which a log gets a line; a terminal's line is due by the clock, not by steps.
  std::int64_t next_due(std::int64_t done) const;
  void update(std::int64_t done, const Dynamics& dynamics, const Thermo& thermo);
  void finish_run();

 private:
  std::string status(std::int64_t done, const Dynamics& dynamics, const Thermo& thermo) const;
  void clear_line();

  bool quiet_, terminal_, line_is_open_ = false;
  std::int64_t begun_at_ = 0, steps_ = 0;
  std::size_t atoms_ = 0;
  double begin_seconds_ = 0, last_seconds_ = 0;
};

/// "3 h 05 min", "2 min 10 s", "4.2 s".
std::string duration_text(double seconds);

}  // namespace nacre::app
