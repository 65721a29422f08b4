// Errors of energy differences (differences.h) of a file whose frames are seen one after another.
#pragma once
#include <string>
#include <vector>

#include "train/data/differences.h"
#include "train/report/evaluation.h"

namespace nacre::train {

class DifferenceErrors {
 public:
  /// A frame whose types are those of the model.
  void add(const Frame& frame, int types, double predicted_energy);
  /// After the last frame: every difference goes into `sums` (that of its frame's class), and into the frames of `set`
  /// when it holds all of them. `element_shift`: energy of each type that is taken off the labels, eV; empty: none.
  /// Returns what is to be said of references that cannot be used.
  std::vector<std::string> finish(const std::string& file, const std::vector<double>& element_shift, ErrorSums& sums,
                                  TrainSet& set) const;

 private:
  double error(std::size_t frame, const Difference& difference, const std::vector<double>& element_shift) const;

  std::vector<Related> related_;
  std::vector<double> residual_;  ///< predicted less labelled, eV; 0 without a label
  std::vector<std::string> class_;
};

}  // namespace nacre::train
