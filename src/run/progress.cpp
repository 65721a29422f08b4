#include "run/progress.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "run/timed_force.h"

namespace nacre::app {

namespace {
constexpr double refresh_seconds = 0.5;  // of the terminal line
constexpr std::int64_t log_lines = 10;   // a run
}  // namespace

std::string duration_text(double seconds) {
  const auto s = std::llround(std::max(0.0, seconds));
  if (s >= 3600) return fmt::format("{} h {:02} min", s / 3600, s / 60 % 60);
  if (s >= 60) return fmt::format("{} min {:02} s", s / 60, s % 60);
  return fmt::format("{:.1f} s", std::max(0.0, seconds));
}

Progress::Progress(bool quiet) : quiet_(quiet), terminal_(isatty(STDOUT_FILENO) != 0) {}

void Progress::line(const std::string& text) {
  if (quiet_) return;
  clear_line();
  fmt::print("{}\n", text);
  std::fflush(stdout);
}

void Progress::start_run(std::int64_t done, std::int64_t steps, std::size_t atoms) {
  begun_at_ = done;
  steps_ = steps;
  atoms_ = atoms;
  begin_seconds_ = last_seconds_ = now_seconds();
}

bool Progress::is_due(std::int64_t done) const {
  if (quiet_) return false;
  if (terminal_) return now_seconds() - last_seconds_ >= refresh_seconds || done == steps_;
  return done * log_lines / steps_ != (done - 1) * log_lines / steps_;
}

std::int64_t Progress::next_due(std::int64_t done) const {
  if (quiet_ || terminal_ || steps_ <= 0) return std::numeric_limits<std::int64_t>::max();
  const std::int64_t line = done * log_lines / steps_ + 1;
  return (line * steps_ + log_lines - 1) / log_lines;
}

void Progress::update(std::int64_t done, const Dynamics& dynamics, const Thermo& thermo) {
  last_seconds_ = now_seconds();
  const std::string text = status(done, dynamics, thermo);
  if (!terminal_) return line(text);
  fmt::print("\r\x1b[K{}", text);
  std::fflush(stdout);
  line_is_open_ = true;
}

void Progress::finish_run() {
  if (line_is_open_) fmt::print("\n");
  line_is_open_ = false;
}

std::string Progress::status(std::int64_t done, const Dynamics& dynamics, const Thermo& thermo) const {
  const double seconds = std::max(1e-9, now_seconds() - begin_seconds_);
  const double steps_per_second = static_cast<double>(done - begun_at_) / seconds;
  const double left = static_cast<double>(steps_ - done) / std::max(1e-9, steps_per_second);
  return fmt::format("  step {} of {} ({:.0f} %)  T {:.1f} K  U {:.6g} eV  {:.3g} atom-step/s  {} left", done, steps_,
                     100.0 * static_cast<double>(done) / static_cast<double>(steps_), thermo.temperature,
                     dynamics.now.energy, steps_per_second * static_cast<double>(atoms_), duration_text(left));
}

void Progress::clear_line() {
  if (line_is_open_) fmt::print("\r\x1b[K");
  line_is_open_ = false;
}

}  // namespace nacre::app
