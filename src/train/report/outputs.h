// The text of the files that a training leaves, with the published columns (docs/train.md):
//   energy_*   predicted target                 eV/atom, a row a frame
//   force_*    predicted x y z, target x y z    eV/Å, a row an atom
//   virial_*   predicted, target xx yy zz xy yz zx    eV/atom, a row a frame; stress_* the same in GPa
//   difference_*   frame (from 1) predicted target     eV an inserted atom, a row a difference; where there are any
// Rows have the order of the input. A target that the data lack is -1e6, as published.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "train/data/train_set.h"
#include "train/model/loss.h"
#include "train/settings.h"

namespace nacre::train {

inline constexpr double missing_target = -1e6;

/// One line of loss.out: step, total, l1, l2, RMSE of energy, force, virial of the training set and of the test set;
/// then, where the data have differences, their RMSE in both sets.
struct LossRow {
  std::int64_t step = 0;
  LossValue train, test;
  bool with_difference = false;
};
std::string format_loss_row(const LossRow& row);
/// Rows of a loss.out from the last restart of its counter on.
std::vector<LossRow> read_loss_rows(const std::string& path);

/// Predicted and target (eV/atom), less the reference energies. No head: other programs take every line for a frame.
std::string format_energies(const TrainSet& set, const std::vector<Prediction>& predictions);
/// The file beside that says what was subtracted: element and eV, a line each.
std::string format_reference_energies(const std::vector<std::string>& species, const std::vector<double>& energies);
std::string format_forces(const TrainSet& set, const std::vector<Prediction>& predictions);
std::string format_virials(const TrainSet& set, const std::vector<Prediction>& predictions);
std::string format_stresses(const TrainSet& set, const std::vector<Prediction>& predictions);
std::string format_differences(const TrainSet& set, const std::vector<Prediction>& predictions);

inline constexpr const char* reference_energy_file = "reference_energy.out";
/// energy_NAME.out, force_NAME.out, virial_NAME.out, stress_NAME.out, each whole, reference_energy.out where there are any, and
/// difference_NAME.out where the set has differences.
void write_predictions(const TrainSettings& settings, const std::string& name, const TrainSet& set,
                       const std::vector<Prediction>& predictions, const std::vector<double>& reference_energy);

}  // namespace nacre::train
