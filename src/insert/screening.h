// Screening: the energy change Delta E = E(with) - E(without) of one more atom at each of many points, for NEP models,
// from the atoms that the new atom touches alone, in double. Page: docs/physics/insert-screening.md.
//
//   Delta E = U_new + sum_j [U_j(with) - U_j(without)] + ZBL pairs,   j: atoms within the radial cutoff of the point
//
// Kept of every atom j, once a structure: its angular sums S_nlm and the sigmoids of its hidden layer
// (insertion_math.h). Then, for every candidate:
//   - j beyond the angular cutoff: only radial components change, so U_j's change is a function of the distance r
//     alone. It is tabulated once an atom: 16 polynomials of degree 7 in r, each checked against the exact change at
//     two points between its nodes, to 1e-9 eV. An atom whose table misses that is treated like the others;
//   - j within the angular cutoff: sums, invariants and hidden layer anew;
//   - the new atom itself: its own sums and hidden layer;
//   - atoms that see several images of the new atom (thin cells), and the new atom's own images: all added up first.
// The result does not depend on which points are asked for together, nor on the number of threads.
//
// Count for a 7 Å model (17 radial functions, 9 x 24 angular sums, 67 components, 100 neurons) at 100 neighbours, 17 of
// them inside the angular cutoff, multiply-adds a candidate: hidden layers of 17 neighbours 17 x 6.7 thousand, their
// angular functions, sums and invariants 17 x 1.3 thousand, 1,700 differences of tanh (about 25 each), the new atom
// 15 thousand, 83 table values 1 thousand: 0.2 million, where the full energies of 5,000 atoms take 115 million (nep.md
// counts 23 thousand an atom without forces). Without tables the 83 outer neighbours would take 0.35 million more.
// Kept of an atom: 1.7 kB of sums, 1.6 kB of sigmoids, 1 kB of table: 4.3 GB for a million atoms.
// Tables cost 100 neurons x 160 nodes x 12 an atom, 1e9 for 5,000 atoms: as much as 5,000 candidates.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "core/system.h"

namespace nacre::insert {

class Screening {
 public:
  virtual ~Screening() = default;
  virtual const std::vector<std::string>& species() const = 0;
  /// Beyond this distance (Å) a new atom changes no other atom's energy. A change of an atom's surroundings within
  /// twice this distance of a point changes the energy there.
  virtual double reach() const = 0;
  /// The structure that atoms are inserted into from now on; Atoms::type indexes species(). Copies what it needs.
  virtual void prepare(const Atoms& atoms, const Box& box) = 0;
  /// energy[p] = Delta E (eV) of an atom of `type` at points[p] (Å, anywhere), each alone. Infinite on top of an atom.
  virtual void energies(int type, const std::vector<Vec3>& points, std::vector<double>& energy) = 0;
};

/// Of a NEP model (NEP3, NEP4, NEP5, ZBL) on the CPU.
std::unique_ptr<Screening> make_screening(const std::string& nep_path);

/// Of any potential, by full energies of structures with one atom more: slow, and the measure of the above.
std::unique_ptr<Screening> make_full_screening(const std::string& potential_path);

}  // namespace nacre::insert
