#include <cmath>
#include <limits>

#include "core/whole_number.h"
#include "io/ranges.h"
#include "minimize/minimizer.h"
#include "run/deck/parsers.h"

namespace nacre::run {

namespace {
const char* const syntax = "minimize <method> <force_tolerance> <max_steps> [<box>] {options}";
const std::vector<std::string> boxes{"0", "1", "hydrostatic", "orthogonal", "full"};
const std::vector<std::string> options{"pressure", "stress_tolerance", "max_move", "dump"};

bool is_one_of(const Words& line, std::size_t i, const std::vector<std::string>& words) {
  if (i >= line.size()) return false;
  for (const std::string& word : words)
    if (line[i] == word) return true;
  return false;
}

/// The word after the steps, and GPUMD's second flag after 0 or 1. Returns the first word that is neither.
std::size_t read_box(const Words& line, std::size_t i, Minimize& m) {
  if (i >= line.size() || is_one_of(line, i, options)) return i;
  const std::string& box = line.choice(i, "box, or an option", [] {
    std::vector<std::string> all = boxes;
    all.insert(all.end(), options.begin(), options.end());
    return all;
  }());
  if (box == "hydrostatic") m.cell = CellFreedom::hydrostatic;
  if (box == "orthogonal") m.cell = CellFreedom::orthogonal;
  if (box == "full" || box == "1") m.cell = CellFreedom::full;
  if ((box != "0" && box != "1") || i + 1 == line.size() || is_one_of(line, i + 1, options)) return i + 1;
  const bool hydrostatic = line.integer(i + 1, "hydrostatic", 0, 1) == 1;
  if (box == "1" && hydrostatic) m.cell = CellFreedom::hydrostatic;
  return i + 2;
}

/// One number for all directions, or three.
std::size_t read_pressure(const Words& line, std::size_t i, Minimize& m) {
  const bool three = i + 1 < line.size() && !is_one_of(line, i + 1, options);
  for (int k = 0; k < 3; ++k) m.pressure_GPa[k] = line.real(i + (three ? k : 0), "pressure (GPa)", pressures());
  return i + (three ? 3 : 1);
}

void read_options(const Words& line, std::size_t i, Minimize& m) {
  while (i < line.size()) {
    const std::string& option = line.choice(i, "option", options);
    if (m.cell == CellFreedom::fixed && (option == "pressure" || option == "stress_tolerance"))
      throw line.error("needs a box that may change").key(option).allowed("after 1, hydrostatic, orthogonal or full");
    ++i;
    if (option == "pressure") {
      i = read_pressure(line, i, m);
    } else if (option == "stress_tolerance") {
      m.stress_tolerance_GPa = line.real(i++, "stress tolerance (GPa)", positive());
    } else if (option == "max_move") {
      m.max_move_A = line.real(i++, "largest move of an atom in a step (A)", {0, 1, true, false});
    } else {
      m.dump_interval = line.integer(i++, "interval (accepted steps)", 1);
      if (i == line.size()) throw line.error("file name is missing").key("dump");
      m.dump_file = line[i++];
    }
  }
}
}  // namespace

Action parse_minimize(const Words& line) {
  line.expect_arguments(3, std::numeric_limits<int>::max(), syntax);
  Minimize m;
  m.method = line.choice(1, "method", known_minimizers());
  m.force_tolerance = line.real(2, "force tolerance (eV/A)");
  m.steps = line.integer(3, "largest number of steps", 1);
  read_options(line, read_box(line, 4, m), m);
  return m;
}

// The newer third word is a direction, the older one a number of points: 6 and less are directions.
Action parse_compute_cohesive(const Words& line) {
  line.expect_arguments(3, 3, "compute_cohesive <e1> <e2> <direction 0 .. 6 | points>");
  constexpr std::int64_t most_points = 1000000;
  constexpr bool directions[7][3] = {{true, false, false}, {false, true, false}, {false, false, true},
                                     {true, true, false},  {false, true, true},  {true, false, true},
                                     {true, true, true}};
  constexpr double points_per_factor = 1000;
  CellCompute c;
  c.from = line.real(1, "e1", {0, 10, true, false});
  c.to = line.real(2, "e2", {c.from, 10, true, false});
  const std::int64_t word = line.integer(3, "direction (0 .. 6) or points (7 and more)", 0, most_points);
  const double steps = (c.to - c.from) * points_per_factor;
  c.points = word > 6 ? word : nearest_within<std::int64_t>(steps, 0, most_points) + 1;
  if (word <= 6) std::copy_n(directions[word], 3, c.along);
  return c;
}

Action parse_compute_elastic(const Words& line) {
  line.expect_arguments(1, 2, "compute_elastic <strain> [cubic]");
  if (line.size() == 3) line.choice(2, "symmetry of old decks", {"cubic"});
  CellCompute c;
  c.quantity = CellCompute::Quantity::elastic;
  c.strain = line.real(1, "strain", {0, 0.1, true, false});
  return c;
}

}  // namespace nacre::run
