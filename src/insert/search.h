// Search: one row of the ledger. From the present structure to the next one.
//
// insert: candidates, all screened; the `keep` lowest, not two within `apart`, are relaxed as one batch; the lowest
// wins. remove: the same of the structures that lack one atom each, screened by their whole energies. random:
// `batch_size` atoms, one after another at a random candidate, then relaxed together.
//
// Who wins: contest.h.
#pragma once
#include <functional>

#include "insert/contest.h"

namespace nacre::insert {

class Search {
 public:
  /// `stop` is asked between force calls. Types of the structures index energetics.species().
  Search(const InsertSettings& settings, Energetics& energetics, double bulk_energy, std::function<bool()> stop);

  /// `energy` of the structure in double precision; `number` of atoms of the species; at most `most` are added at once.
  Step next(const Structure& structure, double energy, std::int64_t number, std::int64_t most);
  /// Relaxes the start; false when interrupted. Throws Error(failed) when there is no way down.
  bool relax_start(Structure& structure);
  int type() const { return type_; }

 private:
  Step insert(const Structure& structure);
  Step remove(const Structure& structure, double energy);
  Step random(const Structure& structure, std::int64_t number, std::int64_t most);

  Candidates candidates(const DistanceField& field) const;
  DistanceField field_of(const Structure& structure, Vec3& shift) const;
  std::vector<int> keep(const std::vector<double>& energies, const std::vector<Vec3>& places, const Box& box,
                        double apart) const;
  double energy_of(const Structure& structure);

  const InsertSettings& settings_;
  Energetics& energetics_;
  double bulk_energy_;
  Contest contest_;
  int type_;
};

}  // namespace nacre::insert
