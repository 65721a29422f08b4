#include "minimize/relax.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <sstream>

#include "minimize/landscape.h"
#include "minimize/minimizer.h"

namespace nacre {

namespace {
// Float pair loops leave some 1e-6 eV of rounding on the energy of an atom, independent from atom to atom.
constexpr double rounding_per_atom = 2e-6;  // eV, times the square root of the number of atoms
constexpr double most_strain = 0.02;        // in a step: the stiffness of a crystal changes by a tenth or two over it
constexpr double far_strain = 0.1;          // from the reference, before the present cell becomes the reference
// Without a fall of the value beyond rounding, or of the lowest force by a tenth, within so many steps: stalled.
constexpr std::int64_t stall_window = 200;
constexpr double force_progress = 0.9;

bool is_finite(const Evaluation& e) {
  double sum = e.energy + trace(e.virial);
  for (const Vec3& f : e.force) sum += f.x + f.y + f.z;
  return std::isfinite(sum);
}

std::string shown(double v) {
  std::ostringstream s;
  s.precision(4);
  s << v;
  return s.str();
}
/// "1.2e+05 A^3, from 9000 A^3 at the start".
std::string volume_text(double volume, double start) {
  return shown(volume) + " A^3, from " + shown(start) + " A^3 at the start";
}

double mean_mass(const Atoms& atoms) {
  double sum = 0;
  for (const double m : atoms.mass) sum += m;
  return atoms.size() > 0 ? sum / static_cast<double>(atoms.size()) : 1;
}

/// One structure on its way down.
class Track {
 public:
  Track(const RelaxItem& item, const RelaxOptions& options)
      : options_(options),
        item_(item),
        landscape_(*item.atoms, *item.box, item.fixed, options.cell, options.pressure),
        atoms_(item.atoms->clone()),
        box_(*item.box),
        start_volume_(item.box->volume()),
        x_(landscape_.start()) {}

  bool is_done() const { return done_; }
  bool has_new_step() const { return has_new_step_; }
  BatchItem trial() const { return {&atoms_, &box_}; }

  void take(const Evaluation& e) {
    has_new_step_ = false;
    ++result_.calls;
    try {
      if (minimizer_ == nullptr)
        take_first(e);
      else
        take_next(e);
      if (!done_) landscape_.place(minimizer_->trial(), atoms_, box_);
    } catch (const Error& error) {
      fail(error);
    }
  }
  void fail(const Error& error) { end(RelaxReason::failed, error.message()); }

  RelaxStep step(std::size_t structure) const {
    return {structure,    result_.steps, result_.calls, value_, result_.max_force, result_.stress_error,
            *item_.atoms, *item_.box,    result_.now};
  }
  RelaxResult finish() {
    result_.energy = result_.now.energy;
    result_.enthalpy = result_.energy + landscape_.cell().mean_pressure() * item_.box->volume();
    return std::move(result_);
  }

 private:
  void take_first(const Evaluation& e) {
    if (!is_finite(e)) {
      result_.now = e;
      return end(RelaxReason::not_finite, "the energy, or a force, is not finite at the start");
    }
    accept(e);
    landscape_.gradient(x_, e, gradient_);
    start_minimizer();
    if (is_converged()) return end(RelaxReason::converged);
    if (options_.max_steps <= 0) return end(RelaxReason::all_steps);
    if (minimizer_->is_stuck()) end(RelaxReason::stalled);
  }

  void take_next(const Evaluation& e) {
    was_finite_ = is_finite(e);
    const Vector& x = minimizer_->trial();
    landscape_.gradient(x, e, gradient_);
    const double value = was_finite_ ? landscape_.value(x, e) : std::numeric_limits<double>::infinity();
    x_next_ = x;  // take() makes a new trial
    if (minimizer_->take(value, gradient_) == Minimizer::Verdict::accepted) {
      std::swap(x_, x_next_);
      ++result_.steps;
      accept(e);
      look_for_end();
    }
    if (!done_ && minimizer_->is_stuck()) stuck();
  }

