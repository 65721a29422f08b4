// One function a keyword: words in, typed command out. Each throws Error with file, line, key, value, allowed range.
#pragma once
#include <algorithm>
#include <limits>

#include "run/deck/commands.h"

namespace nacre::run {

/// Word i of the line: every how many steps something is done.
inline std::int64_t interval(const Words& line, std::size_t i) { return line.integer(i, "interval (steps)", 1); }
/// Word i: a group, a method or an element. Too large for an int is too large for any list: the check against what exists
/// will say so.
inline int list_index(const Words& line, std::size_t i, const char* name) {
  return static_cast<int>(std::min<std::int64_t>(line.integer(i, name, 0), std::numeric_limits<int>::max()));
}
/// Lags of a correlation.
inline std::int64_t lags(const Words& line, std::size_t i) {
  constexpr std::int64_t most = 1000000;
  return line.integer(i, "lags", 1, most);
}

// parse_setup.cpp
Action parse_potential(const Words& line);
/// `potential <file> 0 1 ..` of old decks: the types of the elements.
bool has_type_numbers(const Words& line);
Action parse_neighbor(const Words& line);
Action parse_replicate(const Words& line);
Action parse_velocity(const Words& line);
Action parse_correct_velocity(const Words& line);
Action parse_time_step(const Words& line);
Action parse_change_box(const Words& line);
Action parse_ensemble(const Words& line);
Action parse_fix(const Words& line);
Action parse_move(const Words& line);
Action parse_deform(const Words& line);
Action parse_guard(const Words& line);
Action parse_run(const Words& line);

// parse_minimize.cpp
Action parse_minimize(const Words& line);

Action parse_compute_cohesive(const Words& line);
Action parse_compute_elastic(const Words& line);

// parse_dump.cpp
Action parse_dump_thermo(const Words& line);
Action parse_dump_xyz(const Words& line);
Action parse_dump_exyz(const Words& line);
Action parse_dump_position(const Words& line);
Action parse_dump_velocity(const Words& line);
Action parse_dump_force(const Words& line);
Action parse_dump_restart(const Words& line);

// parse_compute.cpp
Action parse_compute_rdf(const Words& line);
Action parse_compute_adf(const Words& line);
Action parse_compute_msd(const Words& line);
Action parse_compute_sdc(const Words& line);
Action parse_compute_extrapolation(const Words& line);
Action parse_active(const Words& line);
Action parse_dump_observer(const Words& line);

// parse_transport.cpp
Action parse_compute(const Words& line);
Action parse_compute_dos(const Words& line);
Action parse_compute_hac(const Words& line);
Action parse_compute_viscosity(const Words& line);

}  // namespace nacre::run
