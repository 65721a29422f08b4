#include "jobs/run_progress.h"

#include <fmt/format.h>

#include "core/clock.h"
#include "run/checkpointing.h"
#include "run/deck/describe.h"

namespace nacre::jobs {

namespace {
constexpr double refresh_seconds = 0.5;  // of the terminal line
constexpr std::int64_t log_lines = 20;   // a run, or a minimisation
constexpr double patience_seconds = 10;  // between lines of a minimisation, where a tenth of its steps takes longer

/// U: the energy; H: the enthalpy.
std::string numbers(char symbol, double value, double max_force) {
  return fmt::format("{} {:.10g} eV  largest force {:.3g} eV/A", symbol, value, max_force);
}
}  // namespace

run::RunCalls RunProgress::calls(const run::Deck& deck) {
  run::RunCalls calls;
  if (!log_.listens()) return calls;
  calls.notice = [this](const std::string& text) { line("note: " + text); };
  calls.resumed = [this, &deck](std::int64_t step) {
    line(fmt::format("resumed at step {} from {}", step, deck.path(run::checkpoint_name)));
  };
  calls.began = [this, &deck](std::size_t command) {
    line(describe_command(deck, command));
    shown_at_ = now_seconds();
  };
  show_run(calls);
  show_minimize(calls);
  return calls;
}

void RunProgress::show_run(run::RunCalls& calls) {
  calls.progress.call = [this](const run::RunStatus& s) { update(s); };
  calls.progress.parts = log_lines;
  if (log_.is_terminal())
    calls.progress.is_due = [this](std::int64_t step, std::int64_t steps) { return is_due(step, steps); };
  calls.run_ended = [this](const run::RunReport&) { log_.end_state(); };
}

void RunProgress::show_minimize(run::RunCalls& calls) {
  calls.minimize_step = [this](const run::MinimizeStatus& s) { minimize_step(s); };
  calls.minimize_ended = [this](const run::MinimizeReport& report) { minimize_ended(report); };
}

bool RunProgress::is_due(std::int64_t step, std::int64_t steps) const {
  return now_seconds() - shown_at_ >= refresh_seconds || step == steps;
}

void RunProgress::update(const run::RunStatus& s) {
  shown_at_ = now_seconds();
  log_.state(fmt::format("  step {} of {} ({:.0f} %)  T {:.1f} K  U {:.6g} eV  {:.3g} atom-step/s  {} left", s.step,
                         s.steps, 100.0 * static_cast<double>(s.step) / static_cast<double>(s.steps), s.temperature_K,
                         s.energy_eV, s.atom_steps_per_second, duration_text(s.seconds_left)));
}

void RunProgress::minimize_step(const run::MinimizeStatus& s) {
  const std::int64_t tenth = s.step * log_lines / s.steps;
  const double now = now_seconds();
  if (s.step > 0 && tenth == tenth_ && now - shown_at_ < patience_seconds) return;
  tenth_ = tenth, shown_at_ = now;
  line(fmt::format("  step {} of {}  {}", s.step, s.steps,
                   numbers(s.is_enthalpy ? 'H' : 'U', s.value_eV, s.max_force_eV_per_A)) +
       (s.is_enthalpy ? fmt::format("  stress off by {:.3g} GPa", s.stress_error_GPa) : ""));
}

void RunProgress::minimize_ended(const run::MinimizeReport& r) {
  if (r.reason == RelaxReason::interrupted) return;
  line(fmt::format("  {} after {} steps and {} force calls in {}: {}", relax_reason_text(r.reason), r.steps, r.calls,
                   duration_text(r.seconds), numbers('U', r.energy_eV, r.max_force_eV_per_A)));
  if (r.cell_was_free)
    line(fmt::format("  stress within {:.3g} GPa of the target, volume {:.8g} A^3, enthalpy {:.10g} eV",
                     r.stress_error_GPa, r.volume_A3, r.enthalpy_eV));
}

}  // namespace nacre::jobs
