#include "look/structure_look.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/elements.h"
#include "core/error.h"
#include "core/units.h"
#include "neighbor/list_cost.h"
#include "neighbor/pair_list.h"

namespace nacre::look {

namespace {
constexpr double most_density = 30;          // g/cm3: osmium has 22.6
constexpr double most_temperature = 20'000;  // K
constexpr double least_height = 1;           // Å

/// Half the sum of covalent radii of two types, at least the distance of an overlap (Å): what a pair is looked for
/// within.
std::vector<double> usual_distances(const std::vector<std::string>& species) {
  std::vector<double> radius, table;
  for (const std::string& s : species) radius.push_back(covalent_radius(atomic_number(s)));
  for (const double a : radius)
    for (const double b : radius) table.push_back(std::max(overlap_distance, 0.5 * (a + b)));
  return table;
}

/// Overlaps come before all else, then the pair that is closest in proportion.
bool is_closer(const ClosestPair& a, const ClosestPair& b) {
  if (a.overlaps() != b.overlaps()) return a.overlaps();
  return a.distance / a.usual < b.distance / b.usual;
}

std::string atom_text(const Atoms& atoms, std::size_t i) {
  return fmt::format("{} ({})", i, atoms.species[atoms.type[i]]);
}

std::string pair_text(const Atoms& atoms, const ClosestPair& pair) {
  if (pair.first == pair.second)
    return fmt::format("atom {} (counted from 0) is {:.4g} A away from its own image", atom_text(atoms, pair.first),
                       pair.distance);
  return fmt::format("atoms {} and {} (counted from 0) are {:.4g} A apart", atom_text(atoms, pair.first),
                     atom_text(atoms, pair.second), pair.distance);
}

void look_at_positions(const Atoms& atoms, Findings& found) {
  try {
    check_positions(atoms.position);
  } catch (const Error& e) {
    found.errors.push_back(e.message());
  }
}

void look_at_pairs(const Atoms& atoms, const Box& box, Purpose purpose, Findings& found) {
  const auto pair = closest_pair(atoms, box);
  if (!pair) return;
  const std::string text = pair_text(atoms, *pair);
  if (!pair->overlaps())
    found.warnings.push_back(text +
                             fmt::format(", less than half the sum of their covalent radii, {:.3g} A", pair->usual));
  else if (purpose == Purpose::simulated)
    found.errors.push_back(text + ": two atoms in one place");
  else
    found.warnings.push_back(text + ": two atoms in one place? What is said of this frame is of little worth");
}

void look_at_density(const Atoms& atoms, const Box& box, Findings& found) {
  if (!box.all_periodic()) return;
  double mass = 0;
  for (const double m : atoms.mass) mass += m;
  const double density = mass / box.volume() * units::g_cm3_per_density;
  if (density > most_density)
    found.warnings.push_back(fmt::format("the density is {:.4g} g/cm3: is the cell right?", density));
}

void look_at_velocities(const Atoms& atoms, Findings& found) {
  if (!atoms.has_velocity || atoms.size() == 0) return;
  double twice = 0;
  for (std::size_t i = 0; i < atoms.size(); ++i) twice += atoms.mass[i] * dot(atoms.velocity[i], atoms.velocity[i]);
  const double temperature = twice / (3 * static_cast<double>(atoms.size()) * units::boltzmann);
  if (!(temperature <= most_temperature))
    found.warnings.push_back(fmt::format("the velocities are those of {:.4g} K: are they in A/fs?", temperature));
}

void look_at_cell(const Box& box, Findings& found) {
  for (int k = 0; k < 3; ++k)
    if (box.is_periodic(k) && box.thickness(k) < least_height)
      found.warnings.push_back(fmt::format("the cell is {:.3g} A thick along {}", box.thickness(k), "abc"[k]));
}
}  // namespace

std::optional<ClosestPair> closest_pair(const Atoms& atoms, const Box& box) {
  if (atoms.size() == 0 || atoms.species.empty()) return std::nullopt;
  const std::vector<double> within = usual_distances(atoms.species);
  const NeighborList list = list_of_pairs(atoms, box, within);
  std::optional<ClosestPair> closest;
  for (int slot = 0; slot < list.local(); ++slot)
    for (auto e = list.row_begin(slot); e < list.row_end(slot); ++e) {
      const int other = list.neighbors()[e];
      const double usual = within[static_cast<std::size_t>(list.type(slot)) * atoms.species.size() + list.type(other)];
      const std::size_t a = list.atom(slot), b = list.atom(other);
      const ClosestPair pair{norm(list.positions()[other] - list.positions()[slot]), usual, std::min(a, b),
                             std::max(a, b)};
      if (pair.distance < usual && (!closest || is_closer(pair, *closest))) closest = pair;
    }
  return closest;
}

Findings look_at(const Atoms& atoms, const Box& box, Purpose purpose) {
  Findings found;
  look_at_positions(atoms, found);
  if (found.errors.empty()) look_at_pairs(atoms, box, purpose, found);
  look_at_density(atoms, box, found);
  look_at_velocities(atoms, found);
  look_at_cell(box, found);
  return found;
}

void throw_errors(const Findings& found, const std::string& file, long line) {
  if (!found.errors.empty()) throw Error(found.errors.front()).file(file).line(line);
}

}  // namespace nacre::look