  void accept(const Evaluation& e) {
    has_new_step_ = true;
    item_.atoms->position = atoms_.position;
    *item_.box = box_;
    result_.now = e;
    result_.max_force = landscape_.largest_force(e);
    result_.stress_error = landscape_.cell().stress_error(e.virial, box_.volume());
    value_ = landscape_.value(x_, e);
  }

  void start_minimizer() {
    MinimizerSettings s;
    s.atom_coordinates = landscape_.atom_coordinates();
    s.max_move = options_.max_move;
    s.max_cell_move = most_strain * landscape_.cell().scale();
    s.noise = rounding_per_atom * std::sqrt(static_cast<double>(atoms_.size()));
    s.mass = mean_mass(atoms_);
    s.curvature = options_.curvature;
    noise_ = s.noise;
    minimizer_ = make_minimizer(options_.method, s);
    minimizer_->begin(x_, value_, gradient_);
  }

  bool forces_are_small() const { return result_.max_force < options_.force_tolerance; }
  bool is_converged() const { return forces_are_small() && result_.stress_error < stress_tolerance(); }
  double stress_tolerance() const {
    return landscape_.cell().coordinates() > 0 ? options_.stress_tolerance : std::numeric_limits<double>::infinity();
  }

  void look_for_end() {
    if (is_converged()) return end(RelaxReason::converged);
    if (const std::string why = why_runaway(); !why.empty()) return end(RelaxReason::runaway, why);
    if (result_.steps == options_.max_steps) return end(RelaxReason::all_steps);
    if (options_.force_tolerance >= 0 && has_stalled()) return end(RelaxReason::stalled);
    if (needs_new_reference()) rebase();
  }

  /// What is wrong with the cell; empty: nothing.
  std::string why_runaway() const {
    if (landscape_.cell().coordinates() == 0) return "";
    const double volume = item_.box->volume(), ratio = volume / start_volume_;
    if (!(ratio <= options_.volume_ratio)) return "the cell grew to " + volume_text(volume, start_volume_);
    if (!(1 / ratio <= options_.volume_ratio)) return "the cell shrank to " + volume_text(volume, start_volume_);
    for (int k = 0; k < 3; ++k)
      if (item_.box->is_periodic(k) && !(item_.box->thickness(k) >= options_.least_height))
        return std::string("the cell shrank to a height of ") + shown(item_.box->thickness(k)) + " A along " + "abc"[k];
    return "";
  }

  double largest_strain() const {
    double largest = 0;
    for (std::size_t i = landscape_.atom_coordinates(); i < x_.size(); ++i)
      largest = std::max(largest, std::abs(x_[i]) / landscape_.cell().scale());
    return largest;
  }
  bool needs_new_reference() const {
    const double strain = largest_strain();
    if (strain == 0) return false;
    const double residual = landscape_.cell().residual(gradient_.data() + landscape_.atom_coordinates());
    return strain > far_strain || (forces_are_small() && residual < options_.stress_tolerance);
  }
  void rebase() {
    landscape_.rebase(*item_.atoms, *item_.box);
    x_ = landscape_.start();
    landscape_.gradient(x_, result_.now, gradient_);
    value_ = landscape_.value(x_, result_.now);
    window_.reset();
    start_minimizer();
  }

  void stuck() {
    if (!was_finite_)
      return end(RelaxReason::not_finite, "the energy, or a force, is not finite wherever the next step may lead");
    if (largest_strain() == 0) return end(RelaxReason::stalled);
    rebase();
    if (minimizer_->is_stuck()) end(RelaxReason::stalled);
  }

  struct Window {
    std::int64_t begin;
    double value, best_force, best_before;
  };
  bool has_stalled() {
    if (!window_) window_ = Window{result_.steps, value_, result_.max_force, result_.max_force};
    window_->best_force = std::min(window_->best_force, result_.max_force);
    if (result_.steps - window_->begin < stall_window) return false;
    const bool falls = value_ < window_->value - noise_;
    const bool calms = window_->best_force < force_progress * window_->best_before;
    window_ = Window{result_.steps, value_, window_->best_force, window_->best_force};
    return !falls && !calms;
  }

