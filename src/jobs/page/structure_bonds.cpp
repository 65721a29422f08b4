#include "jobs/page/structure_bonds.h"

#include <algorithm>
#include <array>

#include "core/elements.h"
#include "neighbor/point_search.h"

namespace nacre::jobs {

namespace {
// Longest bond: 1.2 times the sum of two covalent radii (Pyykko and Atsumi 2009, 10.1002/chem.200800987). DFT-D3 has
// them times 4/3.
constexpr double bond_factor = 1.2 * 3 / 4;
constexpr double unknown_radius = 1.6;  ///< Å, where the table of covalent radii ends

/// Alkali metals are ions between the bonds of their host.
bool makes_bonds(const std::string& species) {
  constexpr std::array<const char*, 6> alkali{"Li", "Na", "K", "Rb", "Cs", "Fr"};
  return std::find(alkali.begin(), alkali.end(), species) == alkali.end();
}
}  // namespace

double bond_radius(const std::string& species) {
  const double radius = covalent_radius(atomic_number(species));
  return radius > 0 ? radius : unknown_radius;
}

std::vector<std::pair<int, int>> bonds_within(const std::vector<Vec3>& position,
                                              const std::vector<std::string>& species, const Box& box) {
  double largest = 0;
  for (const std::string& s : species) largest = std::max(largest, bond_radius(s));
  const PointSearch search(position, Box(box.h(), {false, false, false}), 2 * bond_factor * largest);
  std::vector<std::pair<int, int>> bonds;
  std::vector<int> places;
  for (std::size_t i = 0; i < position.size(); ++i) {
    if (!makes_bonds(species[i])) continue;
    const int near = search.near(position[i], places);
    for (int p = 0; p < near; ++p) {
      const auto j = static_cast<std::size_t>(search.owner(places[p]));
      if (j <= i || !makes_bonds(species[j])) continue;
      const Vec3 between = position[j] - position[i];
      const double longest = bond_factor * (bond_radius(species[i]) + bond_radius(species[j]));
      if (dot(between, between) < longest * longest) bonds.emplace_back(static_cast<int>(i), static_cast<int>(j));
    }
  }
  return bonds;
}

}  // namespace nacre::jobs
