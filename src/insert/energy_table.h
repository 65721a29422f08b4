// Candidate energies, kept from one insertion to the next. An energy is computed again when something happened within
// twice the screening's reach of its point (that is how far a change of surroundings can be felt, screening.h):
//   - an atom was added;
//   - an atom is farther than `tolerance` from where it was when last looked at.
// Otherwise the old value stays, so with small displacements everywhere it is off by what displacements of up to twice
// the tolerance do. `exact` computes all energies anew at every step. A changed cell, or fewer atoms, does so too.
#pragma once
#include <cstdint>
#include <vector>

#include "core/record.h"
#include "insert/screening.h"

namespace nacre::insert {

struct EnergyTableSettings {
  double tolerance = 0.02;  ///< Å
  bool exact = false;
};

class EnergyTable {
 public:
  /// `type` of the atoms to insert, one of screening.species(). The screening must outlive the table.
  EnergyTable(Screening& screening, int type, EnergyTableSettings settings);

  /// energies()[c] (eV) of the candidates at points[c], which `index` names from step to step (ascending, as
  /// Candidates::index). The atoms are those of the last call, moved, with new ones after them.
  const std::vector<double>& update(const Atoms& atoms, const Box& box, const std::vector<std::int64_t>& index,
                                    const std::vector<Vec3>& points);
  const std::vector<double>& energies() const { return energy_; }
  /// Places of the lowest energies in the list of candidates, the lowest first; equal ones by their place. Infinite
  /// energies are left out.
  std::vector<int> lowest(int count) const;
  /// How many energies the last update computed.
  std::int64_t computed() const { return computed_; }
  /// Forgets everything.
  void reset() { index_.clear(); }
  /// Kept energies depend on what happened before: a resumed insertion needs them.
  void save(Record& record) const;
  void load(const Record& record);

 private:
  std::vector<Vec3> changes(const Atoms& atoms, const Box& box);

  Screening& screening_;
  int type_;
  EnergyTableSettings settings_;
  std::vector<std::int64_t> index_;
  std::vector<double> energy_;
  std::vector<Vec3> looked_at_;  ///< positions of the atoms
  std::vector<int> atom_type_;
  Box box_;
  std::int64_t computed_ = 0;
};

}  // namespace nacre::insert
