// Pictures of a training as SVG text, made without any other program: loss curves on logarithmic axes, and predicted
// against target with the diagonal.
#pragma once
#include <string>
#include <vector>

#include "train/report/outputs.h"

namespace nacre::train {

/// Total loss and the RMSE of energy, force and virial against the step; dashed: of the test set. `unit`: "generation"
/// or "epoch".
std::string loss_plot(const std::vector<LossRow>& rows, const std::string& unit, bool with_test);

/// Points of one set. More than `most_points` are thinned evenly; the RMSE is of all.
struct Cloud {
  std::string name;  ///< "train", "test"
  std::vector<double> target, predicted;
};
inline constexpr std::size_t most_points = 5000;
double rmse(const Cloud& cloud);
/// `quantity` such as "energy", with its unit and the unit and factor in which the RMSE is written.
struct ParityLabels {
  std::string quantity, unit, rmse_unit;
  double rmse_factor = 1;
};
std::string parity_plot(const std::vector<Cloud>& clouds, const ParityLabels& labels);

/// The clouds of a set; frames without the label are left out.
Cloud energy_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions);
Cloud force_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions);
Cloud difference_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions);
Cloud virial_cloud(const std::string& name, const TrainSet& set, const std::vector<Prediction>& predictions);

}  // namespace nacre::train
