#include "run/minimization.h"

#include <fmt/format.h>

#include "core/clock.h"
#include "core/units.h"
#include "integrate/barostat_math.h"
#include "io/extxyz.h"
#include "run/outputs.h"
#include "run/watch.h"

namespace nacre::run {

namespace {
constexpr int frame_digits = 17;
}  // namespace

Minimization::Minimization(const Command& command, const GuardLimits& guard, Simulation& simulation, OutputFiles& files,
                           std::function<bool()> stop, std::function<void(const MinimizeStatus&)> on_step)
    : command_(command),
      minimize_(*command.as<Minimize>()),
      guard_(guard),
      simulation_(simulation),
      files_(files),
      stop_(std::move(stop)),
      on_step_(std::move(on_step)),
      atoms_(simulation.system.atoms.clone()),
      box_(simulation.system.box),
      begin_seconds_(now_seconds()) {}

RelaxOptions Minimization::options() {
  RelaxOptions o;
  o.method = minimize_.method;
  o.force_tolerance = minimize_.force_tolerance;
  o.max_steps = minimize_.steps;
  o.cell = minimize_.cell;
  o.pressure = minimize_.pressure_GPa * (1 / units::gpa_per_pressure);
  o.stress_tolerance = minimize_.stress_tolerance_GPa / units::gpa_per_pressure;
  o.max_move = minimize_.max_move_A;
  o.volume_ratio = guard_.volume_ratio;
  o.least_height = guard_.height_A;
  o.largest_force = guard_.force_eV_per_A;
  o.on_step = [this](const RelaxStep& step) { look(step); };
  o.stop = stop_;
  return o;
}

MinimizeReport Minimization::go(const std::vector<char>& fixed) {
  if (minimize_.dump_interval > 0) files_.open(minimize_.dump_file);
  const RelaxResult result = simulation_.engine->relax({&atoms_, &box_, fixed}, options());
  if (result.reason == RelaxReason::interrupted) return report(result);
  if (!result.is_usable() || result.reason == RelaxReason::runaway) report_failure(result);
  take_over(result);
  const MinimizeReport done = report(result);
  const RelaxStep last{0, done.steps, done.calls, done.enthalpy_eV, done.max_force_eV_per_A,
                       0, atoms_,     box_,       result.now};
  if (minimize_.dump_interval > 0 && written_step_ != done.steps) write_frame(last);
  return done;
}

void Minimization::take_over(const RelaxResult& result) {
  simulation_.system.atoms.position = atoms_.position;
  simulation_.system.box = box_;
  simulation_.now = result.now;
}

void Minimization::look(const RelaxStep& step) {
  if (minimize_.dump_interval > 0 && step.step % minimize_.dump_interval == 0) write_frame(step);
  if (on_step_)
    on_step_({step.step, minimize_.steps, step.value, minimize_.cell != CellFreedom::fixed, step.max_force,
              step.stress_error * units::gpa_per_pressure});
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
    const Dynamics dynamics{simulation_.system, nullptr, now, 0, {}, 0, 1, {}};
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
          now_seconds() - begin_seconds_,
          minimize_.cell != CellFreedom::fixed,
          box_.volume()};
}

namespace {
/// S of a unit of the Voigt strain j: xx yy zz, then half of yz zx xy on either side of the diagonal.
Mat3 voigt_strain(int j) {
  Mat3 s;
  set_symmetric(s, j, j < 3 ? 1 : 0.5);
  return s;
}
double voigt_stress(const Mat3& s, int i) {
  const int row = component_row(i), column = component_column(i);
  return 0.5 * (s[row][column] + s[column][row]);
}
}  // namespace

StrainedCells::StrainedCells(const Command& command, const GuardLimits& guard, std::vector<char> fixed,
                             Simulation& simulation, std::function<bool()> stop)
    : command_(command), compute_(*command.as<CellCompute>()), simulation_(simulation), fixed_(std::move(fixed)) {
  options_.method = "lbfgs";
  options_.force_tolerance = 1e-5;
  options_.max_steps = 1000;
  options_.largest_force = guard.force_eV_per_A;
  options_.stop = std::move(stop);
}

bool StrainedCells::go(OutputFiles& files) {
  const bool is_elastic = compute_.quantity == CellCompute::Quantity::elastic;
  const std::optional<std::string> text = is_elastic ? elastic() : cohesive();
  if (!text) return false;
  const std::string file = growing_file(command_);
  files.open(file);
  files.append(file, *text);
  return true;
}

std::optional<StrainedCells::Relaxed> StrainedCells::relaxed(const Mat3& deformation) {
  Atoms atoms = simulation_.system.atoms.clone();
  for (Vec3& r : atoms.position) r = r * deformation;
  Box box = simulation_.system.box.with_cell(simulation_.system.box.h() * deformation);
  const RelaxResult result = simulation_.engine->relax({&atoms, &box, fixed_}, options_);
  if (result.reason == RelaxReason::interrupted) return std::nullopt;
  if (!result.is_usable()) throw command_.words.at(Error(result.message, Error::Kind::failed).key(command_.words[0]));
  return Relaxed{result.energy, -1 / box.volume() * result.now.virial};
}

std::optional<std::string> StrainedCells::cohesive() {
  std::string text;
  for (std::int64_t k = 0; k < compute_.points; ++k) {
    const double share = compute_.points > 1 ? static_cast<double>(k) / static_cast<double>(compute_.points - 1) : 0;
    const double factor = compute_.from + share * (compute_.to - compute_.from);
    Mat3 f = identity();
    for (int a = 0; a < 3; ++a)
      if (compute_.along[a]) f[a][a] = factor;
    const auto cell = relaxed(f);
    if (!cell) return std::nullopt;
    text += fmt::format("{:.10g} {:.12g}\n", factor, cell->energy);
  }
  return text;
}

std::optional<std::string> StrainedCells::elastic() {
  double c[6][6] = {};
  for (int j = 0; j < 6; ++j)
    for (const double sign : {1.0, -1.0}) {
      const auto cell = relaxed(identity() + sign * compute_.strain * voigt_strain(j));
      if (!cell) return std::nullopt;
      for (int i = 0; i < 6; ++i)
        c[i][j] += sign * units::gpa_per_pressure * voigt_stress(cell->stress, i) / (2 * compute_.strain);
    }
  std::string text = "# elastic constants (GPa), rows and columns xx yy zz yz zx xy\n";
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) text += fmt::format("{:9.3f}", (c[i][j] + c[j][i]) / 2);
    text += "\n";
  }
  return text;
}

}  // namespace nacre::run
