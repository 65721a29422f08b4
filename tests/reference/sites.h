// Features of a sodium site by brute force: every image, every pair, every cycle; planes by Jacobi rotations; a convex
// hull's edges as the pairs of points with all others on one side.
#pragma once

#include <array>

#include "structure.h"

namespace reference {

struct SiteChoices {
  double radius = 5, guest_radius = 5, host_radius = 5, farthest = 10, bond = 1.85;  // A
  int min_atoms = 8;
  double flatness = 0.35, angle = 35;  // A, degrees
  bool touching = false;               // rings with one atom in the environment count
};

struct SiteAnswer {
  std::array<double, 14> feature{};
  int networks = 0;
  bool flat = false, parallel = false, between = false;
  std::array<double, 2> border{};  // A; 0 without two planes
};

// `pairs`: periodic_pairs(structure, reach_of_sites(choices)).
SiteAnswer describe_site(const Structure& structure, const PairList& pairs, std::size_t site,
                         const SiteChoices& choices);
double reach_of_sites(const SiteChoices& choices);

}  // namespace reference
