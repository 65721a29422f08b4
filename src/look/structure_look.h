// One look at a structure, for every command that is given one: what makes its numbers worthless, and what is likely not
// meant. The texts carry no file and line; who knows them adds them.
//
//   closest pair   below 0.3 Å (overlap_distance): two atoms in one place;  below half the sum of the covalent radii: odd
//   positions      finite and within 1e9 Å
//   density        above 30 g/cm3, where the cell is periodic: no matter of this world
//   velocities     above 20,000 K: another unit, as a rule
//   cell           thinner than 1 Å along a periodic direction
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "core/atoms.h"
#include "core/box.h"

namespace nacre::look {

inline constexpr double overlap_distance = 0.3;  ///< Å

/// The pair that lies closest in proportion to the sum of its covalent radii; of an atom and its own image both are one.
struct ClosestPair {
  double distance = 0;  ///< Å
  double usual = 0;     ///< Å, half the sum of the covalent radii
  std::size_t first = 0, second = 0;
  bool overlaps() const { return distance < overlap_distance; }
};
/// Among pairs closer than overlap_distance or half the sum of their covalent radii; nothing: there is none.
std::optional<ClosestPair> closest_pair(const Atoms& atoms, const Box& box);

/// What is done with the structure decides what an overlap is: nothing can be made of it, or the frame is evaluated
/// all the same.
enum class Purpose { simulated, evaluated };

struct Findings {
  std::vector<std::string> errors, warnings;
};
/// Each thing once. Throws Error(failed) when the pairs are too many to be looked at (neighbor/list_cost.h).
Findings look_at(const Atoms& atoms, const Box& box, Purpose purpose);

/// Throws the first of the errors as bad input of this file and line.
void throw_errors(const Findings& found, const std::string& file, long line);

}  // namespace nacre::look
