// Relaxation: the nearest minimum of the energy, or of the enthalpy where the cell is free. Algorithms: docs/physics.
//
//   nacre::RelaxResult r = nacre::relax(potential, structure);     // the structure is relaxed now
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <nacre/potential.h>

namespace nacre::v1 {

enum class CellFreedom {
  fixed,
  hydrostatic,  ///< one number, the same strain along every periodic direction
  orthogonal,   ///< three; the angles of an orthogonal cell stay
  full          ///< six
};

/// A step that was accepted; the start is step 0.
struct RelaxStep {
  std::size_t structure = 0;  ///< index
  std::int64_t step = 0, force_calls = 0;
  double value = 0;      ///< eV: energy, or enthalpy where the cell is free
  double max_force = 0;  ///< eV/Å
};

struct RelaxOptions {
  std::string method = "cg";      ///< sd, cg, lbfgs, fire: known_minimizers()
  double force_tolerance = 1e-3;  ///< eV/Å, of every component on a moving atom
  std::int64_t max_steps = 1000;  ///< of each structure
  CellFreedom cell = CellFreedom::fixed;
  std::array<double, 3> pressure{};     ///< GPa, along x, y, z
  double stress_tolerance = 1e-4;       ///< GPa
  double max_move = 0.2;                ///< Å, of an atom in a step
  std::vector<std::vector<int>> fixed;  ///< [structure][atom] 1 for atoms that stay; empty: none
  std::function<void(const RelaxStep&)> on_step;
  std::function<bool()> stop;  ///< asked before each call of the force
};

enum class RelaxEnd {
  converged,
  all_steps,   ///< max_steps are done
  stalled,     ///< no lower point can be told from rounding
  runaway,     ///< the volume has changed tenfold
  not_finite,  ///< energy or forces; the structure is the last one where they were finite
  failed,      ///< the force threw an error about this structure: message
  interrupted  ///< RelaxOptions::stop said so
};

struct RelaxResult {
  RelaxEnd end = RelaxEnd::interrupted;
  std::string message;  ///< "converged", ..., and what went wrong
  std::int64_t steps = 0, force_calls = 0;
  double energy = 0;        ///< eV
  double enthalpy = 0;      ///< eV, energy + p V where the cell is free, else the energy
  double max_force = 0;     ///< eV/Å
  double stress_error = 0;  ///< GPa; 0 where the cell is fixed
  Evaluation evaluation;    ///< of the structure at the end
};

/// Positions, and the cell where it is free, are replaced by those of the minimum. Throws Error(bad_input) for options
/// that are out of range or do not fit the structure.
RelaxResult relax(Potential& potential, Structure& structure, const RelaxOptions& options = {});
/// Many at once: those that are not finished share every call of the force. Each has the same bits in any company.
std::vector<RelaxResult> relax(Potential& potential, std::span<Structure> structures, const RelaxOptions& options = {});
std::vector<std::string> known_minimizers();

}  // namespace nacre::v1
