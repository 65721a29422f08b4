#include "minimize/relax.h"
#include "api/engine/engine_inside.h"
#include "minimize/minimizer.h"
#include "minimize/one_structure.h"

#include "core/units.h"
#include "nacre/relax.h"

namespace nacre::v1 {

namespace {

constexpr double gpa = 1 / units::gpa_per_pressure;  // eV/Å^3

nacre::CellFreedom inner_freedom(CellFreedom f) {
  switch (f) {
    case CellFreedom::hydrostatic:
      return nacre::CellFreedom::hydrostatic;
    case CellFreedom::orthogonal:
      return nacre::CellFreedom::orthogonal;
    case CellFreedom::full:
      return nacre::CellFreedom::full;
    default:
      return nacre::CellFreedom::fixed;
  }
}

RelaxEnd public_end(RelaxReason reason) {
  switch (reason) {
    case RelaxReason::converged:
      return RelaxEnd::converged;
    case RelaxReason::all_steps:
      return RelaxEnd::all_steps;
    case RelaxReason::stalled:
      return RelaxEnd::stalled;
    case RelaxReason::runaway:
      return RelaxEnd::runaway;
    case RelaxReason::not_finite:
      return RelaxEnd::not_finite;
    case RelaxReason::failed:
      return RelaxEnd::failed;
    default:
      return RelaxEnd::interrupted;
  }
}

void expect_positive(const char* name, double value) {
  if (!(value > 0)) throw bad_argument("not a tolerance", name, std::to_string(value), "numbers above 0");
}

void expect_known(const std::string& method) {
  std::string known;
  for (const std::string& name : nacre::known_minimizers()) {
    if (name == method) return;
    known += (known.empty() ? "" : " ") + name;
  }
  throw bad_argument("unknown minimiser", "method", method, known);
}

nacre::RelaxOptions inner_options(const RelaxOptions& o) {
  expect_known(o.method);
  expect_positive("force_tolerance", o.force_tolerance);
  expect_positive("stress_tolerance", o.stress_tolerance);
  expect_positive("max_move", o.max_move);
  if (o.max_steps < 0)
    throw bad_argument("not a number of steps", "max_steps", std::to_string(o.max_steps), "0 or more");
  nacre::RelaxOptions inner;
  inner.method = o.method;
  inner.force_tolerance = o.force_tolerance;
  inner.max_steps = o.max_steps;
  inner.cell = inner_freedom(o.cell);
  inner.pressure = {o.pressure[0] * gpa, o.pressure[1] * gpa, o.pressure[2] * gpa};
  inner.stress_tolerance = o.stress_tolerance * gpa;
  inner.max_move = o.max_move;
  inner.stop = o.stop;
  if (o.on_step)
    inner.on_step = [&](const nacre::RelaxStep& s) { o.on_step({s.structure, s.step, s.calls, s.value, s.max_force}); };
  return inner;
}

std::vector<char> fixed_of(const RelaxOptions& o, std::size_t structure, std::size_t atoms) {
  if (o.fixed.size() <= structure || o.fixed[structure].empty()) return {};
  expect_size("fixed", o.fixed[structure].size(), atoms, "one an atom, or none at all");
  return {o.fixed[structure].begin(), o.fixed[structure].end()};
}

RelaxResult public_result(const nacre::RelaxResult& r) {
  return {public_end(r.reason),
          r.message.empty() ? relax_reason_text(r.reason) : r.message,
          r.steps,
          r.calls,
          r.energy,
          r.enthalpy,
          r.max_force,
          r.stress_error / gpa,
          public_evaluation(r.now)};
}

std::vector<RelaxResult> relax_all(BatchForce& force, std::span<Structure> structures, const RelaxOptions& o) {
  const nacre::RelaxOptions options = inner_options(o);
  std::vector<Atoms> atoms;
  std::vector<Box> boxes;
  std::vector<RelaxItem> items;
  for (const Structure& s : structures) {
    atoms.push_back(atoms_for(s, force.species()));
    boxes.push_back(to_box(s.cell, s.periodic));
  }
  for (std::size_t k = 0; k < atoms.size(); ++k)
    items.push_back({&atoms[k], &boxes[k], fixed_of(o, k, atoms[k].size())});
  std::vector<RelaxResult> results;
  for (const nacre::RelaxResult& r : nacre::relax(force, items, options)) results.push_back(public_result(r));
  for (std::size_t k = 0; k < atoms.size(); ++k) {
    structures[k].positions = flat(atoms[k].position);
    structures[k].cell = from_box(boxes[k]);
  }
  return results;
}

}  // namespace

RelaxResult relax(Potential& potential, Structure& structure, const RelaxOptions& options) {
  return guarded([&] {
    auto& inside = Access::inside(potential);
    inside.choose_device();
    OneStructure force(*inside.force);
    inside.force->reset();
    return relax_all(force, {&structure, 1}, options)[0];
  });
}

std::vector<RelaxResult> relax(Potential& potential, std::span<Structure> structures, const RelaxOptions& options) {
  return guarded([&] {
    auto& inside = Access::inside(potential);
    inside.choose_device();
    return relax_all(inside.batch(), structures, options);
  });
}

std::vector<std::string> known_minimizers() { return nacre::known_minimizers(); }

}  // namespace nacre::v1
