#include "run/minimization.h"

#include <fmt/format.h>

#include "core/units.h"
#include "force/cuda_host.h"
#include "io/extxyz.h"
#include "minimize/one_structure.h"
#include "run/outputs.h"
#include "run/signals.h"
#include "run/watch.h"

namespace nacre::app {

namespace {
constexpr double patience_seconds = 10;  // between lines, where a tenth of the steps takes longer
constexpr int frame_digits = 17;

/// U: the energy; H: the enthalpy.
std::string numbers(char symbol, double value, double max_force) {
  return fmt::format("{} {:.10g} eV  largest force {:.3g} eV/A", symbol, value, max_force);
}
}  // namespace

Minimization::Minimization(const Deck& deck, const Command& command, Simulation& simulation, OutputFiles& files,
                           Progress& progress)
    : deck_(deck),
      command_(command),
      minimize_(*command.as<Minimize>()),
      simulation_(simulation),
      files_(files),
      progress_(progress),
      atoms_(simulation.system.atoms.clone()),
      box_(simulation.system.box),
      begin_seconds_(now_seconds()),
      told_seconds_(begin_seconds_) {}

RelaxOptions Minimization::options() {
  RelaxOptions o;
  o.method = minimize_.method;
  o.force_tolerance = minimize_.force_tolerance;
  o.max_steps = minimize_.steps;
  o.cell = minimize_.cell;
  o.pressure = minimize_.pressure_GPa * (1 / units::gpa_per_pressure);
  o.stress_tolerance = minimize_.stress_tolerance_GPa / units::gpa_per_pressure;
  o.max_move = minimize_.max_move_A;
  o.on_step = [this](const RelaxStep& step) { look(step); };
  o.stop = [] { return StopRequest::signal() != 0; };
  return o;
}

// The force of the runs keeps its neighbour list, which says nothing of atoms that were moved behind its back.
RelaxResult Minimization::relax_copy(const std::vector<char>& fixed) {
  const std::unique_ptr<Force> on_gpu =
      simulation_.device != nullptr ? make_cuda_host_force(deck_.potential_path()) : nullptr;
  OneStructure force(on_gpu ? *on_gpu : *simulation_.force);
  RelaxResult result = std::move(relax(force, {{&atoms_, &box_, fixed}}, options())[0]);
  simulation_.force->reset();
  return result;
}

MinimizeReport Minimization::go(const std::vector<char>& fixed) {
  if (minimize_.dump_interval > 0) files_.open(minimize_.dump_file);
  const RelaxResult result = relax_copy(fixed);
  if (result.reason == RelaxReason::interrupted) return report(result);
  if (!result.is_usable() || result.reason == RelaxReason::runaway) report_failure(result);
  take_over(result);
  MinimizeReport done = report(result);
  const RelaxStep last{0, done.steps, done.calls, done.enthalpy_eV, done.max_force_eV_per_A,
                       0, atoms_,     box_,       result.now};
  if (minimize_.dump_interval > 0 && written_step_ != done.steps) write_frame(last);
  progress_.line(fmt::format("  {} after {} steps and {} force calls in {}: {}", relax_reason_text(done.reason),
                             done.steps, done.calls, duration_text(done.seconds),
                             numbers('U', done.energy_eV, done.max_force_eV_per_A)));
  if (minimize_.cell != CellFreedom::fixed)
    progress_.line(fmt::format("  stress within {:.3g} GPa of the target, volume {:.8g} A^3, enthalpy {:.10g} eV",
                               done.stress_error_GPa, box_.volume(), done.enthalpy_eV));
  return done;
}

void Minimization::take_over(const RelaxResult& result) {
  simulation_.system.atoms.position = atoms_.position;
  simulation_.system.box = box_;
  simulation_.now = result.now;
}

void Minimization::look(const RelaxStep& step) {
  if (minimize_.dump_interval > 0 && step.step % minimize_.dump_interval == 0) write_frame(step);
  const std::int64_t tenth = step.step * 10 / minimize_.steps;
  const double now = now_seconds();
  if (step.step > 0 && tenth == told_tenth_ && now - told_seconds_ < patience_seconds) return;
  told_tenth_ = tenth, told_seconds_ = now;
  progress_.line(fmt::format("  step {} of {}  {}", step.step, minimize_.steps,
                             numbers(minimize_.cell == CellFreedom::fixed ? 'U' : 'H', step.value, step.max_force)) +
                 (minimize_.cell == CellFreedom::fixed
                      ? ""
                      : fmt::format("  stress off by {:.3g} GPa", step.stress_error * units::gpa_per_pressure)));
}

void Minimization::write_frame(const RelaxStep& step) {
  ExtxyzOptions options;
  options.columns.force = true;
  options.digits = frame_digits;
  options.extra = fmt::format("Step={}", step.step) + totals_text(step.now, step.box, frame_digits);
  std::string text;
  format_frame(text, step.atoms, step.box, &step.now, options);
  files_.append(minimize_.dump_file, text);
  written_step_ = step.step;
}

// The watch over runs knows how to name the atom that is to blame.
void Minimization::report_failure(const RelaxResult& result) {
  if (result.reason == RelaxReason::not_finite && result.now.atom_energy.size() == atoms_.size()) {
    Evaluation now = result.now;
    const Dynamics dynamics{simulation_.system, *simulation_.force, now, 0, {}, 0, 1, {}};
    Watch(dynamics, false).check_start(dynamics);
  }
  throw command_.words.at(Error(result.message, Error::Kind::failed).key("minimize"));
}

MinimizeReport Minimization::report(const RelaxResult& result) const {
  return {command_.words.line(),
          minimize_.method,
          result.reason,
          result.steps,
          result.calls,
          result.energy,
          result.enthalpy,
          result.max_force,
          result.stress_error * units::gpa_per_pressure,
          now_seconds() - begin_seconds_};
}

}  // namespace nacre::app