  void end(RelaxReason reason, const std::string& message = "") {
    done_ = true;
    result_.reason = reason;
    result_.message = message;
    if (result_.is_usable() && !(result_.max_force <= options_.largest_force)) refuse_forces();
  }

  /// A minimum of which nothing can be made: atoms in one place, or a potential beyond what it was made for.
  void refuse_forces() {
    const auto& force = result_.now.force;
    const auto worst =
        std::max_element(force.begin(), force.end(), [](const Vec3& a, const Vec3& b) { return norm(a) < norm(b); });
    result_.reason = RelaxReason::failed;
    result_.message = "it ended (" + shown(static_cast<double>(result_.steps)) + " steps, " +
                      shown(result_.now.energy) + " eV) with a force of " + shown(norm(*worst)) + " eV/A on atom " +
                      std::to_string(worst - force.begin()) + " (counted from 0), more than " +
                      shown(options_.largest_force) + " eV/A: are two atoms in one place?";
  }

  const RelaxOptions& options_;
  RelaxItem item_;
  Landscape landscape_;
  Atoms atoms_;  // the trial's
  Box box_;
  double start_volume_, value_ = 0, noise_ = 0;
  Vector x_, x_next_, gradient_;
  std::unique_ptr<Minimizer> minimizer_;
  std::optional<Window> window_;
  RelaxResult result_;
  bool done_ = false, has_new_step_ = false, was_finite_ = true;
};

class Relaxation {
 public:
  Relaxation(BatchForce& force, const std::vector<RelaxItem>& items, const RelaxOptions& options)
      : force_(force), options_(options) {
    make_minimizer(options.method, {});  // throws what is wrong with the name
    for (std::size_t k = 0; k < items.size(); ++k) {
      tracks_.push_back(std::make_unique<Track>(items[k], options));
      active_.push_back(k);
    }
  }

  std::vector<RelaxResult> run() {
    while (!active_.empty() && !(options_.stop && options_.stop())) {
      if (!evaluate()) continue;
      parallel_for(
          static_cast<std::ptrdiff_t>(active_.size()), [&](std::ptrdiff_t k) { tracks_[active_[k]]->take(now_[k]); },
          1);
      for (const std::size_t k : active_)
        if (tracks_[k]->has_new_step() && options_.on_step) options_.on_step(tracks_[k]->step(k));
      drop_finished();
    }
    std::vector<RelaxResult> results;
    for (const auto& track : tracks_) results.push_back(track->finish());
    return results;
  }

 private:
  /// False when the force blamed a structure: it is dropped, and nothing is known of the others yet.
  bool evaluate() {
    std::vector<BatchItem> batch;
    for (const std::size_t k : active_) batch.push_back(tracks_[k]->trial());
    try {
      force_.compute(batch, {}, now_);
      return true;
    } catch (const StructureError& e) {
      tracks_[active_.at(e.index())]->fail(e.cause());
    } catch (const Error& e) {
      if (batch.size() > 1) throw;
      tracks_[active_[0]]->fail(e);
    }
    drop_finished();
    return false;
  }
  void drop_finished() {
    std::erase_if(active_, [&](std::size_t k) { return tracks_[k]->is_done(); });
  }

  BatchForce& force_;
  const RelaxOptions& options_;
  std::vector<std::unique_ptr<Track>> tracks_;
  std::vector<std::size_t> active_;
  std::vector<Evaluation> now_;
};
}  // namespace

std::string relax_reason_text(RelaxReason reason) {
  switch (reason) {
    case RelaxReason::converged:
      return "converged";
    case RelaxReason::all_steps:
      return "all steps done";
    case RelaxReason::stalled:
      return "stalled: no step lowers the energy beyond rounding";
    case RelaxReason::runaway:
      return "the cell ran away";
    case RelaxReason::not_finite:
      return "not finite";
    case RelaxReason::failed:
      return "failed";
    case RelaxReason::interrupted:
      break;
  }
  return "interrupted";
}

std::vector<RelaxResult> relax(BatchForce& force, const std::vector<RelaxItem>& items, const RelaxOptions& options) {
  return Relaxation(force, items, options).run();
}

}  // namespace nacre
