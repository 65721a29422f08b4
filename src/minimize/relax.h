// Relaxation of many structures at once, or of one: every structure has a minimiser of its own (minimizer.h), and all
// that are not finished yet share each call of the force. A structure gives the same bits whatever others are relaxed
// with it.
//
//   items: {&atoms, &box, fixed}, ...
//   const auto results = relax(*force, items, options);    // atoms and boxes are relaxed now
//
// A structure is converged when no component of a force on a moving atom exceeds the force tolerance and, where its
// cell is relaxed, no free component of W/V differs from the target pressure by more than the stress tolerance.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "force/batch.h"
#include "minimize/cell_strain.h"

namespace nacre {

/// A step that was accepted, as RelaxOptions::on_step sees it.
struct RelaxStep {
  std::size_t structure;  ///< index of the item
  std::int64_t step, calls;
  double value;         ///< eV: energy, or enthalpy where the cell is relaxed
  double max_force;     ///< eV/Å
  double stress_error;  ///< eV/Å^3; 0 where the cell is fixed
  const Atoms& atoms;
  const Box& box;
  const Evaluation& now;
};

struct RelaxOptions {
  std::string method = "cg";      ///< a name of minimizer_table()
  double force_tolerance = 1e-3;  ///< eV/Å; negative: all steps are done
  std::int64_t max_steps = 1000;  ///< accepted steps, of each structure
  CellFreedom cell = CellFreedom::fixed;
  Vec3 pressure;                                  ///< target, xx yy zz, eV/Å^3
  double stress_tolerance = 6.24e-7;              ///< eV/Å^3: 1e-4 GPa
  double max_move = 0.2;                          ///< Å, of an atom in a step
  double volume_ratio = 10;                       ///< the cell grew or shrank so many times: runaway
  double least_height = 0.5;                      ///< Å, along a periodic direction of a cell that is relaxed
  double largest_force = 1e5;                     ///< eV/Å, at the end; with more the structure has failed
  double curvature = 0;                           ///< of line searches (MinimizerSettings); 0: the method's own
  std::function<void(const RelaxStep&)> on_step;  ///< called on the caller's thread; also for the start, as step 0
  std::function<bool()> stop;                     ///< asked before each call of the force
};

enum class RelaxReason {
  converged,
  all_steps,    ///< max_steps are done
  stalled,      ///< no lower point can be told from rounding
  runaway,      ///< the volume or a height of the cell has passed its limit
  not_finite,   ///< energy or forces at the start, or wherever the minimiser tried to go
  failed,       ///< the force threw an error about this structure, or left forces that are absurd
  interrupted,  ///< RelaxOptions::stop said so
};
/// "converged", "all steps done", ...
std::string relax_reason_text(RelaxReason reason);

struct RelaxItem {
  Atoms* atoms;  ///< positions are replaced by those of the last accepted step
  Box* box;
  std::vector<char> fixed;  ///< 1 for atoms that stay; empty: none
};

struct RelaxResult {
  RelaxReason reason = RelaxReason::interrupted;
  std::string message;  ///< what went wrong, for not_finite, failed and runaway
  std::int64_t steps = 0, calls = 0;
  double energy = 0, enthalpy = 0;  ///< eV; enthalpy = energy + p V where the cell is relaxed, p the mean target
  double max_force = 0;             ///< eV/Å
  double stress_error = 0;          ///< eV/Å^3
  Evaluation now;                   ///< of the final structure; of the first where that is not finite
  bool is_usable() const { return reason != RelaxReason::not_finite && reason != RelaxReason::failed; }
};

/// Throws Error(bad_input) when an option does not fit a structure (cell_strain.h); what goes wrong with the force of
/// one structure is in its result, and the others go on. An error that the force does not blame on a structure is
/// thrown; atoms and boxes are then those of the last accepted steps.
std::vector<RelaxResult> relax(BatchForce& force, const std::vector<RelaxItem>& items, const RelaxOptions& options);

}  // namespace nacre
