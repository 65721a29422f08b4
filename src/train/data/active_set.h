// The active set of a NEP on a file of structures (force/nep_grade.h), by MaxVol (max_volume.h).
#pragma once
#include <vector>

#include "force/nep_grade.h"

namespace nacre::train {

class ActiveSetBuilder {
 public:
  explicit ActiveSetBuilder(const NepModel& model);
  /// All atoms of a structure, whose types index the model's species.
  void add(const Atoms& atoms, const Box& box);
  /// After the last one.
  ActiveSet finish();
  /// Of each type: the numbers of the structures, in the order of add(), whose atoms are in the set; then how many of its
  /// places no atom took.
  const std::vector<std::vector<std::size_t>>& structures() const { return structures_; }
  const std::vector<std::size_t>& empty_places() const { return empty_; }

 private:
  const NepModel& model_;
  std::size_t count_ = 0;
  std::vector<std::vector<std::vector<double>>> rows_;  ///< [type][atom] phi
  std::vector<std::vector<std::size_t>> of_structure_;  ///< [type][atom]
  std::vector<std::vector<std::size_t>> structures_;
  std::vector<std::size_t> empty_;
};

}  // namespace nacre::train
