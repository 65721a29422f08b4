// How far the surroundings of an atom are from those that a NEP was trained on: the extrapolation grade of Podryabinkin
// and Shapeev, Comput. Mater. Sci. 140, 171 (2017), 10.1016/j.commatsci.2017.08.031.
//   U_i = sum_mu w1[mu] t_mu - b,  t = tanh(w0 (Q q) - b0): linear in phi_i = (t_1 .. t_n, 1)
//   active set of an element: as many atoms of the training set as phi has numbers, those whose rows phi make a matrix A
//   of the largest |det A|; their energies decide all others
//   grade  gamma_i = max_k |(phi_i A^-1)_k|
// Up to 1 an atom lies among those of the active set; far above it its energy is extrapolated.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"
#include "force/nep_model.h"

namespace nacre {

/// phi of each atom; `atoms.type` indexes the model's species. In double precision.
std::vector<std::vector<double>> last_layer_inputs(const NepModel& model, const Atoms& atoms, const Box& box);
/// Of the first `own` atoms; the others are ghosts (ghost_force.h).
std::vector<std::vector<double>> last_layer_inputs(const NepModel& model, const Atoms& atoms, const Box& box,
                                                   std::size_t own);

struct ActiveSet {
  std::vector<std::string> species;          ///< in the model's order
  std::size_t size = 0;                      ///< numbers of phi: neurons + 1
  std::vector<std::vector<double>> inverse;  ///< of each type: A^-1, row by row
  std::uint64_t model = 0;                   ///< model_mark() of the model whose phi these are
};

/// Of all that phi depends on.
std::uint64_t model_mark(const NepModel& model);

double grade_of(const ActiveSet& set, int type, const std::vector<double>& phi);
/// Of each atom.
std::vector<double> extrapolation_grades(const NepModel& model, const ActiveSet& set, const Atoms& atoms,
                                         const Box& box);
/// Of the first `own` atoms; the others are ghosts.
std::vector<double> extrapolation_grades(const NepModel& model, const ActiveSet& set, const Atoms& atoms,
                                         const Box& box, std::size_t own);
/// The largest of a structure's atoms; 0 of one without atoms.
double largest_grade(const std::vector<double>& grades);

/// A row "<element> <numbers> <numbers>" and the inverse, a number a line, for each element; "model <mark>" before.
std::string format_active_set(const ActiveSet& set);
/// Throws Error with file and line; also when the set is not the model's.
ActiveSet read_active_set(const std::string& path, const NepModel& model);

}  // namespace nacre
