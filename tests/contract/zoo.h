// Structures that a neighbour list or a force could get wrong, small enough for an emulated GPU.
#pragma once
#include <string>
#include <vector>

#include "contract/samples.h"

namespace samples {

struct Named {
  std::string name;
  Sample sample;
};

/// Atoms exactly on the faces, edges and corners of the cell, and a few whole cells away.
inline Sample on_the_boundary(const std::vector<std::string>& species, double spacing) {
  Sample s = lattice(species, {{3, 3, 3}, spacing, 0.15, 0.05}, 21);
  const double place[4] = {0, 1, -2, 1};
  for (int i = 0; i < 4; ++i) {
    Vec3 at = s.box.fractional(s.atoms.position[i]);
    at[i % 3] = place[i];
    if (i == 3) at = {1, 1, 1};
    s.atoms.position[i] = s.box.cartesian(at);
  }
  return s;
}

/// Pairs in a row along the x axis whose distances straddle the cutoff, from nearer to farther; open everywhere, 30 A
/// from one pair to the next.
inline Sample pairs_at(const std::vector<std::string>& species, double cutoff) {
  const double offset[5] = {-1e-3, -1e-9, 0, 1e-9, 1e-3};
  Sample s{Atoms{}, Box(200.0 * nacre::identity(), {false, false, false})};
  s.atoms.species = species;
  s.atoms.resize(10);
  for (int k = 0; k < 5; ++k) {
    s.atoms.position[2 * k] = {0, 30.0 * k, 0};
    s.atoms.position[2 * k + 1] = {cutoff + offset[k], 30.0 * k, 0};
  }
  return s;
}

/// `spacing` (A): of lattices on which the force is neither zero nor wild.
inline std::vector<Named> zoo(const std::vector<std::string>& species, double spacing) {
  const auto of = [&](std::array<int, 3> count, double shear, std::array<bool, 3> periodic, unsigned seed) {
    return lattice(species, {count, spacing, shear, 0.1, periodic}, seed);
  };
  constexpr std::array<bool, 3> everywhere{true, true, true};
  const double a = spacing;
  std::vector<Named> all;
  all.push_back({"crystal", of({3, 3, 3}, 0.1, everywhere, 1)});
  all.push_back({"one atom", one_atom(species, {{{a, 0.1 * a, 0}, {0.3 * a, 1.1 * a, 0}, {-0.2 * a, 0, 1.05 * a}}})});
  all.push_back({"skewed", of({4, 3, 2}, 0.4, everywhere, 2)});
  all.push_back({"slab", of({3, 3, 2}, 0.1, {true, true, false}, 3)});
  all.push_back({"chain", of({2, 2, 4}, 0.1, {false, false, true}, 4)});
  all.push_back({"cluster", of({3, 2, 3}, 0.1, {false, false, false}, 5)});
  all.push_back({"long", of({9, 1, 2}, 0.1, everywhere, 6)});
  all.push_back({"boundary", on_the_boundary(species, spacing)});
  return all;
}

}  // namespace samples
