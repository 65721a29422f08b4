// Carbon of graphitic domains with amorphous carbon between them, after Liu et al., Adv. Mater. 2024 (10.1002/adma.202407369).
//
//   stack     n layers a spacing d apart, Lc = n d; each a flake (flake.h) of diameter La; turbostratic: each layer is turned about
//             the stack's axis and shifted at random, up to a lattice constant along each lattice vector
//   sizes     La and Lc of a stack: log-normal with the given mean m and standard deviation s, ln of variance ln(1 + s^2 / m^2),
//             as sizes of crystallites are (Langford, Louer and Scardi, J. Appl. Cryst. 33, 964 (2000), 10.1107/S002188980000460X)
//   placing   random sequential: stacks, the one of most atoms first, at uniform places in uniform orientations (Shoemake,
//             Graphics Gems III, 1992), no atom nearer than `gap` to another stack. Where they do not all find room in the cell
//             of the given density, its edges grow by 4 % until they do; a deck then compresses the cell
//   between   single atoms at random places, `min_distance` from each other and 1.7 Å from stacks and from the middle of their
//             galleries, at which each atom of a layer has an image: so none lies between two layers
//
// Random numbers are those of build_random: single atoms count from 0, stacks from 2^32, their places from 2^33.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "build/sheet.h"

namespace nacre {

struct DomainSize {
  double mean = 0, deviation = 0;  ///< Å
};

struct Domains {
  std::int64_t atoms = 20000;
  double density = 1.6;    ///< g/cm3
  double graphitic = 0.6;  ///< share of the atoms that are in stacks, about
  DomainSize la{20, 0}, lc{12, 0};
  double spacing = 3.44;                  ///< Å
  std::string stacking = "turbostratic";  ///< or AA, AB
  std::string edge = "round";             ///< or zigzag, armchair
  double a = graphene_a;                  ///< Å
  double gap = 3.0;                       ///< Å
  double min_distance = 1.35;             ///< Å
  std::uint64_t seed = 1;
};

/// A stack as it was put in.
struct DomainStack {
  double la = 0, lc = 0;  ///< Å; la: of its layers' area; lc: layers times spacing
  int layers = 0;
  std::int64_t atoms = 0;
  Vec3 centre, normal;  ///< Å; unit vector
};

struct DomainStructure {
  Structure structure;               ///< group method 0: 0 single atoms, 1, 2, ... the stacks
  std::vector<DomainStack> stacks;   ///< in the order of the labels
  double edge = 0, target_edge = 0;  ///< Å, of the cell; of one of the given density
  double share_reached = 1;          ///< of the atoms of stacks that found room in the target cell
};

/// O(N). Throws Error(bad_input) for numbers out of range and stacks that do not fit into the cell, Error(failed) when the
/// single atoms find no room.
DomainStructure domains(const Domains& request);

}  // namespace nacre
