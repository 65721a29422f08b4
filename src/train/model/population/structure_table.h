// What one structure's geometry gives to a population (population_view.h), in single precision.
#pragma once
#include <vector>

#include "device/aligned.h"
#include "force/nep_model.h"
#include "train/data/train_set.h"
#include "train/model/loss.h"
#include "train/model/population/population_view.h"

namespace nacre::train {

class StructureTable {
 public:
  StructureTable(const NepModel& shape, const LossSettings& settings, const TrainFrame& frame);
  StructureView view() const;
  /// [angular entry] the entry that lists this atom from the other side; -1: the pair is at the cutoff to the last bit,
  /// inside it from one side only, where it counts nothing.
  const std::vector<int>& angular_reverse() const { return angular_reverse_; }
  std::size_t bytes() const;
  /// eV and eV (total): ZBL has no parameters, so it is taken off the labels.
  double zbl_energy() const { return zbl_energy_; }
  const Mat3& zbl_virial() const { return zbl_virial_; }

 private:
  void sort_by_type(const NepModel& shape, const TrainFrame& frame);
  void find_pairs(const NepModel& shape, const TrainFrame& frame);
  void set_labels(const LossSettings& settings, const TrainFrame& frame);
  struct Pair;
  void add_radial(const NepModel& shape, const Pair& pair);
  void add_angular(const NepModel& shape, const Pair& pair);
  void add_zbl(const NepModel& shape, const Pair& pair);

  int atoms_ = 0, most_angular_ = 0;
  std::vector<int> place_;  ///< of each atom of the frame
  std::vector<int> type_begin_, type_, radial_begin_, radial_j_, angular_begin_, angular_j_, angular_reverse_;
  std::vector<double> sums_;  ///< B_kJ while they grow
  AlignedVector<float> basis_sums_, radial_row_, angular_row_, force_, force_weight_;
  std::vector<Vec3> zbl_force_;
  double zbl_energy_ = 0;
  Mat3 zbl_virial_;
  bool has_force_ = false, has_virial_ = false;
};

}  // namespace nacre::train
