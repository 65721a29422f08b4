// One energy an element between the labels of a file and a potential: another zero of energy, which the errors of
// `nacre predict` would otherwise be made of.
//   E_label - E = sum over atoms of e[type],  e by least squares of the differences an atom
#pragma once
#include <string>
#include <vector>

#include "train/data/train_set.h"
#include "train/report/evaluation.h"

namespace nacre::jobs {

class EnergyShift {
 public:
  /// A frame without energy does not count.
  void add(const train::TrainFrame& labels, const train::Prediction& prediction);
  /// After the last frame; `wanted`: the errors are to be those without the shift.
  void fit(bool wanted);
  /// The errors of all frames, or of the class that they name, with the energy's without the shift, when that is wanted.
  train::ClassErrors applied(train::ClassErrors errors, bool of_all) const;
  /// Of each element, eV; empty: no frame has an energy.
  const std::vector<double>& energies() const { return energy_; }
  /// What was subtracted, or that it would explain the error; nothing when neither.
  std::vector<std::string> lines(const std::vector<std::string>& species) const;

 private:
  /// eV/atom; of the class, or of all when it is null.
  double rmse(bool shifted, const std::string* name) const;

  std::vector<std::vector<double>> shares_;
  std::vector<double> difference_;  ///< eV/atom, label less prediction
  std::vector<std::string> class_;
  std::vector<double> energy_;  ///< of each element, eV
  bool wanted_ = false;
};

}  // namespace nacre::jobs
